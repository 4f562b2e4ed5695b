"""« Saisir les feuilles »: one page a sheet, with both hands on the keyboard."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.labels import roles_in_short
from consult.accounts.session import actor
from consult.consultations.collecting import keying, queries
from consult.consultations.collecting.forms import ConfirmForm
from consult.consultations.collecting.keying import AlreadyTyped, NeedsWord
from consult.consultations.collecting.keying_form import KeyingForm
from consult.consultations.collecting.marks import mark
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.collecting.permissions import can_read_again, can_type
from consult.consultations.collecting.rounds import Said, edit_round
from consult.consultations.operations import NothingAnswered
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes

# In the session, from a sheet to the page that follows it: what can be undone, and its code.
JUST_TYPED = "just_typed"


def register(blueprint: Blueprint) -> None:
    for address, view, methods in (
        ("/<public_id>/saisir", key_in, ["GET", "POST"]),
        ("/<public_id>/annuler", undo, ["POST"]),
    ):
        blueprint.add_url_rule(address, view_func=view, methods=methods)


@access(Audience.TEAM)
@writes
def key_in(slug: str, public_id: str) -> ResponseReturnValue:
    round_ = _round(slug, public_id)
    if not can_type(round_, utcnow()):
        return redirect(url_for("collecting.show", slug=slug, public_id=public_id))
    form = KeyingForm(round_, _expected(round_))
    if request.method != "POST":
        return _page(round_, form, just=_just_typed(round_))
    if not form.validate_on_submit():
        return _page(round_, form), 422
    return _save(round_, form)


def _save(round_: Round, form: KeyingForm) -> ResponseReturnValue:
    """Of a valid form; whatever stops it leaves all that was typed on the page."""
    if "filled_on" in form:
        said = Said(round_.label, round_.hand_in, form.filled_on.data)
        edit_round(db.session, round_, said, by=actor())
    agreed = request.form.get("agreed", "").split()
    try:
        done = keying.type_sheet(
            db.session, round_, form.key(), form.paper(), by=actor(), agreed=agreed
        )
    except AlreadyTyped as error:
        return _page(round_, form, before=error.before), 409
    except NeedsWord as error:
        return _page(round_, form, doubt=error), 422
    except NothingAnswered:
        return _page(round_, form, empty=True), 422
    session[JUST_TYPED] = [done.sheet_id, "" if done.copy else form.key()]
    return redirect(_next(round_, done.copy), 303)


@access(Audience.TEAM)
@writes
def undo(slug: str, public_id: str) -> ResponseReturnValue:
    """The page that answers has all that was typed, to be corrected and saved again."""
    round_ = _round(slug, public_id)
    sheet_id = request.form.get("sheet", type=int)
    found = queries.collected_by_id(db.session, round_, sheet_id) if sheet_id else None
    if found is None or not ConfirmForm().validate_on_submit():
        return redirect(url_for("collecting.key_in", slug=slug, public_id=public_id), 303)
    if not can_read_again(found, actor()):
        flash(_("Only the person who typed this sheet can undo it."), "warning")
        return redirect(url_for("collecting.key_in", slug=slug, public_id=public_id), 303)
    if not keying.can_undo(found):
        flash(
            _("This sheet was read since: the team in charge of moderation corrects it."), "warning"
        )
        return redirect(url_for("collecting.key_in", slug=slug, public_id=public_id), 303)
    form = KeyingForm(round_, found.copy, found)
    # What the page shows is read before the words are erased.
    page = _page(round_, form, undone=True)
    keying.undo_sheet(db.session, found, by=actor())
    return page


def _round(slug: str, public_id: str) -> Round:
    """A sheet being typed waits for the one before."""
    writing = request.method == "POST"
    return queries.round_of(db.session, slug, public_id, lock=writing) or abort(404)


def _expected(round_: Round) -> int | None:
    """The number of the sheet to type now: the one asked for, or the first that is left."""
    asked = request.args.get("feuille", type=int)
    left = queries.copies_left(db.session, round_)
    if asked is not None:
        left = [each for each in left if each >= asked] or left
    return left[0] if left else None


def _next(round_: Round, copy: int | None) -> str:
    values: dict[str, Any] = {"feuille": copy + 1} if copy else {}
    return url_for(
        "collecting.key_in",
        slug=round_.consultation.slug,
        public_id=round_.public_id,
        **values,
    )


def _just_typed(round_: Round) -> dict[str, Any] | None:
    """The sheet typed last, on the page that follows it and no other."""
    sheet_id, token = session.pop(JUST_TYPED, (0, ""))
    found = queries.collected_by_id(db.session, round_, sheet_id) if sheet_id else None
    if found is None:
        return None
    return {"sheet": found, "code": keying.code_of(found, token) if token else ""}


def _page(
    round_: Round,
    form: KeyingForm,
    *,
    just: dict[str, Any] | None = None,
    before: CollectedSheet | None = None,
    doubt: NeedsWord | None = None,
    empty: bool = False,
    undone: bool = False,
) -> str:
    """`before`: the sheet of the same number; `doubt`: what does not fit; `undone`: typed again."""
    mine = before is not None and can_read_again(before, actor())
    standing = queries.standings(db.session, [round_.id])[round_.id]
    return render_template(
        "consultations/collecting/key_in.html",
        round=round_,
        consultation=round_.consultation,
        form=form,
        sent=standing.sent,
        mark=mark,
        wrong=any(field.errors for _number, field in form.all_fields()),
        just=just,
        before=before,
        may_compare=mine,
        typist_roles=roles_in_short(before.by) if before is not None and before.by else "",
        told_before=queries.told_sheet(before.sheet) if before is not None and mine else [],
        may_undo=before is not None and mine and keying.can_undo(before),
        doubt=doubt,
        doubtful=[each.key for each in (*doubt.unasked, *doubt.missing)] if doubt else [],
        empty=empty,
        undone=undone,
    )
