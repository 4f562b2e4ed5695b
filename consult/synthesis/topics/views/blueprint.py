from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("topics", __name__, url_prefix="/espace/synthese")
