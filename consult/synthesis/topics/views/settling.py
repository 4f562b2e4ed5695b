"""What is outside everything: put in a group, or set aside with a reason, and taken back."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.synthesis.topics import operations, queries
from consult.synthesis.topics.forms import NEW, MoveForm, SetAsideForm
from consult.synthesis.topics.models import SetAside
from consult.synthesis.topics.views.blueprint import blueprint
from consult.synthesis.topics.views.where import (
    kept_topic,
    place_of,
    read_scope,
    scope_arguments,
    tell_changed_meanwhile,
    tell_moved,
    tell_nothing_ticked,
    ticked_words,
)
from consult.synthesis.views import known_enjeu, perimeters_under
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


@blueprint.get("/<contract>/<key>/dehors")
@access(Audience.EDITORS)
def outside(contract: str, key: str) -> ResponseReturnValue:
    return show_outside(known_enjeu(contract, key))


@blueprint.post("/<contract>/<key>/dehors/placer")
@access(Audience.EDITORS)
@writes
def settle_outside(contract: str, key: str) -> ResponseReturnValue:
    """Words of no group go into one that is kept, or into a new one."""
    enjeu = known_enjeu(contract, key)
    form = MoveForm()
    form.offer(queries.names(db.session, enjeu))
    ticked = ticked_words()
    if not form.validate_on_submit():
        return show_outside(enjeu, move=form), 422
    if not ticked:
        tell_nothing_ticked()
        return _back(enjeu)
    chosen = queries.with_copies(db.session, enjeu, ticked, None)
    target = (
        operations.new_topic(db.session, enjeu, form.new_name.data or "", by=actor())
        if form.target.data == NEW
        else kept_topic(enjeu, form.target.data)
    )
    if target is None:
        tell_changed_meanwhile()
        return _back(enjeu)
    try:
        moved = operations.move(db.session, enjeu, chosen, source=None, target=target, by=actor())
    except (operations.MovedMeanwhileError, ValueError):
        db.session.rollback()
        tell_changed_meanwhile()
        return _back(enjeu)
    tell_moved(len(moved))
    return _back(enjeu)


@blueprint.post("/<contract>/<key>/dehors/ecarter")
@access(Audience.EDITORS)
@writes
def set_aside_outside(contract: str, key: str) -> ResponseReturnValue:
    enjeu = known_enjeu(contract, key)
    form = SetAsideForm()
    if not form.validate_on_submit():
        return show_outside(enjeu, aside=form), 422
    ticked = ticked_words()
    if ticked:
        put_aside(enjeu, queries.with_copies(db.session, enjeu, ticked, None), form)
    else:
        tell_nothing_ticked()
    return _back(enjeu)


@blueprint.post("/<contract>/<key>/ecartees/<contribution_id>/reprendre")
@access(Audience.EDITORS)
@writes
def take_back(contract: str, key: str, contribution_id: str) -> ResponseReturnValue:
    enjeu = known_enjeu(contract, key)
    row = db.session.scalars(
        sa.select(SetAside)
        .join(SetAside.contribution)
        .where(SetAside.enjeu_id == enjeu.id, Contribution.public_id == contribution_id)
    ).first()
    if row is None:
        abort(404)
    if Form().validate_on_submit():
        operations.take_back(db.session, row, by=actor())
        flash(_("These words wait again."), "success")
    return redirect(url_for("topics.aside", **place_of(enjeu)), 303)


def put_aside(enjeu: Enjeu, chosen: list[Contribution], form: SetAsideForm) -> None:
    """With a sentence on the next page."""
    try:
        done = operations.set_aside(
            db.session, enjeu, chosen, form.chosen, form.sentence.data or "", by=actor()
        )
    except ValueError:
        db.session.rollback()
        tell_changed_meanwhile()
        return
    flash(
        ngettext("%(num)s contribution set aside.", "%(num)s contributions set aside.", len(done)),
        "success" if done else "warning",
    )
    if len(done) < len(chosen):
        flash(_("Those that a sentence cites, or that were aside already, did not move."), "info")


def show_outside(
    enjeu: Enjeu, *, move: MoveForm | None = None, aside: SetAsideForm | None = None
) -> str:
    scope = read_scope(enjeu)
    page = queries.outside_page(db.session, enjeu, scope, after=request.args.get("after", type=int))
    if move is None:
        move = MoveForm()
        move.offer(queries.names(db.session, enjeu))
    _cited, _proposed, alike = queries.marks(db.session, enjeu, page.rows)
    return render_template(
        "synthesis/topics/outside.html",
        enjeu=enjeu,
        scope=scope,
        filters=scope_arguments(scope),
        perimeters=perimeters_under(enjeu),
        page=page,
        alike=alike,
        ticked=request.form.getlist("contribution"),
        move=move,
        aside=aside or SetAsideForm(),
    )


def _back(enjeu: Enjeu) -> ResponseReturnValue:
    where = dict(place_of(enjeu), **scope_arguments(read_scope(enjeu)))
    return redirect(url_for("topics.outside", **where), 303)
