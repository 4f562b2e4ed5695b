"""Cards that each open one sheet of answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, orm

from consult.consultations.models import Consultation
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified


class CardBatch(Identified, Created, Base):
    """`number` cards printed together. `label` says for whom (« Accueil du centre social »).

    Codes are derived from `public_id` and the card's number with the site's receipt key, so that a
    batch can be printed again; only their digests are stored. Once stopped, no card of it opens a
    sheet; answers sent before stay.
    """

    __tablename__ = "card_batch"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE"), index=True
    )
    label: orm.Mapped[str]
    number: orm.Mapped[int]
    stopped_at: orm.Mapped[datetime | None]

    consultation: orm.Mapped[Consultation] = orm.relationship()


class Card(Identified, Base):
    """Recognises a code that is typed. Nothing here says whether it was used."""

    __tablename__ = "card"

    batch_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("card_batch.id", ondelete="CASCADE"), index=True
    )
    digest: orm.Mapped[str] = orm.mapped_column(unique=True)

    batch: orm.Mapped[CardBatch] = orm.relationship()
