"""One project as the team studies it: opinions, verdict, union, adaptation."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.studying import adapting, permissions, queries, uniting, verdicts
from consult.budget.studying.blueprint import blueprint, campaign_of, project_of
from consult.budget.studying.forms import (
    AdaptForm,
    AskOpinionForm,
    ReasonForm,
    SeenForm,
    UniteForm,
    VerdictForm,
)
from consult.budget.studying.models import Union
from consult.budget.studying.steps import StaleError, last_of_project
from consult.budget.studying.telling import line
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.i18n import local, money


@blueprint.get("/projets/<int:number>")
@access(Audience.TEAM)
def project(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    return page_of(campaign, project_of(campaign, number))


def page_of(campaign: Campaign, found: Project, asking: AskOpinionForm | None = None) -> str:
    """`asking`: the form of an opinion that was just refused."""
    now = utcnow()
    in_time = permissions.may_study(campaign, now)
    decides = in_time and permissions.can_decide(actor())
    if asking is None:
        asking = AskOpinionForm(formdata=None)
    asking.offer(queries.assignable(db.session) if decides else [])
    union = db.session.get(Union, found.id)
    adaptation = verdicts.open_adaptation(db.session, found)
    heard = adapting.heard(db.session, adaptation) if adaptation else None
    return render_template(
        "budget/study/project.html",
        campaign=campaign,
        project=found,
        opinions=queries.opinions_of(db.session, found),
        asking=asking,
        reopening=ReasonForm(formdata=None),
        lines=[line(each) for each in queries.history(db.session, project=found)],
        last=last_of_project(db.session, found),
        today=local(now).date(),
        decides=decides,
        may_change=decides and permissions.can_change_project(found),
        may_reopen=decides
        and found.verdict in {Verdict.RETAINED, Verdict.REJECTED}
        and not verdicts.contested(db.session, found),
        may_part=decides and union is not None and uniting.can_part(db.session, union),
        union=union,
        adaptation=adaptation,
        heard=heard,
        may_settle=decides
        and adaptation is not None
        and heard is not None
        and permissions.can_decide_without(adaptation, heard.authors, now),
    )


@blueprint.route("/projets/<int:number>/decision", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def verdict(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = project_of(campaign, number)
    form = VerdictForm()
    if not form.is_submitted():
        form.seen.data = str(last_of_project(db.session, found))
        _propose_costs(form, found)
        return _verdict_page(campaign, found, form)
    retains = request.form.get("decision") == "retain"
    if not form.validate() or not _is_whole(form, campaign, found, retains=retains):
        return _verdict_page(campaign, found, form), 422
    try:
        _decide(found, form, retains=retains)
    except StaleError:
        db.session.rollback()
        found = project_of(campaign_of(slug), number)
        form.form_errors = [_stale_sentence()]
        form.seen.data = str(last_of_project(db.session, found))
        return _verdict_page(found.campaign, found, form), 409
    flash(
        _("The project goes to the vote.") if retains else _("The project is not retained."),
        "success",
    )
    return redirect(url_for(".project", slug=slug, number=number), 303)


def _decide(found: Project, form: VerdictForm, *, retains: bool) -> None:
    if not retains:
        verdicts.reject(
            db.session,
            found,
            form.reason.data or "",
            by=actor(),
            seen=form.last_seen(),
            without=form.without.data or "",
        )
        return
    verdicts.retain(
        db.session,
        found,
        cost_eur=form.cost_eur.data,
        running_cost_eur=form.running_cost_eur.data,
        months=form.months.data,
        reason=form.reason.data or "",
        by=actor(),
        seen=form.last_seen(),
        without=form.without.data or "",
    )


def _is_whole(form: VerdictForm, campaign: Campaign, found: Project, *, retains: bool) -> bool:
    cap, cost = campaign.cap_eur, form.cost_eur.data
    if retains and not cost:
        form.cost_eur.errors = [_("Say what the project costs: voters read it.")]
    elif retains and cost and cap is not None and cost > cap:
        form.cost_eur.errors = [
            _("One project may cost %(amount)s at most, says the règlement.", amount=money(cap))
        ]
    if not retains and not form.reason.data:
        form.reason.errors = [_("Say why it is not retained: everyone reads it.")]
    if not form.without.data and verdicts.missing(db.session, found):
        form.without.errors = [_("Opinions are missing: say why you decide without them.")]
    return not form.errors


def _propose_costs(form: VerdictForm, found: Project) -> None:
    """What the services said last, for whoever decides to correct."""
    for opinion in queries.opinions_of(db.session, found):
        for name in ("cost_eur", "running_cost_eur", "months"):
            value = getattr(opinion, name)
            if value is not None:
                getattr(form, name).data = value
    if found.cost_eur is not None:
        form.cost_eur.data = found.cost_eur


def _verdict_page(campaign: Campaign, found: Project, form: VerdictForm) -> str:
    return render_template(
        "budget/study/verdict.html",
        campaign=campaign,
        project=found,
        form=form,
        opinions=queries.opinions_of(db.session, found),
        missing=verdicts.missing(db.session, found),
        adaptation=verdicts.open_adaptation(db.session, found),
        may_change=permissions.may_study(campaign, utcnow())
        and permissions.can_change_project(found),
    )


@blueprint.post("/projets/<int:number>/rouvrir")
@access(Audience.EDITORS)
@writes
def reopen(slug: str, number: int) -> ResponseReturnValue:
    found = project_of(campaign_of(slug), number)
    form = ReasonForm()
    if not form.validate():
        flash(form.reason.errors[0] if form.reason.errors else form.EXPIRED, "error")
        return redirect(url_for(".project", slug=slug, number=number), 303)
    try:
        verdicts.reopen(
            db.session, found, form.reason.data or "", by=actor(), seen=form.last_seen()
        )
    except StaleError:
        return _stale(slug, number)
    flash(_("The project is studied again."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


@blueprint.route("/projets/<int:number>/reunir", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def unite(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = project_of(campaign, number)
    form = UniteForm()
    if not form.is_submitted():
        form.seen.data = str(last_of_project(db.session, found))
    into = None
    if form.is_submitted() and form.validate():
        into = queries.project_of(db.session, campaign, form.into.data or 0)
        if into is None or into.id == found.id or into.verdict is not Verdict.STUDIED:
            form.into.errors = [_("Choose another project of this campaign, still being studied.")]
    if not form.is_submitted() or form.errors or into is None:
        page = render_template(
            "budget/study/unite.html",
            campaign=campaign,
            project=found,
            form=form,
            others=queries.projects(db.session, campaign, Verdict.STUDIED, size=200).rows,
        )
        return page, 422 if form.is_submitted() else 200
    try:
        uniting.unite(
            db.session, found, into, form.reason.data or "", by=actor(), seen=form.last_seen()
        )
    except StaleError:
        return _stale(slug, number)
    flash(
        _("Projects no. %(one)s and no. %(other)s are one.", one=number, other=into.number),
        "success",
    )
    return redirect(url_for(".project", slug=slug, number=into.number), 303)


@blueprint.post("/projets/<int:number>/separer")
@access(Audience.EDITORS)
@writes
def part(slug: str, number: int) -> ResponseReturnValue:
    found = project_of(campaign_of(slug), number)
    try:
        uniting.part(db.session, found, by=actor())
    except StaleError:
        return _stale(slug, number)
    flash(_("The two projects are studied each on its own again."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


@blueprint.route("/projets/<int:number>/adapter", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def adapt(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = project_of(campaign, number)
    form = AdaptForm()
    if not form.is_submitted():
        form.fill(found)
        form.seen.data = str(last_of_project(db.session, found))
        return _adapt_page(campaign, found, form)
    if form.validate():
        _check_change(form, campaign, found)
    if form.errors:
        return _adapt_page(campaign, found, form), 422
    try:
        adapting.propose(
            db.session,
            found,
            form.changed(),
            form.why.data or "",
            days=int(form.days.data),
            by=actor(),
            seen=form.last_seen(),
        )
    except StaleError:
        db.session.rollback()
        found = project_of(campaign_of(slug), number)
        form.form_errors = [_stale_sentence()]
        form.seen.data = str(last_of_project(db.session, found))
        return _adapt_page(found.campaign, found, form), 409
    flash(_("The authors are asked. Nothing changes before they answer."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


def _check_change(form: AdaptForm, campaign: Campaign, found: Project) -> None:
    cap, cost = campaign.cap_eur, form.cost_eur.data
    if cap is not None and cost is not None and cost > cap:
        form.cost_eur.errors = [
            _("One project may cost %(amount)s at most, says the règlement.", amount=money(cap))
        ]
    if form.changed() == adapting.as_it_is(found):
        form.title.errors = [_("Change something: this is the project as it is.")]


def _adapt_page(campaign: Campaign, found: Project, form: AdaptForm) -> str:
    return render_template(
        "budget/study/adapt.html",
        campaign=campaign,
        project=found,
        form=form,
        authors=len(adapting.authors(db.session, found)),
    )


@blueprint.post("/projets/<int:number>/adaptation")
@access(Audience.EDITORS)
@writes
def settle_adaptation(slug: str, number: int) -> ResponseReturnValue:
    """Once the time of the authors is over; or the town asks no longer."""
    found = project_of(campaign_of(slug), number)
    adaptation = verdicts.open_adaptation(db.session, found) or abort(409)
    SeenForm().validate()
    try:
        if request.form.get("decision") == "withdraw":
            adapting.withdraw(db.session, adaptation, by=actor())
        else:
            adapting.decide_without(db.session, adaptation, by=actor())
    except StaleError:
        return _stale(slug, number)
    flash(_("It is recorded, and told in the history of the project."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


def _stale(slug: str, number: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_stale_sentence(), "warning")
    return redirect(url_for(".project", slug=slug, number=number), 303)


def _stale_sentence() -> str:
    return str(
        _(
            "Something was written of this project since you opened the page, or it can no longer "
            "be decided. Read it again: nothing was recorded."
        )
    )
