"""Reads of the sheets: what residents said, by channel and by quarter, and the commune's own words."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, Placement
from consult.contract.sheets.models import PrioritiesSheet
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.voices import by_voice, people_by, whole
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Citation, Statement
from consult.synthesis.queries import Wanted, words_under
from consult.territory.models import Perimeter


@dataclass(frozen=True)
class Spoken:
    """`people` by channel in the order of the channels, and in all; never for print as they are."""

    contributions: dict[Channel, int]
    people: dict[Channel, int]
    everybody: int


@dataclass(frozen=True)
class Said:
    """A statement of an enjeu and, by quarter, the people heard in its published words."""

    statement: Statement
    placed: bool
    quarters: tuple[tuple[str, int], ...]


def sheet_of(
    session: orm.Session, contract: Contract, *, lock: bool = False
) -> PrioritiesSheet | None:
    query = (
        sa.select(PrioritiesSheet)
        .where(PrioritiesSheet.contract_id == contract.id)
        .options(orm.joinedload(PrioritiesSheet.changed_by))
    )
    if lock:
        session.execute(sa.select(Contract.id).where(Contract.id == contract.id).with_for_update())
    return session.scalars(query).first()


def spoken_under(session: orm.Session, contract: Contract) -> Spoken:
    """Through which channels the published words of the contract came, sorted or not."""
    words = sa.select(Contribution).where(
        Contribution.vocabulary_id == contract.vocabulary_id,
        Contribution.status == Status.PUBLISHED,
    )
    return _spoken(session, words)


def spoken_of(session: orm.Session, enjeu: Enjeu, *, only_outside: bool) -> Spoken:
    """The same for the words sorted under `enjeu`, or for those of them that no statement cites."""
    chosen = words_under(enjeu, Wanted(only_outside=only_outside))
    return _spoken(session, sa.select(Contribution).where(*chosen))


def _spoken(session: orm.Session, words: sa.Select[Contribution]) -> Spoken:
    by_channel = people_by(words, [Contribution.channel])
    rows = {row[0]: row[1:] for row in session.execute(sa.select(by_channel))}
    voices = by_voice(words, [])
    everybody = session.scalar(sa.select(whole(sa.func.sum(voices.c.people)))) or 0
    return Spoken(
        {channel: rows.get(channel, (0, 0))[0] for channel in Channel},
        {channel: rows.get(channel, (0, 0))[1] for channel in Channel},
        everybody,
    )


def said_under(session: orm.Session, enjeu: Enjeu) -> list[Said]:
    """Statements of the enjeu, oldest first, those that stand in the contract before the others."""
    statements = list(
        session.scalars(
            sa.select(Statement).where(Statement.enjeu_id == enjeu.id).order_by(Statement.id)
        )
    )
    ids = [each.id for each in statements]
    placed = set(
        session.scalars(sa.select(Placement.statement_id).where(Placement.statement_id.in_(ids)))
    )
    cited = (
        sa.select(Contribution)
        .join(Citation, Citation.contribution_id == Contribution.id)
        .where(
            Citation.statement_id.in_(ids),
            Contribution.status == Status.PUBLISHED,
            Contribution.perimeter_id.is_not(None),
        )
    )
    heard = people_by(cited, [Citation.statement_id, Contribution.perimeter_id])
    query = (
        sa.select(heard.c.statement_id, Perimeter.name, heard.c.people)
        .join(Perimeter, Perimeter.id == heard.c.perimeter_id)
        .order_by(heard.c.statement_id, Perimeter.position, Perimeter.id)
    )
    quarters: dict[int, list[tuple[str, int]]] = {}
    for statement_id, name, people in session.execute(query):
        quarters.setdefault(statement_id, []).append((name, people))
    found = [Said(each, each.id in placed, tuple(quarters.get(each.id, ()))) for each in statements]
    return sorted(found, key=lambda said: not said.placed)
