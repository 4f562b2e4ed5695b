"""Recevabilité, idea by idea."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget.models import Campaign, Idea
from consult.budget.studying import permissions, queries, ruling
from consult.budget.studying.blueprint import blueprint, campaign_of, idea_of
from consult.budget.studying.forms import RulingForm, SeenForm
from consult.budget.studying.models import RulingState
from consult.budget.studying.steps import StaleError, last_of_idea
from consult.budget.studying.telling import line
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes

DECISIONS = {
    "admit": RulingState.ADMITTED,
    "refuse": RulingState.REFUSED,
    "ask": RulingState.ASKED,
}


@blueprint.get("/idees/<int:number>")
@access(Audience.TEAM)
def idea(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = idea_of(campaign, number)
    form = RulingForm(formdata=None)
    form.seen.data = str(last_of_idea(db.session, found))
    return _page(campaign, found, form)


@blueprint.post("/idees/<int:number>")
@access(Audience.EDITORS)
@writes
def rule(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = idea_of(campaign, number)
    form = RulingForm()
    form.offer(campaign)
    state = DECISIONS.get(request.form.get("decision", ""))
    valid = form.validate()
    if not valid or state is None or not _is_whole(form, campaign, state):
        return _page(campaign, found, form), 422
    try:
        ruling.rule(
            db.session,
            found,
            state,
            by=actor(),
            seen=form.last_seen(),
            answer=form.answer.data or "",
            criterion=form.criterion.data or "" if state is RulingState.REFUSED else "",
        )
    except StaleError:
        db.session.rollback()
        found = idea_of(campaign_of(slug), number)
        form.form_errors = [
            _("Somebody decided of this idea meanwhile, or its words changed. Read it again: what "
              "you wrote is still here.")
        ]  # fmt: skip
        form.seen.data = str(last_of_idea(db.session, found))
        return _page(found.campaign, found, form), 409
    flash(_SAID[state](number), "success")
    return redirect(url_for(".idea", slug=slug, number=number), 303)


_SAID = {
    RulingState.ADMITTED: lambda number: _("Idea no. %(number)s is admitted.", number=number),
    RulingState.REFUSED: lambda number: _("Idea no. %(number)s is not admitted.", number=number),
    RulingState.ASKED: lambda number: _("The author of no. %(number)s is asked.", number=number),
}


def _is_whole(form: RulingForm, campaign: Campaign, state: RulingState) -> bool:
    if state is not RulingState.ADMITTED and not form.answer.data:
        form.answer.errors = [
            _("Write the question.") if state is RulingState.ASKED else _("Write the answer.")
        ]
    if state is RulingState.REFUSED and form.criterion.data not in ruling.criteria_of(campaign):
        form.criterion.errors = [_("Choose the rule that the idea does not respect.")]
    return not form.errors


@blueprint.post("/idees/<int:number>/reprendre")
@access(Audience.EDITORS)
@writes
def undo_ruling(slug: str, number: int) -> ResponseReturnValue:
    found = idea_of(campaign_of(slug), number)
    form = SeenForm()
    try:
        ruling.undo(db.session, found, by=actor(), seen=form.last_seen())
    except StaleError:
        db.session.rollback()
        flash(_("This decision can no longer be taken back: something was built on it."), "warning")
    else:
        flash(_("The decision is taken back: the idea waits again."), "success")
    return redirect(url_for(".idea", slug=slug, number=number), 303)


def _page(campaign: Campaign, found: Idea, form: RulingForm) -> str:
    form.offer(campaign)
    ruled = ruling.ruling_of(db.session, found)
    in_time = permissions.may_study(campaign, utcnow())
    decides = in_time and permissions.can_decide(actor())
    return render_template(
        "budget/study/idea.html",
        campaign=campaign,
        idea=found,
        ruling=ruled,
        form=form,
        lines=[line(each) for each in queries.history(db.session, idea=found)],
        in_time=in_time,
        may_rule=decides and permissions.can_rule(found.contribution, ruled),
        may_ask=permissions.can_ask(found.contribution),
        may_undo=decides and ruling.can_undo(db.session, found, ruled),
        last=last_of_idea(db.session, found),
        following=queries.next_to_rule(db.session, campaign, found.number),
    )
