"""Error pages: a clear French sentence, the right status, never a stack trace."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from consult.extensions import db

log = logging.getLogger(__name__)


def configure_errors(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_unexpected_error)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Any HTTP error; its own response is kept when it carries one (a redirect, say)."""
    if error.response is not None or error.code is None:
        return error
    title, text = _words(error.code, expired=bool(g.get("csrf_refused")))
    # A host that is not ours has no addresses to link to.
    name = "errors/bare.html" if request_ctx.url_adapter is None else "errors/error.html"
    page = render_template(name, title=title, text=text, code=error.code)
    headers = {k: v for k, v in error.get_headers() if k in {"Allow", "Retry-After"}}
    return page, error.code, headers


def show_unexpected_error(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged with its trace, told without it."""
    log.exception("unexpected error", exc_info=error)
    db.session.rollback()
    title, text = _words(500, expired=False)
    return render_template("errors/error.html", title=title, text=text, code=500), 500


def _words(code: int, *, expired: bool) -> tuple[str, str]:
    if code == 400 and expired:
        return (
            _("This page stayed open too long"),
            _(
                "Go back to the previous page, reload it and send again. Nothing was recorded twice."
            ),
        )
    pages = {
        400: (
            _("We did not understand this request"),
            _("Go back to the previous page and try again."),
        ),
        403: (
            _("This page is not open to you"),
            _("Ask an administrator of the site if you need it."),
        ),
        404: (
            _("This page does not exist"),
            _("Check the address, or start again from the home page."),
        ),
        405: (_("This page cannot be used this way"), _("Start again from the home page.")),
        410: (_("This page is no longer here"), _("Start again from the home page.")),
        413: (
            _("This is too heavy to be sent"),
            _(
                "Go back to the previous page: what you wrote is still there. Shorten it, or choose a "
                "lighter file, then send again."
            ),
        ),
        429: (
            _("Too many tries in a short time"),
            _(
                "Wait a few minutes, then go back to the previous page and try again: what you wrote "
                "is still there."
            ),
        ),
        500: (
            _("Something broke on our side"),
            _(
                "It is not your fault. Try again in a moment: what you wrote is still on the page before."
            ),
        ),
        503: (_("The site is resting"), _("Try again in a few minutes.")),
    }
    return pages.get(code, pages[500] if code >= 500 else pages[400])
