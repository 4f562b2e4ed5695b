"""The team's pages on what answers what between two contracts."""

from __future__ import annotations

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contract.blueprint import blueprint
from consult.contract.mappings import operations
from consult.contract.mappings.forms import LineForm
from consult.contract.mappings.queries import Mapping, as_data, mapping_between, pairs_known
from consult.contract.mappings.reading_through import read_through
from consult.contract.queries import list_contracts
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


@blueprint.get("/espace/contrat/correspondances")
@access(Audience.EDITORS)
def mappings() -> ResponseReturnValue:
    """The pairs that are mapped; `?de=&vers=` leads to one, mapped or not."""
    left, right = request.args.get("de", ""), request.args.get("vers", "")
    contracts = list_contracts(db.session)
    known = {each.slug: each for each in contracts}
    if left in known and right in known and left != right:
        return redirect(url_for("contract.mapping", left=left, right=right))
    return render_template(
        "contract/mappings.html",
        contracts=contracts,
        known=known,
        pairs=pairs_known(db.session),
        chosen=(left, right),
        same=bool(left) and left == right,
    )


@blueprint.get("/espace/contrat/correspondances/<left>/<right>")
@access(Audience.EDITORS)
def mapping(left: str, right: str) -> ResponseReturnValue:
    found = mapping_between(db.session, left, right) or abort(404)
    return _page(found, _form(found, formdata=None))


@blueprint.get("/espace/contrat/correspondances/<left>/<right>.json")
@access(Audience.EDITORS)
def mapping_data(left: str, right: str) -> ResponseReturnValue:
    found = mapping_between(db.session, left, right) or abort(404)
    response: Response = jsonify(as_data(found))
    name = f"correspondance-{left}-{right}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/espace/contrat/correspondances/<left>/<right>")
@access(Audience.EDITORS)
@writes
def set_mapping_line(left: str, right: str) -> ResponseReturnValue:
    found = operations.held(db.session, left, right) or abort(404)
    form = _form(found)
    chosen = form.line() if form.validate_on_submit() else None
    if chosen is None:
        return _page(found, form), 422
    one, other, kind = chosen
    note = form.note.data or ""
    seen = form.seen.data or ""
    try:
        operations.set_line(db.session, found, one, other, kind, note, by=actor(), seen=seen)
    except operations.StaleLineError:
        form.form_errors.append(
            _("This line is already there, or somebody changed it meanwhile: look at it below.")
        )
        return _page(found, form), 409
    flash(_("The line is saved."), "success")
    return _back(left, right)


@blueprint.post("/espace/contrat/correspondances/<left>/<right>/retirer")
@access(Audience.EDITORS)
@writes
def remove_mapping_line(left: str, right: str) -> ResponseReturnValue:
    found = operations.held(db.session, left, right) or abort(404)
    asked = request.form.get("left", ""), request.form.get("right", "")
    line = next((each for each in found.lines if (each.left.key, each.right.key) == asked), None)
    if line is None or not Form().validate_on_submit():
        return _back(left, right)
    try:
        operations.remove_line(db.session, line, by=actor(), seen=request.form.get("seen", ""))
    except operations.StaleLineError:
        form = _form(found, formdata=None)
        form.form_errors.append(_("Somebody changed this line meanwhile: look at it below."))
        return _page(found, form), 409
    flash(_("The line is removed."), "success")
    return _back(left, right)


def _back(left: str, right: str) -> ResponseReturnValue:
    return redirect(url_for("contract.mapping", left=left, right=right), 303)


def _form(found: Mapping, **values: object) -> LineForm:
    return LineForm(found.left.vocabulary, found.right.vocabulary, **values)


def _page(found: Mapping, form: LineForm) -> str:
    return render_template(
        "contract/mapping.html",
        mapping=found,
        form=form,
        through=read_through(db.session, found),
    )
