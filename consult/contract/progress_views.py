"""The desk of the plan: where each action is, who stands behind each line, in one click both ways."""

from __future__ import annotations

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contract import placements, progress
from consult.contract.action_pages import has_a_page
from consult.contract.action_queries import working, working_action
from consult.contract.blueprint import blueprint
from consult.contract.models import Action, ActionState, Contract
from consult.contract.plan_queries import Line, LineKind, Plan, plan_of
from consult.contract.progress_forms import StateForm
from consult.contract.standing import contract_at, placement_in
from consult.contract.states import history
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.i18n import local

NOT_DECIDED = "aucun"


@blueprint.get("/espace/contrat/<slug>/actions")
@access(Audience.EDITORS)
def following_plan(slug: str) -> ResponseReturnValue:
    """One enjeu at a time: the first, or the one asked for."""
    contract = contract_at(db.session, slug) or abort(404)
    asked = request.args.get("enjeu", "")
    enjeux = contract.vocabulary.enjeux
    enjeu = next((each for each in enjeux if each.key == asked), enjeux[0] if enjeux else None)
    state, source = request.args.get("etat", ""), request.args.get("source", "")
    return render_template(
        "contract/following_plan.html",
        contract=contract,
        enjeu=enjeu,
        plan=_narrowed(plan_of(db.session, contract, enjeu), state, source) if enjeu else None,
        states=list(ActionState),
        not_decided=NOT_DECIDED,
        state=state,
        source=source,
        kinds=LineKind,
        may_read=actor().may_enter(Audience.MODERATORS),
    )


def _narrowed(plan: Plan, state: str, source: str) -> Plan:
    """Only the lines asked for; a value that is none of the choices filters nothing."""

    def kept(line: Line) -> bool:
        present = line.event.state.value if line.event else NOT_DECIDED
        known = {NOT_DECIDED, *(each.value for each in ActionState)}
        if state in known and (line.kind is LineKind.OBJECTIVE or present != state):
            return False
        return line.sourced if source == "avec" else not (source == "sans" and line.sourced)

    lines = [(each, [line for line in lines if kept(line)]) for each, lines in plan.ambitions]
    narrowed = [each for each in lines if each[1]]
    return Plan(plan.enjeu, [] if state or source == "sans" else plan.complements, narrowed)


@blueprint.post("/espace/contrat/<slug>/pistes/<place_id>/suivre")
@access(Audience.EDITORS)
@writes
def follow(slug: str, place_id: str) -> ResponseReturnValue:
    """A piste of residents becomes an action."""
    placement = placement_in(db.session, slug, place_id, lock=True) or abort(404)
    if not Form().validate_on_submit():
        return redirect(
            url_for("contract.following_plan", slug=slug, enjeu=placement.enjeu.key), 303
        )
    try:
        action = placements.follow(db.session, placement, by=actor())
    except ValueError:
        abort(404)
    return redirect(url_for("contract.progress_page", slug=slug, public_id=action.public_id), 303)


@blueprint.get("/espace/contrat/<slug>/actions/<public_id>")
@access(Audience.EDITORS)
def progress_page(slug: str, public_id: str) -> ResponseReturnValue:
    contract, action = _asked(slug, public_id)
    last = progress.last_told(db.session, action)
    form = StateForm(data={"on": local(utcnow()).date(), "seen": str(last.id if last else 0)})
    return _page(contract, action, form)


@blueprint.post("/espace/contrat/<slug>/actions/<public_id>")
@access(Audience.EDITORS)
@writes
def tell(slug: str, public_id: str) -> ResponseReturnValue:
    contract, action = _asked(slug, public_id)
    form = StateForm()
    state = form.chosen()
    if state is None or form.on.data is None:
        return _page(contract, action, form), 422
    seen = form.seen.data or ""
    try:
        progress.tell_state(
            db.session,
            action,
            state,
            form.on.data,
            form.note.data or "",
            by=actor(),
            seen=int(seen) if re.fullmatch("[0-9]{1,9}", seen) else -1,
        )
    except progress.StaleActionError:
        last = progress.last_told(db.session, action)
        form.form_errors.append(
            _("Somebody told something of this action meanwhile: read it first.")
        )
        form.seen.data, form.seen.raw_data = str(last.id if last else 0), None
        return _page(contract, action, form), 409
    if has_a_page(db.session, slug, public_id):
        flash(_("It is written. Everyone can read it on the page of the action."), "success")
    else:
        flash(_("It is written. Everyone reads it once a version prints this action."), "success")
    return redirect(url_for("contract.progress_page", slug=slug, public_id=public_id), 303)


@blueprint.post("/espace/contrat/<slug>/actions/<public_id>/<int:event_id>/retirer")
@access(Audience.EDITORS)
@writes
def take_back(slug: str, public_id: str, event_id: int) -> ResponseReturnValue:
    _contract, action = _asked(slug, public_id)
    events = history(db.session, [action.id]).get(action.id, ())
    event = next((each for each in events if each.id == event_id), None)
    if event is None or not Form().validate_on_submit():
        return redirect(url_for("contract.progress_page", slug=slug, public_id=public_id), 303)
    enjeu = action.ambition.enjeu
    progress.take_back(db.session, event, by=actor())
    flash(_("It is taken back: nobody reads it any more."), "success")
    return redirect(url_for("contract.following_plan", slug=slug, enjeu=enjeu.key), 303)


def _asked(slug: str, public_id: str) -> tuple[Contract, Action]:
    return working_action(db.session, slug, public_id) or abort(404)


def _page(contract: Contract, action: Action, form: StateForm) -> str:
    return render_template(
        "contract/progress.html",
        found=working(db.session, contract, action),
        form=form,
        has_a_page=has_a_page(db.session, contract.slug, action.public_id),
    )
