"""What was said: items, dots, and the contributions that closing makes. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Receipt, Source, Tag, TagOrigin
from consult.db import utcnow
from consult.enjeux.models import Enjeu
from consult.territory.models import PlaceScope
from consult.web.i18n import local
from consult.web.labels import label
from consult.workshops import labels
from consult.workshops.models import (
    College,
    Intensity,
    Item,
    ItemKind,
    Part,
    Workshop,
    WorkshopKind,
)
from consult.workshops.operations import lock, refuse_closed
from consult.workshops.permissions import is_contributed

assert labels  # the words of ItemKind are a contribution's prompt
MOST_DOTS = 9_999


class NothingSaidError(Exception):
    """A workshop where nothing was written down is not closed."""


@dataclass(frozen=True)
class Said:
    """One thing said, as it was written down."""

    kind: ItemKind
    text: str
    part: Part | None = None
    college: College = College.RESIDENTS
    intensity: Intensity = Intensity.MODERATE
    dots: int = 0
    heard_from: int = 1
    confidential: bool = False
    enjeux: tuple[Enjeu, ...] = ()


def add_item(
    session: orm.Session,
    workshop: Workshop,
    by: User,
    client_key: str,
    said: Said,
    *,
    position: int | None = None,
    at: datetime | None = None,
) -> tuple[Item, bool]:
    """The item, and whether it is new: `client_key` sent twice is one item.

    After closing these are late words, which become a contribution at once. `position` puts back an
    item where it was.
    """
    lock(session, workshop)
    known = session.scalars(
        sa.select(Item).where(Item.workshop_id == workshop.id, Item.client_key == client_key)
    ).first()
    if known is not None:
        return known, False
    if position is None:
        position = _last_position(session, workshop) + 1
    item = Item(client_key=client_key, position=position)
    _fill(item, said)
    workshop.items.append(item)
    late = workshop.closed_at is not None
    record(session, "workshop_item.add", item, by=by, workshop=workshop.id, late=late)
    if late:
        _contribute(session, workshop, item, by, at)
    return item, True


def edit_item(session: orm.Session, item: Item, said: Said, by: User) -> None:
    lock(session, item.workshop)
    refuse_closed(item.workshop)
    _fill(item, said)
    record(session, "workshop_item.edit", item, by=by, workshop=item.workshop_id)


def add_dots(session: orm.Session, item: Item, by: User, change: int) -> None:
    """Dots stuck on or taken off the wall: never below zero."""
    lock(session, item.workshop)
    refuse_closed(item.workshop)
    session.refresh(item, ["dots"])
    item.dots = min(max(item.dots + change, 0), MOST_DOTS)
    record(session, "workshop_item.dots", item, by=by, dots=item.dots)


def remove_item(session: orm.Session, item: Item, by: User) -> None:
    """Undone by adding the item again with its key and its position."""
    workshop = item.workshop
    lock(session, workshop)
    refuse_closed(workshop)
    record(session, "workshop_item.remove", item, by=by, workshop=workshop.id)
    workshop.items.remove(item)
    session.flush()


def close(
    session: orm.Session, workshop: Workshop, by: User, at: datetime | None = None
) -> receipts.Issued:
    """Turn what residents said into contributions behind one receipt that the room shares.

    Closing twice closes once. Raises NothingSaidError on an empty record.
    """
    lock(session, workshop)
    issued = receipt_of(session, workshop)
    if workshop.closed_at is not None:
        return issued
    session.expire(workshop, ["items"])
    if not workshop.items:
        raise NothingSaidError
    workshop.closed_at = at or utcnow()
    workshop.receipt = issued.receipt
    said_on = _day_before(workshop)
    made = [_contribute(session, workshop, item, by, at, said_on) for item in workshop.items]
    count = sum(contribution is not None for contribution in made)
    record(session, "workshop.close", workshop, by=by, contributions=count)
    return issued


def copy_item(session: orm.Session, item: Item, contribution: Contribution) -> Item:
    """The team split what was said: `contribution` is a line of the record too, after the first.

    Dots were stuck once, on the whole: they stay with the first line.
    """
    made = Item(
        workshop_id=item.workshop_id,
        part_id=item.part_id,
        client_key=f"{item.client_key}:{contribution.public_id}",
        position=item.position,
        kind=item.kind,
        text=contribution.text,
        college=item.college,
        intensity=item.intensity,
        heard_from=item.heard_from,
        contribution=contribution,
        enjeux=list(item.enjeux),
    )
    session.add(made)
    session.flush()
    return made


def receipt_of(session: orm.Session, workshop: Workshop) -> receipts.Issued:
    """The room's receipt and its code. Writes the receipt the first time, so only while closing."""
    return receipts.issue(session, submission_of(workshop), shared=True, is_demo=workshop.is_demo)


def submission_of(workshop: Workshop) -> str:
    """What the room's code is derived from: the same for ever, so closing twice is safe."""
    return f"workshop:{workshop.public_id}"


def place_of(workshop: Workshop) -> contributions.Place:
    """The quarter, when the workshop had exactly one: of several, nobody said which is theirs."""
    if len(workshop.quarters) == 1:
        return contributions.Place(PlaceScope.PERIMETER, workshop.quarters[0])
    return contributions.Place()


def channel_of(workshop: Workshop) -> Channel:
    if workshop.kind is WorkshopKind.DOOR_TO_DOOR:
        return Channel.DOOR_TO_DOOR
    return Channel.WORKSHOP


def _last_position(session: orm.Session, workshop: Workshop) -> int:
    last = session.scalar(
        sa.select(sa.func.max(Item.position)).where(Item.workshop_id == workshop.id)
    )
    return -1 if last is None else last


def _fill(item: Item, said: Said) -> None:
    item.kind = said.kind
    item.text = said.text
    item.part = said.part
    item.college = said.college
    item.intensity = said.intensity
    item.dots = said.dots
    item.heard_from = said.heard_from
    item.confidential = said.confidential
    item.enjeux = list(said.enjeux)


def _day_before(workshop: Workshop) -> date | None:
    """That of the session, when its record is closed on a later one."""
    closed = local(workshop.closed_at).date() if workshop.closed_at else workshop.held_on
    return workshop.held_on if workshop.held_on < closed else None


def _contribute(
    session: orm.Session,
    workshop: Workshop,
    item: Item,
    by: User,
    at: datetime | None,
    said_on: date | None = None,
) -> Contribution | None:
    """Only once for an item; the animator's tags are proposals that staff confirm.

    `said_on` is unknown for late words: they came after the session, nobody says when.
    """
    if item.contribution is not None or not is_contributed(item):
        return None
    receipt = workshop.receipt
    if not isinstance(receipt, Receipt):
        raise ValueError("a workshop is closed with its receipt")
    item.contribution = contributions.submit(
        session,
        receipt,
        contributions.Origin(
            Source.WORKSHOP_ITEM,
            workshop.title,
            workshop.guiding_question or label(item.kind),
            workshop.vocabulary,
            workshop.commune,
        ),
        text=item.text,
        channel=channel_of(workshop),
        place=place_of(workshop),
        heard_from=item.heard_from,
        said_on=said_on,
        by=by,
        at=at,
        is_demo=workshop.is_demo,
    )
    _tag(item.contribution, item.enjeux)
    session.flush()
    return item.contribution


def _tag(contribution: Contribution, enjeux: Sequence[Enjeu]) -> None:
    for enjeu in enjeux:
        contribution.tags.append(Tag(enjeu=enjeu, origin=TagOrigin.ANIMATOR))
