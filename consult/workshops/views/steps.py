"""What comes next: who will do what, by when."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.workshops import operations
from consult.workshops.forms import NextStepForm
from consult.workshops.models import Workshop
from consult.workshops.operations import ClosedError
from consult.workshops.views.blueprint import blueprint, own_workshop
from consult.workshops.views.records import show_record


@blueprint.post("/espace/ateliers/<public_id>/suites")
@access(Audience.ANIMATORS)
@writes
def add_step(public_id: str) -> ResponseReturnValue:
    workshop = own_workshop(public_id)
    form = NextStepForm()
    if not form.validate_on_submit():
        return show_record(workshop, step_form=form), 422
    try:
        operations.add_next_step(
            db.session,
            workshop,
            actor(),
            what=form.what.data or "",
            who=form.who.data or "",
            due_on=form.due_on.data,
        )
    except ClosedError:
        return _closed(workshop)
    return _to_steps(workshop)


@blueprint.post("/espace/ateliers/<public_id>/suites/<int:step_id>/effacer")
@access(Audience.ANIMATORS)
@writes
def remove_step(public_id: str, step_id: int) -> ResponseReturnValue:
    """As for an item: the answer carries the way back, a second click does nothing."""
    workshop = own_workshop(public_id)
    step = next((each for each in workshop.next_steps if each.id == step_id), None)
    if step is None:
        return _to_steps(workshop)
    undo = render_template("workshops/_removed_step.html", workshop=workshop, step=step)
    try:
        operations.remove_next_step(db.session, workshop, step, actor())
    except ClosedError:
        return _closed(workshop)
    return show_record(workshop, removed=undo)


def _closed(workshop: Workshop) -> ResponseReturnValue:
    flash(_("This workshop is closed: what is written there no longer changes."), "warning")
    return _to_steps(workshop)


def _to_steps(workshop: Workshop) -> ResponseReturnValue:
    return redirect(
        url_for("workshops.record", public_id=workshop.public_id, _anchor="suites"), 303
    )
