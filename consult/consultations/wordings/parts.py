"""The parts of a consultation that can be said otherwise, each under a path that stays the same.

`title`, `summary`, `intro`, `what_changes`; `section/le-quartier`, once however many questions stand
under it; `question/priorites/prompt` (`help`, `interviewer_help`), `question/priorites/choice/emploi`,
`question/priorites/row/ecole`. Keys are those of the questionnaire: moving or copying keeps them.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consult.consultations.editing.wording import is_correction
from consult.consultations.models import Consultation, Question
from consult.consultations.xlsform.naming import key_of

if TYPE_CHECKING:
    from consult.consultations.reading import ConsultationEntry, QuestionEntry

LONGEST_LINE = 255
LONGEST_KEY = 120


class PartKind(enum.Enum):
    TITLE = "title"
    SUMMARY = "summary"
    INTRO = "intro"
    WHAT_CHANGES = "what_changes"
    SECTION = "section"
    PROMPT = "prompt"
    HELP = "help"
    INTERVIEWER_HELP = "interviewer_help"
    CHOICE = "choice"
    ROW = "row"


ABOUT = (PartKind.TITLE, PartKind.SUMMARY, PartKind.INTRO, PartKind.WHAT_CHANGES)
ASKED = (PartKind.PROMPT, PartKind.HELP, PartKind.INTERVIEWER_HELP)
# What a resident reads alone: the rest may be missing without anybody noticing.
UNSEEN = frozenset({PartKind.INTERVIEWER_HELP})
# What is one line in the questionnaire, and in the database.
LINES = frozenset({PartKind.TITLE, PartKind.SECTION, PartKind.CHOICE, PartKind.ROW})


@dataclass(frozen=True)
class Part:
    path: str
    kind: PartKind
    french: str


def parts_of(consultation: Consultation | ConsultationEntry) -> list[Part]:
    """Of the database or of a file, in the order of the screens; what is empty in French is no part."""
    found = [Part(each.value, each, getattr(consultation, each.value)) for each in ABOUT]
    sections: set[str] = set()
    for question in consultation.questions:
        # Two titles that differ by a sign only are said once.
        path = section_path(question.section) if question.section else ""
        if path and path not in sections:
            sections.add(path)
            found.append(Part(path, PartKind.SECTION, question.section))
        found += parts_of_question(question)
    return [part for part in found if part.french.strip()]


def parts_of_question(question: Question | QuestionEntry) -> Iterator[Part]:
    """Its section apart: others may stand under it too."""
    for kind in ASKED:
        path = question_path(question.key, kind.value)
        yield Part(path, kind, getattr(question, kind.value))
    for choice in question.choices:
        yield Part(
            option_path(question.key, PartKind.CHOICE, choice.key), PartKind.CHOICE, choice.label
        )
    for row in question.rows:
        yield Part(option_path(question.key, PartKind.ROW, row.key), PartKind.ROW, row.label)


def is_outdated(part: Part, french: str) -> bool:
    """Whether what was written from `french` is to be read again: more than its spelling changed."""
    return not is_correction(french, part.french)


def question_path(key: str, field: str) -> str:
    return f"question/{key}/{field}"


def option_path(key: str, kind: PartKind, option: str) -> str:
    """Of a choice or of a line of a table."""
    return f"question/{key}/{kind.value}/{option}"


def section_path(title: str) -> str:
    return f"section/{key_of(title, {})[:LONGEST_KEY]}"
