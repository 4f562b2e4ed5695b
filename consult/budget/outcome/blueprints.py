"""Where the results are read: by everyone, and by the team."""

from __future__ import annotations

from flask import Blueprint, abort

from consult.budget import queries
from consult.budget.models import Campaign
from consult.extensions import db

team = Blueprint("outcomes", __name__, url_prefix="/espace/budget/<slug>/resultats")
public = Blueprint("outcome", __name__, url_prefix="/budget/<slug>/resultats")


def known(slug: str) -> Campaign:
    return queries.by_slug(db.session, slug) or abort(404)
