"""Reading a list of projects with what was said of its columns: winners, and the faults by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from flask_babel import gettext as _

from consult.budget.delivering.amounts import read_euros, read_year
from consult.budget.delivering.importing.columns import (
    LOST,
    MANY,
    Column,
    Holds,
    named,
    propose,
    propose_states,
)
from consult.budget.delivering.models import Stage
from consult.budget.delivering.queries import WAITING
from consult.contributions.personal_columns import has_address
from consult.contributions.written import plain, read_date
from consult.web.forms import clean_line, clean_text
from consult.web.records import Record, records
from consult.web.tables import CellError, Faulty, FileError, too_long

LONGEST_LINE, LONGEST_TEXT = 255, 4_000
MOST_STATES = 60
# An operator's file may be long, not endless: it is checked whole before anything is written.
MOST_ROWS = 50_000
_STAGES = frozenset(each.value for each in Stage)
_NO = frozenset({"non", "no", "n", "0", "faux", "false"})


@dataclass(frozen=True)
class Sheet:
    """A file as it is: its columns, its rows and their lines. `states`: as written, in their order."""

    columns: list[Column]
    rows: list[Record]

    def cells(self, index: int) -> list[str]:
        return [_at(row, index) for _line, row in self.rows]


@dataclass(frozen=True)
class Plan:
    """What each column holds, by its index, and where each word for a state leads.

    `campaign`: slug of the one that all rows belong to; empty: that of their year.
    """

    holds: Mapping[int, Holds]
    states: Mapping[str, str]
    campaign: str = ""

    def column(self, what: Holds) -> int | None:
        return next((index for index, holds in self.holds.items() if holds is what), None)


@dataclass(frozen=True)
class Winner:
    """A row understood. `stage` None: nothing has begun. `opened_on` may be still to come."""

    line: int
    title: str
    year: int | None
    identifier: str = ""
    text: str = ""
    place: str = ""
    quarter: str = ""
    theme: str = ""
    cost_eur: int | None = None
    committed_eur: int | None = None
    spent_eur: int | None = None
    stage: Stage | None = None
    opened_on: date | None = None
    other: dict[str, str] = field(default_factory=dict)


@dataclass
class Read:
    """`lost`: rows that did not win. `personal`: cells left out for an address that they held."""

    winners: list[Winner] = field(default_factory=list)
    faulty: list[Faulty] = field(default_factory=list)
    lost: int = 0
    personal: int = 0


def read_sheet(stream: BinaryIO, most: int = MOST_ROWS) -> Sheet:
    """Raises FileError."""
    every = records(stream)
    line, titles = next(every, (1, []))
    if not titles:
        raise FileError(1, _("this file is empty."))
    rows: list[Record] = []
    for number, cells in every:
        if len(rows) == most:
            raise too_long(number, most)
        rows.append((number, cells))
    if not rows:
        raise FileError(line, _("this file names its columns, but no row follows."))
    return Sheet(named(titles, [cells for _n, cells in rows]), rows)


def proposed(sheet: Sheet, chosen: Mapping[int, Holds], by_hand: Mapping[str, str]) -> Plan:
    """What the file says by its names, under what people chose; a person's column stays one."""
    holds = propose(sheet.columns)
    for column in sheet.columns:
        if column.index in chosen and not column.is_person:
            holds[column.index] = chosen[column.index]
    plan = Plan(holds, {})
    index = plan.column(Holds.STATE)
    values = [] if index is None else states_of(sheet, index)
    return Plan(holds, propose_states(values, by_hand))


def states_of(sheet: Sheet, index: int) -> list[str]:
    """Its different words, as first written; the first ones of a column that holds no state."""
    found: dict[str, str] = {}
    for cell in sheet.cells(index):
        word = (clean_line(cell) or "")[:LONGEST_LINE]
        found.setdefault(plain(word), word)
        if len(found) > MOST_STATES:
            break
    return list(found.values())


def faults_of(plan: Plan) -> list[str]:
    """What is wrong with the columns themselves."""
    found: list[str] = []
    taken = [each for each in plan.holds.values() if each not in MANY]
    if len(taken) > len(set(taken)):
        found.append(_("Two columns hold the same thing: choose one of them."))
    if Holds.TITLE not in taken:
        found.append(_("Say which column holds the name of the project."))
    if Holds.YEAR not in taken and not plan.campaign:
        found.append(_("Say which column holds the year, or choose a campaign."))
    unknown = [word for word, state in plan.states.items() if not state]
    if unknown:
        found.append(_("Say what these states mean: %(words)s.", words=", ".join(unknown[:10])))
    if len(plan.states) > MOST_STATES:
        found.append(_("The column of the state holds too many different words."))
    return found


