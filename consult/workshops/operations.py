"""What an animator does to a record's heading and next steps. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, time

from sqlalchemy import orm

from consult.accounts.models import Structure, User
from consult.audit.operations import record
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter
from consult.workshops.models import (
    College,
    NextStep,
    Part,
    Workshop,
    WorkshopCollege,
    WorkshopKind,
)


class ClosedError(Exception):
    """The workshop is closed: its record is only read, and late words added."""


@dataclass(frozen=True)
class PartLine:
    """A part of the agenda as it was typed; `minutes` may be unknown."""

    title: str
    minutes: int | None = None


@dataclass(frozen=True)
class Ground:
    """The town whose workshop it is, and the contract's words that its items are tagged with."""

    commune: Commune
    vocabulary: Vocabulary


@dataclass(frozen=True)
class Heading:
    """Everything of a record but what was said. None means: not counted, not known."""

    kind: WorkshopKind
    title: str
    held_on: date
    starts_at: time | None = None
    place: str = ""
    host: str = ""
    event: str = ""
    technique: str = ""
    guiding_question: str = ""
    women: int | None = None
    men: int | None = None
    under_18: int | None = None
    from_18_to_25: int | None = None
    from_26_to_64: int | None = None
    over_64: int | None = None
    first_timers: int | None = None
    confidential: str = ""
    quarters: tuple[Perimeter, ...] = ()
    colleges: tuple[College, ...] = ()
    parts: tuple[PartLine, ...] = ()


_LISTS = frozenset({"quarters", "colleges", "parts"})
_PLAIN = tuple(each.name for each in fields(Heading) if each.name not in _LISTS)


def create(
    session: orm.Session,
    by: User,
    structure: Structure,
    ground: Ground,
    heading: Heading,
    *,
    is_demo: bool = False,
) -> Workshop:
    """Open a record; `by` is its animator."""
    workshop = Workshop(
        structure=structure,
        animator=by,
        commune=ground.commune,
        vocabulary=ground.vocabulary,
        is_demo=is_demo,
        **{name: getattr(heading, name) for name in _PLAIN},
    )
    session.add(workshop)
    _fill_lists(workshop, heading)
    record(session, "workshop.create", workshop, by=by, kind=heading.kind.value)
    return workshop


def edit(session: orm.Session, workshop: Workshop, heading: Heading, by: User) -> None:
    """Replace the heading. A part that is renamed keeps what was said in it."""
    lock(session, workshop)
    refuse_closed(workshop)
    for name in _PLAIN:
        setattr(workshop, name, getattr(heading, name))
    _fill_lists(workshop, heading)
    record(session, "workshop.edit", workshop, by=by)


def add_next_step(
    session: orm.Session, workshop: Workshop, by: User, *, what: str, who: str, due_on: date | None
) -> NextStep:
    """The same step sent twice is one step."""
    lock(session, workshop)
    refuse_closed(workshop)
    for step in workshop.next_steps:
        if (step.what, step.who, step.due_on) == (what, who, due_on):
            return step
    position = 1 + max((step.position for step in workshop.next_steps), default=-1)
    step = NextStep(position=position, what=what, who=who, due_on=due_on)
    workshop.next_steps.append(step)
    record(session, "workshop_next_step.add", step, by=by, workshop=workshop.id)
    return step


def remove_next_step(session: orm.Session, workshop: Workshop, step: NextStep, by: User) -> None:
    lock(session, workshop)
    refuse_closed(workshop)
    record(session, "workshop_next_step.remove", step, by=by, workshop=workshop.id)
    workshop.next_steps.remove(step)
    session.flush()


def lock(session: orm.Session, workshop: Workshop) -> None:
    """Make concurrent writers of one record take turns, and see its present state."""
    session.flush()
    session.refresh(workshop, ["closed_at", "receipt_id"], with_for_update=True)


def refuse_closed(workshop: Workshop) -> None:
    if workshop.closed_at is not None:
        raise ClosedError


def _fill_lists(workshop: Workshop, heading: Heading) -> None:
    workshop.quarters = list(heading.quarters)
    held = {each.college: each for each in workshop.colleges}
    workshop.colleges = [
        held.get(college) or WorkshopCollege(college=college) for college in heading.colleges
    ]
    _fill_parts(workshop, heading.parts)


def _fill_parts(workshop: Workshop, lines: Sequence[PartLine]) -> None:
    """Keep the part of the same title; else a part that is no longer named is the one renamed."""
    old = list(workshop.parts)
    by_title = {part.title: part for part in reversed(old)}
    kept: list[Part | None] = [by_title.pop(line.title, None) for line in lines]
    spare = [part for part in old if part not in kept]
    parts = []
    for position, (line, part) in enumerate(zip(lines, kept, strict=True)):
        found = part or (spare.pop(0) if spare else Part())
        found.position, found.title, found.minutes = position, line.title, line.minutes
        parts.append(found)
    for item in workshop.items:
        if item.part in spare:
            item.part = None
    workshop.parts = parts
