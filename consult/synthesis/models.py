"""Statements: what several residents say, each citing the contributions it comes from."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.contributions.models import Contribution, new_public_id
from consult.db import Base, Created, Identified, LongText
from consult.enjeux.models import Ambition, Enjeu


class Statement(Identified, Created, Base):
    """A sentence of the town that invents nothing: without a citation it cannot go further."""

    __tablename__ = "statement"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    ambition_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("ambition.id"))
    # The group of contributions it was written from; see `consult.synthesis.topics`.
    topic_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("topic.id"), index=True)
    text: orm.Mapped[LongText]
    revision: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    ambition: orm.Mapped[Ambition | None] = orm.relationship()
    citations: orm.Mapped[list[Citation]] = orm.relationship(
        back_populates="statement", cascade="all, delete-orphan", order_by="Citation.id"
    )


class StatementAncestor(Identified, Created, Base):
    """A statement that was merged into another: its address leads there, its text is kept.

    The citations that came with it know it (`Citation.came_with_id`), so that what was merged can
    be taken apart again.
    """

    __tablename__ = "statement_ancestor"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True)
    statement_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("statement.id", ondelete="CASCADE"), index=True
    )
    text: orm.Mapped[LongText]

    statement: orm.Mapped[Statement] = orm.relationship()


class Citation(Identified, Created, Base):
    """`came_with_id`: the merged statement that brought it, if one did."""

    __tablename__ = "citation"

    statement_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("statement.id", ondelete="CASCADE")
    )
    contribution_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contribution.id"))
    came_with_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("statement_ancestor.id", ondelete="SET NULL"), index=True
    )

    statement: orm.Mapped[Statement] = orm.relationship(back_populates="citations")
    contribution: orm.Mapped[Contribution] = orm.relationship()

    __table_args__ = (
        UniqueConstraint("statement_id", "contribution_id"),
        Index(None, "contribution_id"),
    )
