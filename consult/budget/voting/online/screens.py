"""The ballot, its review, the urn."""

from __future__ import annotations

from flask import g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.budget.models import Campaign, Project
from consult.budget.terms import BallotKind
from consult.budget.voting import queries
from consult.budget.voting.blueprints import known, public
from consult.budget.voting.contents import Content, Grade, Rules
from consult.budget.voting.kiosks.casting import cast_at_kiosk
from consult.budget.voting.models import Way
from consult.budget.voting.online import booth, marking
from consult.budget.voting.online.booth import Booth
from consult.budget.voting.online.door import OPEN_PER_HOUR, already, mark_device, shut
from consult.budget.voting.online.forms import AboutForm
from consult.budget.voting.online.telling import told_fault
from consult.budget.voting.operations import Marked, Refusal, VoteRefusedError, cast, refuse
from consult.budget.voting.permissions import can_vote
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.page import absolute_url
from consult.web.qr import qr_svg


@public.route("/bulletin", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
def ballot(slug: str) -> ResponseReturnValue:
    """What is chosen is kept at each sending, whatever the button: to count, to read a quarter, to go
    on.
    """
    campaign = known(slug)
    found = booth.booth_of(campaign)
    if not can_vote(campaign, utcnow()):
        return shut(campaign)
    if found is None:
        return redirect(url_for(".enter", slug=slug))
    if request.method == "POST":
        return _fill(campaign, found)
    rules, projects = queries.rules_and_projects(db.session, campaign)
    return _ballot(campaign, found, rules, projects, "", 200)


def _fill(campaign: Campaign, found: Booth) -> ResponseReturnValue:
    rules, projects = queries.rules_and_projects(db.session, campaign)
    found.content = marking.read(rules, found.content, request.form)
    if g.get("csrf_refused"):
        return _ballot(campaign, found, rules, projects, str(Form.EXPIRED), 422)
    act, _colon, what = request.form.get("act", "count").partition(":")
    if act in {"plus", "minus"}:
        found.content = marking.step(rules, found.content, what, 1 if act == "plus" else -1)
    if act == "quarter":
        found.quarter = what[:100]
    booth.keep(campaign, found)
    fault = rules.fault(found.content)
    if act == "review" and fault is not None:
        told = told_fault(fault, rules, _counted(found.content))
        return _ballot(campaign, found, rules, projects, told, 422)
    if act == "review":
        return redirect(url_for(".review", slug=campaign.slug), 303)
    on_project = act in {"plus", "minus"} and what in rules.costs
    anchor = f"p-{what}" if on_project else "projets"
    return redirect(url_for(".ballot", slug=campaign.slug, _anchor=anchor), 303)


def _ballot(
    campaign: Campaign, found: Booth, rules: Rules, projects: list[Project], error: str, status: int
) -> ResponseReturnValue:
    shown = queries.in_their_order(marking.in_quarter(projects, found.quarter), found.seed)
    quarters = {each.perimeter.key: each.perimeter.name for each in projects if each.perimeter}
    page = render_template(
        "budget/voting/ballot.html",
        campaign=campaign,
        booth=found,
        rules=rules,
        sums=rules.sums(_counted(found.content)),
        elsewhere=_elsewhere(rules, found.content, shown),
        projects=shown,
        quarters=sorted(quarters.items(), key=lambda pair: pair[1]),
        grades=sorted(Grade, reverse=True),
        error=error,
    )
    return page, status


def _counted(content: Content) -> Content:
    """Without what is no number: it is told apart."""
    return {number: value for number, value in content.items() if value != marking.WRONG}


def _elsewhere(rules: Rules, content: Content, shown: list[Project]) -> int:
    """What the choices that are not on the page come to, in the unit of the running total."""
    here = {str(each.number) for each in shown}
    sums = rules.sums(
        _counted({each: value for each, value in content.items() if each not in here})
    )
    return {BallotKind.KNAPSACK: sums.euros, BallotKind.POINTS: sums.points}.get(
        rules.kind, sums.chosen
    )


def _is_free() -> bool:
    """Whoever shows a card or a link of theirs is not counted by network."""
    campaign = known((request.view_args or {})["slug"])
    found = booth.booth_of(campaign)
    return found is None or found.entrance.way is not Way.OPEN


@public.route("/relire", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(
    f"{OPEN_PER_HOUR} per hour",
    methods=["POST"],
    exempt_when=_is_free,
    deduct_when=lambda response: response.status_code == 303,
)
def review(slug: str) -> ResponseReturnValue:
    """What one is about to vote, and the button that votes."""
    campaign = known(slug)
    found = booth.booth_of(campaign)
    if found is None:
        # Sent twice by a hurried finger: the first one voted and left the booth.
        target = ".cast_ballot" if booth.proof_of(campaign) else ".enter"
        return redirect(url_for(target, slug=slug), 303)
    if not can_vote(campaign, utcnow()):
        return _too_late(campaign) if request.method == "POST" else shut(campaign)
    rules, projects = queries.rules_and_projects(db.session, campaign)
    if rules.fault(found.content) is not None:
        return redirect(url_for(".ballot", slug=slug), 303)
    form = AboutForm(campaign.commune)
    if form.validate_on_submit():
        return _cast(campaign, found, form)
    page = render_template(
        "budget/voting/review.html",
        campaign=campaign,
        booth=found,
        rules=rules,
        sums=rules.sums(found.content),
        projects=[each for each in projects if str(each.number) in found.content],
        left=len(projects) - len(found.content),
        grade_of=Grade,
        form=form,
    )
    return page, 422 if form.is_submitted() else 200


def _cast(campaign: Campaign, found: Booth, form: AboutForm) -> ResponseReturnValue:
    marked = Marked(found.content, found.mark)
    way = found.entrance.way
    slip = ""
    try:
        if way is Way.KIOSK or found.kiosk:
            code, slip = cast_at_kiosk(
                db.session, campaign, found, marked, about=form.about(), now=utcnow()
            )
        else:
            code = cast(
                db.session, campaign, found.entrance, marked, about=form.about(), now=utcnow()
            )
    except VoteRefusedError as refused:
        refuse(db.session, campaign.id, refused.why)
        return _refused(campaign, found, refused.why)
    booth.leave()
    booth.keep_proof(campaign, code, slip)
    response = make_response(redirect(url_for(".cast_ballot", slug=campaign.slug), 303))
    if way is Way.OPEN:
        mark_device(campaign, found.entrance.token, response)
    return response


def _too_late(campaign: Campaign) -> ResponseReturnValue:
    booth.leave()
    refuse(db.session, campaign.id, Refusal.CLOSED)
    return shut(campaign, 409)


def _refused(campaign: Campaign, found: Booth, why: Refusal) -> ResponseReturnValue:
    if why is Refusal.BALLOT:
        return redirect(url_for(".ballot", slug=campaign.slug), 303)
    booth.leave()
    if why is Refusal.TWICE:
        return already(campaign, found.entrance.way)
    if why is Refusal.STOPPED:
        return render_template("budget/voting/stopped.html", campaign=campaign), 409
    return shut(campaign, 409)


@public.get("/recu")
@access(Audience.PUBLIC)
def cast_ballot(slug: str) -> ResponseReturnValue:
    """The code of the ballot just cast, in the browser that cast it."""
    campaign = known(slug)
    proof = booth.proof_of(campaign)
    if proof is None:
        return redirect(url_for(".check", slug=slug))
    code, slip = proof
    # After the #: a browser keeps it for itself, so that no log of the site holds it.
    address = f"{absolute_url('vote.check', slug=slug)}#{code}"
    return render_template(
        "budget/voting/cast.html",
        campaign=campaign,
        code=code,
        slip=slip,
        kiosk=booth.is_kiosk(campaign),
        qr=qr_svg(address, _("The address where your code is checked")),
    )


@public.post("/quitter")
@access(Audience.PUBLIC)
@writes
def leave(slug: str) -> ResponseReturnValue:
    """Nothing of what was chosen stays on this device."""
    if not g.get("csrf_refused"):
        booth.leave()
        booth.forget_proof()
    return redirect(booth.home_of(known(slug)), 303)
