"""The tables of « who spoke »: counts, shares and gaps, as far as they may be read.

Each table is a margin of the same people: no page crosses two answers. A share, a gap or an index is
computed only from counts that are printed, so it tells nothing more than they do; where one of them
is masked it is not given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.contributions.heard.counts import Count, RoomCount
from consult.contributions.heard.places import ELSEWHERE, UNPLACED, Group, Leaf
from consult.contributions.heard.theil import theil
from consult.contributions.models import Channel
from consult.territory.populations import Reference
from consult.territory.publics import BANDS, GENDERS, AgeBand, Gender
from consult.web.labels import label
from consult.web.secrecy import (
    FEW,
    Cell,
    Shown,
    add_public,
    mask_groups,
    mask_parts,
    mask_total,
)

NOBODY = Cell(Shown.VALUE, 0)
# The rarest first after the commonest: a count masked along with a small one is the next of the list.
CHANNELS: tuple[Channel, ...] = (
    Channel.ONLINE,
    Channel.IMPORT,
    Channel.DOOR_TO_DOOR,
    Channel.PAPER,
    Channel.INTERVIEW,
    Channel.WORKSHOP,
)


@dataclass(frozen=True)
class Row:
    """`share` of those who answered and `reference`, of the population, are in percent.

    A row that is no answer (« not said », or a place outside the population) has neither.
    """

    key: str
    label: str
    cell: Cell
    is_answer: bool = True
    share: float | None = None
    reference: float | None = None

    @property
    def gap(self) -> float | None:
        """In points: negative for a public that was heard less than its part."""
        if self.share is None or self.reference is None:
            return None
        return self.share - self.reference


@dataclass(frozen=True)
class Table:
    """`answered`: the people the shares are of, None when it cannot be told.

    `compared` says whether a population is known for one row at least. `index` is Theil's.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    answered: int | None
    compared: bool = False
    index: float | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """`senders` is None where only workshops were asked for."""

    senders: Count | None
    rooms: RoomCount


@dataclass(frozen=True)
class Report:
    people: Cell
    senders: Cell
    rooms: RoomCount
    tables: tuple[Table, ...]

    def table(self, key: str) -> Table:
        return next(each for each in self.tables if each.key == key)


