"""Somebody asks the animator to take back what they said in a workshop: the room's receipt cannot."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.extensions import db
from consult.following import operations
from consult.following.forms import WithdrawForm
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.workshops.permissions import can_change
from consult.workshops.views.blueprint import item_of, own_workshop


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule(
        "/espace/ateliers/<public_id>/paroles/<int:item_id>/retirer",
        view_func=take_back,
        methods=["GET", "POST"],
    )


@access(Audience.ANIMATORS)
@writes
def take_back(public_id: str, item_id: int) -> ResponseReturnValue:
    """Before the workshop is closed, the words are simply removed from its record."""
    workshop = own_workshop(public_id)
    item = item_of(workshop, item_id)
    record = url_for("workshops.record", public_id=public_id, _anchor=f"parole-{item.id}")
    if can_change(workshop) or not item.text:
        return redirect(record, 303)
    form = WithdrawForm()
    if not form.validate_on_submit():
        page = render_template(
            "following/take_back.html", form=form, workshop=workshop, item=item, record=record
        )
        return page, 422 if form.is_submitted() else 200
    operations.take_back(db.session, item, by=actor())
    flash(_("These words are erased."), "success")
    return redirect(record, 303)
