"""Importing a file of answers, the files imported, and the codes to hand out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.consultations.imports import labels, queries
from consult.consultations.imports.batches import submission_of
from consult.consultations.imports.forms import AnswersForm
from consult.consultations.imports.mapping import written
from consult.consultations.imports.models import AnswerBatch
from consult.consultations.imports.operations import can_withdraw, note_codes
from consult.consultations.imports.working import Work, bring, examine
from consult.contributions.receipts import code_of
from consult.enjeux.queries import contracts
from consult.extensions import db
from consult.territory import queries as ground
from consult.web.access import Audience, access
from consult.web.carried import LARGEST_FILE
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.i18n import number
from consult.web.page import absolute_url, settings
from consult.web.tables import MOST_ON_A_PAGE, FileError, told_fault

assert labels

blueprint = Blueprint("answer_imports", __name__, url_prefix="/espace/reponses")


@blueprint.route("/importer", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def import_answers() -> ResponseReturnValue:
    """Read the file, show what would be stored, and store it when that is what is asked."""
    form = AnswersForm()
    town = settings().town_name
    form.offer(ground.communes(db.session, town), contracts(db.session, town))
    form.offer_targets(queries.targets(db.session))
    if not (form.commune.choices and form.vocabulary.choices):
        return render_template("consultations/editing/not_ready.html"), 200
    if not form.is_submitted():
        form.consultation.data = request.args.get("consultation", form.consultation.data)
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    return _examined(form)


def _examined(form: AnswersForm) -> ResponseReturnValue:
    try:
        work = examine(db.session, form, request.form, by=actor())
    except FileError as error:
        form.form_errors = [told_fault(error)]
        return _page(form), 422
    asked = request.form.get("action", "")
    if asked == "mapping" and work.mapping is not None:
        return _mapping(written(work.mapping), work.slug)
    if asked != "all":
        return _page(form, work)
    if refused := work.refused(form):
        form.form_errors = [refused]
        return _page(form, work), 422
    batch = bring(db.session, form, work, by=actor())
    flash(
        ngettext(
            "The answers of %(count)s person are imported. Their words wait to be read.",
            "The answers of %(count)s people are imported. Their words wait to be read.",
            batch.rows,
            count=number(batch.rows),
        ),
        "success",
    )
    return redirect(url_for(".batch", public_id=batch.public_id), 303)


@blueprint.get("/imports")
@access(Audience.EDITORS)
def batches() -> ResponseReturnValue:
    page = queries.batches(db.session, after=request.args.get("after", type=int))
    return render_template("consultations/imports/batches.html", page=page)


@blueprint.get("/imports/<public_id>")
@access(Audience.EDITORS)
def batch(public_id: str) -> ResponseReturnValue:
    found = _batch(public_id)
    standing = queries.standing_of(db.session, found)
    published = queries.is_published(db.session, found)
    return render_template(
        "consultations/imports/batch.html",
        batch=found,
        tool=labels.TOOLS.get(found.tool, found.tool),
        standing=standing,
        published=published,
        alike=queries.alike(db.session, found),
        may_withdraw=can_withdraw(found, standing, published=published),
        here_is_enough=found.rows <= MOST_ON_A_PAGE,
    )


@blueprint.post("/imports/<public_id>/codes")
@access(Audience.EDITORS)
@writes
def codes(public_id: str) -> ResponseReturnValue:
    """One strip a row, to cut and to hand out; only when codes were asked for.

    As for cards, codes are never seen without a line in the journal: they are asked for by a button.
    """
    found = _batch(public_id)
    if not found.with_codes or found.withdrawn_at:
        abort(404)
    if not Form().validate_on_submit():
        return redirect(url_for(".batch", public_id=public_id), 303)
    page = queries.rows_to_print(db.session, found, after=request.form.get("after", type=int))
    # A row whose words were taken back does not tell its line any more.
    rows = [each for each in page.rows if each.row]
    note_codes(db.session, found, rows, by=actor())
    strips = [(each, code_of(submission_of(found, each.row))) for each in rows]
    return render_template(
        "consultations/imports/codes.html",
        batch=found,
        page=page,
        strips=strips,
        address=absolute_url("following.index"),
    )


def _batch(public_id: str) -> AnswerBatch:
    return queries.find_batch(db.session, public_id) or abort(404)


def _mapping(text: str, slug: str) -> Response:
    response = Response(text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}-colonnes.yaml")
    return response


def _page(form: AnswersForm, work: Work | None = None) -> str:
    return render_template(
        "consultations/imports/import.html",
        form=form,
        work=work,
        tool=str(labels.TOOLS[work.survey.tool.value]) if work else "",
        largest=LARGEST_FILE,
    )
