"""Two contracts that speak of the same things with other words: which of them answer each other."""
