"""The team's « Priorités communales » sheet: read, written, taken away."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contract import documents
from consult.contract.blueprint import blueprint
from consult.contract.documents.tree import Document
from consult.contract.models import Contract
from consult.contract.queries import contract_of_slug, load_contract
from consult.contract.sheets.forms import PrioritiesForm, priorities_form
from consult.contract.sheets.operations import StaleSheetError, write_priorities
from consult.contract.sheets.priorities import build_priorities
from consult.contract.sheets.queries import sheet_of, spoken_under
from consult.contract.sheets.sections import SheetSection, sections_of
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings


@blueprint.get("/espace/contrat/<slug>/priorites")
@access(Audience.EDITORS)
def priorities(slug: str) -> ResponseReturnValue:
    contract = _known(slug)
    sections, wrong = sections_of(settings().data)
    return render_template(
        "contract/priorities.html",
        contract=contract,
        document=_document(contract, sections),
        sheet=sheet_of(db.session, contract),
        wrong=wrong,
    )


@blueprint.get("/espace/contrat/<slug>/priorites/modifier")
@access(Audience.EDITORS)
def edit_priorities(slug: str) -> ResponseReturnValue:
    contract = _known(slug)
    sections, _wrong = sections_of(settings().data)
    sheet = sheet_of(db.session, contract)
    form = priorities_form(sections, formdata=None)
    form.fill(sheet.texts if sheet else {}, sheet.revision if sheet else 0)
    return _editing(contract, form)


@blueprint.post("/espace/contrat/<slug>/priorites/modifier")
@access(Audience.EDITORS)
@writes
def write_priorities_sheet(slug: str) -> ResponseReturnValue:
    contract = _known(slug)
    sections, _wrong = sections_of(settings().data)
    form = priorities_form(sections)
    if not form.validate_on_submit():
        return _editing(contract, form), 422
    try:
        write_priorities(
            db.session, contract, form.texts(), by=actor(), revision=form.seen_revision()
        )
    except StaleSheetError:
        sheet = sheet_of(db.session, contract)
        return _editing(contract, form, now=sheet.texts if sheet else {}), 409
    flash(_("The sheet is saved."), "success")
    return redirect(url_for("contract.priorities", slug=slug), 303)


@blueprint.get("/espace/contrat/<slug>/priorites/telecharger/<form>")
@access(Audience.EDITORS)
@limiter.limit("20/minute")
def download_priorities(slug: str, form: str) -> ResponseReturnValue:
    if form not in documents.FORMS:
        abort(404)
    contract = _known(slug)
    sections, _wrong = sections_of(settings().data)
    return as_file(_document(contract, sections), form)


def as_file(document: Document, form: str) -> Response:
    """A document of the team as an attachment; it is kept in no cache."""
    response = make_response(documents.write(document, form))
    response.mimetype = documents.FORMS[form]
    response.headers.set("Content-Disposition", "attachment", filename=f"{document.slug}.{form}")
    return response


def _known(slug: str) -> Contract:
    return contract_of_slug(db.session, slug) or abort(404)


def _document(contract: Contract, sections: tuple[SheetSection, ...]) -> Document:
    whole = load_contract(db.session, contract.slug) or abort(404)
    sheet = sheet_of(db.session, contract)
    spoken = spoken_under(db.session, contract)
    return build_priorities(whole, spoken, sections, sheet.texts if sheet else {})


def _editing(contract: Contract, form: PrioritiesForm, now: dict[str, Any] | None = None) -> str:
    """`now`: the texts that somebody else saved meanwhile, shown beside what was typed."""
    return render_template("contract/priorities_edit.html", contract=contract, form=form, now=now)
