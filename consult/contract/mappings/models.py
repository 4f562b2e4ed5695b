"""Lines between two vocabularies."""

from __future__ import annotations

import enum

from sqlalchemy import ForeignKey, orm

from consult.db import Base, Identified, LongText
from consult.enjeux.models import Ambition, Enjeu


class MappingKind(enum.Enum):
    """What the left side is to the right one."""

    EQUAL = "equal"
    PART_OF = "part_of"
    CONTAINS = "contains"
    OVERLAPS = "overlaps"


class EnjeuMapping(Identified, Base):
    """An enjeu, or one of its ambitions, and what answers it in another contract's vocabulary.

    Each side always has its enjeu; with an ambition, it is of that enjeu. Between two vocabularies
    every line goes the same way: `consult.contract.mappings.queries` reads them both ways.
    """

    __tablename__ = "enjeu_mapping"

    from_enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    from_ambition_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("ambition.id"), index=True
    )
    to_enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    to_ambition_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("ambition.id"), index=True
    )
    kind: orm.Mapped[MappingKind]
    note: orm.Mapped[LongText] = orm.mapped_column(default="")

    from_enjeu: orm.Mapped[Enjeu] = orm.relationship(foreign_keys=[from_enjeu_id])
    from_ambition: orm.Mapped[Ambition | None] = orm.relationship(foreign_keys=[from_ambition_id])
    to_enjeu: orm.Mapped[Enjeu] = orm.relationship(foreign_keys=[to_enjeu_id])
    to_ambition: orm.Mapped[Ambition | None] = orm.relationship(foreign_keys=[to_ambition_id])
