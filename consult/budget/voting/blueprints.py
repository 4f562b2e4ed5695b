"""The two blueprints of the vote: the team's, and everybody's."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from consult.budget.models import Campaign
from consult.budget.queries import by_slug
from consult.budget.voting.permissions import has_vote
from consult.extensions import db
from consult.web.headers import PRIVATE

team = Blueprint("ballots", __name__, url_prefix="/espace/budget/<slug>/vote")
public = Blueprint("vote", __name__, url_prefix="/budget/<slug>/vote")


@team.after_request
def keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response


def known(slug: str) -> Campaign:
    """404 when this campaign has no vote."""
    campaign = by_slug(db.session, slug)
    if campaign is None or not has_vote(campaign):
        abort(404)
    return campaign
