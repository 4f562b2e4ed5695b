"""What each column brings to the sheet of a row. A reader says by a CellError what it does not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from consult.consultations.imports.mapping import ColumnEntry
from consult.consultations.imports.matching import is_yes, known, pieces
from consult.consultations.models import Choice, Question, QuestionKind, QuestionRow
from consult.contributions.models import Channel
from consult.contributions.operations import Place
from consult.contributions.places import read_place
from consult.contributions.profiles import Profile
from consult.contributions.written import (
    plain,
    read_written_place,
)
from consult.territory.models import Commune, Perimeter
from consult.web.forms import LONGEST_ANSWER, clean_text
from consult.web.tables import CellError

# Signs of a whole number.
LONGEST_NUMBER = 9


@dataclass
class Draft:
    """What the cells of a row said so far; answers by question key."""

    today: date
    texts: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[Choice]] = field(default_factory=dict)
    ranks: dict[str, dict[int, Choice]] = field(default_factory=dict)
    cells: dict[str, list[tuple[QuestionRow, Choice]]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    place: Place = field(default_factory=Place)
    profile: Profile = field(default_factory=Profile)
    said_on: date | None = None
    language: str = "fr"
    channel: Channel = Channel.IMPORT
    external_id: str = ""
    unsent: bool = False

    @property
    def year(self) -> int:
        return (self.said_on or self.today).year


Reader = Callable[[str, Draft], None]
Unknown = Callable[[str], list[str]]


@dataclass(frozen=True)
class Column:
    """`unknown`: what of a cell is none of what could be said there."""

    read: Reader
    unknown: Unknown = lambda _cell: []


def refused(written: str) -> CellError:
    return CellError(_("“%(written)s” is none of the possible answers.", written=written[:60]))


def choice_column(entry: ColumnEntry, question: Question) -> Column:
    """Of one or several choices in a cell, perhaps from the most to the least important."""
    names = known(question.choices, entry.values)
    by_key = {choice.key: choice for choice in question.choices}

    def unknown(cell: str) -> list[str]:
        said = pieces(cell, entry.separator, names)
        # An empty key sets the answer aside.
        return [each for each in said if names.get(plain(each)) not in {"", *by_key}]

    def read(cell: str, draft: Draft) -> None:
        if entry.others == "refuse" and (left := unknown(cell)):
            raise refused(left[0])
        found = draft.choices.setdefault(question.key, [])
        for each in pieces(cell, entry.separator, names):
            choice = by_key.get(names.get(plain(each), ""))
            if choice is not None and choice not in found:
                found.append(choice)

    return Column(read, unknown)


def box_column(entry: ColumnEntry, question: Question) -> Column:
    """A column for each choice, ticked or not."""
    choice = next(each for each in question.choices if each.key == entry.of)

    def ticked(cell: str) -> bool | None:
        by_hand = {plain(written): bool(key) for written, key in entry.values.items()}
        found = by_hand.get(plain(cell))
        return is_yes(cell, choice.label) if found is None else found

    def unknown(cell: str) -> list[str]:
        return [cell] if ticked(cell) is None else []

    def read(cell: str, draft: Draft) -> None:
        found = ticked(cell)
        if found is None and entry.others == "refuse":
            raise refused(cell)
        if found:
            draft.choices.setdefault(question.key, []).append(choice)

    return Column(read, unknown)


def row_column(entry: ColumnEntry, question: Question) -> Column:
    """A line of a table: one choice in the cell."""
    row = next(each for each in question.rows if each.key == entry.of)
    one = choice_column(entry, question)

    def read(cell: str, draft: Draft) -> None:
        alone = Draft(draft.today)
        one.read(cell, alone)
        for choice in alone.choices.get(question.key, [])[:1]:
            draft.cells.setdefault(question.key, []).append((row, choice))

    return Column(read, one.unknown)


def rank_column(entry: ColumnEntry, question: Question) -> Column:
    """What comes first, second and so on, a column each."""
    one = choice_column(entry, question)

    def read(cell: str, draft: Draft) -> None:
        alone = Draft(draft.today)
        one.read(cell, alone)
        for choice in alone.choices.get(question.key, [])[:1]:
            draft.ranks.setdefault(question.key, {})[entry.rank or 0] = choice

    return Column(read, one.unknown)


def text_column(question: Question) -> Column:
    def read(cell: str, draft: Draft) -> None:
        said = clean_text(cell) or ""
        before = draft.texts.setdefault(question.key, [])
        if len("\n".join([*before, said])) > LONGEST_ANSWER:
            raise CellError(_("this is longer than %(most)s characters.", most=LONGEST_ANSWER))
        if said:
            before.append(said)

    return Column(read)


def number_column(entry: ColumnEntry, question: Question) -> Column:
    def understood(cell: str) -> int | None:
        written = cell.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
        digits = written.removeprefix("-")
        found = digits.isascii() and digits.isdigit() and len(written) <= LONGEST_NUMBER
        return int(written) if found else None

    def unknown(cell: str) -> list[str]:
        known_ = cell in entry.values or understood(cell) is not None
        return [] if known_ else [cell]

    def read(cell: str, draft: Draft) -> None:
        found = understood(entry.values.get(cell, cell))
        if found is not None:
            draft.numbers[question.key] = found
        elif entry.others == "refuse" and unknown(cell):
            raise CellError(_("“%(written)s” is not a whole number.", written=cell[:40]))

    return Column(read, unknown)


def quarter_column(
    entry: ColumnEntry, commune: Commune, names: Mapping[str, Perimeter], key: str = ""
) -> Column:
    """Where somebody lives, or the place that a question asks for (`key`)."""
    by_hand = {plain(written): value for written, value in entry.values.items()}
    by_key = {each.key: each for each in commune.perimeters}

    def understood(cell: str) -> Place | None:
        value = by_hand.get(plain(cell))
        if value is None:
            return read_written_place(cell, names)
        if value in by_key:
            value = by_key[value].name
        return read_written_place(value, names) or _chosen(value, commune)

    def unknown(cell: str) -> list[str]:
        return [] if understood(cell) else [cell]

    def read(cell: str, draft: Draft) -> None:
        found = understood(cell)
        if found is None and entry.others == "refuse":
            raise CellError(_("the quarter “%(written)s” is not known.", written=cell[:40]))
        if key and found:
            draft.places[key] = found
        elif found:
            draft.place = found

    return Column(read, unknown)


def _chosen(value: str, commune: Commune) -> Place | None:
    try:
        return read_place(value, commune)
    except LookupError:
        return None


def answer_column(
    entry: ColumnEntry, question: Question, commune: Commune, names: Mapping[str, Perimeter]
) -> Column:
    """A column that holds the whole answer to a question, according to its kind."""
    match question.kind:
        case QuestionKind.SHORT | QuestionKind.LONG:
            return text_column(question)
        case QuestionKind.NUMBER:
            return number_column(entry, question)
        case QuestionKind.PLACE:
            return quarter_column(entry, commune, names, question.key)
        case _:
            return choice_column(entry, question)
