"""The blueprint, and the caution that pages of a draft call for."""

from __future__ import annotations

from flask import Blueprint, Response, request

blueprint = Blueprint("consultations", __name__, url_prefix="/consultations")


@blueprint.after_request
def keep_drafts_private(response: Response) -> Response:
    """An address that holds a sheet's token shows someone's words: kept by no cache, found by no search."""
    if "token" in (request.view_args or {}):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response
