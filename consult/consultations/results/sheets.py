"""Every sheet that was sent, as a row: for the team, which reads answers and channels anyway.

One sheet after the other, a few hundred in memory. Ages and genders are not there: they are counted, and
never told of one person. Nor are words that nobody has published: they are read at the desk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.consultations.conditions.evaluating import shown
from consult.consultations.conditions.language import Condition, parse
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Choice,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.queries import something_remains
from consult.consultations.results.counting import sent_to
from consult.consultations.results.heard import town_of
from consult.contributions.heard.places import said_on_a_form
from consult.contributions.models import Channel, Contribution, Status
from consult.territory.models import Perimeter, PlaceScope
from consult.web.i18n import local
from consult.web.labels import label
from consult.web.spreadsheets import Value

AT_A_TIME = 500
_SEVERAL = frozenset({QuestionKind.MULTIPLE, QuestionKind.RANKING})


@dataclass(frozen=True)
class _Asked:
    key: str
    shown_if: Condition | None


@dataclass
class _Given:
    """To one question, in one sheet: `ticks` are ranks by choice id (0 where there is no rank)."""

    number: int | None = None
    place: str = ""
    place_key: str = ""
    text: str = ""
    status: Status | None = None
    ticks: dict[int, int] = field(default_factory=dict)
    cells: dict[int, int] = field(default_factory=dict)


_Sheet = dict[int, _Given]


class Export:
    """Of one consultation. `head` names the columns; `rows` gives them as they are read."""

    def __init__(self, session: orm.Session, consultation: Consultation) -> None:
        self.session = session
        self.consultation = consultation
        places = town_of(consultation).places
        leaves = [leaf for group in places for leaf in group.leaves if not leaf.only_rooms]
        self.places = {leaf.key: leaf.label for leaf in leaves}
        self.today = {leaf.perimeter.id for leaf in leaves if leaf.perimeter is not None}
        self.choices = {c.id: c for question in consultation.questions for c in question.choices}
        self.asked = [
            _Asked(each.key, parse(each.shown_if) if each.shown_if else None)
            for each in consultation.questions
        ]
        self.asks_all = not any(q.shown_if or q.added_at for q in consultation.questions)

    def total(self) -> int:
        query = sa.select(sa.func.count()).select_from(AnswerSheet)
        return self.session.scalar(query.where(*self._sent())) or 0

    def head(self) -> list[str]:
        """A choice that can be ticked with others, and a line of a matrix, have a column each."""
        found = [
            _("Line"),
            _("Received on"),
            _("After the closing"),
            _("Channel"),
            _("Quarter"),
        ]
        for question in self.consultation.questions:
            if question.kind in _SEVERAL:
                found += [f"{question.prompt} – {each.label}" for each in question.choices]
            elif question.kind is QuestionKind.MATRIX:
                found += [f"{question.prompt} – {each.label}" for each in question.rows]
            else:
                found.append(question.prompt)
        return found

    def rows(self) -> Iterator[list[Value]]:
        number = 0
        for batch in self._batches():
            ids = [row[0] for row in batch]
            answers = self._answers(ids)
            for sheet_id, at, late, channel, scope, perimeter_id in batch:
                number += 1
                given = answers[sheet_id]
                yield [
                    number,
                    f"{local(at):%Y-%m-%d}",
                    _("yes") if late else _("no"),
                    label(channel),
                    self._place(scope, perimeter_id),
                    *self._values(given, at),
                ]

    def _sent(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (*sent_to(self.consultation), something_remains())

    def _batches(
        self,
    ) -> Iterator[list[tuple[int, datetime, bool, Channel, PlaceScope | None, int | None]]]:
        after = 0
        columns: tuple[Any, ...] = (
            AnswerSheet.id,
            AnswerSheet.submitted_at,
            AnswerSheet.late,
            AnswerSheet.channel,
            AnswerSheet.place_scope,
            AnswerSheet.perimeter_id,
        )
        while True:
            query = (
                sa.select(*columns)
                .where(*self._sent(), AnswerSheet.id > after)
                .order_by(AnswerSheet.id)
                .limit(AT_A_TIME)
            )
            batch: list[Any] = [tuple(row) for row in self.session.execute(query)]
            if not batch:
                return
            yield batch
            after = batch[-1][0]

    def _answers(self, sheets: list[int]) -> dict[int, _Sheet]:
        """Of these sheets, by sheet and question id; three queries."""
        found: dict[int, _Sheet] = defaultdict(lambda: defaultdict(_Given))
        mine = Answer.sheet_id.in_(sheets)
        plain = (
            sa.select(Answer, Contribution.text, Contribution.status, Perimeter.key)
            .outerjoin(Answer.contribution)
            .outerjoin(Answer.perimeter)
            .with_only_columns(
                Answer.sheet_id,
                Answer.question_id,
                Answer.number,
                Answer.place_scope,
                Answer.perimeter_id,
                Perimeter.key,
                Contribution.text,
                Contribution.status,
            )
            .where(mine)
        )
        for sheet, question, number, scope, perimeter_id, key, text, status in self.session.execute(
            plain
        ):
            given = found[sheet][question]
            given.number, given.text, given.status = number, text or "", status
            if scope is not None:
                given.place = self._place(scope, perimeter_id)
                given.place_key = key or scope.value
        ticks = sa.select(
            Answer.sheet_id, Answer.question_id, AnswerChoice.choice_id, AnswerChoice.rank
        ).join(Answer.chosen)
        for sheet, question, choice, rank in self.session.execute(ticks.where(mine)):
            found[sheet][question].ticks[choice] = rank or 0
        cells = sa.select(
            Answer.sheet_id, Answer.question_id, AnswerCell.row_id, AnswerCell.choice_id
        ).join(Answer.cells)
        for sheet, question, row, choice in self.session.execute(cells.where(mine)):
            found[sheet][question].cells[row] = choice
        return found

    def _place(self, scope: PlaceScope | None, perimeter_id: int | None) -> str:
        return self.places[said_on_a_form(scope, perimeter_id, self.today)]

    def _values(self, sheet: _Sheet, sent: datetime) -> Iterator[Value]:
        put = None if self.asks_all else set(shown(self.asked, self._known(sheet)))
        for question in self.consultation.questions:
            given = sheet.get(question.id)
            was_there = question.added_at is None or sent >= question.added_at
            was_put = was_there and (put is None or question.key in put)
            if not was_put and given is None:
                yield from [_("not asked")] * _width(question)
            else:
                yield from self._told(question, given or _Given())

    def _known(self, sheet: _Sheet) -> dict[str, tuple[str, ...] | Decimal | str]:
        """As conditions read them."""
        found: dict[str, tuple[str, ...] | Decimal | str] = {}
        for question in self.consultation.questions:
            given = sheet.get(question.id)
            if given is None:
                continue
            if given.number is not None:
                found[question.key] = Decimal(given.number)
            elif question.choices:
                keys = (each.key for each in question.choices if each.id in given.ticks)
                found[question.key] = tuple(keys)
            else:
                # Words taken back were an answer all the same.
                found[question.key] = given.place_key or given.text or "-"
        return found

    def _told(self, question: Question, given: _Given) -> list[Value]:
        match question.kind:
            case QuestionKind.MULTIPLE:
                return _ticked(question.choices, given)
            case QuestionKind.RANKING:
                return [given.ticks.get(each.id) for each in question.choices]
            case QuestionKind.MATRIX:
                ticked = [given.cells.get(row.id) for row in question.rows]
                return [self.choices[each].label if each else "" for each in ticked]
            case QuestionKind.NUMBER:
                return [given.number]
            case _:
                chosen = ", ".join(self.choices[each].label for each in given.ticks)
                return [chosen or given.place or _words(given)]


def _ticked(choices: list[Choice], given: _Given) -> list[Value]:
    """1 or 0; nothing for who did not answer."""
    return [int(each.id in given.ticks) if given.ticks else None for each in choices]


def _words(given: _Given) -> str:
    match given.status:
        case Status.PUBLISHED:
            return given.text
        case None | Status.WITHDRAWN:
            return ""
        case _:
            return str(_("(words not published)"))


def _width(question: Question) -> int:
    if question.kind in _SEVERAL:
        return len(question.choices)
    return len(question.rows) or 1
