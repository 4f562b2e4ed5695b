"""What the columns of a file most likely hold: told by their names, then by what stands in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from consult.consultations.imports.matching import (
    NO,
    SEPARATORS,
    YES,
    age_of,
    gender_of,
    known,
    pieces,
    prompt_of,
)
from consult.consultations.imports.surveying import Column, Survey
from consult.consultations.imports.taking import NEW_CHOICE, NEW_ROW, NOTHING, Taken
from consult.consultations.imports.tools import Tool, is_technical, own_column
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.contributions.written import plain, read_written_place
from consult.db import utcnow
from consult.territory.models import Perimeter
from consult.web.i18n import local

MOST_CHOICES = 15
MOST_PIECES = 25
LONGEST_CHOICE = 100
SHORT = 80
_AGES = ("age", "naissance", "tranche")
_GENDERS = ("genre", "sexe", "gender", "vous etes")
_QUARTERS = ("quartier", "quarter", "habitez", "secteur")
# Above this share of the cells, a column is what its cells say it is.
MOST_OF = 0.6


def propose(
    survey: Survey, consultation: Consultation | None, names: Mapping[str, Perimeter]
) -> dict[int, Taken]:
    """By the index of the column; columns that tell who people are are not there."""
    found: dict[int, Taken] = {}
    used: set[str] = set()
    groups: dict[str, list[Column]] = defaultdict(list)
    for column in survey.columns:
        if column.is_personal:
            continue
        code = _own(column, names, used)
        found[column.index] = Taken(
            code or NOTHING,
            month_first=code == "day" and is_month_first(column),
            aside=code == "day" and survey.tool is Tool.LIMESURVEY,
        )
        if code is None:
            groups[column.stem].append(column)
        used.add(code or NOTHING)
    for stem, columns in groups.items():
        question = _question_of(stem, consultation)
        if question is not None:
            found |= _put_with(question, columns)
        elif consultation is None:
            found |= _make_of(columns)
    return found


def is_month_first(column: Column) -> bool:
    """« 3/25/2024 » was written by an American tool."""
    days = [each.split(" ")[0].split("/") for each in column.values]
    return any(len(day) == 3 and day[1].isdecimal() and int(day[1]) > 12 and len(day[0]) < 3
               for day in days)  # fmt: skip


def _own(column: Column, names: Mapping[str, Perimeter], used: set[str]) -> str | None:
    """What the column is, when it answers none of the questions asked."""
    own = own_column(column.title)
    if own and not (own in used or column.part):
        return own
    if own or is_technical(column.title) or not column.filled:
        return NOTHING
    name = plain(column.title)
    tests: tuple[tuple[str, tuple[str, ...], Callable[[str], object]], ...] = (
        ("quarter", _QUARTERS, lambda cell: read_written_place(cell, names)),
        ("age", _AGES, lambda cell: age_of(cell, local(utcnow()).year)),
        ("gender", _GENDERS, gender_of),
    )
    for code, words, understood in tests:
        told = any(word in name for word in words)
        if told and code not in used and not column.part and _mostly(column, understood):
            return code
    return None


def _mostly(column: Column, understood: Callable[[str], object]) -> bool:
    total = column.values.total()
    good = sum(count for cell, count in column.values.items() if understood(cell))
    return total > 0 and good >= MOST_OF * total


def _question_of(stem: str, consultation: Consultation | None) -> Question | None:
    names = {plain(stem), plain(prompt_of(stem))}
    for question in consultation.questions if consultation else ():
        if {plain(question.prompt), plain(question.key)} & names:
            return question
    return None


def _put_with(question: Question, columns: Sequence[Column]) -> dict[int, Taken]:
    """Each column with its place in a question that is there."""
    found: dict[int, Taken] = {}
    lines = known(question.rows, {})
    choices = known(question.choices, {})
    for column in columns:
        part = plain(column.part)
        code = NOTHING
        if question.kind is QuestionKind.MATRIX:
            code = f"r:{question.key}:{lines[part]}" if part in lines else NOTHING
        elif column.part and question.kind is QuestionKind.RANKING:
            rank = _rank(part, len(question.choices))
            code = f"k:{question.key}:{rank}" if rank else NOTHING
        elif column.part and question.choices:
            code = f"c:{question.key}:{choices[part]}" if part in choices else NOTHING
        else:
            code = f"q:{question.key}"
        several = question.kind in {QuestionKind.MULTIPLE, QuestionKind.RANKING}
        separator = best_separator(column, choices) if several and code.startswith("q:") else ""
        found[column.index] = Taken(code, separator)
    return found


def _rank(part: str, most: int) -> int | None:
    """The place that « Rank 2 » or « [2] » names; None for one that the question does not have."""
    number = "".join(sign for sign in part if sign.isdecimal())
    ranks = {str(each): each for each in range(1, most + 1)}
    return ranks.get(number)


def best_separator(column: Column, names: Mapping[str, str]) -> str:
    """The one that cuts the cells into the most answers that are known, and the fewest that are not."""

    def score(separator: str) -> int:
        said = [(plain(p), n) for cell, n in column.values.items()
                for p in pieces(cell, separator, names)]  # fmt: skip
        return sum(count if name in names else -count for name, count in said)

    return max(("", *SEPARATORS), key=score)


def _make_of(columns: Sequence[Column]) -> dict[int, Taken]:
    """A question out of the columns of one name."""
    if len(columns) > 1:
        if all(_is_box(column) for column in columns):
            return {column.index: Taken(NEW_CHOICE) for column in columns}
        every = {plain(cell) for column in columns for cell in column.values}
        if len(every) <= MOST_CHOICES and not any(column.more for column in columns):
            return {column.index: Taken(NEW_ROW) for column in columns}
    return {column.index: alone(column) for column in columns}


def _is_box(column: Column) -> bool:
    return all(plain(cell) in YES | NO for cell in column.values)


def alone(column: Column) -> Taken:
    """The kind of question that one column answers."""
    distinct = len(column.values)
    if not column.more and _mostly(column, _whole_number) and distinct > 5:
        return Taken("new:number")
    if separator := separator_of(column):
        return Taken("new:multiple", separator)
    few = 2 <= distinct <= MOST_CHOICES and 3 * distinct <= 2 * column.filled
    if few and not column.more and column.longest <= LONGEST_CHOICE:
        return Taken("new:single")
    return Taken("new:short" if column.longest <= SHORT and not column.more else "new:long")


def separator_of(column: Column) -> str:
    """Between the answers of one cell, where the same ones come back in several cells."""
    if column.more:
        return ""
    for separator in SEPARATORS:
        said: Counter[str] = Counter()
        for cell, count in column.values.items():
            said.update(dict.fromkeys(pieces(cell, separator, {}), count))
        cut = any(separator in cell.strip(separator) for cell in column.values)
        back = sum(count for count in said.values() if count > 1)
        longest = max(map(len, said), default=0)
        if (
            cut
            and 2 <= len(said) <= MOST_PIECES
            and back >= 0.8 * said.total()
            and longest <= LONGEST_CHOICE
        ):
            return separator
    return ""


def _whole_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit()
