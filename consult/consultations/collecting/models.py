"""Rounds of collecting, the copies that they printed, and the sheets that came of them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.accounts.models import User
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.models import Channel, new_public_id
from consult.db import Base, Created, Identified, LongText


class Round(Identified, Created, Base):
    """One occasion of gathering. `number` counts from 1 in its consultation; it is printed on paper.

    `label` names who gathers and where, never a volunteer. Of paper: `copies` were printed, numbered
    from 1; `hand_in` says where residents bring them; `filled_on` is the last day that they were
    filled, known when they come back. `link_serial` is that of the link given to volunteers, 0 before
    the first one: a new link ends the one before. It works until `link_until`, None once withdrawn.
    """

    __tablename__ = "collecting_round"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE")
    )
    number: orm.Mapped[int]
    channel: orm.Mapped[Channel]
    label: orm.Mapped[str]
    hand_in: orm.Mapped[str] = orm.mapped_column(default="")
    filled_on: orm.Mapped[date | None]
    copies: orm.Mapped[int] = orm.mapped_column(default=0)
    link_serial: orm.Mapped[int] = orm.mapped_column(default=0)
    link_until: orm.Mapped[datetime | None]
    stopped_at: orm.Mapped[datetime | None]
    by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    consultation: orm.Mapped[Consultation] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("consultation_id", "number"),)

    @property
    def is_paper(self) -> bool:
        return self.channel is Channel.PAPER


class PrintedCopy(Identified, Base):
    """Recognises the code of a copy before its sheet is typed. `digest` is that of its receipt's code."""

    __tablename__ = "printed_copy"

    round_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("collecting_round.id", ondelete="CASCADE"), index=True
    )
    digest: orm.Mapped[str] = orm.mapped_column(unique=True)

    round: orm.Mapped[Round] = orm.relationship()


class CollectedSheet(Base):
    """Where a sheet of answers comes from. `copy`: the number printed on it, if it was printed here.

    `illegible`: keys of the questions that could not be read, between blanks. `handed_at`: when an
    interview's receipt was handed over; from then on its addresses tell nothing.
    """

    __tablename__ = "collected_sheet"

    sheet_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("answer_sheet.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    round_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("collecting_round.id", ondelete="CASCADE")
    )
    copy: orm.Mapped[int | None]
    illegible: orm.Mapped[LongText] = orm.mapped_column(default="")
    handed_at: orm.Mapped[datetime | None]
    by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    sheet: orm.Mapped[AnswerSheet] = orm.relationship()
    round: orm.Mapped[Round] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("round_id", "copy"),)
