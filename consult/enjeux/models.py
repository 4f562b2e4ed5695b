"""A contract's vocabulary: its enjeux and their ambitions. Data of a contract, never code."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, orm

from consult.db import Base, Created, Identified, LongText


class Vocabulary(Identified, Base):
    """The words one contract tags with; it bears the contract's slug."""

    __tablename__ = "vocabulary"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)

    enjeux: orm.Mapped[list[Enjeu]] = orm.relationship(
        back_populates="vocabulary", cascade="all, delete-orphan", order_by="Enjeu.position"
    )
    axes: orm.Mapped[list[TransversalAxis]] = orm.relationship(
        back_populates="vocabulary",
        cascade="all, delete-orphan",
        order_by="TransversalAxis.position",
    )


class TransversalAxis(Identified, Base):
    """A principle that crosses every enjeu of the contract (equality of women and men…)."""

    __tablename__ = "transversal_axis"

    vocabulary_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("vocabulary.id", ondelete="CASCADE")
    )
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    title: orm.Mapped[LongText]
    short_title: orm.Mapped[str]
    scope: orm.Mapped[LongText] = orm.mapped_column(default="")

    vocabulary: orm.Mapped[Vocabulary] = orm.relationship(back_populates="axes")

    __table_args__ = (UniqueConstraint("vocabulary_id", "key"),)


class Enjeu(Identified, Base):
    """A stake of the contract. `key` is stable; `title` is this contract's own official wording."""

    __tablename__ = "enjeu"

    vocabulary_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("vocabulary.id", ondelete="CASCADE")
    )
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    title: orm.Mapped[LongText]
    short_title: orm.Mapped[str]
    scope: orm.Mapped[LongText] = orm.mapped_column(default="")
    icon: orm.Mapped[str]
    hue: orm.Mapped[int]
    intro: orm.Mapped[LongText] = orm.mapped_column(default="")

    vocabulary: orm.Mapped[Vocabulary] = orm.relationship(back_populates="enjeux")
    ambitions: orm.Mapped[list[Ambition]] = orm.relationship(
        back_populates="enjeu", cascade="all, delete-orphan", order_by="Ambition.position"
    )
    partners: orm.Mapped[list[Partner]] = orm.relationship(
        cascade="all, delete-orphan", order_by="Partner.position"
    )

    __table_args__ = (UniqueConstraint("vocabulary_id", "key"),)


class Ambition(Identified, Base):
    """What an enjeu aims at; `horizon` is a year or unknown, `scale` « mel », « qpv » or empty."""

    __tablename__ = "ambition"

    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id", ondelete="CASCADE"))
    key: orm.Mapped[str]
    position: orm.Mapped[int]
    title: orm.Mapped[LongText]
    scale: orm.Mapped[str] = orm.mapped_column(default="")
    horizon: orm.Mapped[int | None]
    note: orm.Mapped[LongText] = orm.mapped_column(default="")

    enjeu: orm.Mapped[Enjeu] = orm.relationship(back_populates="ambitions")

    __table_args__ = (UniqueConstraint("enjeu_id", "key"),)


class Partner(Identified, Base):
    """A line of the heading of an enjeu's table: who acts with the town."""

    __tablename__ = "partner"

    enjeu_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("enjeu.id", ondelete="CASCADE"), index=True
    )
    position: orm.Mapped[int]
    label: orm.Mapped[str]
    text: orm.Mapped[LongText]


class TrainedModel(Identified, Created, Base):
    """A model the town trained from its own sorting; the last of a vocabulary is the one in use.

    The file is in the data folder (see `consult.enjeux.trained`); `version` is a digest of its
    content, and `about` what it was trained on and how well it did.
    """

    __tablename__ = "trained_model"

    vocabulary_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("vocabulary.id", ondelete="CASCADE")
    )
    number: orm.Mapped[int]
    version: orm.Mapped[str]
    about: orm.Mapped[dict[str, Any]]

    __table_args__ = (UniqueConstraint("vocabulary_id", "number"),)
