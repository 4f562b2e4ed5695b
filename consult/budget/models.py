"""Budget participatif: campaigns, the ideas residents deposit, the projects made of them.

An idea is what somebody said; a project is what is studied, voted and built. One project may unite
several ideas, all their authors kept; one imported from a past year has none.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from sqlalchemy import JSON, Column, ForeignKey, Index, Table, UniqueConstraint, orm

from consult.accounts.models import Structure
from consult.budget.terms import (
    BallotKind,
    Completion,
    Leftover,
    TallyRule,
    TieBreak,
    VoterEntry,
    Who,
)
from consult.contributions.models import Contribution
from consult.db import Base, Created, Identified, LongText, OpenBetween
from consult.enjeux.models import Vocabulary
from consult.pictures.models import Picture
from consult.territory.models import Commune, Perimeter, PlaceScope

idea_picture = Table(
    "idea_picture",
    Base.metadata,
    Column("idea_id", ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True),
    Column("picture_id", ForeignKey("picture.id", ondelete="CASCADE"), primary_key=True),
)

DEFAULT_TIES = [TieBreak.VOTES.value, TieBreak.CHEAPER.value, TieBreak.NUMBER.value]


class Campaign(Identified, Created, OpenBetween, Base):
    """One edition, as its règlement says; ideas are received while it is open.

    Money is in whole euros; `criteria` and `barred` one per line. Each `…_closes_at` is the first instant
    after a phase; an absent one says that the town has not settled it. `consult.budget.phases` tells
    where a campaign stands, `consult.budget.regulation` what holds together.
    """

    __tablename__ = "campaign"

    slug: orm.Mapped[str] = orm.mapped_column(unique=True)
    title: orm.Mapped[str]
    intro: orm.Mapped[LongText] = orm.mapped_column(default="")
    who_may: orm.Mapped[LongText] = orm.mapped_column(default="")
    criteria: orm.Mapped[LongText] = orm.mapped_column(default="")
    barred: orm.Mapped[LongText] = orm.mapped_column(default="")
    envelope_eur: orm.Mapped[int | None]
    cap_eur: orm.Mapped[int | None]
    # Where the quarters have shares: what becomes of what one of them did not spend.
    leftover: orm.Mapped[Leftover] = orm.mapped_column(default=Leftover.TOWN)

    admissibility_closes_at: orm.Mapped[datetime | None]
    study_closes_at: orm.Mapped[datetime | None]
    vote_opens_at: orm.Mapped[datetime | None]
    vote_closes_at: orm.Mapped[datetime | None]
    results_at: orm.Mapped[datetime | None]
    delivery_closes_at: orm.Mapped[datetime | None]
    # An author whose idea is refused may contest it once, within so many days; 0: not at all.
    appeal_days: orm.Mapped[int] = orm.mapped_column(default=15)

    deposit_who: orm.Mapped[Who] = orm.mapped_column(default=Who.ANYONE)
    deposit_min_age: orm.Mapped[int | None]
    vote_who: orm.Mapped[Who] = orm.mapped_column(default=Who.RESIDENTS)
    vote_min_age: orm.Mapped[int | None]
    vote_entry: orm.Mapped[VoterEntry | None]
    ballot: orm.Mapped[BallotKind | None]
    # The fewest and the most projects of a ballot; the points that are shared out.
    choices_min: orm.Mapped[int] = orm.mapped_column(default=1)
    choices_max: orm.Mapped[int | None]
    points: orm.Mapped[int | None]
    rule: orm.Mapped[TallyRule | None]
    completion: orm.Mapped[Completion] = orm.mapped_column(default=Completion.NONE)
    # Values of TieBreak, the first tried first.
    ties: orm.Mapped[list[str]] = orm.mapped_column(JSON, default=lambda: list(DEFAULT_TIES))
    # Published before the vote: whoever has it can make the draw again.
    draw_seed: orm.Mapped[str] = orm.mapped_column(default="")

    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)
    # False while the team writes its règlement: residents do not see it yet.
    is_ready: orm.Mapped[bool] = orm.mapped_column(default=True)

    commune: orm.Mapped[Commune] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    shares: orm.Mapped[list[CampaignShare]] = orm.relationship(
        cascade="all, delete-orphan", order_by="CampaignShare.id", back_populates="campaign"
    )

    @property
    def last_vote_moment(self) -> datetime | None:
        """What people are told, as for `last_moment`."""
        return self.vote_closes_at - timedelta(seconds=1) if self.vote_closes_at else None

    @property
    def tie_breaks(self) -> tuple[TieBreak, ...]:
        return tuple(TieBreak(value) for value in self.ties)


class CampaignShare(Identified, Base):
    """The part of the envelope kept for one quarter; without a quarter, the town-wide part."""

    __tablename__ = "campaign_share"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    amount_eur: orm.Mapped[int]

    campaign: orm.Mapped[Campaign] = orm.relationship(back_populates="shares")
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("campaign_id", "perimeter_id"),)


class Verdict(enum.Enum):
    """What the study says of a project: a person's decision, never told by a date."""

    STUDIED = "studied"
    RETAINED = "retained"
    REJECTED = "rejected"
    # Taken back by its last author, or united with another project.
    DROPPED = "dropped"


