"""The transversal axes that the team saw in a resident's words, and who saw them."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified
from consult.enjeux.models import TransversalAxis


class ContributionAxis(Identified, Created, Base):
    """`user_id` is who ticked the axis; the day is `created_at`."""

    __tablename__ = "contribution_axis"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    axis_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("transversal_axis.id"), index=True)
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"), index=True)

    contribution: orm.Mapped[Contribution] = orm.relationship()
    axis: orm.Mapped[TransversalAxis] = orm.relationship()
    user: orm.Mapped[User] = orm.relationship()

    __table_args__ = (UniqueConstraint("contribution_id", "axis_id"),)


def axes_seen_in(session: orm.Session, contribution_id: int) -> list[ContributionAxis]:
    """In the contract's order, with who saw each."""
    query = (
        sa.select(ContributionAxis)
        .join(ContributionAxis.axis)
        .where(ContributionAxis.contribution_id == contribution_id)
        .options(orm.contains_eager(ContributionAxis.axis), orm.joinedload(ContributionAxis.user))
        .order_by(TransversalAxis.position)
    )
    return list(session.scalars(query))


def forget(session: orm.Session, contribution_ids: Collection[int]) -> None:
    """Nothing is said any more of words that were withdrawn."""
    session.execute(
        sa.delete(ContributionAxis).where(ContributionAxis.contribution_id.in_(contribution_ids))
    )
