"""Voting from a phone: the door, the ballot, its review, the code that proves it."""
