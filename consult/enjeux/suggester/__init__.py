"""Suggests enjeux and ambitions for a resident's words, with honest scores and its reasons.

A trained model travels with the program; a town can train its own. Nothing here touches the
database, and only training (`*fitting`, `ridge`) and `encoder`, when asked for, load more than the
standard library.
"""
