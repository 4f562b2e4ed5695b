"""Budget participatif: campaigns and the ideas residents deposit."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified, LongText, OpenBetween
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune


class Campaign(Identified, Created, OpenBetween, Base):
    """One edition, as its règlement says; ideas are received while it is open.

    Money is in whole euros; `criteria` one per line.
    """

    __tablename__ = "campaign"

    slug: orm.Mapped[str] = orm.mapped_column(unique=True)
    title: orm.Mapped[str]
    intro: orm.Mapped[LongText] = orm.mapped_column(default="")
    who_may: orm.Mapped[LongText] = orm.mapped_column(default="")
    criteria: orm.Mapped[LongText] = orm.mapped_column(default="")
    envelope_eur: orm.Mapped[int | None]
    cap_eur: orm.Mapped[int | None]
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    commune: orm.Mapped[Commune] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()


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
