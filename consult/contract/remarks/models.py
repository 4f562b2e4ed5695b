"""Remarks on passages of a contract, the avis of institutions, and what was answered."""

from __future__ import annotations

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, orm

from consult.accounts.models import User
from consult.contract.models import Contract
from consult.contributions.models import Contribution, new_public_id
from consult.db import Base, Created, Identified, LongText


class RemarkKind(enum.Enum):
    """An opinion, another wording, or the avis that an institution gives as such."""

    OPINION = "opinion"
    CHANGE = "change"
    OFFICIAL = "official"


class AnswerKind(enum.Enum):
    RETAINED = "retained"
    ADAPTED = "adapted"
    REJECTED = "rejected"
    MERGED = "merged"
    ALREADY = "already"


class Remark(Identified, Created, Base):
    """Words on a passage, which keeps the text that was read: a later version takes nothing from it.

    The words of a resident or a partner are those of `contribution`, whose title is the name of the
    structure that speaks, if one does. Only the avis of an institution has its own `text`, with the
    name of that `body` and the day of the avis.

    `anchor` names the passage (see `consult.contract.documents.naming`) and is empty for an avis on
    the whole text; `heading` is that of its section as it was printed. `answer` is that of the last
    of `answers`, empty while it waits; `revision` grows with each, so that two editors never answer
    the same remark unknowingly.
    """

    __tablename__ = "remark"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id"))
    section_key: orm.Mapped[str] = orm.mapped_column(default="")
    anchor: orm.Mapped[str] = orm.mapped_column(sa.String(300), default="")
    heading: orm.Mapped[LongText] = orm.mapped_column(default="")
    quote: orm.Mapped[LongText] = orm.mapped_column(default="")
    kind: orm.Mapped[RemarkKind]
    contribution_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("contribution.id"), unique=True
    )
    text: orm.Mapped[LongText] = orm.mapped_column(default="")
    body: orm.Mapped[str] = orm.mapped_column(default="")
    given_on: orm.Mapped[date | None]
    answer: orm.Mapped[AnswerKind | None]
    revision: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    contract: orm.Mapped[Contract] = orm.relationship()
    contribution: orm.Mapped[Contribution | None] = orm.relationship()
    answers: orm.Mapped[list[RemarkAnswer]] = orm.relationship(
        back_populates="remark", cascade="all, delete-orphan", order_by="RemarkAnswer.id"
    )

    @property
    def words(self) -> str:
        return self.contribution.text if self.contribution else self.text

    @property
    def last(self) -> RemarkAnswer | None:
        """The answer that holds; the ones before stay told. None while it is read again."""
        return None if self.read_again else self.answers[-1] if self.answers else None

    @property
    def read_again(self) -> RemarkAnswer | None:
        """The last answer, when words it quoted were taken back since: nobody else reads it."""
        last = self.answers[-1] if self.answers else None
        return last if last and last.withheld_at else None

    __table_args__ = (
        CheckConstraint(
            "(contribution_id IS NULL) = (kind = 'official')", name="official_or_contribution"
        ),
        Index(None, "contract_id", "anchor"),
        Index(None, "contract_id", "section_key", "id"),
    )


class RemarkAnswer(Identified, Created, Base):
    """What the town makes of a remark, and why, in words that everyone reads; never rewritten.

    But for what it quoted of words that somebody took back, which is erased: since `withheld_at` the
    rest of the reason is for the team alone, and the remark waits for an answer again. `section_key`
    is the section that changed because of it, if one did. `batch` is shared by what was answered in
    one gesture.
    """

    __tablename__ = "remark_answer"

    remark_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("remark.id", ondelete="CASCADE"), index=True
    )
    kind: orm.Mapped[AnswerKind]
    reason: orm.Mapped[LongText]
    section_key: orm.Mapped[str] = orm.mapped_column(default="")
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    batch: orm.Mapped[str] = orm.mapped_column(index=True)
    withheld_at: orm.Mapped[datetime | None]

    remark: orm.Mapped[Remark] = orm.relationship(back_populates="answers")
    by: orm.Mapped[User] = orm.relationship()
