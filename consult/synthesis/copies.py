"""Citing all those who said the same in one gesture."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Contribution, Tag
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Statement
from consult.synthesis.queries import SORTED


def with_their_groups(
    session: orm.Session, enjeu: Enjeu, contributions: Collection[Contribution]
) -> list[Contribution]:
    """`contributions`, then the others of their groups that a statement of `enjeu` can cite."""
    others = _alike(session, enjeu, [each.id for each in contributions])
    return [*contributions, *others]


def uncited_copies(session: orm.Session, statement: Statement) -> list[Contribution]:
    """Those that say the same as the words cited, and could be cited beside them."""
    return _alike(session, statement.enjeu, [each.contribution_id for each in statement.citations])


def _alike(session: orm.Session, enjeu: Enjeu, known: list[int]) -> list[Contribution]:
    groups = sa.select(Fingerprint.group_id).where(
        Fingerprint.contribution_id.in_(known), Fingerprint.group_id.is_not(None)
    )
    query = (
        sa.select(Contribution)
        .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .where(
            *SORTED,
            sa.exists().where(Tag.contribution_id == Contribution.id, Tag.enjeu_id == enjeu.id),
            Fingerprint.group_id.in_(groups),
            Contribution.id.not_in(known),
        )
        .options(orm.selectinload(Contribution.tags))
        .order_by(Contribution.id)
    )
    return list(session.scalars(query))
