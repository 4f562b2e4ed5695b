"""The study of a campaign: what waits, the workload; its other pages are in the modules beside."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.accounts.session import actor
from consult.budget import queries as campaigns
from consult.budget.models import Verdict
from consult.budget.phases import phase
from consult.budget.studying import (
    appeal_views,
    idea_views,
    opinion_views,
    permissions,
    project_views,
    queries,
)
from consult.budget.studying.blueprint import blueprint, campaign_of
from consult.budget.studying.models import RulingState
from consult.budget.studying.public_views import public_blueprint
from consult.budget.studying.workload import workload
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.desk import Card
from consult.web.i18n import local

__all__ = ["blueprint", "desk_cards", "public_blueprint"]
assert appeal_views, idea_views
assert opinion_views, project_views

IDEAS = {"demandees": RulingState.ASKED, "refusees": RulingState.REFUSED}
PROJECTS = {
    "etudies": Verdict.STUDIED,
    "retenus": Verdict.RETAINED,
    "non-retenus": Verdict.REJECTED,
    "sortis": Verdict.DROPPED,
}


@blueprint.get("")
@access(Audience.TEAM)
def index(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    counts = queries.counts(db.session, campaign)
    kind = request.args.get("voir") or ("a-examiner" if counts.to_rule else "etudies")
    after = request.args.get("apres", type=int)
    ideas = projects = None
    if kind in PROJECTS:
        projects = queries.projects(db.session, campaign, PROJECTS[kind], after=after)
    elif kind in IDEAS:
        ideas = queries.ideas_ruled(db.session, campaign, IDEAS[kind], after=after)
    else:
        kind, ideas = "a-examiner", queries.ideas_to_rule(db.session, campaign, after=after)
    now = utcnow()
    return render_template(
        "budget/study/index.html",
        campaign=campaign,
        phase=phase(campaign, now),
        in_time=permissions.may_study(campaign, now),
        decides=permissions.can_decide(actor()),
        counts=counts,
        kind=kind,
        ideas=ideas,
        projects=projects,
        opinions_in=queries.opinions_in(db.session, projects.rows) if projects else {},
        mine=queries.opinions_for(db.session, actor(), campaign),
        appeals=[
            (each, permissions.can_answer_appeal(actor(), each))
            for each in queries.appeals_waiting(db.session, campaign)
        ],
        today=local(now).date(),
    )


@blueprint.get("/charge")
@access(Audience.TEAM)
def load(slug: str) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    people, services = workload(db.session, campaign, local(utcnow()).date())
    return render_template(
        "budget/study/workload.html", campaign=campaign, people=people, services=services
    )


def desk_cards(user: User) -> list[Card]:
    """Opinions that this person owes; for editors, what waits for a decision."""
    now = utcnow()
    cards = []
    mine = [
        each
        for each in queries.opinions_for(db.session, user)
        if permissions.may_study(each.project.campaign, now)
    ]
    if mine:
        first = mine[0]
        cards.append(
            Card(
                _("Your opinions"),
                ngettext("opinion waits for you", "opinions wait for you", len(mine)),
                url_for("studies.opinion", slug=first.project.campaign.slug, opinion_id=first.id),
                "pen",
                len(mine),
            )
        )
    if not permissions.can_decide(user):
        return cards
    for campaign in campaigns.all_campaigns(db.session):
        if not permissions.may_study(campaign, now):
            continue
        counts = queries.counts(db.session, campaign)
        if counts.to_rule or counts.appeals:
            number = counts.to_rule + counts.appeals
            cards.append(
                Card(
                    campaign.title,
                    ngettext("idea waits for a decision", "ideas wait for a decision", number),
                    url_for("studies.index", slug=campaign.slug),
                    "idea",
                    number,
                )
            )
    return cards
