"""Opening a box, crossing off, typing, settling, closing. Nothing here commits."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.models import Campaign
from consult.budget.voting import queries as urn
from consult.budget.voting.models import (
    Ballot,
    BallotChannel,
    Check,
    PaperBatch,
    PaperKind,
    PaperTyping,
    Reading,
)
from consult.budget.voting.operations import About, Entrance, Refusal, VoteRefusedError, enrol
from consult.budget.voting.paper.lines import Read
from consult.budget.voting.paper.queries import Papers, papers_of


class NotReadyError(ValueError):
    """A box cannot be closed: papers wait for a reading, readings differ, or the numbers do not agree."""

    def __init__(
        self, *, first: int = 0, second: int = 0, differing: int = 0, gap: int = 0
    ) -> None:
        super().__init__(f"{first} {second} {differing} {gap}")
        self.first = first
        self.second = second
        self.differing = differing
        self.gap = gap


class NotYoursError(ValueError):
    """Two other people read this paper, or it does not exist, or the box is closed."""


def add_box(
    session: orm.Session, campaign: Campaign, place: str, check: Check, sample: int, *, by: User
) -> PaperBatch:
    box = PaperBatch(campaign_id=campaign.id, place=place, check=check, sample=sample)
    session.add(box)
    record(session, "paper_batch.add", box, by=by, place=place, check=check.value, sample=sample)
    return box


def cross_off(
    session: orm.Session, campaign: Campaign, box: PaperBatch, entrance: Entrance, *, by: User
) -> None:
    """This person votes at the box: no more online, and conversely. Raises VoteRefusedError."""
    if box.closed_at is not None:
        raise VoteRefusedError(Refusal.CLOSED)
    enrol(session, campaign, entrance, About())
    session.execute(
        sa.update(PaperBatch)
        .where(PaperBatch.id == box.id)
        .values(signatures=PaperBatch.signatures + 1)
    )
    record(session, "paper_batch.cross_off", box, by=by, place=box.place)


def count_box(
    session: orm.Session, box: PaperBatch, *, announced: int, signed_by_hand: int, by: User
) -> None:
    """Raises NotYoursError when the box is closed, or a paper beyond `announced` was typed."""
    last = sa.select(sa.func.max(PaperTyping.number)).where(PaperTyping.batch_id == box.id)
    if box.closed_at is not None or (session.scalar(last) or 0) > announced:
        raise NotYoursError
    box.announced, box.signed_by_hand = announced, signed_by_hand
    record(session, "paper_batch.count", box, by=by, announced=announced, by_hand=signed_by_hand)


def type_paper(session: orm.Session, box: PaperBatch, number: int, read: Read, *, by: User) -> None:
    """A first reading, a second by somebody else, or a correction of one's own. Raises NotYoursError."""
    papers = papers_of(session, box)
    if box.closed_at is not None or number not in papers.numbers:
        raise NotYoursError
    known = papers.of(number)
    mine = next((each for each in known.values() if each.by_id == by.id), None)
    if mine is not None:
        if Reading.SETTLED in known:
            raise NotYoursError
        mine.kind, mine.content = read.kind, dict(read.content)
    else:
        _add_reading(session, papers, number, read, by)
    session.flush()
    _after_typing(session, box, by)


def _add_reading(session: orm.Session, papers: Papers, number: int, read: Read, by: User) -> None:
    if papers.needs_first(number):
        reading = Reading.FIRST
    elif papers.needs_second(number):
        reading = Reading.SECOND
    else:
        raise NotYoursError
    session.add(
        PaperTyping(
            batch_id=papers.box.id,
            number=number,
            reading=reading,
            kind=read.kind,
            content=dict(read.content),
            by_id=by.id,
        )
    )


def _after_typing(session: orm.Session, box: PaperBatch, by: User) -> None:
    """The sample is drawn when all is typed once: nobody knew which papers would be read again. One
    difference in it, and everything is read twice.
    """
    if box.check is Check.DOUBLE:
        return
    papers = papers_of(session, box)
    first, _second = papers.waiting()
    if not box.drawn and not first:
        size = min(max(1, box.sample), len(papers.numbers))
        numbers = sorted(secrets.SystemRandom().sample(list(papers.numbers), size))
        box.drawn = {"numbers": numbers}
        record(session, "paper_batch.draw", box, by=by, sample=size)
    elif papers.differing():
        box.check = Check.DOUBLE
        record(session, "paper_batch.type_all", box, by=by)


def settle(session: orm.Session, box: PaperBatch, number: int, read: Read, *, by: User) -> None:
    """What the paper says, looked at again. Raises NotYoursError when its readings do not differ."""
    if box.closed_at is not None or number not in papers_of(session, box).differing():
        raise NotYoursError
    session.add(
        PaperTyping(
            batch_id=box.id,
            number=number,
            reading=Reading.SETTLED,
            kind=read.kind,
            content=dict(read.content),
            by_id=by.id,
        )
    )
    record(session, "paper_batch.settle", box, by=by, paper=number)


def close_box(
    session: orm.Session,
    campaign: Campaign,
    box: PaperBatch,
    reason: str,
    *,
    by: User,
    now: datetime,
) -> None:
    """Its valid papers enter the urn, under keys that say nothing of their numbers. Raises
    NotReadyError, or VoteRefusedError when the urn is sealed. Done twice, it is done once.
    """
    if box.closed_at is not None:
        return
    if urn.is_sealed(session, campaign):
        raise VoteRefusedError(Refusal.SEALED)
    papers = papers_of(session, box)
    gap = gap_of(box)
    first, second = papers.waiting()
    differing = len(papers.differing())
    if box.announced is None or first or second or differing or (gap and not reason):
        raise NotReadyError(first=first, second=second, differing=differing, gap=gap)
    final = papers.final()
    ballots = [
        Ballot(campaign_id=campaign.id, channel=BallotChannel.PAPER, content=dict(each.content))
        for each in final
        if each.kind is PaperKind.VALID
    ]
    session.add_all(ballots)
    box.blank = sum(each.kind is PaperKind.BLANK for each in final)
    box.void = sum(each.kind is PaperKind.VOID for each in final)
    box.gap_reason = reason if gap else ""
    box.closed_at = now
    record(
        session,
        "paper_batch.close",
        box,
        by=by,
        reason=box.gap_reason,
        ballots=len(ballots),
        blank=box.blank,
        void=box.void,
        gap=gap,
    )


def gap_of(box: PaperBatch) -> int:
    """Ballots beyond those who signed; negative when some are missing."""
    return (box.announced or 0) - box.signatures - box.signed_by_hand
