"""What can be done to a contribution by its author, whatever the channel. Nothing here commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import orm

from consult.audit.operations import RESIDENT, Signed, record
from consult.contributions import translations
from consult.contributions.models import (
    Channel,
    Contribution,
    Receipt,
    Source,
    Status,
    Step,
    StepKind,
)
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, Perimeter, PlaceScope


@dataclass(frozen=True)
class Place:
    """Where someone lives, as broadly as they said; a perimeter only with the scope PERIMETER."""

    scope: PlaceScope = PlaceScope.NOT_SAID
    perimeter: Perimeter | None = None

    def __post_init__(self) -> None:
        if (self.scope is PlaceScope.PERIMETER) != (self.perimeter is not None):
            raise ValueError("a perimeter goes with the scope PERIMETER, and only with it")


@dataclass(frozen=True)
class Origin:
    """Where words come from: kept on the contribution for ever."""

    source: Source
    title: str
    prompt: str
    vocabulary: Vocabulary
    commune: Commune


def submit(
    session: orm.Session,
    receipt: Receipt,
    origin: Origin,
    *,
    text: str,
    channel: Channel,
    place: Place,
    title: str = "",
    language: str = "fr",
    heard_from: int = 1,
    said_on: date | None = None,
    by: Signed | str = RESIDENT,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Contribution:
    """Record words just received; they wait for a moderator. Raises ValueError on an empty text.

    `said_on`: the day they were said, when it is not that of `at`.
    """
    contribution = make(
        receipt,
        origin,
        text=text,
        channel=channel,
        place=place,
        title=title,
        language=language,
        heard_from=heard_from,
        said_on=said_on,
        at=at,
        is_demo=is_demo,
    )
    session.add(contribution)
    record(session, "contribution.submit", contribution, by=by, channel=channel.value)
    return contribution


def make(
    receipt: Receipt,
    origin: Origin,
    *,
    text: str,
    channel: Channel,
    place: Place,
    title: str = "",
    language: str = "fr",
    heard_from: int = 1,
    said_on: date | None = None,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Contribution:
    """The words that `submit` records, for whoever brings many at once under one line of the journal."""
    if not text.strip():
        raise ValueError("a contribution has words")
    now = at or utcnow()
    contribution = Contribution(
        receipt=receipt,
        vocabulary=origin.vocabulary,
        commune=origin.commune,
        perimeter=place.perimeter,
        place_scope=place.scope,
        channel=channel,
        source=origin.source,
        source_title=origin.title,
        prompt=origin.prompt,
        title=title,
        text=text,
        language=language,
        heard_from=heard_from,
        submitted_at=now,
        said_on=said_on,
        is_demo=is_demo,
    )
    add_step(contribution, StepKind.RECEIVED, at=now)
    return contribution


def correct(session: orm.Session, contribution: Contribution, *, text: str, title: str) -> None:
    """The author's own correction; after a demand to rephrase it goes back to the queue."""
    rephrased = contribution.status is Status.REPHRASE_ASKED
    translations.forget(session, contribution.id)
    contribution.text = text
    contribution.title = title
    contribution.revision += 1
    if rephrased:
        contribution.status = Status.RECEIVED
        contribution.handled_at = None
    add_step(contribution, StepKind.REPHRASED if rephrased else StepKind.CORRECTED)
    record(session, "contribution.correct", contribution, by=RESIDENT)


def withdraw(
    session: orm.Session, contribution: Contribution, *, by: Signed | str = RESIDENT
) -> None:
    """The words are taken back: erased here and now, while the row stays for the counts.

    `by` is their author or, for words said in a workshop, the animator they asked.
    """
    translations.forget(session, contribution.id)
    contribution.text = ""
    contribution.title = ""
    contribution.status = Status.WITHDRAWN
    contribution.revision += 1
    # The team's messages may quote the words.
    for step in contribution.steps:
        step.message = ""
    contribution.tags.clear()
    add_step(contribution, StepKind.WITHDRAWN)
    record(session, "contribution.withdraw", contribution, by=by)


def add_step(
    contribution: Contribution, kind: StepKind, message: str = "", at: datetime | None = None
) -> Step:
    step = Step(kind=kind, message=message, at=at or utcnow())
    contribution.steps.append(step)
    return step
