"""The demonstration: Armentières with invented residents' words, flagged so that they can be removed."""
