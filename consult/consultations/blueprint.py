"""The blueprint, and the caution that pages of a draft call for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, request

blueprint = Blueprint("consultations", __name__, url_prefix="/consultations")


@blueprint.after_request
def keep_drafts_private(response: Response) -> Response:
    """What an address with a token shows is someone's: no cache keeps it, no search finds it."""
    given = request.view_args or {}
    if given.keys() & {"token", "card", "link"} or "carte" in request.args:
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.context_processor
def strip() -> dict[str, Any]:
    """What the screens of an interview have above them; None for who answers alone."""
    return {"interview": g.get("interview")}