class Reporter:
    """Builds the tables; `public` masks places and channels too, which the team reads anyway."""

    def __init__(
        self, heard: Heard, groups: Sequence[Group], reference: Reference, *, public: bool
    ) -> None:
        self.heard = heard
        self.groups = groups
        self.reference = reference
        self.public = public
        self.sent = heard.senders or Count()
        # Nobody is protected by hiding a zero that the same page prints as its total.
        self.nothing_to_hide = heard.senders is None or not (public or self.sent.people)

    def report(self) -> Report:
        senders = self._senders()
        self.people = add_public(senders, self.heard.rooms.people)
        self.heads, self.leaves = self._places()
        tables = (self._kinds(), self._quarters(), self._ages(), self._genders(), self._channels())
        return Report(self.people, senders, self.heard.rooms, tables)

    def _senders(self) -> Cell:
        if self.heard.senders is None:
            return NOBODY
        exact = Cell(Shown.VALUE, self.sent.people)
        return mask_total(self.sent.people) if self.public else exact

    def _masked(self, counts: Sequence[int]) -> list[Cell]:
        if self.nothing_to_hide:
            return [Cell(Shown.VALUE, count) for count in counts]
        return mask_parts(counts, self.sent.people)

    def _places(self) -> tuple[dict[str, Cell], dict[str, Cell]]:
        """Of the groups and of their leaves, by key. Only workshops are held for several quarters."""
        # The places that matter least come first: what is masked along with them is the rest of the
        # town before a quarter.
        order = sorted(self.groups, key=_weight)
        told = [[leaf for leaf in group.leaves if not leaf.only_rooms] for group in order]
        counts = [[self.sent.places[leaf.key] for leaf in leaves] for leaves in told]
        if self.public and not self.nothing_to_hide:
            masked = mask_groups(counts, self.sent.people)
        else:
            masked = [
                (Cell(Shown.VALUE, sum(each)), [Cell(Shown.VALUE, count) for count in each])
                for each in counts
            ]
        heads, leaves = {}, {}
        rooms = self.heard.rooms.places
        for group, own, (head, cells) in zip(order, told, masked, strict=True):
            found = dict(zip((leaf.key for leaf in own), cells, strict=True))
            for leaf in group.leaves:
                leaves[leaf.key] = add_public(found.get(leaf.key, NOBODY), rooms[leaf.key])
            heads[group.key] = add_public(head, sum(rooms[leaf.key] for leaf in group.leaves))
        return heads, leaves

    def _residents(self) -> int | None:
        """People of the town whose kind of quarter is known."""
        return _minus(self.people, [self.heads[UNPLACED]])

    def _kinds(self) -> Table:
        answered = self._residents()
        rows = []
        for group in self.groups:
            known = self._part(group)
            cell = self.heads[group.key]
            rows.append(_row(group.key, group.label, cell, answered, known, group.key != UNPLACED))
        return self._with_places("kind", _("By kind of quarter"), rows, answered)

    def _quarters(self) -> Table:
        residents = self._residents()
        leaves = [leaf for group in self.groups for leaf in group.leaves]
        several = [leaf for leaf in leaves if leaf.only_rooms and leaf.key in self.leaves]
        inside = [self.leaves[leaf.key] for leaf in several if self._is_in_town(leaf)]
        answered = None if residents is None else _minus(Cell(Shown.VALUE, residents), inside)
        rows = []
        for leaf in sorted(leaves, key=lambda each: not each.residents):
            cell = self.leaves[leaf.key]
            if leaf.only_rooms and cell == NOBODY:
                continue
            known = self._part_of_leaf(leaf)
            rows.append(_row(leaf.key, leaf.label, cell, answered, known, leaf.residents))
        return self._with_places("quarter", _("By quarter"), rows, answered)

    def _is_in_town(self, leaf: Leaf) -> bool:
        return all(leaf not in group.leaves for group in self.groups if group.key == UNPLACED)

    def _part(self, group: Group) -> float | None:
        if group.key == ELSEWHERE:
            return self._part_elsewhere()
        return self.reference.of_perimeters(group.perimeters)

    def _part_of_leaf(self, leaf: Leaf) -> float | None:
        if leaf.key == ELSEWHERE:
            return self._part_elsewhere()
        return self.reference.of_perimeters([leaf.perimeter]) if leaf.perimeter else None

    def _part_elsewhere(self) -> float | None:
        """The rest of the town: known once the part of every perimeter is."""
        every = [each for group in self.groups for each in group.perimeters]
        inside = self.reference.of_perimeters(every)
        return None if inside is None else max(0.0, 100 - inside)

    def _with_places(
        self, key: str, title: str, rows: Sequence[Row], answered: int | None
    ) -> Table:
        """With the index of the places whose part is known against all the others together."""
        known = [row for row in rows if row.reference is not None and row.key != ELSEWHERE]
        values = [row.cell.value for row in known]
        index = None
        if known and answered is not None and None not in values:
            heard = [float(value or 0) for value in values]
            parts = [row.reference or 0.0 for row in known]
            heard.append(max(0.0, answered - sum(heard)))
            parts.append(max(0.0, 100 - sum(parts)))
            index = theil(heard, parts)
        return Table(
            key, title, tuple(rows), answered, bool(known), index, self.reference.place_sources
        )

    def _ages(self) -> Table:
        counts = [self.sent.ages[each] for each in AgeBand]
        cells = [
            add_public(cell, self.heard.rooms.ages[each])
            for each, cell in zip(AgeBand, self._masked(counts), strict=True)
        ]
        shares = [self.reference.ages.get(each) for each in BANDS]
        names = [label(each) for each in BANDS]
        keys = [each.value for each in BANDS]
        sources = self.reference.age_sources
        return self._everybody("age", _("By age"), keys, names, cells, shares, sources)

    def _genders(self) -> Table:
        counts = [self.sent.genders[each] for each in Gender]
        cells = [
            add_public(cell, self.heard.rooms.genders[each])
            for each, cell in zip(Gender, self._masked(counts), strict=True)
        ]
        shares = [self.reference.genders.get(each) for each in GENDERS]
        names = [_("Women"), _("Men")]
        keys = [each.value for each in GENDERS]
        sources = self.reference.gender_sources
        return self._everybody("gender", _("By gender"), keys, names, cells, shares, sources)

    def _everybody(
        self,
        key: str,
        title: str,
        keys: Sequence[str],
        names: Sequence[str],
        cells: Sequence[Cell],
        shares: Sequence[float | None],
        sources: tuple[str, ...],
    ) -> Table:
        """A table whose last cell holds those who did not say."""
        *told, silent = cells
        answered = _minus(self.people, [silent])
        rows = [
            _row(key, name, cell, answered, share)
            for key, name, cell, share in zip(keys, names, told, shares, strict=True)
        ]
        rows.append(_row("not-said", _("Not said"), silent, answered, None, False))
        compared = all(share is not None for share in shares)
        values = [cell.value for cell in told]
        index = None
        if compared and None not in values:
            index = theil([value or 0 for value in values], [share or 0 for share in shares])
        return Table(key, title, tuple(rows), answered, compared, index, sources)

    def _channels(self) -> Table:
        """Nobody leaves it unsaid; the team reads the exact counts."""
        forms = [each for each in CHANNELS if each is not Channel.WORKSHOP]
        counts = [self.sent.channels[each] for each in forms]
        masked = (
            self._masked(counts) if self.public else [Cell(Shown.VALUE, count) for count in counts]
        )
        cells: dict[Channel, Cell] = dict(zip(forms, masked, strict=True))
        cells[Channel.WORKSHOP] = Cell(Shown.VALUE, self.heard.rooms.people)
        answered = self.people.value
        rows = [_row(each.value, label(each), cells[each], answered) for each in CHANNELS]
        return Table("channel", _("By channel"), tuple(rows), answered)


