"""Null bytes in an address: PostgreSQL fails on one, where SQLite only finds nothing."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.datastructures import ImmutableMultiDict

NUL = "\x00"


def configure_addresses(app: Flask) -> None:
    @app.before_request
    def refuse_null_bytes() -> None:
        """A path with one leads nowhere; what follows the question mark is read without them."""
        if NUL in request.path:
            abort(404)
        asked = list(request.args.items(multi=True))
        if any(NUL in text for pair in asked for text in pair):
            kept = [(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in asked]
            request.args = ImmutableMultiDict(kept)
