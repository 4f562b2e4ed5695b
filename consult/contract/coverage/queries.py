"""Reads of the coverage report: bounded in number, and quick with 100 000 contributions."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.coverage.fates import Fate, conditions, fate
from consult.contributions.models import Channel, Contribution, Tag
from consult.enjeux.models import Enjeu, Vocabulary
from consult.moderation.models import Decision, Reason
from consult.synthesis.models import Citation, Statement
from consult.synthesis.topics import labels
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember
from consult.territory.models import Perimeter
from consult.web.labels import label
from consult.web.pagination import Page, keyset

assert labels  # the reasons why words are set aside have their own

PAGE_SIZE = 40
BATCH = 1_000


@dataclass(frozen=True)
class Asked:
    """Filters of the report; None filters nothing. `reason` is one of the moderators', by its key."""

    vocabulary: Vocabulary
    enjeu: Enjeu | None = None
    channel: Channel | None = None
    perimeter: Perimeter | None = None
    fate: Fate | None = None
    reason: str | None = None

    def among(self) -> list[sa.ColumnElement[bool]]:
        """The contributions that the report is about, whatever became of them."""
        chosen: list[sa.ColumnElement[bool]] = [Contribution.vocabulary_id == self.vocabulary.id]
        if self.enjeu is not None:
            chosen.append(
                sa.exists().where(
                    Tag.contribution_id == Contribution.id, Tag.enjeu_id == self.enjeu.id
                )
            )
        if self.channel is not None:
            chosen.append(Contribution.channel == self.channel)
        if self.perimeter is not None:
            chosen.append(Contribution.perimeter_id == self.perimeter.id)
        return chosen


def counts(session: orm.Session, asked: Asked) -> dict[Fate, int]:
    """Of every fate, even those that nobody met; one query."""
    told = fate(asked.enjeu).label("fate")
    query = sa.select(told, sa.func.count()).where(*asked.among()).group_by(told)
    found = {Fate(value): number for value, number in session.execute(query)}
    return {each: found.get(each, 0) for each in Fate}


def refusals(session: orm.Session, asked: Asked) -> list[tuple[Reason | None, int]]:
    """How many were refused for each of the moderators' reasons, the commonest first."""
    query = (
        sa.select(Reason, sa.func.count().label("number"))
        .select_from(Contribution)
        .join(Decision, Decision.id == _last_decision())
        .outerjoin(Reason, Reason.id == Decision.reason_id)
        .where(*asked.among(), conditions()[Fate.REFUSED])
        .group_by(Reason.id)
        .order_by(sa.desc("number"))
    )
    return [(reason, number) for reason, number in session.execute(query)]


def _last_decision() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.max(Decision.id))
        .where(Decision.contribution_id == Contribution.id)
        .correlate(Contribution)
        .scalar_subquery()
    )


def without_outcome(
    session: orm.Session, asked: Asked, *, after: int | None, size: int = PAGE_SIZE
) -> Page[Contribution]:
    """Those of the fate asked for, or all that are not written into the contract; oldest first."""
    chosen = asked.among()
    fates = conditions(asked.enjeu)
    if asked.fate is not None:
        chosen.append(fates[asked.fate])
    else:
        chosen.append(~fates[Fate.WRITTEN])
    if asked.reason is not None:
        chosen.append(
            sa.exists().where(
                Decision.id == _last_decision(),
                Decision.reason_id == Reason.id,
                Reason.key == asked.reason,
            )
        )
    query = (
        sa.select(Contribution)
        .where(*chosen)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
    )
    return keyset(session, query, Contribution.id, after=after, size=size)


@dataclass(frozen=True)
class Row:
    """`reason`: why it was refused, sent back or set aside. `statement` and `topic` are the public ids
    of a sentence that cites it and of a group it is kept in, when there is one; `enjeu` the key of
    the enjeu it was set aside from, or else asked for, or of its first tag.
    """

    contribution: Contribution
    fate: Fate
    reason: str
    statement: str
    topic: str
    enjeu: str


class Aside(NamedTuple):
    """Why words were set aside, and the key of the enjeu they were set aside from."""

    reason: SetAsideReason
    enjeu: str


