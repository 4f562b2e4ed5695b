"""What every part of the demonstration needs at hand while it is loaded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.models import Contract
from consult.contributions.models import Contribution
from consult.contributions.operations import Place
from consult.enjeux.models import Ambition, Enjeu
from consult.territory.models import Commune, Perimeter, PlaceScope

SLUG = "armentieres"


@dataclass
class Town:
    """Armentières as imported, its demonstration team, and the contributions loaded so far by key."""

    session: orm.Session
    now: datetime
    contract: Contract
    commune: Commune
    perimeters: dict[str, Perimeter]
    enjeux: dict[str, Enjeu]
    team: dict[str, User]
    said: dict[str, Contribution] = field(default_factory=dict)

    def place(self, given: str) -> Place:
        """A perimeter's key, or one of the broader answers."""
        if given in self.perimeters:
            return Place(PlaceScope.PERIMETER, self.perimeters[given])
        return Place(PlaceScope(given))

    def ambition(self, key: str) -> Ambition:
        found = (a for enjeu in self.enjeux.values() for a in enjeu.ambitions if a.key == key)
        return next(found)


def find_town(session: orm.Session, team: dict[str, User], now: datetime) -> Town:
    """Raises NoResultFound when the contract was not imported."""
    contract = session.scalars(sa.select(Contract).where(Contract.slug == SLUG)).one()
    if contract.commune is None:
        raise LookupError("a volet belongs to a commune")
    return Town(
        session=session,
        now=now,
        contract=contract,
        commune=contract.commune,
        perimeters={each.key: each for each in contract.commune.perimeters},
        enjeux={each.key: each for each in contract.vocabulary.enjeux},
        team=team,
    )
