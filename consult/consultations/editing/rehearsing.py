"""A questionnaire tried by the team: the resident's screens, and nothing kept.

What was answered so far travels in the address, so going back works as it does for a resident.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from consult.consultations.asking import asked
from consult.consultations.editing.entries import new_question
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.operations import Given
from consult.consultations.reading import QuestionEntry
from consult.contributions.places import place_value, read_place
from consult.territory.models import Commune
from consult.web.forms import clean_text

# An address is short: enough words to be recognised on the last screen.
LONGEST_WORDS = 80
LONGEST_STATE = 6_000
# Of what is kept: answers by question, and in them the lines of a table.
DEEPEST = 3
State = dict[str, Any]


def transient(entries: Iterable[QuestionEntry], commune: Commune) -> Consultation:
    """A consultation that no session knows, with ids of its own."""
    made = Consultation(commune=commune, asks_profile=True)
    for number, entry in enumerate(entries, start=1):
        question = new_question(entry, number)
        question.id = number
        for place, choice in enumerate(question.choices, start=1):
            choice.id = number * 1_000 + place
        for place, row in enumerate(question.rows, start=1):
            row.id = number * 1_000 + place
        made.questions.append(question)
    return made


def sheet_with(consultation: Consultation, state: State) -> AnswerSheet:
    """A sheet of no session; what the state says that no question offers is passed over."""
    sheet = AnswerSheet(consultation=consultation)
    for question in consultation.questions:
        if question.key in state and (answer := _answer(question, state[question.key])):
            sheet.answers.append(answer)
    return sheet


def screens(sheet: AnswerSheet) -> list[int]:
    """The numbers, from 1, of the questions that are asked after these answers."""
    wanted = asked(sheet)
    every = enumerate(sheet.consultation.questions, start=1)
    return [number for number, question in every if question in wanted]


def read_state(text: str) -> State:
    """Empty for what was not written by `write_state`."""
    try:
        read = json.loads(text) if len(text) <= LONGEST_STATE else {}
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) and _could_be_sent(read, DEEPEST) else {}


def _could_be_sent(told: Any, depth: int) -> bool:
    """Not a NUL or a lone surrogate, which no form of the site lets through, nor lists without end."""
    match told:
        case str():
            return clean_text(told) == told.strip()
        case list():
            return depth > 0 and all(_could_be_sent(each, depth - 1) for each in told)
        case dict():
            inside = [*told, *told.values()]
            return depth > 0 and all(_could_be_sent(each, depth - 1) for each in inside)
        case _:
            return True


def write_state(state: State) -> str:
    return json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def remembered(question: Question, given: Given) -> Any:
    """An answer as the address keeps it; None when there is none."""
    if given.is_empty:
        return None
    match question.kind:
        case QuestionKind.NUMBER:
            return given.number
        case QuestionKind.PLACE:
            place = given.place
            where = place_value(place.scope, place.perimeter) if place else ""
            return [where, given.text[:LONGEST_WORDS]]
        case QuestionKind.MATRIX:
            return {row.key: choice.key for row, choice in given.cells}
        case QuestionKind.SHORT | QuestionKind.LONG:
            return given.text[:LONGEST_WORDS]
        case _:
            return [choice.key for choice in given.choices]


def _answer(question: Question, kept: Any) -> Answer | None:
    answer = Answer(question_id=question.id)
    match question.kind, kept:
        case QuestionKind.NUMBER, int():
            answer.number = kept
        case QuestionKind.PLACE, [str(where), str(words)]:
            _put_place(answer, question, where)
            answer.text = words or None
        case QuestionKind.MATRIX, dict():
            _put_cells(answer, question, kept)
        case ((QuestionKind.SHORT | QuestionKind.LONG), str()):
            answer.text = kept
        case _, list():
            _put_ticks(answer, question, kept)
        case _:
            return None
    return answer


def _put_place(answer: Answer, question: Question, where: str) -> None:
    try:
        place = read_place(where, question.consultation.commune)
    except LookupError:
        return
    answer.place_scope, answer.perimeter = place.scope, place.perimeter


def _put_cells(answer: Answer, question: Question, kept: dict[Any, Any]) -> None:
    choices = {choice.key: choice.id for choice in question.choices}
    answer.cells = [
        AnswerCell(row_id=row.id, choice_id=choices[kept[row.key]])
        for row in question.rows
        if isinstance(kept.get(row.key), str) and kept[row.key] in choices
    ]


def _put_ticks(answer: Answer, question: Question, kept: list[Any]) -> None:
    choices = {choice.key: choice.id for choice in question.choices}
    ticked = [choices[key] for key in kept if isinstance(key, str) and key in choices]
    ranked = question.kind is QuestionKind.RANKING
    answer.chosen = [
        AnswerChoice(choice_id=each, rank=rank if ranked else None)
        for rank, each in enumerate(dict.fromkeys(ticked), start=1)
    ]
