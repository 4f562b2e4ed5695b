"""Answering: one question a screen, the quarter, who one is, a check, and the sending.

Each screen is saved as it is left, at an address that only its author has, so the way back (the
page's or the browser's) always shows what was answered. No cookie tells whose draft it is: on a
social centre's tablet the next person must not find it.
"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.audit.operations import RESIDENT
from consult.consultations.asking import asked, is_aloud, not_asked
from consult.consultations.blueprint import blueprint
from consult.consultations.collecting.interview_views import signed_in
from consult.consultations.forms import (
    PlaceForm,
    SendForm,
    given_by,
    input_attributes,
    question_form,
)
from consult.consultations.models import Answer, AnswerSheet, Consultation, Entry, Question
from consult.consultations.operations import (
    TEXTS,
    NothingAnswered,
    StillMissing,
    save_answer,
    set_place,
    set_profile,
    submission_of,
    submit_sheet,
)
from consult.consultations.permissions import can_answer
from consult.consultations.queries import answers_of, by_slug, missing, told
from consult.consultations.sheets import barred, closed, load, receipt_of, this_browser
from consult.consultations.wordings.queries import words_of
from consult.contributions.places import place_value, read_place, told_place
from consult.contributions.profiles import NO_PROFILE, Profile, ProfileForm, told_profile
from consult.contributions.receipts import new_submission_key
from consult.db import utcnow
from consult.extensions import db, device_of, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.languages import page_language

# A screen opened from the check page leads back to it: ?retour=verifier.
RETURN: dict[str, Any] = {"retour": "verifier"}
# Whole families answer from one address, that of a social centre or a phone company.
SENDINGS = "120 per hour"
# Twenty people answering in one room, behind one address; not a machine filling the disk.
DRAFTS = "300 per minute"


@blueprint.get("/<slug>/repondre")
@access(Audience.PUBLIC)
def start(slug: str) -> ResponseReturnValue:
    """A new address for a new sheet, which the first answer will make."""
    consultation = by_slug(db.session, slug, utcnow())
    if consultation is None or not consultation.questions:
        abort(404)
    if not can_answer(consultation, utcnow()):
        return closed(consultation, [])
    if consultation.entry is not Entry.ANYONE:
        return redirect(url_for(".enter", slug=slug))
    return redirect(url_for(".step", slug=slug, token=new_submission_key(), step=1))


@blueprint.get("/<slug>/reponse/<token>")
@access(Audience.PUBLIC)
def resume(slug: str, token: str) -> ResponseReturnValue:
    """Where one had stopped: the first question after the last one answered, or the check."""
    sheet = load(slug, token)
    if stop := barred(sheet, token):
        return stop
    answered = answers_of(sheet)
    numbers = _numbers(sheet)
    done = [each for each in numbers if sheet.consultation.questions[each - 1].id in answered]
    if sheet.place_scope is not None:
        return redirect(url_for(".check", slug=slug, token=token))
    return redirect(_after(sheet, token, max(done)) if done else _first(sheet, token))


@blueprint.route("/<slug>/reponse/<token>/<int:step>", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(DRAFTS, methods=["POST"])
def step(slug: str, token: str, step: int) -> ResponseReturnValue:
    sheet = load(slug, token)
    question = _question_at(sheet.consultation, step)
    if request.method == "POST" and (meant := request.form.get("question", question.key)):
        # The team may have moved it since this screen was opened: an answer follows its question.
        found = _by_key(sheet.consultation, meant)
        if found is None:
            return redirect(url_for(".step", slug=slug, token=token, step=step), 303)
        question, step = found
    saved = answers_of(sheet).get(question.id)
    words = words_of(db.session, sheet.consultation)
    asked_now = words.question(question)
    form = question_form(asked_now, saved)
    if stop := barred(sheet, token, form.typed if form.is_submitted() else ""):
        return stop
    screens = asked(sheet)
    if question not in screens and not form.is_submitted():
        return redirect(_after(sheet, token, step))
    if form.is_submitted():
        given = given_by(question, form, skipped="skip" in request.form)
        if given is not None:
            save_answer(db.session, sheet, question, given, language=page_language())
            return redirect(_after(sheet, token, step), 303)
    page = render_template(
        "consultations/question.html",
        question=asked_now,
        wordings=words,
        form=form,
        icons={choice.key: choice.icon for choice in question.choices if choice.icon},
        attributes=input_attributes(question)
        | _said_in(sheet, saved)
        | _kept(sheet, question, token),
        answered=saved is not None,
        may_finish=question is not screens[0] and not _returning(),
        action=url_for(".step", slug=slug, token=token, step=step, **_returning()),
        carried={"question": question.key},
        section=words.section(_section(screens, question)),
        interviewer_help=asked_now.interviewer_help if is_aloud(sheet) else "",
        back=_before(sheet, token, step),
        step=_number(screens, question),
        steps=_steps(sheet),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<slug>/reponse/<token>/quartier", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(DRAFTS, methods=["POST"])
def place(slug: str, token: str) -> ResponseReturnValue:
    """Optional: going on without an answer, or « I prefer not to say », is as good as another."""
    sheet = load(slug, token)
    if stop := barred(sheet, token):
        return stop
    commune = sheet.consultation.commune
    form = PlaceForm()
    scope = sheet.place_scope
    form.offer(commune, place_value(scope, sheet.perimeter) if scope else None)
    if form.validate_on_submit():
        chosen = form.place.data
        set_place(db.session, sheet, read_place(chosen, commune) if chosen else None)
        return redirect(_after_place(sheet, token), 303)
    last = len(sheet.consultation.questions)
    page = render_template(
        "consultations/place.html",
        wordings=words_of(db.session, sheet.consultation),
        form=form,
        action=url_for(".place", slug=slug, token=token, **_returning()),
        back=_before(sheet, token, last + 1),
        step=len(asked(sheet)) + 1,
        steps=_steps(sheet),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/<slug>/reponse/<token>/vous", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(DRAFTS, methods=["POST"])
def profile(slug: str, token: str) -> ResponseReturnValue:
    """Optional, both answers: passing keeps nothing, not even what was said before."""
    sheet = load(slug, token)
    if not sheet.consultation.asks_profile:
        abort(404)
    if stop := barred(sheet, token):
        return stop
    form = ProfileForm(Profile(sheet.age, sheet.gender))
    if form.validate_on_submit():
        set_profile(db.session, sheet, NO_PROFILE if "skip" in request.form else form.profile())
        return redirect(url_for(".check", slug=slug, token=token), 303)
    steps = _steps(sheet)
    check_address = url_for(".check", slug=slug, token=token)
    page = render_template(
        "consultations/profile.html",
        wordings=words_of(db.session, sheet.consultation),
        form=form,
        answered=bool(sheet.age or sheet.gender),
        action=url_for(".profile", slug=slug, token=token, **_returning()),
        back=check_address if _returning() else url_for(".place", slug=slug, token=token),
        step=steps,
        steps=steps,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<slug>/reponse/<token>/verifier")
@access(Audience.PUBLIC)
def check(slug: str, token: str) -> ResponseReturnValue:
    sheet = load(slug, token)
    if stop := barred(sheet, token):
        return stop
    return _check_page(sheet, token, SendForm(sheet))


@blueprint.route("/<slug>/reponse/<token>/envoyer", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit(SENDINGS, methods=["POST"])
def send(slug: str, token: str) -> ResponseReturnValue:
    """Send once; a page reloaded here only shows the check again."""
    if request.method != "POST":
        return redirect(url_for(".check", slug=slug, token=token))
    sheet = load(slug, token)
    if stop := barred(sheet, token):
        return stop
    form = SendForm(sheet)
    if not form.validate():
        return _check_page(sheet, token, form), 422
    try:
        submit_sheet(
            db.session,
            sheet,
            submission_of(token),
            language=form.said_in(sheet),
            device=device_of(request),
            by=signed_in() or RESIDENT if is_aloud(sheet) else RESIDENT,
        )
    except (NothingAnswered, StillMissing):
        return _check_page(sheet, token, form, refused=True), 422
    sheet.sent_as = this_browser()
    if sheet.late:
        flash(
            _("Your answers arrived after the end: they are counted, and marked as late."), "info"
        )
    return redirect(receipt_of(sheet, token), 303)


def _check_page(sheet: AnswerSheet, token: str, form: SendForm, *, refused: bool = False) -> str:
    slug = sheet.consultation.slug
    answered = answers_of(sheet)
    screens = asked(sheet)
    words = words_of(db.session, sheet.consultation)
    asked_now = {each.id: words.question(each) for each in sheet.consultation.questions}
    rows = [
        (
            asked_now[question.id].prompt,
            told(answered.get(question.id), asked_now[question.id]),
            url_for(".step", slug=slug, token=token, step=number, **RETURN),
            question.kind in TEXTS,
        )
        for number, question in enumerate(sheet.consultation.questions, start=1)
        if question in screens
    ]
    left = {asked_now[question.id].prompt for question in missing(sheet)}
    unasked = not_asked(sheet)
    return render_template(
        "consultations/check.html",
        form=form,
        rows=rows,
        left=[(prompt, href) for prompt, _lines, href, _typed in rows if prompt in left],
        is_empty=len(unasked) == len(sheet.answers),
        unasked=[
            (
                asked_now[each.question_id].prompt,
                told(each, asked_now[each.question_id]),
                each.question.kind in TEXTS,
            )
            for each in unasked
        ],
        refused=refused,
        sheet=sheet,
        wordings=words,
        action=url_for(".send", slug=slug, token=token),
        first=url_for(".step", slug=slug, token=token, step=1),
        place=told_place(sheet.place_scope, sheet.perimeter),
        place_href=url_for(".place", slug=slug, token=token, **RETURN),
        profile=told_profile(Profile(sheet.age, sheet.gender)),
        profile_href=url_for(".profile", slug=slug, token=token, **RETURN),
        back=_last_screen(sheet, token),
    )


def _question_at(consultation: Consultation, step: int) -> Question:
    if not 1 <= step <= len(consultation.questions):
        abort(404)
    return consultation.questions[step - 1]


def _by_key(consultation: Consultation, key: str) -> tuple[Question, int] | None:
    """The question and its screen; None when it was taken off meanwhile."""
    every = enumerate(consultation.questions, start=1)
    return next(((each, number) for number, each in every if each.key == key), None)


def _said_in(sheet: AnswerSheet, saved: Answer | None) -> dict[str, str]:
    """Of a field with words typed on a page in another language."""
    other = saved is not None and saved.text and sheet.language != page_language()
    return {"lang": sheet.language} if other else {}


def _kept(sheet: AnswerSheet, question: Question, token: str) -> dict[str, str]:
    """Words typed and not sent yet are found again on the same screen in another language.

    Not on the device of who asks aloud, which keeps nothing of anybody.
    """
    if question.kind not in TEXTS or is_aloud(sheet):
        return {}
    return {"data-keep": f"{token}-{question.key}"}


def _returning() -> dict[str, Any]:
    return RETURN if request.args.get("retour") == RETURN["retour"] else {}


def _after(sheet: AnswerSheet, token: str, step: int) -> str:
    """The next question that this person is asked, then the quarter.

    The check page when the screen was opened from it, or when the person ends there.
    """
    slug = sheet.consultation.slug
    if _returning() or "finish" in request.form:
        return url_for(".check", slug=slug, token=token)
    for number in _numbers(sheet):
        if number > step:
            return url_for(".step", slug=slug, token=token, step=number)
    return url_for(".place", slug=slug, token=token)


def _after_place(sheet: AnswerSheet, token: str) -> str:
    slug = sheet.consultation.slug
    if _returning() or not sheet.consultation.asks_profile:
        return url_for(".check", slug=slug, token=token)
    return url_for(".profile", slug=slug, token=token)


def _last_screen(sheet: AnswerSheet, token: str) -> str:
    screen = ".profile" if sheet.consultation.asks_profile else ".place"
    return url_for(screen, slug=sheet.consultation.slug, token=token)


def _before(sheet: AnswerSheet, token: str, step: int) -> str:
    slug = sheet.consultation.slug
    if _returning():
        return url_for(".check", slug=slug, token=token)
    for number in reversed(_numbers(sheet)):
        if number < step:
            return url_for(".step", slug=slug, token=token, step=number)
    return url_for(".show", slug=slug)


def _first(sheet: AnswerSheet, token: str) -> str:
    return url_for(".step", slug=sheet.consultation.slug, token=token, step=_numbers(sheet)[0])


def _numbers(sheet: AnswerSheet) -> list[int]:
    """The addresses of this person's screens: a question keeps its own, whoever is asked it."""
    screens = asked(sheet)
    every = enumerate(sheet.consultation.questions, start=1)
    return [number for number, question in every if question in screens]


def _number(screens: list[Question], question: Question) -> int:
    """Where the person is, among their own screens."""
    return screens.index(question) + 1 if question in screens else len(screens)


def _section(screens: list[Question], question: Question) -> str:
    """The heading to print above the question: where a part begins, and nowhere else."""
    if question not in screens:
        return question.section
    before = screens[screens.index(question) - 1] if question is not screens[0] else None
    return "" if before is not None and before.section == question.section else question.section


def _steps(sheet: AnswerSheet) -> int:
    """The questions that this person is asked, the quarter, and who one is where it is asked."""
    return len(asked(sheet)) + 1 + sheet.consultation.asks_profile
