"""One transaction a request, committed once, at the end of a view that says it writes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, g, make_response, request
from werkzeug.exceptions import BadRequest

from consult.db import set_write_intent
from consult.extensions import db

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ATTRIBUTE = "consult_writes"


def writes(view: View) -> View:
    """Commit when the view answers with success or a redirect to it; roll back otherwise.

    A request whose CSRF token was refused never commits, whatever the view did: either the view
    noticed (its form shows the message and keeps what was typed, status 4xx) or this raises 400.
    """

    @wraps(view)
    def committed(*args: Any, **kwargs: Any) -> Any:
        if request.method in SAFE_METHODS:
            return view(*args, **kwargs)
        response = make_response(view(*args, **kwargs))
        if response.status_code >= 400:
            db.session.rollback()
            return response
        if g.get("csrf_refused"):
            db.session.rollback()
            raise BadRequest("csrf")
        db.session.commit()
        for job in g.pop("after_commit", []):
            job()
        return response

    setattr(committed, ATTRIBUTE, True)
    return committed  # type: ignore[return-value]


def after_commit(job: Callable[[], None]) -> None:
    """Run `job` once the request's transaction is safely on disk; never if it is rolled back."""
    g.setdefault("after_commit", []).append(job)


def configure_transactions(app: Flask) -> None:
    @app.before_request
    def take_the_write_lock_early() -> None:
        set_write_intent(request.method not in SAFE_METHODS)

    @app.teardown_request
    def forget_the_write_lock(_error: BaseException | None) -> None:
        set_write_intent(False)
