"""What a consultation brought: counted for the team, masked and frozen for everyone.

`counting` and `askedness` read the database, `masking` decides what may be read, `figures` puts both
together, `release` says what is public and what remains possible.
"""
