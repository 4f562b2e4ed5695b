"""Decisions taken in one gesture on the members of a group: undone together too."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import ForeignKey, orm

from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified


class JointDecision(Identified, Created, Base):
    __tablename__ = "joint_decision"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)


class JointDecisionPart(Base):
    """One of its decisions, which stays a decision like any other."""

    __tablename__ = "joint_decision_part"

    decision_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    joint_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("joint_decision.id", ondelete="CASCADE"), index=True
    )


def has_parts() -> sa.ColumnElement[bool]:
    """Whether something of a joint decision is left."""
    return sa.exists().where(JointDecisionPart.joint_id == JointDecision.id)
