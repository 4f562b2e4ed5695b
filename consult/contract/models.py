"""The contract: its sections, its tables, and the resident-born sentences placed in them."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, event, orm, true

from consult.accounts.models import User
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified, LongText
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.synthesis.models import Statement
from consult.territory.models import Commune, Indicator


class ContractKind(enum.Enum):
    FRAMEWORK = "framework"
    VOLET = "volet"


class ContractState(enum.Enum):
    """How far the text is on its way to the council's vote."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    AMENDMENTS = "amendments"
    ADOPTED = "adopted"


class SectionKind(enum.Enum):
    PROSE = "prose"
    ENJEU = "enjeu"
    DIAGNOSTIC = "diagnostic"
    COMPLEMENTS = "complements"
    PLAN = "plan"
    ANNEX = "annex"


class GapKind(enum.Enum):
    """How the « Écart » column is computed from the reference column."""

    POINTS = "points"
    RATIO = "ratio"
    SHARE = "share"
    NONE = "none"


class ActionKind(enum.Enum):
    PISTE = "piste"
    EXISTING = "existing"


class ActionState(enum.Enum):
    """What became of an action; one without any event is not decided yet."""

    RETAINED = "retained"
    STARTED = "started"
    DONE = "done"
    POSTPONED = "postponed"
    DROPPED = "dropped"


class PlacementKind(enum.Enum):
    COMPLEMENT = "complement"
    OBJECTIVE = "objective"
    PISTE = "piste"


class Contract(Identified, Base):
    """A framework document or a volet communal, which refers to its framework as `parent`."""

    __tablename__ = "contract"

    slug: orm.Mapped[str] = orm.mapped_column(unique=True)
    kind: orm.Mapped[ContractKind]
    parent_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("contract.id"))
    commune_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("commune.id"))
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"), unique=True)
    title: orm.Mapped[str]
    subtitle: orm.Mapped[str] = orm.mapped_column(default="")
    starts: orm.Mapped[int]
    ends: orm.Mapped[int]
    adopted_on: orm.Mapped[date | None]
    source: orm.Mapped[str] = orm.mapped_column(default="")
    state: orm.Mapped[ContractState] = orm.mapped_column(default=ContractState.DRAFT)
    # Readers' remarks are received between these, while the text is at a stage that receives them.
    remarks_from: orm.Mapped[datetime | None]
    remarks_until: orm.Mapped[datetime | None]
    # Another territory's contract, imported to compare its vocabulary, is not in the public list.
    listed: orm.Mapped[bool] = orm.mapped_column(default=True, server_default=true())

    parent: orm.Mapped[Contract | None] = orm.relationship(remote_side="Contract.id")
    commune: orm.Mapped[Commune | None] = orm.relationship()
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    sections: orm.Mapped[list[Section]] = orm.relationship(
        back_populates="contract", cascade="all, delete-orphan", order_by="Section.position"
    )
    rows: orm.Mapped[list[IndicatorRow]] = orm.relationship(
        cascade="all, delete-orphan", order_by="IndicatorRow.position"
    )


class Section(Identified, Base):
    """A heading of the document and its Markdown text, in the printed order.

    `number` is what is printed (the source numbers two sections 2.4): never a key.
    """

    __tablename__ = "section"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    level: orm.Mapped[int]
    number: orm.Mapped[str] = orm.mapped_column(default="")
    title: orm.Mapped[LongText]
    kind: orm.Mapped[SectionKind]
    enjeu_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("enjeu.id"))
    body: orm.Mapped[LongText] = orm.mapped_column(default="")

    contract: orm.Mapped[Contract] = orm.relationship(back_populates="sections")
    enjeu: orm.Mapped[Enjeu | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("contract_id", "key"),)


class Objective(Identified, Base):
    """« Objectif opérationnel »; `priority` marks those chosen locally."""

    __tablename__ = "objective"

    ambition_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("ambition.id", ondelete="CASCADE"))
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    text: orm.Mapped[LongText]
    priority: orm.Mapped[bool] = orm.mapped_column(default=False)

    ambition: orm.Mapped[Ambition] = orm.relationship()

    __table_args__ = (UniqueConstraint("ambition_id", "key"),)


