"""All the screens of a questionnaire in one answer, for a phone to keep: nothing of a person in it.

The screens are those of the site, made by the same templates; what depends on the person (where
« back » leads, how far they are, what they answered) is a sign that the worker replaces.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import render_template, url_for

from consult.consultations.asking import is_aloud
from consult.consultations.conditions.language import parse
from consult.consultations.conditions.tree import tree
from consult.consultations.forms import (
    PlaceForm,
    SendForm,
    input_attributes,
    rehearsed_form,
)
from consult.consultations.models import AnswerSheet, Question, QuestionKind
from consult.consultations.offline.screens import name_of
from consult.consultations.offline.wording import faults, longest, told_lines, words_of_the_kit
from consult.consultations.operations import TEXTS
from consult.consultations.wordings.queries import words_of
from consult.consultations.wordings.words import AnyQuestion, Words
from consult.contributions.places import place_choices, read_place, told_place
from consult.contributions.profiles import NO_PROFILE, ProfileForm
from consult.extensions import db
from consult.territory.models import Commune
from consult.territory.publics import AgeBand, Gender
from consult.web.labels import label
from consult.web.sentences import Told

# Changed when the worker of before would not understand what is made here.
FORMAT = 1
# Signs without a meaning of their own: a letter would be taken for French on an Arabic page.
BACK, STEP, STEPS, VIEW = map(Told, "\ue000\ue001\ue002\ue003")
_FREE = {"csrf": False}


def kit(sheet: AnswerSheet) -> dict[str, Any]:
    """As JSON takes it. `sheet` tells the consultation and who reads it, never what was answered."""
    consultation = sheet.consultation
    # A screen made here has another address than the one it is shown at: no way to another wording.
    words = replace(words_of(db.session, consultation), has_simple=False)
    screens = _screens(sheet, words)
    return {
        "format": FORMAT,
        "questions": [question_data(each, words.question(each)) for each in consultation.questions],
        "place": {"lines": [each.value for each in place_choices(consultation.commune)]},
        "profile": {"lines": _profile_lines()} if consultation.asks_profile else None,
        "screens": screens,
        "words": words_of_the_kit(),
        "assets": _assets(screens.values()),
    }


def question_data(question: Question, told: AnyQuestion) -> dict[str, Any]:
    """`told`: the same in the words of the page."""
    return {
        "name": name_of(question),
        "key": question.key,
        "kind": question.kind.value,
        "required": question.required,
        "section": question.section,
        "condition": tree(parse(question.shown_if)) if question.shown_if else None,
        "most": question.max_choices,
        "longest": longest(question),
        "choices": [choice.key for choice in question.choices],
        "rows": [{"key": row.key, "label": row.label} for row in told.rows],
        "reads": _reads(question.consultation.commune)
        if question.kind is QuestionKind.PLACE
        else None,
        "lines": [key for key, _line in told_lines(told)],
        "faults": faults(question),
    }


def _reads(commune: Commune) -> dict[str, str]:
    """What a condition reads of each place, as `asking.value` does."""
    found = {}
    for choice in place_choices(commune):
        place = read_place(choice.value, commune)
        found[choice.value] = place.perimeter.key if place.perimeter else place.scope.value
    return found


def _profile_lines() -> list[str]:
    return [f"age:{each.value}" for each in AgeBand] + [f"gender:{each.value}" for each in Gender]


def _screens(sheet: AnswerSheet, words: Words) -> dict[str, str]:
    consultation = sheet.consultation
    made = {
        str(number): _question_page(sheet, question, words)
        for number, question in enumerate(consultation.questions, start=1)
    }
    place = PlaceForm(formdata=None, meta=_FREE)
    place.offer(consultation.commune, None)
    made["quartier"] = _page(
        "consultations/place.html", wordings=words, form=place, step=STEP, steps=STEPS
    )
    if consultation.asks_profile:
        profile = ProfileForm(NO_PROFILE, formdata=None, meta=_FREE)
        made["vous"] = _page(
            "consultations/profile.html",
            wordings=words,
            form=profile,
            answered=False,
            step=STEP,
            steps=STEPS,
        )
    made["verifier"] = _check_page(sheet, words)
    made["envoyer"] = _page(
        "consultations/offline/waiting.html", consultation=words.consultation(consultation)
    )
    return made


def _question_page(sheet: AnswerSheet, question: Question, words: Words) -> str:
    told = words.question(question)
    return _page(
        "consultations/question.html",
        question=told,
        wordings=words,
        form=rehearsed_form(told),
        icons={choice.key: choice.icon for choice in question.choices if choice.icon},
        attributes=input_attributes(question),
        answered=False,
        may_finish=True,
        carried={"question": question.key},
        section=told.section,
        interviewer_help=told.interviewer_help if is_aloud(sheet) else "",
        step=STEP,
        steps=STEPS,
    )


def _check_page(sheet: AnswerSheet, words: Words) -> str:
    """With every line that an answer can be told by: the page leaves those that were given."""
    consultation = sheet.consultation
    rows = [
        (
            question.prompt,
            [line for _key, line in told_lines(question)],
            f"{number}?retour=verifier",
            question.kind in TEXTS,
        )
        for number, question in enumerate(map(words.question, consultation.questions), start=1)
    ]
    commune = consultation.commune
    places = [read_place(each.value, commune) for each in place_choices(commune)]
    return _page(
        "consultations/check.html",
        wordings=words,
        form=SendForm(sheet, has_words=True, formdata=None, meta=_FREE),
        rows=rows,
        left=[],
        is_empty=False,
        unasked=[],
        refused=False,
        sheet=sheet,
        action="envoyer",
        first="1",
        place=[line for each in places for line in told_place(each.scope, each.perimeter)],
        place_href="quartier?retour=verifier",
        profile=[label(each) for family in (AgeBand, Gender) for each in family],
        profile_href="vous?retour=verifier",
    )


def _page(template: str, **values: Any) -> str:
    given = {"action": "", "back": BACK, "kept": VIEW, "has_languages": lambda: False, **values}
    return render_template(template, **given)


def _assets(pages: Any) -> list[str]:
    """What the pages are shown with, found in them: nothing is forgotten."""
    static = re.escape(url_for("static", filename=""))
    found = re.compile(rf'(?:href|src)="({static}[^"#]+)')
    return sorted({address for page in pages for address in found.findall(page)})
