"""A whole imported file is taken back, as long as nothing of it was decided."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.consultations.imports import queries as answers
from consult.extensions import db
from consult.following import answer_batches, batches
from consult.gathering import queries
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.tables import MOST_ON_A_PAGE


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule(
        "/espace/moderation/imports/<public_id>/retirer",
        view_func=withdraw_batch,
        methods=["POST"],
    )
    blueprint.add_url_rule(
        "/espace/reponses/imports/<public_id>/retirer",
        view_func=withdraw_answers,
        methods=["POST"],
    )


@access(Audience.MODERATORS)
@writes
def withdraw_batch(public_id: str) -> ResponseReturnValue:
    """Done twice, it is done once."""
    batch = queries.find_batch(db.session, public_id, lock=True) or abort(404)
    back = redirect(url_for("gathering.batch", public_id=public_id), 303)
    if batch.rows > MOST_ON_A_PAGE:
        return back
    try:
        batches.withdraw(db.session, batch, by=actor())
    except batches.DecidedError:
        flash(_("Some of these words have been handled meanwhile: nothing was erased."), "warning")
        return back
    flash(_("The words of this file are erased."), "success")
    return back


@access(Audience.EDITORS)
@writes
def withdraw_answers(public_id: str) -> ResponseReturnValue:
    """Done twice, it is done once."""
    batch = answers.find_batch(db.session, public_id, lock=True) or abort(404)
    back = redirect(url_for("answer_imports.batch", public_id=public_id), 303)
    if batch.rows > MOST_ON_A_PAGE:
        return back
    try:
        answer_batches.withdraw(db.session, batch, by=actor())
    except batches.DecidedError:
        flash(
            _("Some of these answers have been handled meanwhile: nothing was erased."), "warning"
        )
        return back
    flash(_("The answers of this file are erased."), "success")
    return back
