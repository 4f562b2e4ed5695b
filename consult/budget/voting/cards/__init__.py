"""Voting cards: handed out by the town, each opens one vote."""
