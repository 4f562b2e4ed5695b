"""The team's pages of a study: what each of them begins with."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from consult.budget import queries as campaigns
from consult.budget.models import Campaign, Idea, Project
from consult.budget.studying import labels, queries
from consult.extensions import db
from consult.web.headers import PRIVATE

assert labels

blueprint = Blueprint("studies", __name__, url_prefix="/espace/budget/<slug>/etude")

LARGEST = 2**31 - 1


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Internal notes are on these pages."""
    response.headers["Cache-Control"] = PRIVATE
    return response


def campaign_of(slug: str) -> Campaign:
    return campaigns.by_slug(db.session, slug) or abort(404)


def idea_of(campaign: Campaign, number: int) -> Idea:
    _possible(number)
    return queries.idea_of(db.session, campaign, number) or abort(404)


def project_of(campaign: Campaign, number: int) -> Project:
    _possible(number)
    return queries.project_of(db.session, campaign, number) or abort(404)


def _possible(number: int) -> None:
    if number > LARGEST:
        abort(404)