class Action(Identified, Base):
    """A piste d'action or an action existante, under an objective or directly under an ambition.

    One that is `born` comes from a sentence of residents and not from the contract's file: a new
    import leaves it as it is, and it is printed after the others.
    """

    __tablename__ = "action"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    ambition_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("ambition.id", ondelete="CASCADE"))
    objective_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("objective.id", ondelete="CASCADE"), index=True
    )
    kind: orm.Mapped[ActionKind]
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    text: orm.Mapped[LongText]
    born: orm.Mapped[bool] = orm.mapped_column(default=False)

    ambition: orm.Mapped[Ambition] = orm.relationship()
    objective: orm.Mapped[Objective | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("ambition_id", "key"),)


class ActionEvent(Identified, Created, Base):
    """On that day the action came to this state; `note` is what everyone reads about it."""

    __tablename__ = "action_event"

    action_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("action.id", ondelete="CASCADE"))
    state: orm.Mapped[ActionState]
    on: orm.Mapped[date] = orm.mapped_column("happened_on")
    note: orm.Mapped[LongText] = orm.mapped_column(default="")
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    action: orm.Mapped[Action] = orm.relationship()
    by: orm.Mapped[User] = orm.relationship()

    __table_args__ = (Index(None, "action_id", "happened_on", "id"),)


class IndicatorRow(Identified, Base):
    """A row of an enjeu's table MEL | QPV | Écart."""

    __tablename__ = "indicator_row"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"))
    indicator_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("indicator.id"))
    position: orm.Mapped[int]
    gap: orm.Mapped[GapKind]
    reference: orm.Mapped[str]
    sources: orm.Mapped[LongText] = orm.mapped_column(default="")

    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    indicator: orm.Mapped[Indicator] = orm.relationship()

    __table_args__ = (UniqueConstraint("contract_id", "indicator_id"),)


class Placement(Identified, Created, Base):
    """One of the places where a statement stands in a contract.

    A complement is a new paragraph of the enjeu's « Compléments issus des échanges ». A piste stands
    under an ambition, or one of its objectives; with `action_id` it supports an action already there.
    « objective » supports an objective already there. A statement stands in several places, but
    once at most in each: `target` spells the place out so that the database itself can tell.
    """

    __tablename__ = "placement"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id"), index=True)
    statement_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("statement.id", ondelete="CASCADE")
    )
    kind: orm.Mapped[PlacementKind]
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"))
    ambition_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("ambition.id"))
    objective_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("objective.id"), index=True)
    action_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("action.id"), index=True)
    target: orm.Mapped[str]
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    contract: orm.Mapped[Contract] = orm.relationship()
    statement: orm.Mapped[Statement] = orm.relationship()
    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    ambition: orm.Mapped[Ambition | None] = orm.relationship()
    objective: orm.Mapped[Objective | None] = orm.relationship()
    action: orm.Mapped[Action | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("statement_id", "target"),)


def spelled(
    kind: PlacementKind,
    ambition_id: int | None,
    objective_id: int | None,
    action_id: int | None,
) -> str:
    """The exact place: « complement », « piste:3:7 », « objective:7 » or « action:12 »."""
    if kind is PlacementKind.COMPLEMENT:
        return str(kind.value)
    if action_id is not None:
        return f"action:{action_id}"
    if kind is PlacementKind.OBJECTIVE:
        return f"objective:{objective_id}"
    return f"piste:{ambition_id}:{objective_id or 0}"


@event.listens_for(Placement, "before_insert")
@event.listens_for(Placement, "before_update")
def _spell(_mapper: Any, _connection: Any, row: Placement) -> None:
    row.target = spelled(row.kind, row.ambition_id, row.objective_id, row.action_id)


class PlacementAncestor(Created, Base):
    """The public address of a place that was united with another: it leads there for ever."""

    __tablename__ = "placement_ancestor"

    public_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    placement_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("placement.id", ondelete="CASCADE"), index=True
    )

    placement: orm.Mapped[Placement] = orm.relationship()