@dataclass(frozen=True)
class Unheard:
    """A quarter or a public that was not heard, or far less than its part."""

    row: Row


# « Far below »: less than half of its part in the population.
FAR_BELOW = 0.5


def unheard(report: Report) -> list[Unheard]:
    """In the order of the tables. A count that is only withheld says nothing, and is not listed."""
    found = []
    for key in ("kind", "quarter", "age", "gender"):
        for row in report.table(key).rows:
            if row.is_answer and _is_unheard(row, of_kind=key == "kind"):
                found.append(Unheard(row))
    return found


def _is_unheard(row: Row, *, of_kind: bool) -> bool:
    """A kind is told only where its quarters cannot be."""
    if row.cell == FEW:
        return True
    if of_kind or row.cell.value is None:
        return False
    if not row.cell.value:
        return True
    known = row.share is not None and row.reference is not None
    return known and (row.share or 0) < FAR_BELOW * (row.reference or 0)


def _row(
    key: str,
    name: str,
    cell: Cell,
    answered: int | None,
    reference: float | None = None,
    is_answer: bool = True,
) -> Row:
    if not is_answer:
        return Row(key, name, cell, is_answer=False)
    share = 100 * cell.value / answered if answered and cell.value is not None else None
    return Row(key, name, cell, share=share, reference=reference)


def _minus(total: Cell, others: Sequence[Cell]) -> int | None:
    """What is left of `total`, when everyone can work it out."""
    values = [cell.value for cell in others]
    if total.value is None or None in values:
        return None
    return total.value - sum(value or 0 for value in values)


def _weight(group: Group) -> int:
    return (UNPLACED, ELSEWHERE, group.key).index(group.key)
