"""Importing a file, the files imported, and the sheets of codes to hand out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contributions import labels
from consult.contributions.receipts import code_of
from consult.enjeux.queries import contracts
from consult.extensions import db
from consult.gathering import importing, queries, writing_views
from consult.gathering.columns import NAMES
from consult.gathering.forms import ImportForm
from consult.gathering.ground import Ground, find_ground
from consult.gathering.importing import Preview
from consult.gathering.models import ImportBatch
from consult.gathering.operations import note_codes
from consult.gathering.permissions import can_withdraw
from consult.web.access import Audience, access
from consult.web.carried import LARGEST_FILE
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.i18n import number
from consult.web.page import absolute_url, settings
from consult.web.spreadsheets import csv_file
from consult.web.tables import MOST_ON_A_PAGE, FileError, told_fault

assert labels

blueprint = Blueprint("gathering", __name__, url_prefix="/espace")
writing_views.register(blueprint)


@blueprint.route("/moderation/importer", methods=["GET", "POST"])
@access(Audience.MODERATORS)
@writes
def import_words() -> ResponseReturnValue:
    """Read the file and show what was understood; then write it, when that is what is asked."""
    form = ImportForm()
    form.offer(contracts(db.session, settings().town_name))
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    ground = find_ground(db.session, form.contract.data, settings().town_name) or abort(404)
    asked = request.form.get("action", "")
    writing = asked in {"all", "good"}
    if writing:
        importing.hold(db.session, ground)
    try:
        found = _look(ground, form)
    except FileError as error:
        form.content.data = ""
        form.file.errors = [told_fault(error)]
        return _page(form), 422
    begun = importing.interrupted(db.session, _mark(ground, form))
    if not writing:
        return _page(form, found, begun)
    if refused := _refused(found, asked, begun):
        form.form_errors = [refused]
        return _page(form, found, begun), 422
    batch = _write(ground, form)
    flash(
        ngettext(
            "%(count)s contribution is imported. It waits to be read, with all the others.",
            "%(count)s contributions are imported. They wait to be read, with all the others.",
            batch.rows,
            count=number(batch.rows),
        ),
        "success",
    )
    return redirect(url_for("gathering.batch", public_id=batch.public_id), 303)


@blueprint.get("/moderation/importer/modele.csv")
@access(Audience.MODERATORS)
def template() -> Response:
    """The columns, and one row as an example."""
    example = {
        "text": _("We need benches on the square."),
        "date": "31/12/2025",
        "channel": "papier",
        "heard_from": 1,
        "language": "fr",
        "source_title": _("Survey of the social centre"),
        "prompt": _("What should change?"),
        "external_id": "A-001",
    }
    columns = list(NAMES)
    rows = [[NAMES[each][0] for each in columns], [example.get(each, "") for each in columns]]
    return csv_file(rows, "paroles.csv")


@blueprint.get("/moderation/imports")
@access(Audience.MODERATORS)
def batches() -> ResponseReturnValue:
    page = queries.batches(db.session, after=request.args.get("after", type=int))
    return render_template("gathering/batches.html", page=page)


@blueprint.get("/moderation/imports/<public_id>")
@access(Audience.MODERATORS)
def batch(public_id: str) -> ResponseReturnValue:
    found = _batch(public_id)
    standing = queries.standing_of(db.session, found)
    return render_template(
        "gathering/batch.html",
        batch=found,
        standing=standing,
        may_withdraw=can_withdraw(found, standing),
        here_is_enough=found.rows <= MOST_ON_A_PAGE,
    )


@blueprint.post("/moderation/imports/<public_id>/codes")
@access(Audience.MODERATORS)
@writes
def codes(public_id: str) -> ResponseReturnValue:
    """One strip a row, to cut and to hand out; only when codes were asked for.

    As for cards, codes are never seen without a line in the journal: they are asked for by a button.
    """
    found = _batch(public_id)
    if not found.with_codes:
        abort(404)
    if not Form().validate_on_submit():
        return redirect(url_for(".batch", public_id=public_id), 303)
    page = queries.rows_to_print(db.session, found, after=request.form.get("after", type=int))
    note_codes(db.session, found, page.rows, by=actor())
    strips = [(each, code_of(importing.submission_of(found, each.row))) for each in page.rows]
    return render_template(
        "gathering/codes.html",
        batch=found,
        page=page,
        strips=strips,
        address=absolute_url("following.index"),
    )


def _batch(public_id: str) -> ImportBatch:
    return queries.find_batch(db.session, public_id) or abort(404)


def _look(ground: Ground, form: ImportForm) -> Preview:
    """No row is read beyond what a page can wait for."""
    *_grown, found = importing.look(
        db.session, form.stream(), ground, form.about().defaults, MOST_ON_A_PAGE
    )
    return found


def _mark(ground: Ground, form: ImportForm) -> str:
    return importing.mark_of(form.stream(), ground, form.about())


def _refused(found: Preview, asked: str, begun: ImportBatch | None) -> str:
    """Why nothing is written; empty when it can be."""
    if not found.new and begun is None:
        return str(_("Nothing of this file is new."))
    if asked == "all" and found.faulty:
        return str(_("Some rows are faulty: correct the file, or import the good rows only."))
    return ""


def _write(ground: Ground, form: ImportForm) -> ImportBatch:
    about = form.about()
    made = importing.start_batch(db.session, ground, about, by=actor(), mark=_mark(ground, form))
    for rows in importing.good_rows(form.stream(), ground, about.defaults):
        importing.write_rows(db.session, made, rows)
    importing.end_batch(db.session, made, by=actor())
    return made


def _page(form: ImportForm, found: Preview | None = None, begun: ImportBatch | None = None) -> str:
    """`begun`: the batch that this very file left unfinished."""
    return render_template(
        "gathering/import.html", form=form, found=found, begun=begun, largest=LARGEST_FILE
    )
