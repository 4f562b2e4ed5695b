"""One blueprint for the pages of reading and of sorting."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("moderation", __name__, url_prefix="/espace")
