"""Bringing past winners in, on a page: look, correct, look again, import; and taking a file back."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm

from consult.accounts.session import actor
from consult.budget import queries as campaigns
from consult.budget.delivering.importing import labels, writing
from consult.budget.delivering.importing.columns import LOST, STATES, Holds
from consult.budget.delivering.importing.forms import ProjectsForm, plan_of
from consult.budget.delivering.importing.reading import Plan, Sheet, faults_of, read_sheet
from consult.budget.delivering.importing.writing import Found, Ground
from consult.budget.delivering.models import ProjectBatch, Stage
from consult.budget.delivering.queries import WAITING
from consult.enjeux.queries import contracts
from consult.extensions import db
from consult.territory.models import Commune
from consult.web.access import Audience, access
from consult.web.carried import LARGEST_FILE
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.i18n import number
from consult.web.labels import label
from consult.web.page import settings
from consult.web.pagination import keyset
from consult.web.tables import MOST_ON_A_PAGE, FileError, told_fault

assert labels

PAGE_SIZE = 20
FAULTS_SHOWN = 50


def register(blueprint: Blueprint) -> None:
    for rule, view, methods in (
        ("/anciens-projets", batches, ["GET"]),
        ("/anciens-projets/importer", import_projects, ["GET", "POST"]),
        ("/anciens-projets/<public_id>", batch, ["GET"]),
        ("/anciens-projets/<public_id>/retirer", withdraw_batch, ["POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


@dataclass(frozen=True)
class Work:
    """What the page shows of a file. `found` is None while its columns are not all told."""

    sheet: Sheet
    plan: Plan
    wrong: list[str]
    found: Found | None


@access(Audience.EDITORS)
def batches() -> ResponseReturnValue:
    query = sa.select(ProjectBatch)
    page = keyset(
        db.session,
        query,
        ProjectBatch.id,
        after=request.args.get("apres", type=int),
        size=PAGE_SIZE,
        newest_first=True,
    )
    return render_template("budget/delivering/batches.html", page=page)


@access(Audience.EDITORS)
def batch(public_id: str) -> ResponseReturnValue:
    found = _batch(public_id)
    written = writing.written_since(db.session, found)
    return render_template("budget/delivering/batch.html", batch=found, written=written)


@access(Audience.EDITORS)
@writes
def withdraw_batch(public_id: str) -> ResponseReturnValue:
    found = _batch(public_id)
    back = redirect(url_for(".batch", public_id=public_id), 303)
    if not Form().validate_on_submit():
        return back
    try:
        writing.withdraw(db.session, found, by=actor())
    except writing.WrittenError:
        flash(_("The team wrote something of these projects: they stay."), "warning")
    else:
        flash(_("The projects of this file are withdrawn."), "success")
    return back


@access(Audience.EDITORS)
@writes
def import_projects() -> ResponseReturnValue:
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    ground = _ground(form)
    try:
        sheet = read_sheet(form.stream(), MOST_ON_A_PAGE)
    except FileError as error:
        form.content.data = ""
        form.file.errors = [told_fault(error)]
        return _page(form), 422
    work = _look(form, sheet, ground)
    if request.form.get("action") != "all" or work.found is None:
        return _page(form, work), 422 if request.form.get("action") == "all" else 200
    try:
        made = writing.bring(
            db.session,
            sheet,
            work.plan,
            ground,
            file_name=form.file_name.data or "",
            make=bool(form.make.data),
            by=actor(),
        )
    except writing.FaultyError:
        form.form_errors = [_("Some rows are faulty: nothing was imported.")]
        return _page(form, work), 422
    if made is None:
        form.form_errors = [_("Nothing of this file is new.")]
        return _page(form, work), 422
    flash(
        ngettext(
            "%(count)s project is imported.",
            "%(count)s projects are imported.",
            made.rows,
            count=number(made.rows),
        ),
        "success",
    )
    return redirect(url_for(".batch", public_id=made.public_id), 303)


def _form() -> ProjectsForm:
    form = ProjectsForm()
    communes = db.session.execute(sa.select(Commune.key, Commune.name).order_by(Commune.name))
    names = {row.key: row.name for row in communes}
    form.offer(
        campaigns.all_campaigns(db.session), names, contracts(db.session, settings().town_name)
    )
    if not form.is_submitted():
        last = writing.default_ground(db.session)
        town = next((key for key, name in names.items() if name == settings().town_name), None)
        form.commune.data = last.commune.key if last else town
        if last:
            form.vocabulary.data = last.vocabulary.key
    return form


def _ground(form: ProjectsForm) -> Ground | None:
    if form.campaign.data:
        return writing.ground_of(db.session, form.campaign.data)
    return writing.find_ground(db.session, form.commune.data, form.vocabulary.data)


def _look(form: ProjectsForm, sheet: Sheet, ground: Ground | None) -> Work:
    plan = plan_of(form, sheet, request.form)
    wrong = faults_of(plan)
    found = None
    if not wrong:
        found = writing.look(db.session, sheet, plan, ground, make=bool(form.make.data))
    return Work(sheet, plan, wrong, found)


def _page(form: ProjectsForm, work: Work | None = None) -> str:
    return render_template(
        "budget/delivering/import.html",
        form=form,
        work=work,
        holds=[each for each in Holds if each is not Holds.PERSON],
        person=Holds.PERSON,
        states=STATES,
        shown=FAULTS_SHOWN,
        state_words=state_words,
        largest=LARGEST_FILE,
    )


def state_words(state: str) -> str:
    """What a state of the file becomes."""
    if state == WAITING:
        return str(_("Not begun yet"))
    return str(_("Did not win: left out")) if state == LOST else label(Stage(state))


def _batch(public_id: str) -> ProjectBatch:
    query = sa.select(ProjectBatch).where(ProjectBatch.public_id == public_id)
    return db.session.scalars(query.options(orm.joinedload(ProjectBatch.by))).first() or abort(404)
