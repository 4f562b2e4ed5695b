"""Cards that each open one sheet of answers."""

from __future__ import annotations

from sqlalchemy import ForeignKey, orm

from consult.consultations.models import Consultation
from consult.db import Base
from consult.doors.models import BatchColumns, CardColumns


class CardBatch(BatchColumns, Base):
    """Once it is stopped, answers sent before stay."""

    __tablename__ = "card_batch"

    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )

    consultation: orm.Mapped[Consultation] = orm.relationship()


class Card(CardColumns, Base):
    __tablename__ = "card"

    batch_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("card_batch.id", ondelete="CASCADE"), index=True
    )
