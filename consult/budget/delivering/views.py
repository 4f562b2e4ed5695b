"""The stages of the winners: what the team writes, and what everyone reads of all years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget import queries as campaigns
from consult.budget.delivering import labels, operations, queries
from consult.budget.delivering.forms import StepForm, money_form, step_form, today
from consult.budget.delivering.importing import views as importing_views
from consult.budget.delivering.models import LAST, ChangeKind, Stage
from consult.budget.delivering.showing import DAYS, Told, day_of, next_planned, told
from consult.budget.models import Project
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import clean_line
from consult.web.i18n import local

assert labels

blueprint = Blueprint("deliveries", __name__, url_prefix="/espace/budget")
public_blueprint = Blueprint("realisations", __name__, url_prefix="/budget/realisations")
importing_views.register(blueprint)


@public_blueprint.get("")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    filters = _filters()
    by_campaign = queries.totals_by_campaign(db.session)
    return render_template(
        "budget/delivering/index.html",
        filters=filters,
        asked=_asked(filters),
        page=queries.winners(db.session, filters, after=request.args.get("apres", "")),
        totals=queries.totals(db.session, filters),
        by_campaign=by_campaign,
        years=sorted({_year(campaign.opens_at) for campaign, _t in by_campaign}, reverse=True),
        states=[*((each.value, each) for each in Stage), (queries.WAITING, None)],
        themes=queries.themes(db.session),
        quarters=queries.quarters(db.session),
        share=queries.share,
    )


@public_blueprint.get("/<slug>/<int:number>")
@access(Audience.PUBLIC)
def show(slug: str, number: int) -> ResponseReturnValue:
    project = _project(slug, number)
    told_here = tell(project)
    return render_template(
        "budget/delivering/show.html",
        project=project,
        told=told_here,
        other=queries.other_of(db.session, project),
        may_follow=told_here.stage not in LAST,
    )


@blueprint.get("/<slug>/realisation")
@access(Audience.TEAM)
def desk(slug: str) -> ResponseReturnValue:
    campaign = campaigns.by_slug(db.session, slug) or abort(404)
    rows = queries.projects_of(db.session, campaign)
    steps = queries.steps_by_project(db.session, queries.ids(rows))
    changes = queries.changes_by_project(db.session, queries.ids(rows))
    found = [
        (
            row.project,
            told(
                row.delivery,
                steps.get(row.project.id, ()),
                changes.get(row.project.id, ()),
                today=today(),
            ),
        )
        for row in rows
    ]
    return render_template(
        "budget/delivering/desk.html",
        campaign=campaign,
        projects=found,
        waiting=sum(each.waits_for_words for _project, each in found),
        totals=queries.totals(db.session, queries.Filters(campaign=slug)),
        next_planned=next_planned,
        share=queries.share,
    )


@blueprint.get("/<slug>/realisation/<int:number>")
@access(Audience.TEAM)
def work_on(slug: str, number: int) -> ResponseReturnValue:
    found = _project(slug, number)
    return render_template(
        "budget/delivering/project.html",
        campaign=found.campaign,
        project=found,
        told=tell(found),
        stages=list(Stage),
        other=queries.other_of(db.session, found),
    )


@blueprint.route("/<slug>/realisation/<int:number>/argent", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def write_money(slug: str, number: int) -> ResponseReturnValue:
    found = _project(slug, number)
    form = money_form(queries.delivery_of(db.session, found))
    if not form.validate_on_submit():
        page = render_template(
            "budget/delivering/money.html", campaign=found.campaign, project=found, form=form
        )
        return page, 422 if form.is_submitted() else 200
    committed, spent = form.euros()
    operations.write_money(
        db.session,
        found,
        committed_eur=committed,
        spent_eur=spent,
        explanation=form.explanation.data or "",
        by=actor(),
    )
    flash(_("The money of the project is written."), "success")
    return redirect(url_for(".work_on", slug=slug, number=number), 303)


@blueprint.route("/<slug>/realisation/<int:number>/<stage>", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def step(slug: str, number: int, stage: str) -> ResponseReturnValue:
    found = _project(slug, number)
    which = _stage(stage)
    form = step_form(queries.step_of(db.session, found, which))
    if form.validate_on_submit():
        status = _write(found, which, form)
        if status == 200:
            flash(_("This stage is written. Everyone can read it."), "success")
            return redirect(url_for(".work_on", slug=slug, number=number), 303)
    else:
        status = 422 if form.is_submitted() else 200
    page = render_template(
        "budget/delivering/step.html",
        campaign=found.campaign,
        project=found,
        stage=which,
        form=form,
        told=tell(found),
    )
    return page, status


def _write(found: Project, stage: Stage, form: StepForm) -> int:
    """The status of the answer; what is wrong stands beside the field it is about."""
    try:
        operations.write_step(
            db.session,
            found,
            stage,
            form.words(),
            by=actor(),
            today=today(),
            seen=form.seen.data or "",
        )
    except operations.SentenceError:
        form.sentence.errors = [_("Say in a sentence what happened: it is what people read.")]
    except operations.ExplanationError:
        form.explanation.errors = [
            _("The planned day moves or has passed: say why. Everyone reads it.")
        ]
    except operations.StaleError:
        form.seen.data = operations.mark(queries.step_of(db.session, found, stage))
        form.seen.raw_data = None
        form.form_errors = [
            _(
                "Somebody else wrote this stage meanwhile. Look at it below, then send yours again if it "
                "is still right."
            )
        ]
        return 409
    else:
        return 200
    return 422


def tell(project: Project) -> Told:
    """What everyone reads of it; three queries."""
    return told(
        queries.delivery_of(db.session, project),
        queries.steps_of(db.session, project),
        queries.changes_of(db.session, project),
        today=today(),
    )


@public_blueprint.app_template_global("delivery_change")
def delivery_change(change: Any) -> tuple[str, Any, Any]:
    """(what its values are: day, money or text; before; after)."""
    if change.kind in DAYS:
        return "day", day_of(change.before), day_of(change.after)
    if change.kind is ChangeKind.SENTENCE:
        return "text", change.before, change.after
    return "money", _euros(change.before), _euros(change.after)


def _euros(text: str) -> int | None:
    return int(text) if text else None


def _filters() -> queries.Filters:
    """An address can ask for anything: what names nothing finds nothing."""
    state = request.args.get("etat") or None
    if state is not None and state != queries.WAITING:
        try:
            state = Stage(state).value
        except ValueError:
            state = None
    return queries.Filters(
        year=request.args.get("annee", type=int),
        state=state,
        quarter=_written("quartier"),
        theme=_written("theme"),
    )


def _written(name: str) -> str | None:
    return clean_line(request.args.get(name)) or None


def _asked(filters: queries.Filters) -> dict[str, Any]:
    """The filters as an address carries them."""
    asked = {
        "annee": filters.year,
        "etat": filters.state,
        "quartier": filters.quarter,
        "theme": filters.theme,
    }
    return {name: value for name, value in asked.items() if value is not None}


def _year(instant: datetime) -> int:
    return local(instant).year


def _stage(value: str) -> Stage:
    try:
        return Stage(value)
    except ValueError:
        abort(404)


def _project(slug: str, number: int) -> Project:
    return queries.find(db.session, slug, number) or abort(404)
