"""Photographs that go with words: made again without what they tell of a phone, kept with the words.

They lie in the database, so that they are recorded, saved and erased together with what they illustrate.
A feature joins its things to `models.Picture` by a table of its own, and says who may see one.
"""
