"""Changing a contract's text in place. Nothing here commits.

Every change leaves a line of history (`Edit`), with the words before and after, and a line of the
journal. The caller holds the contract's row: changes of one contract follow each other.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import Action, ActionKind, Objective, Placement, Section
from consult.contract.parts import Part, Row, Values
from consult.contract.version_models import Edit, EditKind
from consult.enjeux.models import Ambition, Enjeu, Partner


class StaleTextError(Exception):
    """Somebody changed the part since the page was shown."""


def save(session: orm.Session, part: Part, values: Values, *, by: User, base: str) -> Edit | None:
    """Replace the part's text; None when nothing changed.

    Raises StaleTextError when `base` is not the digest of its present text, ValueError for an
    objective that is not of its ambition.
    """
    before = part.values
    if part.digest != base:
        raise StaleTextError
    name = part.name
    apply(session, part.row, values)
    session.flush()
    after = part.values
    names = [each for each in {**before, **after} if before.get(each) != after.get(each)]
    if not names:
        return None
    return remember(
        session,
        part,
        EditKind.CHANGE,
        name,
        {each: before[each] for each in names if each in before},
        {each: after[each] for each in names if each in after},
        by=by,
    )


def apply(session: orm.Session, row: Row, values: Values) -> None:
    """Write what a form holds on the row, whatever it says today."""
    _APPLY[type(row)](session, row, values)


def remember(
    session: orm.Session,
    part: Part,
    kind: EditKind,
    what: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: User,
) -> Edit:
    edit = Edit(
        contract_id=part.contract.id,
        part=part.path,
        kind=kind,
        what=what,
        before=before,
        after=after,
        user_id=by.id,
    )
    session.add(edit)
    record(session, "contract.edit", part.contract, by=by, part=part.path, edit=kind.value)
    return edit


def _section(_session: orm.Session, row: Row, values: Values) -> None:
    assert isinstance(row, Section)
    row.number, row.title, row.body = values["number"], values["title"], values["body"]


def _enjeu(_session: orm.Session, row: Row, values: Values) -> None:
    """Partners with a label and a text, in the order of the form; the others leave."""
    assert isinstance(row, Enjeu)
    row.intro = values["intro"]
    pairs = [
        (values[name], values[name.replace("_label", "_text")])
        for name in values
        if name.endswith("_label")
    ]
    wanted = [(label, text) for label, text in pairs if label and text]
    for position, (label, text) in enumerate(wanted):
        if position < len(row.partners):
            row.partners[position].label, row.partners[position].text = label, text
        else:
            row.partners.append(Partner(position=position, label=label, text=text))
    for surplus in row.partners[len(wanted) :]:
        row.partners.remove(surplus)


def _ambition(_session: orm.Session, row: Row, values: Values) -> None:
    assert isinstance(row, Ambition)
    row.title, row.note, row.scale = values["title"], values["note"], values["scale"]
    row.horizon = int(values["horizon"]) if values["horizon"] else None


def _objective(_session: orm.Session, row: Row, values: Values) -> None:
    assert isinstance(row, Objective)
    row.text, row.priority = values["text"], bool(values["priority"])


def _action(session: orm.Session, row: Row, values: Values) -> None:
    """Under another objective it comes last, and residents' sentences that support it follow it."""
    assert isinstance(row, Action)
    row.text, row.kind = values["text"], ActionKind(values["kind"])
    objective = _objective_of(session, row, values["objective"])
    if (objective.id if objective else None) == row.objective_id:
        return
    row.objective = objective
    row.position = last_position(session, Action, Action.ambition_id == row.ambition_id) + 1
    for placement in session.scalars(sa.select(Placement).where(Placement.action_id == row.id)):
        placement.objective = objective


def _objective_of(session: orm.Session, action: Action, key: str) -> Objective | None:
    if not key:
        return None
    query = sa.select(Objective).where(
        Objective.ambition_id == action.ambition_id, Objective.key == key
    )
    found = session.scalars(query).first()
    if found is None:
        raise ValueError("an objective of another ambition")
    return found


def last_position(
    session: orm.Session, table: type[Any], *conditions: sa.ColumnElement[bool]
) -> int:
    """-1 where there is none yet."""
    found = session.scalar(sa.select(sa.func.max(table.position)).where(*conditions))
    return -1 if found is None else int(found)


_APPLY: dict[type[Any], Any] = {
    Section: _section,
    Enjeu: _enjeu,
    Ambition: _ambition,
    Objective: _objective,
    Action: _action,
}
