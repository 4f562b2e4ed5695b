"""The vote: its routes, and the team's page of the whole."""

from __future__ import annotations

from importlib import import_module

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget.queries import by_slug
from consult.budget.voting import freezing, labels, queries, sealing
from consult.budget.voting.blueprints import known, public, team
from consult.budget.voting.online.forms import StartForm
from consult.budget.voting.permissions import can_vote, has_vote, is_over
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes

assert labels  # words of the vote
assert freezing  # projects that do not change any more

blueprint = team
public_blueprint = public

for module in (
    "online.door",
    "online.screens",
    "online.proof_views",
    "kiosks.views",
    "paper.views",
):
    import_module(f"consult.budget.voting.{module}")


@team.get("")
@access(Audience.TEAM)
def overview(slug: str) -> ResponseReturnValue:
    """Who may vote and how, how many did, what waits before the urn is sealed. Never what they chose."""
    campaign = by_slug(db.session, slug) or abort(404)
    now = utcnow()
    boxes, slips = sealing.waiting(db.session, campaign)
    return render_template(
        "budget/voting/desk/overview.html",
        campaign=campaign,
        ready=has_vote(campaign),
        is_open=can_vote(campaign, now),
        over=is_over(campaign, now),
        projects=queries.projects_of(db.session, campaign),
        turnout=queries.turnout(db.session, campaign),
        channels=queries.ballots_by_channel(db.session, campaign),
        boxes=boxes,
        slips=slips,
        sealed=queries.is_sealed(db.session, campaign),
    )


@team.post("/sceller")
@access(Audience.EDITORS)
@writes
def seal(slug: str) -> ResponseReturnValue:
    campaign = known(slug)
    if StartForm().validate_on_submit():
        try:
            sealing.seal(db.session, campaign, by=actor(), now=utcnow())
            flash(_("The urn is sealed: nothing enters it any more."), "success")
        except sealing.NotYetError:
            flash(_("The urn cannot be sealed yet: see what is waiting."), "warning")
    return redirect(url_for(".overview", slug=slug), 303)