def understand(sheet: Sheet, plan: Plan) -> Read:
    """Every row, with all its faults."""
    found = Read()
    states = {plain(word): state for word, state in plan.states.items()}
    seen: dict[tuple[Any, ...], int] = {}
    for line, cells in sheet.rows:
        row = _Row(sheet, plan, states, line, cells)
        if row.is_lost():
            found.lost += 1
            continue
        winner = row.read()
        found.personal += row.personal
        if winner is not None:
            first = seen.setdefault(identity(winner), line)
            if first != line:
                row.faults.append(_("it says the same project as line %(line)s.", line=first))
        if row.faults:
            found.faulty.append(Faulty(line, tuple(row.faults)))
        elif winner is not None:
            found.winners.append(winner)
    return found


def identity(winner: Winner) -> tuple[Any, ...]:
    """What recognises a project in its campaign when the file comes again."""
    if winner.identifier:
        return (winner.year, "id", plain(winner.identifier))
    return (winner.year, "title", plain(winner.title), plain(winner.place), plain(winner.quarter))


class _Row:
    def __init__(
        self, sheet: Sheet, plan: Plan, states: Mapping[str, str], line: int, cells: Sequence[str]
    ) -> None:
        self.sheet, self.plan, self.states = sheet, plan, states
        self.line, self.cells = line, cells
        self.faults: list[str] = []
        self.personal = 0

    def cell(self, what: Holds) -> str:
        index = self.plan.column(what)
        return "" if index is None else _at(self.cells, index)

    def is_lost(self) -> bool:
        won = plain(self.cell(Holds.WON))
        return self.state() == LOST or won in _NO or won.startswith("non ")

    def state(self) -> str:
        """WAITING where the file has no such column."""
        if self.plan.column(Holds.STATE) is None:
            return WAITING
        return self.states.get(plain(self.cell(Holds.STATE)), "")

    def read(self) -> Winner | None:
        """None with faults."""
        title = self.line_of(Holds.TITLE)
        if not title:
            self.faults.append(_("the project has no name."))
        year = self.year()
        state = self.state()
        opened_on = self.day()
        winner = Winner(
            line=self.line,
            title=title,
            year=year,
            identifier=self.line_of(Holds.IDENTIFIER),
            text=self.text(),
            place=self.line_of(Holds.PLACE),
            quarter=self.line_of(Holds.QUARTER),
            theme=self.line_of(Holds.THEME),
            cost_eur=self.told(Holds.COST, read_euros),
            committed_eur=self.told(Holds.COMMITTED, read_euros),
            spent_eur=self.told(Holds.SPENT, read_euros),
            stage=Stage(state) if state in _STAGES else None,
            opened_on=opened_on,
            other=self.other(),
        )
        if len(winner.place) + len(winner.quarter) + 3 > LONGEST_LINE:
            # They stand side by side where the commune has no such quarter.
            told = _(
                "the place and the quarter are longer than %(most)s characters.", most=LONGEST_LINE
            )
            self.faults.append(told)
        return None if self.faults else winner

    def year(self) -> int | None:
        if self.plan.campaign:
            return None
        year: int | None = self.told(Holds.YEAR, read_year)
        if year is None and not self.faults:
            self.faults.append(_("the year is missing."))
        return year

    def day(self) -> date | None:
        found: date | None = self.told(Holds.OPENED, lambda cell: read_date(cell, date.max))
        return found

    def told(self, what: Holds, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.cell(what))
        except CellError as error:
            self.faults.append(str(error))
            return None

    def line_of(self, what: Holds) -> str:
        text = clean_line(self.cell(what)) or ""
        if len(text) > LONGEST_LINE:
            column = self.plan.column(what)
            self.faults.append(
                _(
                    "“%(column)s” is longer than %(most)s characters.",
                    column=next(c.title for c in self.sheet.columns if c.index == column),
                    most=LONGEST_LINE,
                )
            )
        return text

    def text(self) -> str:
        text = clean_text(self.cell(Holds.TEXT)) or ""
        if len(text) > LONGEST_TEXT:
            self.faults.append(
                _("the description is longer than %(most)s characters.", most=LONGEST_TEXT)
            )
        return text

    def other(self) -> dict[str, str]:
        """The columns that the site has no place for, but what leads to a person."""
        kept: dict[str, str] = {}
        for column in self.sheet.columns:
            if self.plan.holds.get(column.index) is not Holds.KEEP:
                continue
            value = clean_text(_at(self.cells, column.index)) or ""
            if len(value) <= LONGEST_TEXT and has_address(value):
                self.personal += 1
            elif value:
                if len(value) > LONGEST_TEXT:
                    self.faults.append(
                        _(
                            "“%(column)s” is longer than %(most)s characters.",
                            column=column.title,
                            most=LONGEST_TEXT,
                        )
                    )
                kept[clean_line(column.title) or column.title] = value
        return kept


def _at(cells: Sequence[str], index: int) -> str:
    return cells[index] if index < len(cells) else ""
