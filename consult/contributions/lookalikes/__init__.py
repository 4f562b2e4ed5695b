"""Words that others said too: exact copies, near copies, and the groups they form.

`wording` makes a text comparable, `search` finds what resembles it, `difference` tells what differs,
`index` keeps the fingerprints of the words as they are written, `operations` are the team's own acts.
"""
