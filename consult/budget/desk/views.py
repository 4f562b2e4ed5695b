"""Campaigns as the team sees them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from consult.budget import queries
from consult.budget.desk.sections import sections
from consult.budget.phases import periods, phase
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access

blueprint = Blueprint("campaigns", __name__, url_prefix="/espace/budget")
blueprint.app_template_global("budget_sections")(sections)


@blueprint.get("")
@access(Audience.TEAM)
def index() -> ResponseReturnValue:
    now = utcnow()
    campaigns = queries.all_campaigns(db.session)
    return render_template(
        "budget/desk/index.html",
        campaigns=[(campaign, phase(campaign, now)) for campaign in campaigns],
        deposited=queries.deposited(db.session, campaigns),
    )


@blueprint.get("/<slug>")
@access(Audience.TEAM)
def show(slug: str) -> ResponseReturnValue:
    campaign = queries.by_slug(db.session, slug) or abort(404)
    return render_template(
        "budget/desk/show.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        periods=periods(campaign),
        deposited=queries.deposited(db.session, [campaign])[campaign.id],
    )
