"""Putting back a part that was removed: nothing is asked before a removal, since it can be undone.

The line of history of a removal holds the part's words and, under ROW, where it stood. What left with
it by itself (axes that it served) does not come back. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract import parts
from consult.contract.editing import apply, remember
from consult.contract.models import Action, ActionKind, Contract, Objective, Section, SectionKind
from consult.contract.parts import Part, Row
from consult.contract.version_models import Edit, EditKind
from consult.enjeux.models import Ambition, Enjeu

# Not told to readers of the history: what a form does not have.
ROW: Final = "_row"


class NoPlaceError(Exception):
    """The part is there again, or what it stood under has left."""


def row_of(row: Row) -> dict[str, Any]:
    """What a removal must remember beside the words."""
    told: dict[str, Any] = {"position": row.position}
    if isinstance(row, Section):
        told |= {"level": row.level, "kind": row.kind.value}
    return told


def can_put_back(session: orm.Session, contract: Contract, edit: Edit) -> bool:
    return (
        edit.kind is EditKind.REMOVE
        and edit.contract_id == contract.id
        and ROW in edit.before
        and parts.find(session, contract, edit.part) is None
        and _parent(session, contract, edit.part) is not None
    )


def that_can_be_put_back(
    session: orm.Session, contract: Contract, edits: Iterable[Edit]
) -> frozenset[int]:
    """Ids, of the last removal of each part only: an older one may say other words."""
    found: dict[str, int] = {}
    for edit in sorted(edits, key=lambda each: each.id):
        if edit.kind is EditKind.REMOVE:
            found[edit.part] = edit.id
    kept = [each for each in edits if each.id in found.values()]
    return frozenset(each.id for each in kept if can_put_back(session, contract, each))


def put_back(session: orm.Session, contract: Contract, edit: Edit, *, by: User) -> Part:
    """At its place and under its key. Raises NoPlaceError when it cannot be."""
    if not can_put_back(session, contract, edit):
        raise NoPlaceError
    told, words = edit.before[ROW], {k: v for k, v in edit.before.items() if k != ROW}
    row = _made(contract, _parent(session, contract, edit.part), edit.part, told)
    _make_room(session, row)
    if isinstance(row, Action) and words["objective"] not in _objectives(session, row):
        words["objective"] = ""
    session.add(row)
    session.flush()
    apply(session, row, words)
    # Under an objective an action comes last, when it is put there: here it comes where it was.
    row.position = told["position"]
    session.flush()
    part = Part(edit.part, row, contract)
    remember(session, part, EditKind.ADD, part.name, {}, dict(part.values), by=by)
    return part


def _parent(
    session: orm.Session, contract: Contract, path: str
) -> Contract | Enjeu | Ambition | None:
    kind, *keys = path.split("/")
    if kind == "section":
        return contract
    above = "enjeu" if kind == "ambition" else "ambition"
    found = parts.find(session, contract, "/".join([above, *keys[:-1]]))
    if found is None:
        return None
    assert isinstance(found.row, Enjeu | Ambition)
    return found.row


def _made(
    contract: Contract, parent: Contract | Enjeu | Ambition | None, path: str, told: dict[str, Any]
) -> Row:
    key, position = path.rsplit("/", 1)[1], told["position"]
    match parent:
        case Contract():
            kind = SectionKind(told["kind"])
            return Section(
                contract_id=contract.id,
                key=key,
                position=position,
                level=told["level"],
                kind=kind,
                number="",
                title="",
            )
        case Enjeu():
            return Ambition(enjeu=parent, key=key, position=position, title="")
        case Ambition() if path.startswith("objective/"):
            return Objective(ambition=parent, key=key, position=position, text="")
        case Ambition():
            return Action(
                ambition=parent, key=key, position=position, text="", kind=ActionKind.PISTE
            )
        case None:
            raise NoPlaceError


def _make_room(session: orm.Session, row: Row) -> None:
    """Sections stand at a place each: those after it move down by one, where that place is taken."""
    if not isinstance(row, Section):
        return
    mine = Section.contract_id == row.contract_id
    taken = sa.select(Section.id).where(mine, Section.position == row.position)
    with session.no_autoflush:
        if session.scalar(taken) is None:
            return
        session.execute(
            sa.update(Section)
            .where(mine, Section.position >= row.position)
            .values(position=Section.position + 1)
        )


def _objectives(session: orm.Session, action: Action) -> set[str]:
    query = sa.select(Objective.key).where(Objective.ambition_id == action.ambition.id)
    with session.no_autoflush:
        return {"", *session.scalars(query)}
