"""The shared HTTP kit: who may enter, when a request commits, headers, errors, forms, language."""
