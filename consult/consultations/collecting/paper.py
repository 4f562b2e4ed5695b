"""A questionnaire as it is printed: texts only, in one language, numbered as it will be typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.consultations.collecting.conditions import Asked, told
from consult.consultations.collecting.marks import mark
from consult.consultations.conditions.language import parse
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.contributions.places import perimeters_today, place_choices
from consult.contributions.profiles import member_choices
from consult.territory.publics import AgeBand, Gender

# As many lines as a person writes: a few sentences, or a few words.
LINES = {QuestionKind.LONG: 6, QuestionKind.SHORT: 2}


@dataclass(frozen=True)
class Box:
    """An answer to tick, with the sign that stands beside it."""

    mark: str
    label: str


@dataclass(frozen=True)
class PaperQuestion:
    """`kind` is that of `QuestionKind`; `section` is printed where a part begins; `only_if` if it depends
    on earlier answers; `lines`: empty lines to write on; `rows` of a table.
    """

    number: int
    kind: str
    prompt: str
    help: str = ""
    how: str = ""
    section: str = ""
    only_if: str = ""
    boxes: tuple[Box, ...] = ()
    rows: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True)
class Paper:
    """`places` and the boxes of `ages` and `genders` are those of the last, optional questions."""

    title: str
    intro: tuple[str, ...]
    questions: tuple[PaperQuestion, ...]
    places: tuple[Box, ...]
    ages: tuple[Box, ...] = ()
    genders: tuple[Box, ...] = ()


def paper_of(consultation: Consultation) -> Paper:
    """In the words of the consultation itself, within sentences of the language spoken now."""
    asked = _asked(consultation)
    profile = consultation.asks_profile
    return Paper(
        title=consultation.title,
        intro=tuple(_lines_of(consultation.intro or consultation.summary)),
        questions=tuple(
            _question(question, asked, before)
            for question, before in zip(
                consultation.questions, [None, *consultation.questions], strict=False
            )
        ),
        places=_boxes(each.label for each in place_choices(consultation.commune)),
        ages=_boxes(each.label for each in member_choices(AgeBand)) if profile else (),
        genders=_boxes(each.label for each in member_choices(Gender)) if profile else (),
    )


_HOW = {
    QuestionKind.SINGLE: _l("Tick one box."),
    QuestionKind.SCALE: _l("Tick one box."),
    QuestionKind.MULTIPLE: _l("Tick as many boxes as you wish."),
    QuestionKind.MATRIX: _l("Tick one box on each line."),
    QuestionKind.NUMBER: _l("Write a whole number, in figures."),
    QuestionKind.PLACE: _l("Tick one box, then say where exactly if you wish."),
}


def how(question: Question) -> str:
    """How to answer, in a few words; nothing for words."""
    most = question.max_choices
    if question.kind is QuestionKind.MULTIPLE and most:
        return str(ngettext("Tick %(num)s box at most.", "Tick %(num)s boxes at most.", most))
    if question.kind is QuestionKind.RANKING:
        return str(
            _(
                "Write 1 beside what matters most, then 2, and so on up to %(most)s at most. You may "
                "leave some out.",
                most=most or len(question.choices),
            )
        )
    return str(_HOW.get(question.kind, ""))


def boxes_of(question: Question) -> tuple[Box, ...]:
    if question.kind is QuestionKind.PLACE:
        return _boxes(each.label for each in place_choices(question.consultation.commune))
    return _boxes(choice.label for choice in question.choices)


def _question(
    question: Question, asked: dict[str, Asked], before: Question | None
) -> PaperQuestion:
    begins = before is None or before.section != question.section
    return PaperQuestion(
        number=asked[question.key].number,
        kind=question.kind.value,
        prompt=question.prompt,
        help=question.help,
        how=how(question),
        section=question.section if begins else "",
        only_if=told(parse(question.shown_if), asked) if question.shown_if else "",
        boxes=boxes_of(question),
        rows=tuple(row.label for row in question.rows),
        lines=LINES.get(question.kind, 1 if question.kind is QuestionKind.PLACE else 0),
    )


def _asked(consultation: Consultation) -> dict[str, Asked]:
    places = {each.key: each.name for each in perimeters_today(consultation.commune)}
    return {
        question.key: Asked(
            number,
            places
            if question.kind is QuestionKind.PLACE
            else {choice.key: choice.label for choice in question.choices},
        )
        for number, question in enumerate(consultation.questions, start=1)
    }


def _boxes(labels: Iterable[str]) -> tuple[Box, ...]:
    return tuple(Box(mark(place), each) for place, each in enumerate(labels))


def _lines_of(text: str) -> Sequence[str]:
    return [line for line in text.split("\n") if line.strip()]