class Project(Identified, Created, Base):
    """What is studied, voted and built. Its words may be adapted with its authors' agreement.

    `number` is that of the idea it was born from; costs are in whole euros, `running_cost_eur` a year,
    `months` from the vote to the opening. `place` is free text; `perimeter` and `place_scope` say
    where it lies: in a quarter, elsewhere in town (several quarters too).
    """

    __tablename__ = "project"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"))
    number: orm.Mapped[int]
    title: orm.Mapped[str]
    text: orm.Mapped[LongText] = orm.mapped_column(default="")
    place: orm.Mapped[str] = orm.mapped_column(default="")
    theme: orm.Mapped[str] = orm.mapped_column(default="")
    place_scope: orm.Mapped[PlaceScope] = orm.mapped_column(default=PlaceScope.NOT_SAID)
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    cost_eur: orm.Mapped[int | None]
    running_cost_eur: orm.Mapped[int | None]
    months: orm.Mapped[int | None]
    verdict: orm.Mapped[Verdict] = orm.mapped_column(default=Verdict.STUDIED)
    # Why, in words for everyone; empty while nothing is decided.
    reason: orm.Mapped[LongText] = orm.mapped_column(default="")
    # Set once, with the published results; unknown before.
    won: orm.Mapped[bool | None]

    campaign: orm.Mapped[Campaign] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    ideas: orm.Mapped[list[Idea]] = orm.relationship(
        back_populates="project", order_by="Idea.number"
    )

    __table_args__ = (UniqueConstraint("campaign_id", "number"),)


class Idea(Identified, Base):
    """A contribution (title and description) with a number, a place and those it serves.

    `perimeter` and `place_scope` say where the idea would be built; where its author lives is the
    contribution's.
    """

    __tablename__ = "idea"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"))
    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"), unique=True)
    # None until it is admitted.
    project_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("project.id"))
    # Given in order of arrival within the campaign; what people quote aloud.
    number: orm.Mapped[int]
    place: orm.Mapped[str] = orm.mapped_column(default="")
    place_scope: orm.Mapped[PlaceScope] = orm.mapped_column(default=PlaceScope.NOT_SAID)
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    beneficiaries: orm.Mapped[LongText] = orm.mapped_column(default="")
    # For whom worked the person who wrote it down with its author; None: deposited alone, or by a
    # member of the team without a structure. How it was heard is the contribution's channel.
    helped_by_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("structure.id"))
    # An idea that its author read before sending, and says is the same.
    same_as_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("idea.id"))

    campaign: orm.Mapped[Campaign] = orm.relationship()
    helped_by: orm.Mapped[Structure | None] = orm.relationship()
    same_as: orm.Mapped[Idea | None] = orm.relationship(remote_side="Idea.id")
    pictures: orm.Mapped[list[Picture]] = orm.relationship(
        secondary=idea_picture, order_by=Picture.id, cascade="all, delete"
    )
    contribution: orm.Mapped[Contribution] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    project: orm.Mapped[Project | None] = orm.relationship(back_populates="ideas")

    __table_args__ = (UniqueConstraint("campaign_id", "number"), Index(None, "project_id"))
