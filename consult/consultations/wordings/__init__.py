"""A consultation in other words: a simpler French, or another language, written by the team.

The French of the questionnaire stays the original: what residents answered, results, exports and
conditions rest on it. A wording stands beside one of its parts (a title, a question, an answer)
and remembers the French it was written from, so that a part that changed since can be read again.
"""
