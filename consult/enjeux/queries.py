"""Reading a contract's vocabulary."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.territory.models import Commune, Epci

# Conditions on Vocabulary, added by the contract: which ones the town may be working on.
living: list[sa.ColumnElement[bool]] = []


def vocabulary(session: orm.Session, vocabulary_id: int) -> Vocabulary:
    """With its enjeux and their ambitions, in three queries."""
    return session.scalars(_complete().where(Vocabulary.id == vocabulary_id)).one()


def vocabulary_of(session: orm.Session, key: str) -> Vocabulary | None:
    """The same, by the contract's slug."""
    return session.scalars(_complete().where(Vocabulary.key == key)).first()


def vocabularies(session: orm.Session) -> list[Vocabulary]:
    return list(session.scalars(sa.select(Vocabulary).order_by(Vocabulary.id)))


def contracts(session: orm.Session, town: str) -> dict[str, str]:
    """Key and name of each contract that the town may be working on; that of the commune `town` first.

    Told by the name of the commune or of the metropolis whose key its vocabulary bears.
    """
    name = sa.func.coalesce(Commune.name, Epci.name, Vocabulary.key)
    query = (
        sa.select(Vocabulary.key, name)
        .outerjoin(Commune, Commune.key == Vocabulary.key)
        .outerjoin(Epci, Epci.key == Vocabulary.key)
        .where(*living)
        .order_by(sa.case((Commune.name == town, 0), else_=1), Vocabulary.id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def ambition_key(ambition: Ambition) -> str:
    """« education.parentalite »: unique in the whole vocabulary, as the suggester wants it."""
    prefix = f"{ambition.enjeu.key}."
    return ambition.key if ambition.key.startswith(prefix) else prefix + ambition.key


def _complete() -> sa.Select[Vocabulary]:
    return sa.select(Vocabulary).options(
        orm.selectinload(Vocabulary.enjeux).selectinload(Enjeu.ambitions)
    )
