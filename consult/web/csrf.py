"""Cross-site request forgery: every unsafe request is checked, and nothing typed is lost.

Flask-WTF's own hook answers a bare 400 before the view runs, which would throw away what a resident
wrote on a page left open. Here the check only records its verdict: the view re-displays its form
with the words and a fresh token, and `consult.web.commit.writes` refuses to commit in any case.
"""

from __future__ import annotations

from flask import Flask, g, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from consult.web.commit import SAFE_METHODS


def configure_csrf(app: Flask) -> None:
    app.jinja_env.globals["csrf_token"] = generate_csrf

    @app.before_request
    def judge_the_token() -> None:
        if request.method in SAFE_METHODS:
            return
        token = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token")
        try:
            validate_csrf(token)
        except ValidationError:
            g.csrf_refused = True
