"""Where the actions of a contract are: their dated events, and the last one of each."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, ActionEvent, ActionState


def last_event(action_id: sa.ColumnElement[int] | orm.InstrumentedAttribute[int]) -> sa.Select[int]:
    """Id of the event that tells the present state of the action: the latest day, then the last told."""
    return (
        sa.select(ActionEvent.id)
        .where(ActionEvent.action_id == action_id)
        .order_by(ActionEvent.on.desc(), ActionEvent.id.desc())
        .limit(1)
    )


def present(session: orm.Session, action_ids: Collection[int]) -> dict[int, ActionEvent]:
    """By action id, the event that tells its state; absent for one not decided yet."""
    if not action_ids:
        return {}
    latest = last_event(Action.id).correlate(Action).scalar_subquery()
    query = (
        sa.select(ActionEvent)
        .join(Action, Action.id == ActionEvent.action_id)
        .where(Action.id.in_(action_ids), ActionEvent.id == latest)
    )
    return {event.action_id: event for event in session.scalars(query)}


def present_states(session: orm.Session, action_ids: Collection[int]) -> dict[int, ActionState]:
    return {key: event.state for key, event in present(session, action_ids).items()}


def history(session: orm.Session, action_ids: Collection[int]) -> dict[int, list[ActionEvent]]:
    """By action id, every event, the oldest day first; one query."""
    if not action_ids:
        return {}
    query = (
        sa.select(ActionEvent)
        .where(ActionEvent.action_id.in_(action_ids))
        .order_by(ActionEvent.on, ActionEvent.id)
    )
    found: dict[int, list[ActionEvent]] = {}
    for event in session.scalars(query):
        found.setdefault(event.action_id, []).append(event)
    return found


def told_of_actions(
    session: orm.Session, public_ids: Collection[str], keys: Collection[str]
) -> list[tuple[Action, list[ActionEvent]]]:
    """Those of which something was told, by their addresses or their keys; one query, the oldest day
    first.
    """
    if not public_ids and not keys:
        return []
    query = (
        sa.select(Action, ActionEvent)
        .join(ActionEvent, ActionEvent.action_id == Action.id)
        .where(sa.or_(Action.public_id.in_(public_ids), Action.key.in_(keys)))
        .order_by(ActionEvent.on, ActionEvent.id)
    )
    found: dict[int, tuple[Action, list[ActionEvent]]] = {}
    for action, event in session.execute(query):
        found.setdefault(action.id, (action, []))[1].append(event)
    return list(found.values())
