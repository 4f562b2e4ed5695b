"""Do two people place the same words under the same enjeux? The measure of it, and second readings.

Cohen's kappa (1960): 1 when they always agree, 0 when they agree as chance would have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.models import Contribution, Status, Tagging
from consult.enjeux.suggester.model import OUTSIDE
from consult.moderation.models import Sorting

# Under this many pairs the figures say more about chance than about the team.
ENOUGH = 30
# A contribution in ten is read twice: those whose public id (random hexadecimal) starts below this.
SAMPLE_BELOW = "1a"

Labels = frozenset[str]


@dataclass(frozen=True)
class EnjeuAgreement:
    """One enjeu: how many pairs where one reader at least chose it, both, and Cohen's kappa.

    `kappa` is None when chance alone would have them always agree.
    """

    enjeu: str
    either: int
    both: int
    kappa: float | None


@dataclass(frozen=True)
class Agreement:
    """Of `pairs` of readings, those exactly alike, and those with an enjeu in common."""

    pairs: int
    alike: int
    overlapping: int
    rows: tuple[EnjeuAgreement, ...]

    @property
    def is_enough(self) -> bool:
        return self.pairs >= ENOUGH


def compare(pairs: Sequence[tuple[Labels, Labels]]) -> Agreement:
    """`pairs` are the enjeux (OUTSIDE among them) that two people gave the same words."""
    enjeux = sorted({each for one, other in pairs for each in one | other})
    return Agreement(
        len(pairs),
        sum(one == other for one, other in pairs),
        sum(bool(one & other) for one, other in pairs),
        tuple(_of_enjeu(each, pairs) for each in enjeux),
    )


def _of_enjeu(enjeu: str, pairs: Sequence[tuple[Labels, Labels]]) -> EnjeuAgreement:
    first = [enjeu in one for one, _ in pairs]
    second = [enjeu in other for _, other in pairs]
    both = sum(a and b for a, b in zip(first, second, strict=True))
    either = sum(a or b for a, b in zip(first, second, strict=True))
    return EnjeuAgreement(enjeu, either, both, kappa(first, second))


def kappa(first: Sequence[bool], second: Sequence[bool]) -> float | None:
    count = len(first)
    if not count:
        return None
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / count
    yes, also = sum(first) / count, sum(second) / count
    chance = yes * also + (1 - yes) * (1 - also)
    return None if chance == 1 else (observed - chance) / (1 - chance)


def agreement(session: orm.Session) -> Agreement:
    """Of every second reading with the last sorting by someone else; demonstration left out."""
    first, second = orm.aliased(Sorting), orm.aliased(Sorting)
    rows = session.execute(
        sa.select(first.outcome, first.enjeux, second.outcome, second.enjeux)
        .join(second, second.contribution_id == first.contribution_id)
        .join(Contribution, Contribution.id == first.contribution_id)
        .where(
            first.blind.is_(False),
            second.blind.is_(True),
            first.user_id != second.user_id,
            first.id.in_(_last_open()),
            Contribution.is_demo.is_(False),
            first.outcome != Tagging.UNDECIDED,
            second.outcome != Tagging.UNDECIDED,
        )
        .order_by(second.id)
    )
    return compare([(labels(a, b), labels(c, d)) for a, b, c, d in rows])


def labels(outcome: Tagging, enjeux: Iterable[str]) -> Labels:
    return frozenset([OUTSIDE]) if outcome is Tagging.OUTSIDE else frozenset(enjeux)


def keep(
    session: orm.Session,
    contribution: Contribution,
    outcome: Tagging,
    enjeux: Iterable[str],
    *,
    by: User,
    blind: bool = False,
) -> Sorting:
    """Remember how `by` placed words: once openly and once blindly at most, the last one holding."""
    found = session.scalars(
        sa.select(Sorting).where(
            Sorting.contribution_id == contribution.id,
            Sorting.user_id == by.id,
            Sorting.blind.is_(blind),
        )
    ).first()
    if found is not None:
        session.delete(found)
        session.flush()
    sorting = Sorting(
        contribution=contribution,
        user_id=by.id,
        blind=blind,
        outcome=outcome,
        enjeux=sorted(set(enjeux)),
    )
    session.add(sorting)
    session.flush()
    if blind:
        record(
            session,
            "contribution.second_reading",
            contribution,
            by=by,
            tagging=outcome.value,
            enjeux=sorting.enjeux,
        )
    return sorting


def may_read_again(session: orm.Session, contribution: Contribution, user: User) -> bool:
    """Sorted by someone else only, and not yet read twice."""
    return (
        session.scalars(_to_read_again(user).where(Contribution.id == contribution.id)).first()
        is not None
    )


def next_to_read_again(session: orm.Session, user: User) -> Contribution | None:
    """In the order of the public ids, which chance gave."""
    return session.scalars(_to_read_again(user).order_by(Contribution.public_id).limit(1)).first()


def _to_read_again(user: User) -> sa.Select[Contribution]:
    mine = sa.select(Sorting.contribution_id).where(Sorting.user_id == user.id)
    twice = sa.select(Sorting.contribution_id).where(Sorting.blind)
    sorted_once = sa.select(Sorting.contribution_id).where(Sorting.blind.is_(False))
    return sa.select(Contribution).where(
        Contribution.status == Status.PUBLISHED,
        Contribution.tagging.in_([Tagging.TAGGED, Tagging.OUTSIDE]),
        Contribution.public_id < SAMPLE_BELOW,
        Contribution.id.in_(sorted_once),
        Contribution.id.not_in(mine),
        Contribution.id.not_in(twice),
    )


def _last_open() -> sa.Select[int]:
    return (
        sa.select(sa.func.max(Sorting.id))
        .where(Sorting.blind.is_(False))
        .group_by(Sorting.contribution_id)
    )
