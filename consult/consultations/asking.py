"""Which questions one person is asked, by what they answered before: the conditions at work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from consult.consultations.conditions.evaluating import Answers, shown
from consult.consultations.conditions.language import Condition, parse
from consult.consultations.models import Answer, AnswerSheet, Question, QuestionKind
from consult.contributions.models import Channel


@dataclass(frozen=True)
class _Asked:
    key: str
    shown_if: Condition | None


def asked(sheet: AnswerSheet) -> list[Question]:
    """The questions for this sheet as it is filled now, in their order."""
    questions = sheet.consultation.questions
    if not any(question.shown_if for question in questions):
        return list(questions)
    keys = set(shown(map(_asked, questions), values(sheet)))
    return [question for question in questions if question.key in keys]


def not_asked(sheet: AnswerSheet) -> list[Answer]:
    """Answers kept from before another answer hid their question: told to their author, not sent."""
    ids = {question.id for question in asked(sheet)}
    return [answer for answer in sheet.answers if answer.question_id not in ids]


def is_aloud(sheet: AnswerSheet) -> bool:
    """Whether somebody asks the questions: whoever answers alone reads no help of theirs."""
    return sheet.channel not in (None, Channel.ONLINE)


def values(sheet: AnswerSheet) -> Answers:
    """What conditions read, by question key."""
    by_id = {question.id: question for question in sheet.consultation.questions}
    return {
        by_id[answer.question_id].key: value(by_id[answer.question_id], answer)
        for answer in sheet.answers
        if answer.question_id in by_id
    }


def value(question: Question, answer: Answer) -> tuple[str, ...] | Decimal | str:
    """A matrix is never asked about: what is on its lines is not one value."""
    if answer.number is not None:
        return Decimal(answer.number)
    if question.kind is QuestionKind.PLACE:
        if answer.perimeter is not None:
            return answer.perimeter.key
        return answer.place_scope.value if answer.place_scope else ""
    if question.choices:
        ticked = {each.choice_id for each in answer.chosen}
        return tuple(choice.key for choice in question.choices if choice.id in ticked)
    return answer.text or ""


def _asked(question: Question) -> _Asked:
    return _Asked(question.key, parse(question.shown_if) if question.shown_if else None)
