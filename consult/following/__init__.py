"""The answer: what became of a resident's words, told to whoever holds the receipt's code."""
