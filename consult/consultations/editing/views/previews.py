"""The screens as a resident will see them: one question while it is typed, or all of them in turn.

Nothing of what is answered here is kept: no sheet is made, and the answers travel in the address.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.editing import rehearsing
from consult.consultations.editing.entries import entry_of
from consult.consultations.editing.forms.question import QuestionForm
from consult.consultations.editing.views.blueprint import blueprint, found, question_of
from consult.consultations.editing.views.questions import around
from consult.consultations.forms import (
    PlaceForm,
    input_attributes,
    read_answer,
    rehearsed_form,
)
from consult.consultations.labels import promise, timing
from consult.consultations.models import AnswerSheet, Consultation, Question
from consult.consultations.queries import answers_of, minutes, told
from consult.consultations.reading import QuestionEntry
from consult.contributions.profiles import NO_PROFILE, ProfileForm
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.headers import FRAMED, with_policy

STATE = "deja"


@blueprint.route("/consultations/<slug>/apercu-question", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def preview(slug: str) -> ResponseReturnValue:
    """Saved (« question » in the address), or as it is typed: then nothing is written either."""
    consultation = found(slug)
    key = request.args.get("question", "")
    asked = question_of(consultation, key) if key else None
    if request.method == "POST":
        form = QuestionForm(around(consultation, asked), entry_of(asked) if asked else None)
        entry = form.typed()
    elif asked is not None:
        entry = entry_of(asked)
    else:
        return with_policy(render_template("consultations/editing/preview_empty.html"), FRAMED)
    return with_policy(_screen(entry, consultation), FRAMED)


@blueprint.get("/consultations/<slug>/apercu")
@access(Audience.TEAM)
def walk(slug: str) -> ResponseReturnValue:
    """The invitation, as it will be read once the consultation is open."""
    consultation = found(slug)
    return render_template(
        "consultations/editing/walk_invitation.html",
        consultation=consultation,
        is_open=bool(consultation.questions),
        is_closed=False,
        minutes=minutes(consultation.questions),
        promise=promise(consultation.degree),
        timing=timing(consultation.moment),
        outcome=None,
        start=_address(consultation, 1, {}),
    )


@blueprint.get("/consultations/<slug>/apercu/<int:step>")
@access(Audience.TEAM)
def walk_question(slug: str, step: int) -> ResponseReturnValue:
    """One question; with « suite » in the address, what was answered to it."""
    consultation = found(slug)
    if not 1 <= step <= len(consultation.questions):
        abort(404)
    question = consultation.questions[step - 1]
    state = rehearsing.read_state(request.args.get(STATE, ""))
    sheet = rehearsing.sheet_with(consultation, state)
    saved = answers_of(sheet).get(question.id)
    given = request.args if "suite" in request.args or "skip" in request.args else None
    form = rehearsed_form(question, saved, given)
    if given is not None:
        skipped = "skip" in given and not question.required
        if skipped or form.validate():
            kept = None if skipped else rehearsing.remembered(question, read_answer(question, form))
            after = {**state, question.key: kept} if kept is not None else _without(state, question)
            return redirect(_next(consultation, step, after))
    page = render_template(
        "consultations/editing/walk_question.html",
        **_of_screen(question, form),
        consultation=consultation,
        section=_section(sheet, question),
        answered=saved is not None,
        action=url_for(".walk_question", slug=slug, step=step),
        carried={STATE: rehearsing.write_state(state), "suite": "1"},
        back=_before(consultation, sheet, step, state),
        **_progress(sheet, step),
    )
    return page, 422 if given is not None else 200


@blueprint.get("/consultations/<slug>/apercu/quartier")
@access(Audience.TEAM)
def walk_place(slug: str) -> ResponseReturnValue:
    consultation = found(slug)
    state = rehearsing.read_state(request.args.get(STATE, ""))
    sheet = rehearsing.sheet_with(consultation, state)
    form = PlaceForm(formdata=None, meta={"csrf": False})
    form.offer(consultation.commune, None)
    steps = _progress(sheet, len(consultation.questions) + 1)
    steps["step"] = len(rehearsing.screens(sheet)) + 1
    after = ".walk_profile" if consultation.asks_profile else ".walk_end"
    return render_template(
        "consultations/editing/walk_place.html",
        form=form,
        consultation=consultation,
        action=url_for(after, slug=slug),
        carried={STATE: rehearsing.write_state(state)},
        back=_before(consultation, sheet, len(consultation.questions) + 1, state),
        **steps,
    )


@blueprint.get("/consultations/<slug>/apercu/vous")
@access(Audience.TEAM)
def walk_profile(slug: str) -> ResponseReturnValue:
    consultation = found(slug)
    state = rehearsing.read_state(request.args.get(STATE, ""))
    sheet = rehearsing.sheet_with(consultation, state)
    last = len(rehearsing.screens(sheet)) + 2
    return render_template(
        "consultations/editing/walk_profile.html",
        form=ProfileForm(NO_PROFILE, formdata=None, meta={"csrf": False}),
        consultation=consultation,
        answered=False,
        action=url_for(".walk_end", slug=slug),
        carried={STATE: rehearsing.write_state(state)},
        back=url_for(".walk_place", slug=slug, **_kept(state)),
        step=last,
        steps=last,
    )


@blueprint.get("/consultations/<slug>/apercu/fin")
@access(Audience.TEAM)
def walk_end(slug: str) -> ResponseReturnValue:
    """What would be read again before it is sent; and that it was not."""
    consultation = found(slug)
    state = rehearsing.read_state(request.args.get(STATE, ""))
    sheet = rehearsing.sheet_with(consultation, state)
    answered = answers_of(sheet)
    rows = [
        (question.prompt, told(answered.get(question.id), question))
        for question in (consultation.questions[n - 1] for n in rehearsing.screens(sheet))
    ]
    return render_template(
        "consultations/editing/walk_end.html",
        consultation=consultation,
        rows=rows,
        unasked=[
            question.prompt
            for number, question in enumerate(consultation.questions, start=1)
            if number not in rehearsing.screens(sheet)
        ],
        again=url_for(".walk", slug=slug),
        back=url_for(".walk_place", slug=slug, **_kept(state)),
    )


def _screen(entry: QuestionEntry, consultation: Consultation) -> str:
    (question,) = rehearsing.transient([entry], consultation.commune).questions
    return render_template(
        "consultations/editing/preview.html",
        **_of_screen(question, rehearsed_form(question)),
        section=entry.section,
        answered=False,
        action="",
    )


def _of_screen(question: Question, form: Any) -> dict[str, Any]:
    return {
        "question": question,
        "form": form,
        "icons": {choice.key: choice.icon for choice in question.choices if choice.icon},
        "attributes": input_attributes(question),
        "interviewer_help": question.interviewer_help,
        "aloud_note": _("Only who asks aloud reads this."),
    }


def _progress(sheet: AnswerSheet, step: int) -> dict[str, int]:
    numbers = rehearsing.screens(sheet)
    place = numbers.index(step) + 1 if step in numbers else len(numbers)
    return {"step": place, "steps": len(numbers) + 1 + sheet.consultation.asks_profile}


def _section(sheet: AnswerSheet, question: Question) -> str:
    numbers = rehearsing.screens(sheet)
    screens = [sheet.consultation.questions[n - 1] for n in numbers]
    if question not in screens or question is screens[0]:
        return question.section
    before = screens[screens.index(question) - 1]
    return "" if before.section == question.section else question.section


def _next(consultation: Consultation, step: int, state: rehearsing.State) -> str:
    sheet = rehearsing.sheet_with(consultation, state)
    for number in rehearsing.screens(sheet):
        if number > step:
            return _address(consultation, number, state)
    return url_for(".walk_place", slug=consultation.slug, **_kept(state))


def _before(
    consultation: Consultation, sheet: AnswerSheet, step: int, state: rehearsing.State
) -> str:
    for number in reversed(rehearsing.screens(sheet)):
        if number < step:
            return _address(consultation, number, state)
    return url_for(".walk", slug=consultation.slug)


def _address(consultation: Consultation, step: int, state: rehearsing.State) -> str:
    return url_for(".walk_question", slug=consultation.slug, step=step, **_kept(state))


def _kept(state: rehearsing.State) -> dict[str, Any]:
    return {STATE: rehearsing.write_state(state)} if state else {}


def _without(state: rehearsing.State, question: Question) -> rehearsing.State:
    return {key: value for key, value in state.items() if key != question.key}
