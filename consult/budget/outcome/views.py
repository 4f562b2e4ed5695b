"""The results: counted and published by the team, read and downloaded by everyone."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget.models import Campaign
from consult.budget.outcome import files, operations, words
from consult.budget.outcome.blueprints import known, public, team
from consult.budget.outcome.models import CampaignOutcome
from consult.budget.terms import TallyRule
from consult.budget.voting import queries as votes
from consult.budget.voting.permissions import has_vote, is_over
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.spreadsheets import csv_file

blueprint = team
public_blueprint = public


@public.get("")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """What was published, as it was; before that, when it will be."""
    campaign = known(slug)
    if not has_vote(campaign):
        abort(404)
    outcome = db.session.get(CampaignOutcome, campaign.id)
    if outcome is None:
        return render_template("budget/outcome/soon.html", campaign=campaign)
    return render_template(
        "budget/outcome/show.html", outcome=outcome, **_page(campaign, outcome.told)
    )


@public.get("/projets.csv")
@access(Audience.PUBLIC)
def table(slug: str) -> Response:
    """A row a project, in the order in which they were looked at."""
    campaign = known(slug)
    outcome = db.session.get(CampaignOutcome, campaign.id)
    if outcome is None:
        abort(404)
    projects = operations.projects_by_number(db.session, campaign)
    return csv_file(files.table(outcome.told, projects), f"{slug}-resultats.csv")


@team.get("")
@access(Audience.EDITORS)
def preview(slug: str) -> ResponseReturnValue:
    """The count before it is published, or what is still missing."""
    campaign = known(slug)
    outcome = db.session.get(CampaignOutcome, campaign.id)
    sealed = votes.is_sealed(db.session, campaign)
    told = outcome.told if outcome else None
    if told is None and sealed:
        told = operations.counted(db.session, campaign)
    page = _page(campaign, told) if told is not None else {"campaign": campaign}
    return render_template(
        "budget/outcome/preview.html",
        outcome=outcome,
        sealed=sealed,
        over=is_over(campaign, utcnow()),
        has_vote=has_vote(campaign),
        can_publish=operations.can_publish(campaign, utcnow()),
        **page,
    )


@team.post("/publier")
@access(Audience.EDITORS)
@writes
def publish(slug: str) -> ResponseReturnValue:
    campaign = known(slug)
    if Form().validate_on_submit():
        try:
            operations.publish(db.session, campaign, by=actor(), now=utcnow())
            flash(_("The results are published."), "success")
        except operations.NotSealedError:
            flash(_("The urn is not sealed yet: the results cannot be counted."), "warning")
        except operations.TooEarlyError:
            flash(_("Results are published from the day that the règlement says."), "warning")
    return redirect(url_for(".preview", slug=slug), 303)


def _page(campaign: Campaign, told: dict[str, Any]) -> dict[str, Any]:
    rule = TallyRule(told["rule"])
    projects = operations.projects_by_number(db.session, campaign)
    steps = {step["number"]: step for step in told["steps"]}
    won = [steps[each] for each in told["selected"] if each in projects]
    lost = [step for number, step in steps.items() if number not in told["selected"]]
    return {
        "campaign": campaign,
        "told": told,
        "rule": rule,
        "quarter_names": {
            each.perimeter.key: each.perimeter.name for each in campaign.shares if each.perimeter
        },
        "rule_words": words.rule_in_words(rule),
        "projects": projects,
        "won": [(projects[each["number"]], words.why(each, rule)) for each in won],
        "lost": [
            (projects[each["number"]], words.why(each, rule))
            for each in lost
            if each["number"] in projects
        ],
        "others": [_other(told, each) for each in told["others"]],
    }


def _other(told: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What would have come in and gone out with another rule."""
    mine, theirs = set(told["selected"]), set(other["selected"])
    return {
        "rule": TallyRule(other["rule"]),
        "cost": other["cost"],
        "number": len(theirs),
        "more": [each for each in other["selected"] if each not in mine],
        "less": [each for each in told["selected"] if each not in theirs],
    }
