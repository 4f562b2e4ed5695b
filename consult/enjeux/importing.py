"""What the files of consultations and campaigns say alike: the contract they serve, the commune.

The vocabulary bears the contract's slug, so that features below the contract can name it.
"""

from __future__ import annotations

from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy import orm

from consult.db import Base
from consult.enjeux.models import Vocabulary
from consult.reading import Faults, Where
from consult.reference_rows import references, told_references
from consult.territory.models import Commune

Ground = dict[str, Vocabulary | Commune]
# The columns of the rows, and the keys of the file that give them.
KEYS = {"vocabulary": "contract", "commune": "commune"}


class Entry(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def contract(self) -> str: ...
    @property
    def commune(self) -> str: ...


class Row(Protocol):
    """A consultation or a campaign."""

    id: Any
    is_demo: Any
    __tablename__: str


def find_ground(session: orm.Session, entry: Entry, faults: Faults, where: Where) -> Ground | None:
    """The values of `vocabulary` and `commune`; None, with a fault, when one is not here."""
    vocabulary = session.scalars(
        sa.select(Vocabulary).where(Vocabulary.key == entry.contract)
    ).first()
    commune = session.scalars(sa.select(Commune).where(Commune.key == entry.commune)).first()
    if vocabulary is None:
        faults.add(
            (*where, "contract"),
            f"the contract « {entry.contract} » is not here: run « consult contract import » first.",
        )
    if commune is None:
        faults.add(
            (*where, "commune"),
            f"the commune « {entry.commune} » is not here: run « consult territory import » first.",
        )
    if vocabulary is None or commune is None:
        return None
    return {"vocabulary": vocabulary, "commune": commune}


def check_ground(
    session: orm.Session,
    row: Row,
    ground: Ground,
    faults: Faults,
    where: Where,
    *,
    besides: frozenset[str] = frozenset(),
) -> None:
    """What residents said in `row` was said of one town: it does not move to another.

    `besides` are the tables that the file itself describes. A row of the demonstration is refused:
    it goes when the demonstration is removed, with all that was said in it.
    """
    if row.is_demo:
        faults.add(
            (*where, "slug"),
            "this slug is taken by the demonstration: choose another one, or run "
            "« consult demo remove » first.",
        )
    table = Base.metadata.tables[row.__tablename__]
    used = references(session, table, [row.id], besides=besides)
    if not used:
        return
    for column, key in KEYS.items():
        if getattr(row, column) is not ground[column]:
            faults.add(
                (*where, key),
                f"« {key} » can no longer change, for residents already took part: "
                f"{told_references(used[row.id])}. Put it back.",
            )
