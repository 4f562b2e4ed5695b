"""Who was heard, beside the population: what any page that tells it is made of.

`consult.participation` counts everyone of a year with it; the results of a consultation, its own people.
"""
