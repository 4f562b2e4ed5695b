"""Campaigns as the team sees them."""

from __future__ import annotations

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.budget import queries
from consult.budget.desk import editing, editing_views, helped
from consult.budget.desk.sections import sections
from consult.budget.phases import phase
from consult.budget.sites import told_places
from consult.budget.telling import moments
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access

blueprint = Blueprint("campaigns", __name__, url_prefix="/espace/budget")
blueprint.app_template_global("budget_sections")(sections)
editing_views.register(blueprint)
helped.register(blueprint)


@blueprint.get("")
@access(Audience.TEAM)
def index() -> ResponseReturnValue:
    now = utcnow()
    campaigns = queries.all_campaigns(db.session)
    return render_template(
        "budget/desk/index.html",
        campaigns=[(campaign, phase(campaign, now)) for campaign in campaigns],
        deposited=queries.deposited(db.session, campaigns),
        may_write=current_user.may_enter(Audience.EDITORS),
    )


@blueprint.get("/<slug>")
@access(Audience.TEAM)
def show(slug: str) -> ResponseReturnValue:
    campaign = queries.find(db.session, slug) or abort(404)
    return render_template(
        "budget/desk/show.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        moments=moments(campaign, utcnow()),
        may_write=current_user.may_enter(Audience.EDITORS),
        may_remove=editing.can_remove(db.session, campaign),
        places=told_places(queries.places(db.session, campaign)),
        deposited=queries.deposited(db.session, [campaign])[campaign.id],
    )
