"""Budget participatif: campaigns and the ideas residents deposit."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, orm

from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified, LongText
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune


class Campaign(Identified, Created, Base):
    """One edition, as its règlement says. Money is in whole euros; `criteria` one per line."""

    __tablename__ = "campaign"

    slug: orm.Mapped[str] = orm.mapped_column(unique=True)
    title: orm.Mapped[str]
    intro: orm.Mapped[LongText] = orm.mapped_column(default="")
    who_may: orm.Mapped[LongText] = orm.mapped_column(default="")
    criteria: orm.Mapped[LongText] = orm.mapped_column(default="")
    envelope_eur: orm.Mapped[int | None]
    cap_eur: orm.Mapped[int | None]
    opens_at: orm.Mapped[datetime]
    closes_at: orm.Mapped[datetime]
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    commune: orm.Mapped[Commune] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()

    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        Index(None, "closes_at"),
    )

    def is_open(self, now: datetime) -> bool:
        """True while ideas are received; `consult.budget.queries.open_at` says the same in SQL."""
        return self.opens_at <= now < self.closes_at

    @property
    def last_moment(self) -> datetime:
        """What people are told: closing at midnight on the 4th means proposing until the 3rd."""
        return self.closes_at - timedelta(seconds=1)


class Idea(Identified, Base):
    """A contribution (title and description) with a number, a place and those it serves."""

    __tablename__ = "idea"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"))
    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), unique=True)
    # Given in order of arrival within the campaign; what people quote aloud.
    number: orm.Mapped[int]
    place: orm.Mapped[str] = orm.mapped_column(default="")
    beneficiaries: orm.Mapped[LongText] = orm.mapped_column(default="")

    campaign: orm.Mapped[Campaign] = orm.relationship()
    contribution: orm.Mapped[Contribution] = orm.relationship()

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)
