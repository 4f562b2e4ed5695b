"""Words written down by the team for somebody; the row of imported words. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Source
from consult.contributions.operations import Place
from consult.gathering.ground import Ground
from consult.gathering.models import ImportBatch, ImportedWords

# What somebody can be told face to face, or handed.
CHANNELS = (Channel.INTERVIEW, Channel.PAPER, Channel.DOOR_TO_DOOR, Channel.WORKSHOP)


@dataclass(frozen=True)
class Told:
    """What somebody said, and the occasion on which they did (`question`: what was asked, if known)."""

    text: str
    channel: Channel
    occasion: str
    question: str = ""
    place: Place = field(default_factory=Place)
    heard_from: int = 1
    language: str = "fr"
    said_on: date | None = None


def write_down(
    session: orm.Session,
    ground: Ground,
    submission: str,
    told: Told,
    *,
    by: User,
    at: datetime | None = None,
    is_demo: bool = False,
) -> receipts.Issued:
    """The receipt to hand over; the form sent twice (`submission`) is one contribution.

    Raises ValueError for a channel that nobody of the team writes down, or without an occasion.
    """
    if told.channel not in CHANNELS or not told.occasion.strip():
        raise ValueError("words are written down with how and when they were heard")
    issued = receipts.issue(session, submission, is_demo=is_demo)
    if issued.fresh:
        contributions.submit(
            session,
            issued.receipt,
            contributions.Origin(
                Source.GATHERED, told.occasion, told.question, ground.vocabulary, ground.commune
            ),
            text=told.text,
            channel=told.channel,
            place=told.place,
            heard_from=told.heard_from,
            language=told.language,
            said_on=told.said_on,
            by=by,
            at=at,
            is_demo=is_demo,
        )
    return issued


def copy_row(session: orm.Session, contribution: Contribution, part: Contribution) -> None:
    """The team split imported words: the part comes from the same row of the same file."""
    query = sa.select(ImportedWords).where(ImportedWords.contribution_id == contribution.id)
    known = session.scalars(query).first()
    if known is not None:
        session.add(
            ImportedWords(
                contribution_id=part.id,
                batch_id=known.batch_id,
                row=known.row,
                external_id=known.external_id,
            )
        )
        session.flush()


def note_codes(
    session: orm.Session, batch: ImportBatch, rows: Sequence[ImportedWords], *, by: User
) -> None:
    """The codes of these rows are shown, to be printed: the journal says of which lines, to whom."""
    first, last = (rows[0].row, rows[-1].row) if rows else (0, 0)
    record(session, "import_batch.codes", batch, by=by, first_line=first, last_line=last)


def forget_row(session: orm.Session, contribution: Contribution) -> None:
    """Its author takes the words back: nothing tells any more where they stood in which file.

    Only the keyed digest stays, which refuses them when the file is imported again.
    """
    mine = sa.update(ImportedWords).where(ImportedWords.contribution_id == contribution.id)
    session.execute(mine.values(external_id="", row=0))
