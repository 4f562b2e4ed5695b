"""The lists of the page, one for each column of the file: what it holds, and what its values mean."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from consult.consultations.imports.matching import known
from consult.consultations.imports.proposing import best_separator, is_month_first, separator_of
from consult.consultations.imports.surveying import Column, Survey
from consult.consultations.imports.taking import ALONE, NEW_CHOICE, NEW_ROW, NOTHING, Taken
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.contributions.places import place_choices
from consult.territory.models import Commune
from consult.territory.publics import BANDS, GENDERS, AgeBand, Gender
from consult.web.forms import clean_line
from consult.web.labels import label

EXAMPLES = 3
# Values to decide: of one column, and of a page, which sends back two fields for each of them.
MOST_UNKNOWN, MOST_TO_DECIDE = 40, 400
ASIDE = "-"
_ARABIC_LETTERS = re.compile("[\u0600-\u06ff]")
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Quoted:
    """Something of a file; of its language only the letters are known."""

    text: str

    @property
    def language(self) -> str:
        return "ar" if _ARABIC_LETTERS.search(self.text) else ""


@dataclass(frozen=True)
class Unknown(Quoted):
    """A value that is not recognised: `at` is its number in the page."""

    at: int
    count: int
    chosen: str


@dataclass(frozen=True)
class Shown:
    """A column in the page. `meanings` are offered for each of its values that were not recognised;
    `left` more of them are not shown.
    """

    column: Column
    taken: Taken
    examples: tuple[Quoted, ...]
    unknown: tuple[Unknown, ...]
    left: int
    meanings: Options


def digest_of(survey: Survey, slug: str) -> str:
    """Other columns, or another consultation, call for other proposals."""
    told = "\x1f".join([slug, *(column.title for column in survey.columns)])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def read_taken(
    given: MultiDict[str, str],
    survey: Survey,
    proposed: Mapping[int, Taken],
    offered: Mapping[str, Options],
    consultation: Consultation | None,
) -> dict[int, Taken]:
    """What was chosen in the page; what was not, or cannot be, is as `proposed`."""
    codes = {code for options in offered.values() for code, _name in options}
    questions = {each.key: each for each in consultation.questions} if consultation else {}
    found: dict[int, Taken] = {}
    for column in survey.columns:
        code = given.get(f"c{column.index}", "")
        if column.index not in proposed:
            continue
        if code not in codes:
            found[column.index] = proposed[column.index]
            continue
        taken = Taken(code, aside=f"a{column.index}" in given, values=_by_hand(given, column.index))
        taken.month_first = code == "day" and is_month_first(column)
        if code == "new:multiple":
            taken.separator = separator_of(column)
        question = questions.get(taken.question)
        if question is not None and question.kind in {QuestionKind.MULTIPLE, QuestionKind.RANKING}:
            taken.separator = best_separator(column, known(question.choices, taken.values))
        found[column.index] = taken
    return found


def _by_hand(given: MultiDict[str, str], index: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(MOST_UNKNOWN):
        written = clean_line(given.get(f"w{index}.{at}"))
        meaning = clean_line(given.get(f"v{index}.{at}"))
        if written and meaning:
            found[written] = "" if meaning == ASIDE else meaning
    return found


def offered(consultation: Consultation | None, *, may_add: bool) -> dict[str, Options]:
    """The codes that a column can be given, by group; `may_add`: it can become a question."""
    groups: dict[str, Options] = {_("The sheet"): [(NOTHING, _("Leave it aside")), *_alone()]}
    if may_add or consultation is None:
        groups[_("A new question")] = _new(grouped=consultation is None)
    for question in consultation.questions if consultation else ():
        groups[question.prompt] = _of_question(question)
    return groups


def _alone() -> Options:
    words = {
        "day": _("The day when it was said"),
        "language": _("The language"),
        "quarter": _("The quarter where the person lives"),
        "age": _("The age"),
        "gender": _("A woman or a man"),
        "identifier": _("The identifier of the answer"),
        "channel": _("How it was said (paper, interview…)"),
        "draft": _("Whether it was left unsent"),
    }
    return [(code, words[code]) for code in ALONE]


def _new(*, grouped: bool) -> Options:
    options = [
        ("new:single", _("One answer among several")),
        ("new:multiple", _("Several answers in each cell")),
        ("new:number", _("A number")),
        ("new:short", _("A few words")),
        ("new:long", _("Words, which will be read")),
    ]
    if grouped:
        options += [
            (NEW_CHOICE, _("A box to tick, with the columns of the same name")),
            (NEW_ROW, _("A line of a table, with the columns of the same name")),
        ]
    return options


def _of_question(question: Question) -> Options:
    key = question.key
    if question.kind is QuestionKind.MATRIX:
        return [
            (f"r:{key}:{row.key}", _("Line: %(name)s", name=row.label)) for row in question.rows
        ]
    options = [(f"q:{key}", _("The answer to this question"))]
    if question.kind is QuestionKind.MULTIPLE:
        options += [
            (f"c:{key}:{each.key}", _("Box: %(name)s", name=each.label))
            for each in question.choices
        ]
    if question.kind is QuestionKind.RANKING:
        options += [
            (f"k:{key}:{rank}", _("What comes in place %(number)s", number=rank))
            for rank in range(1, len(question.choices) + 1)
        ]
    return options


def shown(
    survey: Survey,
    taken: Mapping[int, Taken],
    unknown: Mapping[str, Counter[str]],
    consultation: Consultation | None,
    commune: Commune,
) -> list[Shown]:
    questions = {each.key: each for each in consultation.questions} if consultation else {}
    found = []
    # What was decided already always stands in the page.
    room = MOST_TO_DECIDE - sum(len(each.values) for each in taken.values())
    for column in survey.columns:
        if column.index not in taken:
            continue
        told = taken[column.index]
        left = Counter[str]() if told.aside else unknown.get(column.title, Counter[str]())
        meanings = _meanings(told, questions.get(told.question), commune)
        # What was decided stays there to be changed.
        every = [*told.values, *(each for each in left if each not in told.values)]
        rows = [
            Unknown(each, at, left[each] or column.values[each], _chosen(told.values.get(each)))
            for at, each in enumerate(every)
        ]
        here = rows[: min(MOST_UNKNOWN, len(told.values) + max(0, room))]
        room -= max(0, len(here) - len(told.values))
        examples = tuple(Quoted(each) for each in list(column.values)[:EXAMPLES])
        left_out = len(rows) - len(here)
        found.append(Shown(column, told, examples, tuple(here), left_out, meanings))
    return found


def _chosen(meaning: str | None) -> str:
    return ASIDE if not meaning and meaning is not None else meaning or ""


def _meanings(taken: Taken, question: Question | None, commune: Commune) -> Options:
    """What an unknown value may stand for."""
    if question is not None and taken.code.startswith("c:"):
        return [("yes", _("Ticked")), (ASIDE, _("Not ticked"))]
    if taken.code == "quarter" or (question and question.kind is QuestionKind.PLACE):
        options: Options = [(str(each.value), str(each.label)) for each in place_choices(commune)]
    elif taken.code in {"age", "gender"}:
        options = _profile(taken.code)
    else:
        options = [(each.key, each.label) for each in question.choices] if question else []
    return [*options, (ASIDE, _("Set it aside"))]


def _profile(code: str) -> Options:
    family: Sequence[AgeBand | Gender] = BANDS if code == "age" else GENDERS
    return [(each.value, label(each)) for each in family]
