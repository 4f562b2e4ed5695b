"""The list of consultations, one of them as the team sees it, and opening and closing it."""

from __future__ import annotations

import json
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError

from consult.accounts.session import actor
from consult.consultations import operations as answers
from consult.consultations.asked_since import is_too_late
from consult.consultations.conditions.language import parse
from consult.consultations.editing import asking_if, drafts, queries
from consult.consultations.editing.drafts import NotReadyError
from consult.consultations.editing.entries import entries_of
from consult.consultations.editing.labels import STATE_BADGES
from consult.consultations.editing.operations import ConditionsError
from consult.consultations.editing.permissions import can_write
from consult.consultations.editing.received import FalsifyingError, received
from consult.consultations.editing.views.blueprint import blueprint, found, held
from consult.consultations.holding import hold
from consult.consultations.labels import promise, timing
from consult.consultations.models import Consultation
from consult.consultations.queries import minutes, outcomes
from consult.consultations.reading import ConsultationEntry, holds_together
from consult.consultations.states import State, state_of
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form, clean_text
from consult.web.languages import DEFAULT, LANGUAGES
from consult.web.page import absolute_url

# What is being written, then what is answered, then what is to come, then what is over.
ORDER = (State.DRAFT, State.OPEN, State.COMING, State.CLOSED)


@blueprint.get("/consultations")
@access(Audience.TEAM)
def index() -> ResponseReturnValue:
    return _index_page()


@blueprint.get("/consultations/<slug>")
@access(Audience.TEAM)
def show(slug: str) -> ResponseReturnValue:
    return show_page(found(slug))


@blueprint.route("/consultations/<slug>/ouvrir", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def open_(slug: str) -> ResponseReturnValue:
    """What residents are going to see is read once more before they do."""
    consultation = held(slug) if request.method == "POST" else found(slug)
    if consultation.is_ready:
        return redirect(to(consultation), 303)
    form = Form()
    status = 200
    if form.is_submitted():
        status = 422
        if form.validate() and _opened(consultation, form):
            flash(_opening_told(consultation), "success")
            return redirect(to(consultation), 303)
    page = render_template(
        "consultations/editing/open.html",
        form=form,
        consultation=consultation,
        now=utcnow(),
        minutes=minutes(consultation.questions),
        promise=promise(consultation.degree),
        timing=timing(consultation.moment),
    )
    return page, status


@blueprint.post("/consultations/<slug>/fermer")
@access(Audience.EDITORS)
@writes
def close(slug: str) -> ResponseReturnValue:
    consultation = held(slug)
    if Form().validate_on_submit() and consultation.is_open(utcnow()):
        answers.close(db.session, consultation, by=actor())
        flash(
            _("It is closed: nobody can answer any more. To open it again, change its last day."),
            "success",
        )
    return redirect(to(consultation), 303)


@blueprint.post("/consultations/<slug>/brouillon")
@access(Audience.EDITORS)
@writes
def back_to_draft(slug: str) -> ResponseReturnValue:
    consultation = held(slug)
    if Form().validate_on_submit():
        try:
            if drafts.back_to_draft(db.session, consultation, by=actor()):
                flash(_("It is a draft again: residents do not see it any more."), "success")
        except FalsifyingError:
            flash(
                _("Residents have begun to answer: close it rather, and their answers stay."),
                "warning",
            )
    return redirect(to(consultation), 303)


@blueprint.post("/consultations/<slug>/supprimer")
@access(Audience.EDITORS)
@writes
def remove(slug: str) -> ResponseReturnValue:
    """The page that answers carries what puts the draft back."""
    consultation = hold(db.session, slug)
    if consultation is None or not Form().validate_on_submit():
        return redirect(url_for("questionnaires.index"), 303)
    try:
        entry = drafts.remove_draft(db.session, consultation, by=actor())
    except FalsifyingError:
        flash(_("Only a draft that nobody has answered can be deleted."), "warning")
        return redirect(to(consultation), 303)
    return _index_page(removed=entry)


@blueprint.post("/nouvelle-consultation/remettre")
@access(Audience.EDITORS)
@writes
def put_draft_back() -> ResponseReturnValue:
    """The draft deleted last."""
    try:
        entry = ConsultationEntry.model_validate_json(request.form.get("content", ""))
    except ValidationError:
        abort(400)
    told = (entry.title, entry.summary, entry.intro, entry.what_changes)
    if any(clean_text(each) != each for each in told) or entry.closes <= entry.opens:
        abort(400)
    if not holds_together(entry.questions):
        abort(400)
    if not Form().validate_on_submit():
        return redirect(url_for("questionnaires.index"), 303)
    try:
        back = drafts.put_draft_back(db.session, entry, by=actor())
    except LookupError:
        abort(400)
    flash(_("The draft is back."), "success")
    return redirect(to(back), 303)


def _index_page(removed: ConsultationEntry | None = None) -> str:
    """`removed`: the draft just deleted."""
    listed = queries.by_state(db.session, utcnow())
    return render_template(
        "consultations/editing/index.html",
        listed=[(state, listed[state]) for state in ORDER if listed[state]],
        may_write=can_write(actor()),
        removed=removed,
        content=json.dumps(removed.model_dump(), default=str) if removed else "",
    )


def to(consultation: Consultation, key: str = "") -> str:
    """The consultation's page, at one of its questions."""
    anchor = f"question-{key}" if key else None
    return url_for("questionnaires.show", slug=consultation.slug, _anchor=anchor)


def show_page(consultation: Consultation, *, removed: dict[str, Any] | None = None) -> str:
    """`removed`: the question just taken off, with what puts it back."""
    now = utcnow()
    entries = entries_of(consultation)
    prompts = {entry.key: entry for entry in entries}
    state = state_of(consultation, now)
    return render_template(
        "consultations/editing/show.html",
        consultation=consultation,
        state=state,
        badge=STATE_BADGES[state],
        conditions={
            entry.key: asking_if.told(parse(entry.shown_if), prompts)
            for entry in entries
            if entry.shown_if
        },
        received=received(db.session, consultation),
        outcome=outcomes(db.session, [consultation.id])[consultation.id],
        minutes=minutes(consultation.questions),
        promise=promise(consultation.degree),
        timing=timing(consultation.moment),
        may_add=not is_too_late(db.session, consultation, now),
        may_write=can_write(actor()),
        removed=removed,
        posters={
            code: absolute_url(
                "consultations.poster", language=code, slug=consultation.slug, sheet="a4"
            )
            for code in LANGUAGES
            if code != DEFAULT
        },
    )


def _opened(consultation: Consultation, form: Form) -> bool:
    at_once = request.form.get("when") == "now"
    try:
        drafts.make_ready(db.session, consultation, at_once=at_once, by=actor())
    except NotReadyError as error:
        form.form_errors = [
            _("Its last day is past: choose a later one.")
            if error.closed
            else _("It asks nothing yet: add a question.")
        ]
        return False
    except ConditionsError:
        form.form_errors = [_("The condition of a question does not hold: correct it first.")]
        return False
    return True


def _opening_told(consultation: Consultation) -> str:
    if consultation.is_open(utcnow()):
        return str(_("It is open: residents can answer from now on."))
    return str(_("It is ready: it opens by itself on its first day."))
