"""What answers already rest on, and what may still change without falsifying them.

The rule: **an answer keeps the question it was given to**. Once somebody answered a question, be it in
a questionnaire not sent yet:

- it stays, with its kind, the number of answers it takes, the condition that decides who is asked,
  and every choice and line it offers: not to have ticked one is an answer too;
- its words, and those of its choices and lines, are only corrected (`wording.is_correction`), and
  both wordings go to the journal;
- a list of one or several answers may receive new choices, and a matrix new lines; a scale and a
  ranking may not, for each of their steps means something by the others;
- while answers are received, a question may be added, or asked of others as long as nobody answered it:
  those who sent their answers before are not counted as asked. Not once it is closed or its results
  were published (`consult.consultations.asked_since`);
- help, section, pictograms, order and whether it is required stay free.

Of the consultation, once somebody began to answer: its degree, its moment, its commune, its contract
and who may answer stay (what people were told and promised; a card, an address or the lack of one is
how each answer counts once), its title is only corrected, what it promises is only completed, and the
day it opened is a fact. For anything else there is a copy.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.conditions.language import Condition, parse
from consult.consultations.editing.wording import completes, is_correction
from consult.consultations.models import Answer, AnswerSheet, Consultation, Question, QuestionKind
from consult.consultations.reading import ChoiceEntry, QuestionEntry, RowEntry

KEPT = ("kind", "max_choices")
MAY_GROW = frozenset({QuestionKind.SINGLE.value, QuestionKind.MULTIPLE.value})
KEPT_ABOUT = ("degree", "moment", "commune", "vocabulary", "entry")


class Why(enum.Enum):
    """Why a change is refused."""

    KEPT = "kept"  # this can no longer change
    WORDS = "words"  # only the spelling can be corrected
    OFFERED = "offered"  # a choice or a line that was offered stays
    STEPS = "steps"  # nothing is added to a scale or a ranking
    PROMISED = "promised"  # what was promised stays, and can be completed
    CLOSED = "closed"  # nobody is asked any more
    OPENED = "opened"  # the day it opened is a fact


@dataclass(frozen=True)
class Received:
    """`sheets`: begun or sent; `answers`: by question id, drafts included."""

    sheets: int = 0
    answers: Mapping[int, int] = field(default_factory=dict)

    def to(self, question: Question) -> int:
        return self.answers.get(question.id, 0)


class FalsifyingError(Exception):
    """The change would make answers say something else; why, by the name of the field."""

    def __init__(self, whys: Mapping[str, Why]) -> None:
        super().__init__(", ".join(f"{name}: {why.value}" for name, why in whys.items()))
        self.whys = whys


def received(session: orm.Session, consultation: Consultation) -> Received:
    """In two queries."""
    sheets = session.scalar(
        sa.select(sa.func.count()).where(AnswerSheet.consultation_id == consultation.id)
    )
    answers = session.execute(
        sa.select(Answer.question_id, sa.func.count())
        .join(Question, Question.id == Answer.question_id)
        .where(Question.consultation_id == consultation.id)
        .group_by(Answer.question_id)
    )
    return Received(sheets or 0, {row[0]: row[1] for row in answers})


def falsified(before: QuestionEntry, after: QuestionEntry) -> dict[str, Why]:
    """Of a question that was answered; empty when the change falsifies nothing."""
    whys = {name: Why.KEPT for name in KEPT if getattr(before, name) != getattr(after, name)}
    if asks_others(before, after):
        whys["shown_if"] = Why.KEPT
    if not is_correction(before.prompt, after.prompt):
        whys["prompt"] = Why.WORDS
    grows = before.kind in MAY_GROW
    if why := _options(before.choices, after.choices, grows=grows):
        whys["choices"] = why
    if why := _options(before.rows, after.rows, grows=True):
        whys["rows"] = why
    return whys


def asks_others(before: QuestionEntry, after: QuestionEntry) -> bool:
    """Whether it is not put to the same people."""
    return _condition(before) != _condition(after)


def _condition(entry: QuestionEntry) -> Condition | None:
    """Written otherwise it may still be the same."""
    return parse(entry.shown_if) if entry.shown_if else None


def _options(
    before: Sequence[ChoiceEntry | RowEntry],
    after: Sequence[ChoiceEntry | RowEntry],
    *,
    grows: bool,
) -> Why | None:
    now = {each.key: each.label for each in after}
    for each in before:
        if each.key not in now:
            return Why.OFFERED
        if not is_correction(each.label, now[each.key]):
            return Why.WORDS
    return Why.STEPS if len(now) > len(before) and not grows else None


def falsified_about(
    consultation: Consultation, values: Mapping[str, Any], *, opened: bool
) -> dict[str, Why]:
    """Of a consultation that somebody began to answer."""
    whys = {name: Why.KEPT for name in KEPT_ABOUT if values[name] != getattr(consultation, name)}
    if not is_correction(consultation.title, values["title"]):
        whys["title"] = Why.WORDS
    if not completes(consultation.what_changes, values["what_changes"]):
        whys["what_changes"] = Why.PROMISED
    if opened and values["opens_at"] != consultation.opens_at:
        whys["opens_at"] = Why.OPENED
    return whys


def corrections(before: QuestionEntry, after: QuestionEntry) -> list[str]:
    """« former → corrected » of each wording that changed, for the journal."""
    pairs = [(before.prompt, after.prompt)]
    for old, new in ((before.choices, after.choices), (before.rows, after.rows)):
        now = {each.key: each.label for each in new}
        pairs += [(each.label, now[each.key]) for each in old if each.key in now]
    return [f"{one} → {other}" for one, other in pairs if one != other]
