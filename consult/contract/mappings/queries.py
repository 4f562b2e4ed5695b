"""Reads of mappings: the lines between two vocabularies, and what stands in none of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.mappings.models import EnjeuMapping, MappingKind
from consult.contract.models import Contract
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.enjeux.queries import ambition_key

OPPOSITE = {MappingKind.PART_OF: MappingKind.CONTAINS, MappingKind.CONTAINS: MappingKind.PART_OF}


@dataclass(frozen=True)
class Point:
    """One end of a line: an enjeu, or an ambition of it."""

    enjeu: Enjeu
    ambition: Ambition | None = None

    @property
    def key(self) -> str:
        return self.enjeu.key if self.ambition is None else ambition_key(self.ambition)

    @property
    def title(self) -> str:
        return self.enjeu.title if self.ambition is None else self.ambition.title

    @property
    def ids(self) -> tuple[int, int | None]:
        return self.enjeu.id, self.ambition.id if self.ambition else None


@dataclass(frozen=True)
class Line:
    """`kind` is what `left` is to `right`; `id` is that of the row."""

    id: int
    left: Point
    right: Point
    kind: MappingKind
    note: str

    @property
    def seen(self) -> str:
        """A stamp of what the line says: it tells an editor that somebody changed it meanwhile."""
        said = f"{self.kind.value}\n{self.note}".encode()
        return hashlib.sha256(said).hexdigest()[:16]


@dataclass(frozen=True)
class Mapping:
    """Between `left` and `right` as asked for; `turned` when the rows are stored the other way."""

    left: Contract
    right: Contract
    lines: tuple[Line, ...]
    turned: bool

    @property
    def missing_left(self) -> list[Enjeu]:
        """Enjeux of the left contract that no line speaks of, not even through an ambition."""
        return _missing(self.left, {line.left.enjeu.id for line in self.lines})

    @property
    def missing_right(self) -> list[Enjeu]:
        return _missing(self.right, {line.right.enjeu.id for line in self.lines})


def mapping_between(session: orm.Session, left: str, right: str) -> Mapping | None:
    """None when one of the contracts is not here; without a line when nobody mapped them yet."""
    contracts = {each.slug: each for each in _contracts(session, [left, right])}
    if left == right or left not in contracts or right not in contracts:
        return None
    one, other = contracts[left], contracts[right]
    forwards = rows_between(session, one.vocabulary_id, other.vocabulary_id)
    backwards = [] if forwards else rows_between(session, other.vocabulary_id, one.vocabulary_id)
    lines = [_line(row, turned=False) for row in forwards]
    lines += [_line(row, turned=True) for row in backwards]
    lines.sort(key=lambda line: (_place(line.left), _place(line.right), line.id))
    return Mapping(one, other, tuple(lines), bool(backwards))


def rows_between(session: orm.Session, left_id: int, right_id: int) -> list[EnjeuMapping]:
    """The rows stored from the first vocabulary to the second."""
    first, second = orm.aliased(Enjeu), orm.aliased(Enjeu)
    query = (
        sa.select(EnjeuMapping)
        .join(first, first.id == EnjeuMapping.from_enjeu_id)
        .join(second, second.id == EnjeuMapping.to_enjeu_id)
        .where(first.vocabulary_id == left_id, second.vocabulary_id == right_id)
        .options(
            orm.joinedload(EnjeuMapping.from_enjeu),
            orm.joinedload(EnjeuMapping.to_enjeu),
            orm.joinedload(EnjeuMapping.from_ambition).joinedload(Ambition.enjeu),
            orm.joinedload(EnjeuMapping.to_ambition).joinedload(Ambition.enjeu),
        )
        .order_by(EnjeuMapping.id)
    )
    return list(session.scalars(query))


def points_of(vocabulary: Vocabulary) -> dict[str, Point]:
    """By key, each enjeu followed by its ambitions. An enjeu is found first under a shared key."""
    found: dict[str, Point] = {}
    for enjeu in vocabulary.enjeux:
        found.setdefault(enjeu.key, Point(enjeu))
    for enjeu in vocabulary.enjeux:
        for ambition in enjeu.ambitions:
            found.setdefault(ambition_key(ambition), Point(enjeu, ambition))
    return found


def pairs_known(session: orm.Session) -> list[tuple[str, str, int]]:
    """Slugs of two contracts and the number of lines between them, as stored."""
    first, second = orm.aliased(Enjeu), orm.aliased(Enjeu)
    left, right = orm.aliased(Vocabulary), orm.aliased(Vocabulary)
    query = (
        sa.select(left.key, right.key, sa.func.count())
        .select_from(EnjeuMapping)
        .join(first, first.id == EnjeuMapping.from_enjeu_id)
        .join(second, second.id == EnjeuMapping.to_enjeu_id)
        .join(left, left.id == first.vocabulary_id)
        .join(right, right.id == second.vocabulary_id)
        .group_by(left.key, right.key)
        .order_by(left.key, right.key)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def as_data(mapping: Mapping) -> dict[str, Any]:
    """The mapping for other programs: what `consult contract map` reads, with what is in no line."""
    return {
        "format": 1,
        "mapping": {"from": mapping.left.slug, "to": mapping.right.slug},
        "lines": [
            {
                "from": line.left.key,
                "to": line.right.key,
                "kind": line.kind.value.replace("_", " "),
                "note": line.note,
            }
            for line in mapping.lines
        ],
        "unmapped": {
            "from": [enjeu.key for enjeu in mapping.missing_left],
            "to": [enjeu.key for enjeu in mapping.missing_right],
        },
    }


def _contracts(session: orm.Session, slugs: Sequence[str]) -> list[Contract]:
    query = (
        sa.select(Contract)
        .where(Contract.slug.in_(slugs))
        .options(
            orm.joinedload(Contract.vocabulary)
            .selectinload(Vocabulary.enjeux)
            .selectinload(Enjeu.ambitions)
        )
    )
    return list(session.scalars(query))


def _line(row: EnjeuMapping, *, turned: bool) -> Line:
    one = Point(row.from_enjeu, row.from_ambition)
    other = Point(row.to_enjeu, row.to_ambition)
    if turned:
        return Line(row.id, other, one, OPPOSITE.get(row.kind, row.kind), row.note)
    return Line(row.id, one, other, row.kind, row.note)


def _place(point: Point) -> tuple[int, int]:
    return point.enjeu.position, point.ambition.position if point.ambition else -1


def _missing(contract: Contract, mapped: set[int]) -> list[Enjeu]:
    return [enjeu for enjeu in contract.vocabulary.enjeux if enjeu.id not in mapped]
