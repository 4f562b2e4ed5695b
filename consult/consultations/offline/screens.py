"""The names of a sheet's screens, and their saved answers as the fields of their forms."""

from __future__ import annotations

from consult.consultations.models import Answer, AnswerSheet, Question, QuestionKind
from consult.consultations.queries import answers_of, cell_keys, chosen_keys, ranked_keys
from consult.contributions.places import place_value

Fields = list[tuple[str, str]]
PLACE = "place"
PROFILE = "profile"
_QUESTION = "question:"


def name_of(question: Question) -> str:
    return _QUESTION + question.key


def key_in(name: str) -> str | None:
    """The question that a screen asks; None for the last screens."""
    return name.removeprefix(_QUESTION) if name.startswith(_QUESTION) else None


def saved_fields(sheet: AnswerSheet) -> dict[str, Fields]:
    """What the sheet holds, by screen; a screen without an answer is left out."""
    answered = answers_of(sheet)
    found = {
        name_of(question): fields_of(question, answered[question.id])
        for question in sheet.consultation.questions
        if question.id in answered
    }
    if sheet.place_scope is not None:
        found[PLACE] = [("place", place_value(sheet.place_scope, sheet.perimeter))]
    told = (("age", sheet.age), ("gender", sheet.gender))
    if profile := [(name, each.value) for name, each in told if each is not None]:
        found[PROFILE] = profile
    return found


def fields_of(question: Question, answer: Answer) -> Fields:
    """What a browser would send for this answer."""
    match question.kind:
        case QuestionKind.SHORT | QuestionKind.LONG:
            return [("answer", answer.text or "")]
        case QuestionKind.NUMBER:
            return [("answer", "" if answer.number is None else str(answer.number))]
        case QuestionKind.RANKING:
            ranked = ranked_keys(answer, question)
            return [("answer", f"{key}:{rank}") for key, rank in ranked.items()]
        case QuestionKind.MATRIX:
            return [(f"answer-{row}", key) for row, key in cell_keys(answer, question).items()]
        case QuestionKind.PLACE:
            scope = answer.place_scope
            place = [("answer", place_value(scope, answer.perimeter))] if scope else []
            return [*place, ("words", answer.text or "")]
        case _:
            return [("answer", key) for key in chosen_keys(answer, question)]
