"""Fingerprints of the words, the groups of look-alikes, and the pairs that the team keeps apart."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified

DIGEST = sa.String(32)


class AlikeGroup(Identified, Created, Base):
    """Contributions that say the same; each keeps its text, its receipt, its channel, its origin."""

    __tablename__ = "alike_group"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)


class Fingerprint(Base):
    """One for each contribution that has words; it leaves with them.

    `digest` is that of the words as `wording.Wording` compares them. `wording` numbers the texts
    inside the group: copies of one text (word for word or very nearly) share a number, what the team
    joined because it says the same in other words has another one. Both are empty together.
    """

    __tablename__ = "fingerprint"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    digest: orm.Mapped[str] = orm.mapped_column(DIGEST)
    group_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("alike_group.id"))
    wording: orm.Mapped[int | None]

    __table_args__ = (
        Index(None, "digest", "contribution_id"),
        Index(None, "group_id", "contribution_id"),
    )


class FingerprintBand(Base):
    """Where near copies meet: two digests that share a `key` are worth comparing.

    Kept for each digest, however many contributions have it: a text sent 5 000 times is compared once.
    """

    __tablename__ = "fingerprint_band"

    key: orm.Mapped[int] = orm.mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    digest: orm.Mapped[str] = orm.mapped_column(DIGEST, primary_key=True, index=True)

    __table_args__ = ({"sqlite_with_rowid": False},)


class KeptApart(Identified, Created, Base):
    """Two contributions that the team found different (`one` is the earlier): proposed no more."""

    __tablename__ = "kept_apart"

    one_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    other_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )

    __table_args__ = (UniqueConstraint("one_id", "other_id"),)