def fates_of(
    session: orm.Session, ids: Collection[int], enjeu: Enjeu | None = None
) -> dict[int, Fate]:
    """By contribution id, what became of them, under `enjeu` if there is one; one query."""
    query = sa.select(Contribution.id, fate(enjeu)).where(Contribution.id.in_(ids))
    return {key: Fate(value) for key, value in session.execute(query)}


def asides_of(
    session: orm.Session, ids: Collection[int], enjeu: Enjeu | None = None
) -> dict[int, Aside]:
    """By contribution id, of those set aside, the last time under their enjeux; one query."""
    query = (
        sa.select(SetAside.contribution_id, SetAside.reason, Enjeu.key)
        .join(SetAside.enjeu)
        .where(
            SetAside.contribution_id.in_(ids),
            *_under(SetAside.enjeu_id, enjeu),
        )
        .order_by(SetAside.id)
    )
    return {key: Aside(reason, under) for key, reason, under in session.execute(query)}


def told(
    session: orm.Session, contributions: list[Contribution], enjeu: Enjeu | None = None
) -> list[Row]:
    """What became of them, under `enjeu` if there is one; five queries, however many there are."""
    ids = [each.id for each in contributions]
    fates = fates_of(session, ids, enjeu)
    reasons = _reasons(session, ids)
    aside = asides_of(session, ids, enjeu)
    cited = _cited(session, ids, enjeu)
    kept = _kept(session, ids, enjeu)
    why = {
        Fate.REFUSED: reasons,
        Fate.APPEALED: reasons,
        Fate.TO_REPHRASE: reasons,
        Fate.SET_ASIDE: {each: label(told.reason) for each, told in aside.items()},
    }
    return [
        Row(
            each,
            fates[each.id],
            why.get(fates[each.id], {}).get(each.id, ""),
            cited.get(each.id, ""),
            kept.get(each.id, ""),
            aside[each.id].enjeu if each.id in aside else _first_enjeu(each, enjeu),
        )
        for each in contributions
    ]


def _first_enjeu(contribution: Contribution, enjeu: Enjeu | None) -> str:
    if enjeu is not None:
        return enjeu.key
    return contribution.tags[0].enjeu.key if contribution.tags else ""


def _reasons(session: orm.Session, ids: list[int]) -> dict[int, str]:
    """Of the last decision on each of them, where it has one."""
    query = (
        sa.select(Contribution.id, Reason.label)
        .join(Decision, Decision.id == _last_decision())
        .join(Reason, Reason.id == Decision.reason_id)
        .where(Contribution.id.in_(ids))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _cited(session: orm.Session, ids: list[int], enjeu: Enjeu | None) -> dict[int, str]:
    """The first sentence that cites each of them."""
    query = (
        sa.select(Citation.contribution_id, Statement.public_id)
        .join(Citation.statement)
        .where(Citation.contribution_id.in_(ids), *_under(Statement.enjeu_id, enjeu))
        .order_by(Citation.id.desc())
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _kept(session: orm.Session, ids: list[int], enjeu: Enjeu | None) -> dict[int, str]:
    """The first group that keeps each of them."""
    query = (
        sa.select(TopicMember.contribution_id, Topic.public_id)
        .join(TopicMember.topic)
        .where(
            TopicMember.contribution_id.in_(ids),
            TopicMember.kept,
            *_under(TopicMember.enjeu_id, enjeu),
        )
        .order_by(TopicMember.id.desc())
    )
    return {row[0]: row[1] for row in session.execute(query)}


Column = orm.InstrumentedAttribute[int]


def _under(column: Column, enjeu: Enjeu | None) -> list[sa.ColumnElement[bool]]:
    return [] if enjeu is None else [column == enjeu.id]


def every_row(session: orm.Session, asked: Asked) -> Iterator[Row]:
    """All of them, a thousand in memory at a time."""
    after: int | None = None
    while True:
        page = without_outcome(session, asked, after=after, size=BATCH)
        yield from told(session, page.rows, asked.enjeu)
        session.expunge_all()
        if page.after is None:
            return
        after = page.after
