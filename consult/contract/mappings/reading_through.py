"""What residents said under one contract, counted under the enjeux of another through their mapping.

A contribution counts in every enjeu that a line leads to: the columns do not add up, and the page
says so. What no line leads anywhere is counted too, and never left out in silence.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.mappings.models import EnjeuMapping
from consult.contract.mappings.queries import Mapping
from consult.contributions.models import Contribution, Tag
from consult.contributions.voices import people_by
from consult.enjeux.models import Enjeu
from consult.synthesis.queries import SORTED


@dataclass(frozen=True)
class Counted:
    contributions: int
    people: int


NONE = Counted(0, 0)


@dataclass(frozen=True)
class ReadThrough:
    """`rows`: each enjeu of the right contract. `all` and `without` (a counterpart) are of the words
    sorted under the left one; `several` of its contributions count in two rows or more.
    """

    rows: tuple[tuple[Enjeu, Counted], ...]
    all: Counted
    without: Counted
    several: int


def read_through(session: orm.Session, mapping: Mapping) -> ReadThrough:
    """The left contract's published and sorted words under the right contract's enjeux; four queries."""
    reached = _reached(mapping).subquery()
    said = people_by(
        sa.select(Contribution)
        .join(reached, reached.c.contribution_id == Contribution.id)
        .where(*SORTED),
        [reached.c.enjeu_id],
    )
    heard = {row[0]: Counted(row[1], row[2]) for row in session.execute(sa.select(said))}
    led = sa.select(reached.c.contribution_id)
    twice = (
        sa.select(reached.c.contribution_id)
        .join(Contribution, Contribution.id == reached.c.contribution_id)
        .where(*SORTED)
        .group_by(reached.c.contribution_id)
        .having(sa.func.count() > 1)
        .subquery()
    )
    return ReadThrough(
        tuple((enjeu, heard.get(enjeu.id, NONE)) for enjeu in mapping.right.vocabulary.enjeux),
        _counted(session, _sorted_words(mapping)),
        _counted(session, _sorted_words(mapping).where(Contribution.id.not_in(led))),
        session.scalar(sa.select(sa.func.count()).select_from(twice)) or 0,
    )


def _reached(mapping: Mapping) -> sa.Select[int, int]:
    """enjeu_id (of the right contract), contribution_id: each pair once."""
    row = EnjeuMapping
    near = (row.from_enjeu_id, row.from_ambition_id, row.to_enjeu_id)
    far = (row.to_enjeu_id, row.to_ambition_id, row.from_enjeu_id)
    enjeu_id, ambition_id, target = far if mapping.turned else near
    return (
        sa.select(target.label("enjeu_id"), Tag.contribution_id)
        .join(
            Tag,
            sa.and_(
                Tag.enjeu_id == enjeu_id,
                sa.or_(ambition_id.is_(None), ambition_id == Tag.ambition_id),
            ),
        )
        .where(row.id.in_([line.id for line in mapping.lines]))
        .distinct()
    )


def _sorted_words(mapping: Mapping) -> sa.Select[Contribution]:
    enjeux = [enjeu.id for enjeu in mapping.left.vocabulary.enjeux]
    return sa.select(Contribution).where(
        *SORTED, sa.exists().where(Tag.contribution_id == Contribution.id, Tag.enjeu_id.in_(enjeux))
    )


def _counted(session: orm.Session, words: sa.Select[Contribution]) -> Counted:
    heard = people_by(words, [Contribution.vocabulary_id])
    row = session.execute(
        sa.select(sa.func.sum(heard.c.contributions), sa.func.sum(heard.c.people))
    ).one()
    return Counted(int(row[0] or 0), int(row[1] or 0))
