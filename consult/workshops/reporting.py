"""The compte-rendu: what a record tells to everyone, or to the team before its words are read.

Neither form ever carries the confidential notes, a confidential item, or a count of people that the
statistical secrecy masks.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from consult.contributions.models import Status
from consult.web.secrecy import SMALLEST_PUBLISHED, Shown, mask_parts, mask_total, show
from consult.workshops.models import Item, Workshop
from consult.workshops.permissions import can_be_read_by_all, is_contributed
from consult.workshops.queries import Chapter, chapters

_WAITING = frozenset({Status.RECEIVED, Status.REPHRASE_ASKED})
_TAKEN_BACK = frozenset({Status.WITHDRAWN, Status.REFUSED})


@dataclass(frozen=True)
class Count:
    """A line of the head-count: `text` is the number, or why it is not told."""

    label: str
    text: str


@dataclass(frozen=True)
class Line:
    """One item as it may be told. `people` is None when the group is too small to be counted."""

    item: Item
    text: str
    people: int | None


@dataclass(frozen=True)
class Section:
    title: str
    minutes: int | None
    lines: list[Line]


@dataclass(frozen=True)
class Minutes:
    """`waiting` and `unpublished` count the contributions that are not shown."""

    workshop: Workshop
    counts: list[Count]
    is_masked: bool
    sections: list[Section]
    waiting: int
    unpublished: int
    is_public: bool


def public_minutes(workshop: Workshop) -> Minutes:
    """For everyone, once the workshop is closed: residents' words only when they are published."""
    return _minutes(workshop, filter(can_be_read_by_all, workshop.items), is_public=True)


def team_minutes(workshop: Workshop) -> Minutes:
    """For the structure: also the words not read yet, never those refused or taken back."""
    told = (
        item
        for item in workshop.items
        if not item.confidential and _status(item) not in _TAKEN_BACK
    )
    return _minutes(workshop, told, is_public=False)


def _minutes(workshop: Workshop, items: Iterable[Item], *, is_public: bool) -> Minutes:
    states = [_status(item) for item in workshop.items if is_contributed(item)]
    counts, is_masked = head_counts(workshop)
    return Minutes(
        workshop=workshop,
        counts=counts,
        is_masked=is_masked,
        sections=[_section(chapter) for chapter in chapters(workshop, items)],
        waiting=sum(state in _WAITING for state in states),
        unpublished=sum(state in _TAKEN_BACK for state in states),
        is_public=is_public,
    )


def head_counts(workshop: Workshop) -> tuple[list[Count], bool]:
    """The counts that were taken, masked, and whether something is masked."""
    total = workshop.attendance
    women, men = mask_parts([workshop.women, workshop.men], total)
    bands = [workshop.under_18, workshop.from_18_to_25, workshop.from_26_to_64, workshop.over_64]
    young, adults_young, adults, old = mask_parts(bands, total)
    (first,) = mask_parts([workshop.first_timers], total)
    told = [
        (_("People present"), mask_total(total)),
        (_("Women"), women),
        (_("Men"), men),
        (_("Under 18"), young),
        (_("18 to 25 years old"), adults_young),
        (_("26 to 64 years old"), adults),
        (_("65 and over"), old),
        (_("Here for the first time"), first),
    ]
    taken = [(label, cell) for label, cell in told if cell.shown is not Shown.UNKNOWN]
    masked = any(cell.shown is not Shown.VALUE for _label, cell in taken)
    return [Count(label, show(cell)) for label, cell in taken], masked


def _section(chapter: Chapter) -> Section:
    part = chapter.part
    return Section(
        title=_("Also said") if part is None else part.title,
        minutes=None if part is None else part.minutes,
        lines=[_line(item) for item in chapter.items],
    )


def _line(item: Item) -> Line:
    """The contribution's own text, once there is one: it is what was read and published."""
    text = item.text if item.contribution is None else item.contribution.text
    people = item.heard_from if item.heard_from >= SMALLEST_PUBLISHED else None
    return Line(item, text, people)


def _status(item: Item) -> Status | None:
    return None if item.contribution is None else item.contribution.status
