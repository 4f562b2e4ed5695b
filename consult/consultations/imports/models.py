"""A file of answers imported at once, and the row of it that each sheet comes from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, orm

from consult.accounts.models import User
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified, LongText


class AnswerBatch(Identified, Created, Base):
    """What one file brought to a consultation, from which tool, and by what right.

    `mapping` says what each column was taken for. `rows` counts the sheets made. With `with_codes` each
    of them has a code that a page prints; without, nobody knows its code. Nobody's name for an
    operator's command.

    A long file is written in several transactions: while `finished_at` is empty it is under way, or was
    interrupted. `file_digest`, keyed, recognises the same file with the same mapping, which goes on
    where it stopped.
    """

    __tablename__ = "answer_batch"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    file_name: orm.Mapped[str]
    tool: orm.Mapped[str] = orm.mapped_column(default="")
    described: orm.Mapped[LongText] = orm.mapped_column(default="")
    consent: orm.Mapped[LongText]
    mapping: orm.Mapped[dict[str, Any]]
    rows: orm.Mapped[int] = orm.mapped_column(default=0)
    with_codes: orm.Mapped[bool] = orm.mapped_column(default=False)
    by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    file_digest: orm.Mapped[str] = orm.mapped_column(String(64), default="")
    finished_at: orm.Mapped[datetime | None]
    withdrawn_at: orm.Mapped[datetime | None]

    consultation: orm.Mapped[Consultation] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()


class ImportedSheet(Base):
    """Which row of which file. `digest`, keyed, recognises the row when the file is imported again."""

    __tablename__ = "imported_sheet"

    sheet_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("answer_sheet.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    batch_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("answer_batch.id", ondelete="CASCADE"))
    row: orm.Mapped[int]
    external_id: orm.Mapped[str] = orm.mapped_column(default="")
    digest: orm.Mapped[str] = orm.mapped_column(String(64), unique=True)

    batch: orm.Mapped[AnswerBatch] = orm.relationship()
    sheet: orm.Mapped[AnswerSheet] = orm.relationship()

    __table_args__ = (Index(None, "batch_id", "row"),)
