"""The words of one part of a consultation, in a simpler French or in another language."""

from __future__ import annotations

from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.db import Base, Identified, LongText


class Wording(Identified, Base):
    """`part`: a path of `parts.parts_of`; `variant`: one of `variants.VARIANTS`.

    `french` is what the part said when this was written: it is to be read again once that changed.
    """

    __tablename__ = "wording"

    consultation_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("consultation.id", ondelete="CASCADE")
    )
    variant: orm.Mapped[str]
    part: orm.Mapped[str]
    text: orm.Mapped[LongText]
    french: orm.Mapped[LongText]

    __table_args__ = (UniqueConstraint("consultation_id", "variant", "part"),)
