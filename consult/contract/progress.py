"""Telling where an action is. Nothing here commits."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contract.models import Action, ActionEvent, ActionState
from consult.contract.placements import forget_if_unused


class StaleActionError(Exception):
    """Somebody told something of the action since the page was shown."""


def last_told(session: orm.Session, action: Action) -> ActionEvent | None:
    """The event recorded last, whatever its day; its id says which version a page shows."""
    query = sa.select(ActionEvent).where(ActionEvent.action_id == action.id)
    return session.scalars(query.order_by(ActionEvent.id.desc()).limit(1)).first()


def tell_state(
    session: orm.Session,
    action: Action,
    state: ActionState,
    on: date,
    note: str,
    *,
    by: User,
    seen: int,
    is_demo: bool = False,
) -> ActionEvent:
    """On that day the action came to `state`. Told twice in a row by one person, it is told once.

    `seen` is the id of the event recorded last when the page was shown, 0 for none. Raises
    StaleActionError when another one came since.
    """
    session.execute(sa.select(Action.id).where(Action.id == action.id).with_for_update())
    last = last_told(session, action)
    if last is not None:
        if (last.state, last.on, last.note, last.by_id) == (state, on, note, by.id):
            return last
        if last.id != seen:
            raise StaleActionError
    elif seen:
        raise StaleActionError
    event = ActionEvent(
        action_id=action.id, state=state, on=on, note=note, by_id=by.id, is_demo=is_demo
    )
    session.add(event)
    record(session, "action.state", action, by=by, state=state.value, date=on.isoformat())
    return event


def take_back(session: orm.Session, event: ActionEvent, *, by: User) -> None:
    """Something told by mistake: nobody reads it any more."""
    action = event.action
    record(
        session,
        "action.take_back",
        action,
        by=by,
        state=event.state.value,
        date=event.on.isoformat(),
    )
    session.delete(event)
    forget_if_unused(session, action)
