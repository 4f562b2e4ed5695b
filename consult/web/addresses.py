"""Addresses that no page of ours has, refused before any view reads them."""

from __future__ import annotations

from flask import Flask, abort, request

NUL = "\x00"


def configure_addresses(app: Flask) -> None:
    @app.before_request
    def refuse_null_bytes() -> None:
        """PostgreSQL keeps no null byte and fails on one, where SQLite only finds nothing."""
        if NUL in request.path:
            abort(404)
        if any(
            NUL in text for name, value in request.args.items(multi=True) for text in (name, value)
        ):
            abort(400)
