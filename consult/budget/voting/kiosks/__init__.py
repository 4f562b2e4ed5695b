"""Voting on a tablet that the team keeps: with a card, or provisionally with a slip."""
