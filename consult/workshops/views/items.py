"""What was said, line by line: with the page's script by fetch, without it by plain forms."""

from __future__ import annotations

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.workshops import speech
from consult.workshops.forms import EditItemForm, ItemForm, item_data, read_position
from consult.workshops.models import Item, Workshop
from consult.workshops.operations import ClosedError
from consult.workshops.permissions import can_change
from consult.workshops.views.blueprint import blueprint, item_of, own_workshop, wants_json
from consult.workshops.views.records import show_record


@blueprint.post("/espace/ateliers/<public_id>/paroles")
@access(Audience.ANIMATORS)
@writes
def add_item(public_id: str) -> ResponseReturnValue:
    """Also puts back a removed item (its key and `position` come with it), and takes late words."""
    workshop = own_workshop(public_id)
    form = ItemForm(workshop)
    if not form.validate_on_submit():
        return _refused(workshop, form)
    item, fresh = speech.add_item(
        db.session,
        workshop,
        actor(),
        form.key(),
        form.said(),
        position=read_position(request.form.get("position")),
    )
    if wants_json():
        return _line(workshop, item), 201 if fresh else 200
    flash(_("It is noted."), "success")
    # No anchor: with one, a browser gives no field the focus.
    return redirect(url_for("workshops.record", public_id=public_id, suite=1), 303)


@blueprint.route("/espace/ateliers/<public_id>/paroles/<int:item_id>", methods=["GET", "POST"])
@access(Audience.ANIMATORS)
@writes
def edit_item(public_id: str, item_id: int) -> ResponseReturnValue:
    workshop = own_workshop(public_id)
    item = item_of(workshop, item_id)
    if not can_change(workshop):
        return _closed(workshop)
    form = EditItemForm(workshop, data=item_data(item))
    if not form.validate_on_submit():
        page = render_template("workshops/item.html", form=form, workshop=workshop, item=item)
        return page, 200 if request.method == "GET" else 422
    try:
        speech.edit_item(db.session, item, form.said(), actor())
    except ClosedError:
        return _closed(workshop)
    return _to_item(workshop, item)


@blueprint.post("/espace/ateliers/<public_id>/paroles/<int:item_id>/gommettes")
@access(Audience.ANIMATORS)
@writes
def dots(public_id: str, item_id: int) -> ResponseReturnValue:
    """One dot more or less, by the button that was pressed."""
    workshop = own_workshop(public_id)
    item = item_of(workshop, item_id)
    change = -1 if request.form.get("change") == "moins" else 1
    try:
        speech.add_dots(db.session, item, actor(), change)
    except ClosedError:
        return _closed(workshop)
    return _line(workshop, item) if wants_json() else _to_item(workshop, item)


@blueprint.post("/espace/ateliers/<public_id>/paroles/<int:item_id>/effacer")
@access(Audience.ANIMATORS)
@writes
def remove_item(public_id: str, item_id: int) -> ResponseReturnValue:
    """The answer carries a form that puts the item back; a second click does nothing."""
    workshop = own_workshop(public_id)
    item = next((each for each in workshop.items if each.id == item_id), None)
    if item is None:
        return redirect(url_for("workshops.record", public_id=public_id), 303)
    undo = render_template("workshops/_removed.html", workshop=workshop, item=item)
    try:
        speech.remove_item(db.session, item, actor())
    except ClosedError:
        return _closed(workshop)
    if wants_json():
        return jsonify(html=undo, **_totals(workshop))
    return show_record(workshop, removed=undo)


def _refused(workshop: Workshop, form: ItemForm) -> ResponseReturnValue:
    if not wants_json():
        return show_record(workshop, form=form), 422
    errors = [str(text) for texts in form.errors.values() for text in texts]
    expired = "csrf_token" in form.errors
    return jsonify(errors=errors, expired=expired), 422


def _line(workshop: Workshop, item: Item) -> Response:
    """One item as the list shows it, for the script to put in its place."""
    html = render_template(
        "workshops/_line.html", workshop=workshop, item=item, can_change=can_change(workshop)
    )
    part = "" if item.part is None else str(item.part.id)
    return jsonify(html=html, id=item.id, part=part, **_totals(workshop))


def _totals(workshop: Workshop) -> dict[str, str]:
    count = len(workshop.items)
    return {"total": ngettext("%(num)s thing said", "%(num)s things said", count)}


def _to_item(workshop: Workshop, item: Item) -> ResponseReturnValue:
    anchor = f"parole-{item.id}"
    return redirect(url_for("workshops.record", public_id=workshop.public_id, _anchor=anchor), 303)


def _closed(workshop: Workshop) -> ResponseReturnValue:
    """The record was closed, perhaps from another tablet, while this one was writing."""
    told = _("This workshop is closed: what is written there no longer changes.")
    if wants_json():
        return jsonify(errors=[told], expired=False), 409
    flash(told, "warning")
    return redirect(url_for("workshops.record", public_id=workshop.public_id), 303)
