"""The team's page that puts a sentence into the contract, and takes it out again."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.session import actor
from consult.contract import placements
from consult.contract.blueprint import blueprint
from consult.contract.models import Contract, Placement
from consult.contract.placing_forms import PlaceForm, values_of
from consult.contract.placing_queries import lines_of, placement_of
from consult.contract.standing import contract_of
from consult.extensions import db
from consult.synthesis import queries
from consult.synthesis.models import Statement
from consult.synthesis.operations import NothingCitedError
from consult.synthesis.provenance import provenance_of
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


@blueprint.get("/espace/contrat/placer/<public_id>")
@access(Audience.EDITORS)
def place(public_id: str) -> ResponseReturnValue:
    statement, contract = _known(public_id)
    present = placement_of(db.session, statement.id)
    return _page(statement, contract, present, _form(db.session, statement, present))


@blueprint.post("/espace/contrat/placer/<public_id>")
@access(Audience.EDITORS)
@writes
def put(public_id: str) -> ResponseReturnValue:
    statement, contract = _known(public_id)
    present = placement_of(db.session, statement.id)
    form = _form(db.session, statement, present)
    target = form.target() if form.validate_on_submit() else None
    if target is None:
        return _page(statement, contract, present, form), 422
    try:
        placements.place(db.session, statement, contract, target, by=actor())
    except NothingCitedError:
        form.form_errors.append(
            _("The words behind this sentence were withdrawn: it cannot enter the contract.")
        )
        return _page(statement, contract, present, form), 422
    flash(_("The sentence stands in the contract."), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


@blueprint.post("/espace/contrat/placer/<public_id>/retirer")
@access(Audience.EDITORS)
@writes
def take_out(public_id: str) -> ResponseReturnValue:
    statement, _contract = _known(public_id)
    present = placement_of(db.session, statement.id)
    if present is not None and Form().validate_on_submit():
        placements.remove(db.session, present, by=actor())
        flash(_("The sentence no longer stands in the contract. Nothing else changed."), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


def _known(public_id: str) -> tuple[Statement, Contract]:
    """404 for an unknown statement, or one whose enjeu is of no contract.

    Held until the end of a request that may move it: two clicks take it out once.
    """
    lock = request.method == "POST"
    statement = queries.statement(db.session, public_id, lock=lock) or abort(404)
    return statement, contract_of(db.session, statement.enjeu.vocabulary_id) or abort(404)


def _form(session: orm.Session, statement: Statement, present: Placement | None) -> PlaceForm:
    objectives, actions = lines_of(session, statement.enjeu)
    return PlaceForm(statement.enjeu, objectives, actions, data=values_of(present))


def _page(
    statement: Statement, contract: Contract, present: Placement | None, form: PlaceForm
) -> str:
    return render_template(
        "contract/place.html",
        statement=statement,
        contract=contract,
        present=present,
        form=form,
        provenance=provenance_of(db.session, statement.id),
    )
