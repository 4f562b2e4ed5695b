"""What a reader is told: a consultation and its questions in one variant, part by part.

A part that the variant lacks is told in French, and a page in another language marks it as French
by itself (`consult.web.marking`): words of the variant are `Told`, French ones are plain text.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from consult.consultations.models import (
    Consultation,
    Degree,
    Entry,
    Moment,
    Question,
    QuestionKind,
)
from consult.consultations.wordings.parts import (
    UNSEEN,
    PartKind,
    option_path,
    parts_of,
    question_path,
    section_path,
)
from consult.web.languages import DEFAULT, SIMPLE
from consult.web.sentences import Told


class Left(enum.Enum):
    """How much of a consultation a language leaves in French."""

    NOTHING = "nothing"
    SOME = "some"
    ALL = "all"


@dataclass(frozen=True)
class WordedOption:
    """A choice, or a line of a table, with the id and the key of the original."""

    id: int
    key: str
    label: str
    icon: str = ""


@dataclass(frozen=True)
class WordedQuestion:
    """A question as it is told. What is answered is still answered to `original`."""

    original: Question
    prompt: str
    help: str
    interviewer_help: str
    section: str
    choices: tuple[WordedOption, ...]
    rows: tuple[WordedOption, ...]

    @property
    def id(self) -> int:
        return self.original.id

    @property
    def key(self) -> str:
        return self.original.key

    @property
    def kind(self) -> QuestionKind:
        return self.original.kind

    @property
    def required(self) -> bool:
        return self.original.required

    @property
    def max_choices(self) -> int | None:
        return self.original.max_choices

    @property
    def consultation(self) -> Consultation:
        return self.original.consultation


@dataclass(frozen=True)
class WordedConsultation:
    """What a consultation says of itself, as it is told."""

    original: Consultation
    title: str
    summary: str
    intro: str
    what_changes: str

    @property
    def id(self) -> int:
        return self.original.id

    @property
    def slug(self) -> str:
        return self.original.slug

    @property
    def degree(self) -> Degree:
        return self.original.degree

    @property
    def moment(self) -> Moment:
        return self.original.moment

    @property
    def entry(self) -> Entry:
        return self.original.entry

    @property
    def opens_at(self) -> datetime:
        return self.original.opens_at

    @property
    def last_moment(self) -> datetime:
        return self.original.last_moment

    @property
    def extended_from(self) -> datetime | None:
        return self.original.extended_from

    @property
    def first_last_moment(self) -> datetime | None:
        return self.original.first_last_moment

    @property
    def questions(self) -> list[Question]:
        return self.original.questions


# What the screens read: the original, or what is told in its place.
AnyQuestion = Question | WordedQuestion


@dataclass(frozen=True)
class Words:
    """The wordings of a consultation in one variant, by path; empty for the French as it is."""

    variant: str = DEFAULT
    texts: Mapping[str, str] | None = None
    # Whether the same consultation can be read in simpler words.
    has_simple: bool = False

    def say(self, path: str, french: str) -> str:
        """The part at `path`: Told in another language, plain in simple words or where it is missing."""
        text = (self.texts or {}).get(path, "") if french else ""
        if not text:
            return french
        return text if self.variant == SIMPLE else Told(text)

    def consultation(self, original: Consultation) -> WordedConsultation:
        told = {
            name: self.say(name, getattr(original, name))
            for name in ("title", "summary", "intro", "what_changes")
        }
        return WordedConsultation(original=original, **told)

    def question(self, original: Question) -> WordedQuestion:
        """All the words of one question: heading, help, answers, lines, section, interviewer's help."""
        key = original.key
        return WordedQuestion(
            original=original,
            prompt=self.say(question_path(key, "prompt"), original.prompt),
            help=self.say(question_path(key, "help"), original.help),
            interviewer_help=self.say(
                question_path(key, "interviewer_help"), original.interviewer_help
            ),
            section=self.section(original.section),
            choices=tuple(
                WordedOption(
                    each.id,
                    each.key,
                    self.say(option_path(key, PartKind.CHOICE, each.key), each.label),
                    each.icon,
                )
                for each in original.choices
            ),
            rows=tuple(
                WordedOption(
                    each.id,
                    each.key,
                    self.say(option_path(key, PartKind.ROW, each.key), each.label),
                )
                for each in original.rows
            ),
        )

    def section(self, title: str) -> str:
        return self.say(section_path(title), title) if title else ""

    def left_in_french(self, consultation: Consultation) -> Left:
        """How much a resident reads in French for want of this language."""
        if self.variant in (DEFAULT, SIMPLE):
            return Left.NOTHING
        said = [
            bool(self.texts and self.texts.get(part.path))
            for part in parts_of(consultation)
            if part.kind not in UNSEEN
        ]
        if all(said):
            return Left.NOTHING
        return Left.SOME if any(said) else Left.ALL
