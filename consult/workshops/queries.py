"""Reading workshops, without a query for each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import living
from consult.territory.models import Commune
from consult.web.pagination import Page, keyset
from consult.workshops.models import Item, Part, Workshop
from consult.workshops.operations import Ground

PAGE = 20
_PUBLIC_ID = re.compile(r"[0-9a-f]{12}")


def find(session: orm.Session, public_id: str) -> Workshop | None:
    """A whole record: the same few queries however much was said."""
    if not _PUBLIC_ID.fullmatch(public_id):
        return None
    return (
        session.scalars(
            sa.select(Workshop)
            .where(Workshop.public_id == public_id)
            .options(
                orm.joinedload(Workshop.structure),
                orm.joinedload(Workshop.commune),
                orm.joinedload(Workshop.quarters),
                orm.joinedload(Workshop.colleges),
                orm.selectinload(Workshop.parts),
                orm.selectinload(Workshop.next_steps),
                orm.selectinload(Workshop.items).joinedload(Item.contribution),
                orm.selectinload(Workshop.items).selectinload(Item.enjeux),
            )
        )
        .unique()
        .first()
    )


def still_open(session: orm.Session, actor: User) -> Sequence[Workshop]:
    """Records being written, the latest session first."""
    return session.scalars(
        mine(actor)
        .where(Workshop.closed_at.is_(None))
        .order_by(Workshop.held_on.desc(), Workshop.id.desc())
    ).all()


def closed(session: orm.Session, actor: User, after: int | None) -> Page[Workshop]:
    return keyset(
        session,
        mine(actor).where(Workshop.closed_at.is_not(None)),
        Workshop.id,
        after=after,
        size=PAGE,
        newest_first=True,
    )


def mine(actor: User) -> sa.Select[Workshop]:
    """The workshops of the actor's structure; all of them for an administrator."""
    query = sa.select(Workshop).options(orm.joinedload(Workshop.structure))
    if Role.ADMINISTRATOR in actor.roles:
        return query
    return query.where(Workshop.structure_id == actor.structure_id)


def item_counts(session: orm.Session, workshops: Iterable[Workshop]) -> dict[int, int]:
    """How many things were written down in each, by the workshop's id."""
    ids = [workshop.id for workshop in workshops]
    query = (
        sa.select(Item.workshop_id, sa.func.count().label("said"))
        .where(Item.workshop_id.in_(ids))
        .group_by(Item.workshop_id)
    )
    counts = {row.workshop_id: row.said for row in session.execute(query)}
    return {each: counts.get(each, 0) for each in ids}


def ground_of(session: orm.Session, town: str) -> Ground | None:
    """The commune named `town` and its contract's words; None until a contract is imported.

    A volet's vocabulary bears the key of its commune; without one, the framework contract's serves.
    """
    commune = session.scalars(
        sa.select(Commune).where(Commune.name == town).order_by(Commune.id)
    ).first()
    if commune is None:
        return None
    own_first = sa.case((Vocabulary.key == commune.key, 0), else_=1)
    query = sa.select(Vocabulary).where(*living).order_by(own_first, Vocabulary.id)
    vocabulary = session.scalars(query).first()
    return None if vocabulary is None else Ground(commune, vocabulary)


@dataclass(frozen=True)
class Chapter:
    """What was said in one part of the agenda, in order; `part` is None outside the agenda."""

    part: Part | None
    items: list[Item]


def chapters(workshop: Workshop, items: Iterable[Item]) -> list[Chapter]:
    """Every part of the agenda in order, then what belongs to none; that last only if not empty."""
    chosen = list(items)
    found = [
        Chapter(part, [item for item in chosen if item.part_id == part.id])
        for part in workshop.parts
    ]
    outside = [item for item in chosen if item.part_id is None]
    return [*found, Chapter(None, outside)] if outside else found
