"""From a contribution to the sentences that cite it, and to all the places where they stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.standing import Standing, standings
from consult.synthesis.models import Citation, Statement


@dataclass(frozen=True)
class Link:
    """A statement that cites the words; `public_id` is its own."""

    public_id: str
    text: str
    places: tuple[Standing, ...]


def chain_of(session: orm.Session, contribution_ids: Collection[int]) -> dict[int, list[Link]]:
    """By contribution id, of those that a statement cites; three queries at most."""
    if not contribution_ids:
        return {}
    query = (
        sa.select(Citation.contribution_id, Statement.id, Statement.public_id, Statement.text)
        .join(Citation.statement)
        .where(Citation.contribution_id.in_(contribution_ids))
        .order_by(Citation.id)
    )
    rows = session.execute(query).all()
    places = standings(session, {row.id for row in rows})
    found: dict[int, list[Link]] = {}
    for row in rows:
        link = Link(row.public_id, row.text, tuple(places.get(row.id, ())))
        found.setdefault(row.contribution_id, []).append(link)
    return found
