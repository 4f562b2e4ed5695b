"""The results of a vote: counted from the sealed urn, told project by project, published once.

What is published is kept as it was told (`CampaignOutcome`): nothing is counted again when a page is
read. Whoever has the ballots counts them again with `consult budget export` and `consult budget tally`.
Ballots are not published one by one: with enough projects, a grade here and there signs a ballot that
somebody bought.
"""
