"""The town's list of reasons: moderators read it, administrators edit it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.extensions import db
from consult.moderation import reasons
from consult.moderation.models import Reason
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_edit_reasons
from consult.moderation.review_forms import AcceptForm, ReasonForm, reason_form
from consult.moderation.views.blueprint import blueprint
from consult.web.access import Audience, access, require
from consult.web.commit import writes

LARGEST_ID = 2**31


@blueprint.get("/moderation/motifs")
@access(Audience.MODERATORS)
def all_reasons() -> ResponseReturnValue:
    found = reasons.every_reason(db.session)
    return render_template(
        "moderation/reasons.html",
        offered=[each for each in found if each.reason.retired_at is None],
        retired=[each for each in found if each.reason.retired_at is not None],
        may_edit=can_edit_reasons(actor()),
    )


@blueprint.get("/moderation/motifs/nouveau")
@access(Audience.ADMINISTRATORS)
def new_reason() -> ResponseReturnValue:
    return render_template("moderation/reason.html", form=ReasonForm(), reason=None, preview="")


@blueprint.post("/moderation/motifs/nouveau")
@access(Audience.ADMINISTRATORS)
@writes
def add_reason() -> ResponseReturnValue:
    require(can_edit_reasons(actor()))
    form = ReasonForm()
    if not form.validate():
        return _form(form, None), 422
    if "preview" in request.form:
        return _form(form, None)
    reasons.add(db.session, form.wording(), submission=form.key(), by=actor())
    flash(_("The reason is added."), "success")
    return redirect(url_for("moderation.all_reasons"), 303)


@blueprint.get("/moderation/motifs/<int:reason_id>")
@access(Audience.ADMINISTRATORS)
def reason(reason_id: int) -> ResponseReturnValue:
    found = _reason(reason_id)
    return _form(reason_form(found), found)


@blueprint.post("/moderation/motifs/<int:reason_id>")
@access(Audience.ADMINISTRATORS)
@writes
def reword_reason(reason_id: int) -> ResponseReturnValue:
    require(can_edit_reasons(actor()))
    found = _reason(reason_id, lock=True)
    form = reason_form(found)
    if not form.validate():
        return _form(form, found), 422
    if "preview" in request.form:
        return _form(form, found)
    try:
        reasons.reword(db.session, found, form.wording(), revision=form.seen_revision(), by=actor())
    except StaleError:
        form.form_errors = [
            _("Somebody changed this reason while you were writing. Here is what it says now:"),
            f"{found.label} · {found.message}",
        ]
        form.revision.data = str(found.revision)
        return _form(form, found), 409
    flash(_("The reason is up to date. What authors were already told does not change."), "success")
    return redirect(url_for("moderation.all_reasons"), 303)


@blueprint.post("/moderation/motifs/<int:reason_id>/place")
@access(Audience.ADMINISTRATORS)
@writes
def move_reason(reason_id: int) -> ResponseReturnValue:
    require(can_edit_reasons(actor()))
    found = _reason(reason_id)
    place = request.form.get("place", type=int)
    if place is None:
        abort(400)
    if AcceptForm().validate_on_submit() and reasons.move(db.session, found, place, by=actor()):
        told = _("It is moved: it is now number %(place)s of its list.", place=found.position + 1)
        flash(told, "success")
    return redirect(url_for("moderation.all_reasons", _anchor=f"motif-{found.id}"), 303)


@blueprint.post("/moderation/motifs/<int:reason_id>/retirer")
@access(Audience.ADMINISTRATORS)
@writes
def retire_reason(reason_id: int) -> ResponseReturnValue:
    require(can_edit_reasons(actor()))
    found = _reason(reason_id)
    if AcceptForm().validate_on_submit():
        try:
            reasons.retire(db.session, found, by=actor())
        except reasons.LastReasonError:
            flash(_("Keep at least one reason: without any, nobody could refuse."), "error")
        else:
            flash(_("This reason is no longer offered. Past decisions still tell it."), "success")
    return redirect(url_for("moderation.all_reasons"), 303)


@blueprint.post("/moderation/motifs/<int:reason_id>/reprendre")
@access(Audience.ADMINISTRATORS)
@writes
def restore_reason(reason_id: int) -> ResponseReturnValue:
    require(can_edit_reasons(actor()))
    found = _reason(reason_id)
    if AcceptForm().validate_on_submit():
        reasons.restore(db.session, found, by=actor())
        flash(_("This reason is offered again, at the end of the list."), "success")
    return redirect(url_for("moderation.all_reasons"), 303)


def _reason(reason_id: int, *, lock: bool = False) -> Reason:
    if reason_id >= LARGEST_ID:
        abort(404)
    return reasons.find(db.session, reason_id, lock=lock) or abort(404)


def _form(form: ReasonForm, found: Reason | None) -> str:
    """With what the author would read of the wording on the screen."""
    return render_template(
        "moderation/reason.html", form=form, reason=found, preview=form.message.data or ""
    )
