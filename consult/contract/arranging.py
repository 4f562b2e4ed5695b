"""Adding, moving and removing parts of a contract's text. Nothing here commits.

As for editing, the caller holds the contract's row, and each change leaves a line of history.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.axes import LINKS
from consult.contract.editing import last_position, remember
from consult.contract.models import Action, ActionKind, Contract, Objective, Section, SectionKind
from consult.contract.parts import Part, Row, path_of
from consult.contract.restoring import ROW, row_of
from consult.contract.version_models import EditKind
from consult.enjeux.models import Ambition, Enjeu
from consult.reference_rows import references

Direction = Literal["up", "down"]
# Sections that the town adds and takes away; the others hold the tables of an enjeu.
FREE = frozenset({SectionKind.PROSE, SectionKind.ANNEX})
KEY_WORDS = 6
# Rows that leave with the part by themselves: axes it serves, computations of groups.
LEAVE_WITH_IT = frozenset({link.name for link in LINKS.values()} | {"topic_run"})


class InUseError(Exception):
    """Something refers to the part: `uses` counts the rows of each table."""

    def __init__(self, uses: dict[str, int]) -> None:
        super().__init__(str(uses))
        self.uses = uses


def add_section(
    session: orm.Session, after: Section, *, title: str, level: int, number: str, by: User
) -> Part:
    """A section of prose, just after another one."""
    contract = after.contract
    session.execute(
        sa.update(Section)
        .where(Section.contract_id == contract.id, Section.position > after.position)
        .values(position=Section.position + 1)
    )
    section = Section(
        contract_id=contract.id,
        key=_free_key(session, title, Section, Section.contract_id == contract.id),
        position=after.position + 1,
        level=level,
        number=number,
        title=title,
        kind=SectionKind.PROSE,
    )
    return _added(session, contract, section, by)


def add_ambition(
    session: orm.Session, contract: Contract, enjeu: Enjeu, *, title: str, by: User
) -> Part:
    mine = Ambition.enjeu_id == enjeu.id
    ambition = Ambition(
        enjeu=enjeu,
        **_at_the_end(session, title, Ambition, mine),
        title=title,
    )
    return _added(session, contract, ambition, by)


def add_objective(
    session: orm.Session, contract: Contract, ambition: Ambition, *, text: str, by: User
) -> Part:
    mine = Objective.ambition_id == ambition.id
    objective = Objective(
        ambition=ambition,
        **_at_the_end(session, text, Objective, mine),
        text=text,
    )
    return _added(session, contract, objective, by)


def add_action(
    session: orm.Session,
    contract: Contract,
    ambition: Ambition,
    objective: Objective | None,
    kind: ActionKind,
    *,
    text: str,
    by: User,
) -> Part:
    mine = Action.ambition_id == ambition.id
    action = Action(
        ambition=ambition,
        objective=objective,
        kind=kind,
        **_at_the_end(session, text, Action, mine),
        text=text,
    )
    return _added(session, contract, action, by)


def can_remove(part: Part) -> bool:
    """Enjeux are the vocabulary that words are sorted with, and some sections hold their tables."""
    if isinstance(part.row, Section):
        return part.row.kind in FREE
    return not isinstance(part.row, Enjeu)


def remove(session: orm.Session, part: Part, *, by: User) -> None:
    """Raises InUseError when something refers to it, ValueError for what cannot leave at all."""
    if not can_remove(part):
        raise ValueError(part.path)
    row = part.row
    table = row.metadata.tables[row.__tablename__]
    uses = references(session, table, [row.id], besides=LEAVE_WITH_IT).get(row.id)
    if uses:
        raise InUseError(uses)
    before = {**part.values, ROW: row_of(row)}
    remember(session, part, EditKind.REMOVE, part.name, before, {}, by=by)
    session.delete(row)
    session.flush()


def move(session: orm.Session, part: Part, direction: Direction, *, by: User) -> int:
    """One place up or down among its like: its new place, from 1; 0 at the end of the row."""
    rows = _siblings(session, part)
    places = [each.position for each in rows]
    index = next(n for n, each in enumerate(rows) if each.id == part.row.id)
    other = index - 1 if direction == "up" else index + 1
    if not 0 <= other < len(rows):
        return 0
    order = [each for each in rows if each.id != part.row.id]
    order.insert(other, rows[index])
    # Places may be equal after an import: they are given again, in order.
    places = sorted(places) if len(set(places)) == len(places) else list(range(len(rows)))
    for row, place in zip(order, places, strict=True):
        row.position = place
    remember(
        session,
        part,
        EditKind.MOVE,
        part.name,
        {"place": str(index + 1)},
        {"place": str(other + 1)},
        by=by,
    )
    return other + 1


def _siblings(session: orm.Session, part: Part) -> Sequence[Any]:
    row: Row = part.row
    query: sa.Select[Any]
    match row:
        case Section():
            query = sa.select(Section).where(Section.contract_id == row.contract_id)
            order: Any = Section.position
        case Enjeu():
            query = sa.select(Enjeu).where(Enjeu.id == row.id)
            order = Enjeu.position
        case Ambition():
            query = sa.select(Ambition).where(Ambition.enjeu_id == row.enjeu_id)
            order = Ambition.position
        case Objective():
            query = sa.select(Objective).where(Objective.ambition_id == row.ambition_id)
            order = Objective.position
        case Action():
            query = sa.select(Action).where(
                Action.ambition_id == row.ambition_id,
                Action.objective_id.is_not_distinct_from(row.objective_id),
                Action.kind == row.kind,
            )
            order = Action.position
    return session.scalars(query.order_by(order)).all()


def _added(session: orm.Session, contract: Contract, row: Row, by: User) -> Part:
    session.add(row)
    session.flush()
    part = Part(path_of(row), row, contract)
    remember(session, part, EditKind.ADD, part.name, {}, dict(part.values), by=by)
    return part


def _at_the_end(
    session: orm.Session, text: str, table: type[Any], mine: sa.ColumnElement[bool]
) -> dict[str, Any]:
    """The key and the position of a new row after those that are `mine`."""
    return {
        "key": _free_key(session, text, table, mine),
        "position": last_position(session, table, mine) + 1,
    }


def _free_key(
    session: orm.Session, text: str, table: type[Any], *conditions: sa.ColumnElement[bool]
) -> str:
    """The first words of the text, as a key that nothing bears yet there."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain)[:KEY_WORDS])[:60].strip("-") or "ajout"
    taken = set(session.scalars(sa.select(table.key).where(*conditions)))
    number = 1
    key = stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
