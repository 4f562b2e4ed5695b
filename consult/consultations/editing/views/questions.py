"""The questions of a consultation: writing, ordering, copying, taking off and putting back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import ValidationError

from consult.accounts.session import actor
from consult.consultations.editing import operations
from consult.consultations.editing.entries import digest, entries_of, entry_of
from consult.consultations.editing.forms.question import Around, QuestionForm
from consult.consultations.editing.labels import KIND_HINTS, PICTOGRAMS, SCALES, told_fault
from consult.consultations.editing.operations import ConditionsError, DependedOnError
from consult.consultations.editing.received import FalsifyingError, Why, received
from consult.consultations.editing.views.blueprint import (
    blueprint,
    found,
    held,
    question_of,
)
from consult.consultations.editing.views.desk import show_page, to
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.consultations.reading import QuestionEntry, holds_together
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.headers import FRAMING, with_policy
from consult.web.labels import label


@blueprint.get("/consultations/<slug>/ajouter")
@access(Audience.EDITORS)
def new_question(slug: str) -> ResponseReturnValue:
    """The kind is chosen first; « type » in the address says it."""
    consultation = found(slug)
    kind = request.args.get("type", "")
    if kind not in KIND_HINTS:
        return render_template(
            "consultations/editing/kinds.html",
            consultation=consultation,
            kinds=[(each, KIND_HINTS[each.value]) for each in QuestionKind],
        )
    return _page(QuestionForm(around(consultation), formdata=None, kind=kind), consultation)


@blueprint.post("/consultations/<slug>/ajouter")
@access(Audience.EDITORS)
@writes
def add_question(slug: str) -> ResponseReturnValue:
    consultation = held(slug)
    form = QuestionForm(around(consultation))
    if acted := _acted(form):
        return _page(form, consultation, status=acted)
    if not form.validate():
        return _page(form, consultation, status=422)
    try:
        question = operations.add_question(db.session, consultation, form.entry(), by=actor())
    except ConditionsError as error:
        form.tell_faults(error.found, _prompts(consultation))
        return _page(form, consultation, status=422)
    except FalsifyingError:
        form.form_errors = [label(Why.CLOSED)]
        return _page(form, consultation, status=422)
    flash(_("The question is added."), "success")
    return redirect(to(consultation, question.key), 303)


@blueprint.get("/consultations/<slug>/questions/<key>")
@access(Audience.EDITORS)
def question(slug: str, key: str) -> ResponseReturnValue:
    consultation = found(slug)
    asked = question_of(consultation, key)
    form = QuestionForm(around(consultation, asked), entry_of(asked), formdata=None)
    return _page(form, consultation, asked)


@blueprint.post("/consultations/<slug>/questions/<key>")
@access(Audience.EDITORS)
@writes
def save_question(slug: str, key: str) -> ResponseReturnValue:
    consultation = held(slug)
    asked = question_of(consultation, key)
    form = QuestionForm(around(consultation, asked), entry_of(asked))
    if acted := _acted(form):
        return _page(form, consultation, asked, status=acted, seen=form.seen.data or "")
    if not form.validate():
        return _page(form, consultation, asked, status=422, seen=form.seen.data or "")
    if form.seen.data != digest([entry_of(asked)]):
        form.form_errors = [
            _(
                "Somebody saved this question while you were writing. It now reads “%(question)s”. "
                "What you typed is here: save again to keep yours.",
                question=asked.prompt,
            )
        ]
        return _page(form, consultation, asked, status=409)
    try:
        changed = operations.edit_question(db.session, asked, form.entry(), by=actor())
    except ConditionsError as error:
        form.tell_faults(error.found, _prompts(consultation))
        return _page(form, consultation, asked, status=422)
    except FalsifyingError as error:
        form.tell_refusals(error.whys)
        return _page(form, consultation, asked, status=422)
    flash(_("The question is saved.") if changed else _("Nothing was changed."), "success")
    return redirect(to(consultation, key), 303)


@blueprint.post("/consultations/<slug>/questions/<key>/place")
@access(Audience.EDITORS)
@writes
def move_question(slug: str, key: str) -> ResponseReturnValue:
    consultation = held(slug)
    asked = question_of(consultation, key)
    place = request.form.get("place", type=int)
    if place is None:
        abort(400)
    if Form().validate_on_submit():
        try:
            if operations.move_question(db.session, asked, place, by=actor()):
                number = consultation.questions.index(asked) + 1
                flash(_("It is now question %(number)s.", number=number), "success")
        except ConditionsError as error:
            flash(_not_moved(consultation, error), "warning")
    return redirect(to(consultation, key), 303)


@blueprint.post("/consultations/<slug>/questions/<key>/copier")
@access(Audience.EDITORS)
@writes
def copy_question(slug: str, key: str) -> ResponseReturnValue:
    consultation = held(slug)
    asked = question_of(consultation, key)
    if not Form().validate_on_submit():
        return redirect(to(consultation, key), 303)
    try:
        copy = operations.duplicate_question(db.session, asked, by=actor())
    except FalsifyingError:
        flash(label(Why.CLOSED), "warning")
        return redirect(to(consultation, key), 303)
    flash(_("Here is the copy, just after: change what differs."), "success")
    return redirect(to(consultation, copy.key), 303)


@blueprint.post("/consultations/<slug>/questions/<key>/retirer")
@access(Audience.EDITORS)
@writes
def remove_question(slug: str, key: str) -> ResponseReturnValue:
    """The page that answers carries what puts the question back."""
    consultation = held(slug)
    asked = next((each for each in consultation.questions if each.key == key), None)
    if asked is None or not Form().validate_on_submit():
        return redirect(to(consultation), 303)
    entry, place = entry_of(asked), consultation.questions.index(asked)
    try:
        operations.remove_question(db.session, asked, by=actor())
    except FalsifyingError:
        flash(
            _(
                "Residents have answered this question: it stays. "
                "To ask otherwise, copy the consultation."
            ),
            "warning",
        )
    except DependedOnError as error:
        names = ", ".join(_("“%(text)s”", text=each.prompt) for each in error.questions)
        flash(
            _(
                "This question stays: other ones are shown after its answer (%(questions)s). "
                "Change their conditions first.",
                questions=names,
            ),
            "warning",
        )
    else:
        removed = {"prompt": entry.prompt, "content": entry.model_dump_json(), "place": place}
        return show_page(consultation, removed=removed)
    return redirect(to(consultation, key), 303)


@blueprint.post("/consultations/<slug>/remettre")
@access(Audience.EDITORS)
@writes
def put_back(slug: str) -> ResponseReturnValue:
    """The question taken off last, where it stood."""
    consultation = held(slug)
    try:
        entry = QuestionEntry.model_validate_json(request.form.get("content", ""))
    except ValidationError:
        abort(400)
    if not holds_together((entry,), alone=True):
        abort(400)
    if not Form().validate_on_submit():
        return redirect(to(consultation), 303)
    place = request.form.get("place", default=0, type=int)
    try:
        back = operations.add_question(
            db.session, consultation, entry, by=actor(), place=place, put_back=True
        )
    except ConditionsError:
        flash(
            _("It cannot come back as it was: the questions of its condition have changed."),
            "warning",
        )
        return redirect(to(consultation), 303)
    except FalsifyingError:
        flash(label(Why.CLOSED), "warning")
        return redirect(to(consultation), 303)
    flash(_("The question is back."), "success")
    return redirect(to(consultation, back.key), 303)


def around(consultation: Consultation, asked: Question | None = None) -> Around:
    """Where the question stands; a new one comes last."""
    entries = entries_of(consultation)
    place = consultation.questions.index(asked) if asked else len(entries)
    return Around(
        earlier=entries[:place],
        keys=frozenset(entry.key for entry in entries),
        commune=consultation.commune,
    )


def _acted(form: QuestionForm) -> int:
    """200 once a button that saves nothing was obeyed; 0 for the button that saves."""
    asked = request.form.get("action", "")
    if not asked:
        return 0
    form.act(asked)
    return 200


def _page(
    form: QuestionForm,
    consultation: Consultation,
    asked: Question | None = None,
    *,
    status: int = 200,
    seen: str | None = None,
) -> ResponseReturnValue:
    form.seen.data = seen if seen is not None else (digest([entry_of(asked)]) if asked else "")
    answered = received(db.session, consultation).to(asked) if asked else 0
    page = render_template(
        "consultations/editing/question.html",
        form=form,
        consultation=consultation,
        question=asked,
        number=consultation.questions.index(asked) + 1 if asked else None,
        answered=answered,
        pictograms=_pictograms(form),
        scales=SCALES,
        keys=[(entry.key, entry.prompt) for entry in form.around.earlier],
    )
    return with_policy(page, FRAMING, status)


def _pictograms(form: QuestionForm) -> dict[str, Any]:
    """Those offered, and those that this question already has."""
    known = form.entry_before.choices if form.entry_before else ()
    return {**PICTOGRAMS, **{each.icon: PICTOGRAMS.get(each.icon, each.icon) for each in known}}


def _prompts(consultation: Consultation) -> dict[str, str]:
    return {question.key: question.prompt for question in consultation.questions}


def _not_moved(consultation: Consultation, error: ConditionsError) -> str:
    prompts = _prompts(consultation)
    first = error.found[0]
    told = _(
        "It stays where it was. “%(question)s” would be asked wrongly: %(fault)s",
        question=prompts.get(first.key, first.key),
        fault=told_fault(first.fault, prompts.get(first.about, first.about)),
    )
    return str(told)
