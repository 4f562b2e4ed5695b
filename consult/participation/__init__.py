"""Who spoke, and who did not: people heard, beside the population."""
