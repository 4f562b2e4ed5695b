"""A workshop as it was lived: head-counts, parts, what was said, what comes next."""

from __future__ import annotations

import enum
from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, UniqueConstraint, orm

from consult.accounts.models import Structure, User
from consult.contributions.models import Contribution, Receipt, new_public_id
from consult.db import Base, Created, Identified, LongText
from consult.enjeux.models import Enjeu, Vocabulary
from consult.territory.models import Commune, Perimeter


class WorkshopKind(enum.Enum):
    CITIZENS = "atelier-citoyen"
    LIVED_QUARTER = "quartier-vecu"
    COFFEE = "cafe-papote"
    QUARTER_COUNCIL = "conseil-de-quartier"
    WALK = "diagnostic-en-marchant"
    ACTORS = "reunion-des-acteurs"
    NEWS = "point-actu"
    SEMINAR = "seminaire"
    DOOR_TO_DOOR = "porte-a-porte"
    STEERING = "comite-de-pilotage"


class College(enum.Enum):
    """Who speaks, never by name."""

    RESIDENTS = "habitants"
    ASSOCIATIONS = "associations"
    ELECTED = "elus"
    TECHNICIANS = "techniciens"


class ItemKind(enum.Enum):
    OBSERVATION = "constat"
    NEED = "besoin"
    PROPOSAL = "proposition"
    EXISTING = "action-existante"
    VERBATIM = "verbatim"
    QUESTION = "question"
    REPLY = "reponse"


class Intensity(enum.Enum):
    STRONG = "fort"
    MODERATE = "modere"


workshop_perimeter = Table(
    "workshop_perimeter",
    Base.metadata,
    Column("workshop_id", ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True),
    Column("perimeter_id", ForeignKey("perimeter.id"), primary_key=True),
)
item_enjeu = Table(
    "workshop_item_enjeu",
    Base.metadata,
    Column("item_id", ForeignKey("workshop_item.id", ondelete="CASCADE"), primary_key=True),
    Column("enjeu_id", ForeignKey("enjeu.id"), primary_key=True),
)


class Workshop(Identified, Created, Base):
    """Head-counts are numbers, never names; an empty count was not taken, which is not zero."""

    __tablename__ = "workshop"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    structure_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("structure.id"), index=True)
    animator_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    kind: orm.Mapped[WorkshopKind]
    title: orm.Mapped[str]
    held_on: orm.Mapped[date]
    starts_at: orm.Mapped[time | None]
    place: orm.Mapped[str] = orm.mapped_column(default="")
    host: orm.Mapped[str] = orm.mapped_column(default="")
    event: orm.Mapped[str] = orm.mapped_column(default="")
    technique: orm.Mapped[str] = orm.mapped_column(default="")
    guiding_question: orm.Mapped[LongText] = orm.mapped_column(default="")
    women: orm.Mapped[int | None]
    men: orm.Mapped[int | None]
    under_18: orm.Mapped[int | None]
    from_18_to_25: orm.Mapped[int | None]
    from_26_to_64: orm.Mapped[int | None]
    over_64: orm.Mapped[int | None]
    first_timers: orm.Mapped[int | None]
    # Never circulated: not in the compte-rendu, not in a contribution, not in an export.
    confidential: orm.Mapped[LongText] = orm.mapped_column(default="")
    closed_at: orm.Mapped[datetime | None]
    receipt_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("receipt.id"), index=True)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    structure: orm.Mapped[Structure] = orm.relationship()
    animator: orm.Mapped[User] = orm.relationship()
    commune: orm.Mapped[Commune] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    receipt: orm.Mapped[Receipt | None] = orm.relationship()
    quarters: orm.Mapped[list[Perimeter]] = orm.relationship(
        secondary=workshop_perimeter, order_by="Perimeter.position"
    )
    colleges: orm.Mapped[list[WorkshopCollege]] = orm.relationship(
        cascade="all, delete-orphan", order_by="WorkshopCollege.college"
    )
    parts: orm.Mapped[list[Part]] = orm.relationship(
        back_populates="workshop", cascade="all, delete-orphan", order_by="Part.position"
    )
    items: orm.Mapped[list[Item]] = orm.relationship(
        back_populates="workshop", cascade="all, delete-orphan", order_by="(Item.position, Item.id)"
    )
    next_steps: orm.Mapped[list[NextStep]] = orm.relationship(
        cascade="all, delete-orphan", order_by="NextStep.position"
    )

    __table_args__ = (Index(None, "held_on"),)

    @property
    def attendance(self) -> int | None:
        """People present, as far as the best-filled count tells; None when nobody counted."""
        by_gender = [count for count in (self.women, self.men) if count is not None]
        bands = (self.under_18, self.from_18_to_25, self.from_26_to_64, self.over_64)
        by_age = [count for count in bands if count is not None]
        totals = [sum(counts) for counts in (by_gender, by_age) if counts]
        return max(totals, default=None)


class WorkshopCollege(Base):
    __tablename__ = "workshop_college"

    workshop_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True
    )
    college: orm.Mapped[College] = orm.mapped_column(primary_key=True)


class Part(Identified, Base):
    """A part of the agenda, with the minutes planned for it."""

    __tablename__ = "workshop_part"

    workshop_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )
    position: orm.Mapped[int]
    title: orm.Mapped[str]
    minutes: orm.Mapped[int | None]

    workshop: orm.Mapped[Workshop] = orm.relationship(back_populates="parts")


class Item(Identified, Created, Base):
    """One thing said. `client_key` is made by the device: the same item sent twice is one item."""

    __tablename__ = "workshop_item"

    workshop_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    part_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("workshop_part.id"))
    client_key: orm.Mapped[str]
    position: orm.Mapped[int]
    kind: orm.Mapped[ItemKind]
    text: orm.Mapped[LongText]
    college: orm.Mapped[College] = orm.mapped_column(default=College.RESIDENTS)
    intensity: orm.Mapped[Intensity] = orm.mapped_column(default=Intensity.MODERATE)
    dots: orm.Mapped[int] = orm.mapped_column(default=0)
    heard_from: orm.Mapped[int] = orm.mapped_column(default=1)
    confidential: orm.Mapped[bool] = orm.mapped_column(default=False)
    contribution_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("contribution.id"), unique=True
    )

    workshop: orm.Mapped[Workshop] = orm.relationship(back_populates="items")
    part: orm.Mapped[Part | None] = orm.relationship()
    contribution: orm.Mapped[Contribution | None] = orm.relationship()
    enjeux: orm.Mapped[list[Enjeu]] = orm.relationship(
        secondary=item_enjeu, order_by="Enjeu.position"
    )

    __table_args__ = (
        UniqueConstraint("workshop_id", "client_key"),
        CheckConstraint("heard_from >= 1", name="heard_from_someone"),
        CheckConstraint("dots >= 0", name="dots_are_counted"),
    )


class NextStep(Identified, Base):
    """Who (a service or a structure) will do what, by when."""

    __tablename__ = "workshop_next_step"

    workshop_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )
    position: orm.Mapped[int]
    what: orm.Mapped[LongText]
    who: orm.Mapped[str] = orm.mapped_column(default="")
    due_on: orm.Mapped[date | None]
