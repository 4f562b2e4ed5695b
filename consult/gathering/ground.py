"""The town whose words they are, and the contract they speak to."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.operations import Place
from consult.contributions.written import place_names, read_written_place
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import living
from consult.territory.models import Commune, Perimeter


@dataclass
class Ground:
    """`names` finds a quarter by its key, its name or one of its other spellings, folded."""

    vocabulary: Vocabulary
    commune: Commune
    names: dict[str, Perimeter] = field(default_factory=dict)

    def place(self, written: str) -> Place | None:
        """None for a quarter that this town does not have."""
        return read_written_place(written, self.names)

    def quarters(self) -> list[str]:
        return sorted({each.name for each in self.names.values()})


def find_ground(session: orm.Session, contract: str, town: str) -> Ground | None:
    """For contract `contract` (its key); None when it is not here, or no commune is.

    A volet's vocabulary bears the key of its commune; for another contract it is the commune `town`.
    """
    vocabulary = session.scalars(sa.select(Vocabulary).where(Vocabulary.key == contract)).first()
    own_first = sa.case((Commune.key == contract, 0), else_=1)
    asked = sa.or_(Commune.key == contract, Commune.name == town)
    commune = session.scalars(
        sa.select(Commune).where(asked).order_by(own_first, Commune.id)
    ).first()
    if vocabulary is None or commune is None:
        return None
    return Ground(vocabulary, commune, place_names(commune))


def ground_of_town(session: orm.Session, town: str) -> Ground | None:
    """The commune named `town` with its own contract, or else the first one there is."""
    commune = session.scalars(
        sa.select(Commune).where(Commune.name == town).order_by(Commune.id)
    ).first()
    own_first = sa.case((Vocabulary.key == (commune.key if commune else ""), 0), else_=1)
    query = sa.select(Vocabulary.key).where(*living).order_by(own_first, Vocabulary.id).limit(1)
    key = session.scalar(query)
    return find_ground(session, key, town) if key else None
