"""Short documents drawn from a contract: the commune’s priorities, the note of an enjeu."""
