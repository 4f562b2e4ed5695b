"""The team's page that puts a sentence into the contract, and takes it out again."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.session import actor
from consult.contract import placements
from consult.contract.blueprint import blueprint
from consult.contract.models import Contract, Placement
from consult.contract.placing_forms import PlaceForm, values_of
from consult.contract.placing_queries import lines_of, placement_of
from consult.contract.standing import contract_of, standings
from consult.contract.waiting import has_version
from consult.extensions import db
from consult.synthesis.known import known_statement
from consult.synthesis.models import Statement
from consult.synthesis.operations import NothingCitedError
from consult.synthesis.provenance import provenance_of
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


@blueprint.get("/espace/contrat/placer/<public_id>")
@access(Audience.EDITORS)
def place(public_id: str) -> ResponseReturnValue:
    """One more place for a sentence."""
    statement, contract = _known(public_id)
    return _page(statement, contract, _form(db.session, statement))


@blueprint.post("/espace/contrat/placer/<public_id>")
@access(Audience.EDITORS)
@writes
def put(public_id: str) -> ResponseReturnValue:
    statement, contract = _known(public_id)
    form = _form(db.session, statement)
    target = form.target() if form.validate_on_submit() else None
    if target is None:
        return _page(statement, contract, form), 422
    try:
        placements.place(db.session, statement, contract, target, by=actor())
    except NothingCitedError:
        form.form_errors.append(_nobody_left())
        return _page(statement, contract, form), 422
    flash(_standing(contract), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


@blueprint.get("/espace/contrat/placer/<public_id>/<place_id>")
@access(Audience.EDITORS)
def move(public_id: str, place_id: str) -> ResponseReturnValue:
    statement, contract = _known(public_id)
    present = placement_of(db.session, statement.id, place_id) or abort(404)
    return _page(statement, contract, _form(db.session, statement, present), present)


@blueprint.post("/espace/contrat/placer/<public_id>/<place_id>")
@access(Audience.EDITORS)
@writes
def put_elsewhere(public_id: str, place_id: str) -> ResponseReturnValue:
    statement, contract = _known(public_id)
    present = placement_of(db.session, statement.id, place_id) or abort(404)
    form = _form(db.session, statement, present)
    target = form.target() if form.validate_on_submit() else None
    if target is None:
        return _page(statement, contract, form, present), 422
    try:
        placements.move(db.session, present, target, by=actor())
    except NothingCitedError:
        form.form_errors.append(_nobody_left())
        return _page(statement, contract, form, present), 422
    except placements.AlreadyThereError:
        form.form_errors.append(_("The sentence already stands at that place: choose another one."))
        return _page(statement, contract, form, present), 422
    flash(_standing(contract), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


@blueprint.post("/espace/contrat/placer/<public_id>/<place_id>/retirer")
@access(Audience.EDITORS)
@writes
def take_out(public_id: str, place_id: str) -> ResponseReturnValue:
    statement, _contract = _known(public_id)
    present = placement_of(db.session, statement.id, place_id)
    if present is not None and Form().validate_on_submit():
        placements.remove(db.session, present, by=actor())
        flash(_("The sentence no longer stands there. Nothing else changed."), "success")
    return redirect(url_for("synthesis.statement", public_id=public_id), 303)


def _nobody_left() -> str:
    return str(_("The words behind this sentence were withdrawn: it cannot enter the contract."))


def _known(public_id: str) -> tuple[Statement, Contract]:
    """404 for an unknown statement, or one whose enjeu is of no contract.

    Held until the end of a request that may move it: two clicks take it out once.
    """
    statement = known_statement(public_id)
    return statement, contract_of(db.session, statement.enjeu.vocabulary_id) or abort(404)


def _form(
    session: orm.Session, statement: Statement, present: Placement | None = None
) -> PlaceForm:
    objectives, actions = lines_of(session, statement.enjeu)
    data = values_of(present) if present else {}
    return PlaceForm(statement.enjeu, objectives, actions, data=data)


def _page(
    statement: Statement, contract: Contract, form: PlaceForm, present: Placement | None = None
) -> str:
    """Of a new place, or of the `present` one that is about to be left."""
    return render_template(
        "contract/place.html",
        statement=statement,
        contract=contract,
        present=present,
        standings=standings(db.session, [statement.id]).get(statement.id, []),
        form=form,
        provenance=provenance_of(db.session, statement.id),
    )


def _standing(contract: Contract) -> str:
    """With whether its readers see it already."""
    if has_version(db.session, contract):
        return str(
            _(
                "The sentence is in the text that is being written. Readers will see it with the next "
                "version: “Compare and publish” makes one."
            )
        )
    return str(
        _(
            "The sentence stands in the contract. No version is published yet: readers see it at once."
        )
    )
