"""Majority judgement: the median grade, then what becomes of it when medians are taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cmp_to_key
from itertools import accumulate
from math import gcd, lcm

import numpy as np

from consult.budget.tally.contest import Contest
from consult.budget.tally.greedy import take
from consult.budget.tally.model import BallotError, Ints, Money, Profile, VoteType, whole
from consult.budget.tally.outcome import Grades
from consult.budget.tally.settings import MedianTie, Ungraded

# So many times the lower grade, then the upper one; the very first may be alone.
Run = tuple[int, int, int]


def scale(profile: Profile) -> tuple[Fraction, ...]:
    """Every grade that was given, with the one of silence, worst first.

    Silence gets the file's `default_score`; else the lowest grade that it allows (`min_points`); else 0,
    Pabulib's default, or the lowest grade given if that is lower.
    """
    given = {Fraction(int(each), profile.unit) for each in np.unique(profile.points)}
    return tuple(sorted(given | {silence(profile)}))


def silence(profile: Profile) -> Fraction:
    if profile.default is not None:
        return profile.default
    if profile.lowest is not None:
        return profile.lowest
    lowest = Fraction(int(profile.points.min(initial=0)), profile.unit)
    return min(Fraction(0), lowest)


def table(profile: Profile, projects: int, ungraded: Ungraded) -> Ints:
    """How many people gave each grade of the scale (columns) to each project (rows)."""
    if profile.vote_type is not VoteType.SCORING:
        raise BallotError(
            "majority judgement needs a grade for each project: these ballots are "
            f"« {profile.vote_type} », not « scoring »."
        )
    grades = scale(profile)
    values = np.array([int(each * profile.unit) for each in grades], dtype=np.int64)
    cells = profile.entries * len(grades) + np.searchsorted(values, profile.points)
    counts = np.zeros(projects * len(grades), dtype=np.int64)
    np.add.at(counts, cells, profile.counts[profile.owners()])
    found = counts.reshape(projects, len(grades))
    if ungraded is Ungraded.WORST:
        found[:, grades.index(silence(profile))] += profile.voters - found.sum(axis=1)
    return found


def median(counts: Sequence[int]) -> int | None:
    """The lower middle grade, as an index of the scale; None of nobody's grades."""
    half = (sum(counts) + 1) // 2
    return next((at for at, up_to in enumerate(accumulate(counts)) if up_to >= half > 0), None)


def majority_value(counts: Sequence[int]) -> Iterator[Run]:
    """The medians met by taking the lower middle grade away until nothing is left, as runs.

    From the middle outwards: with r1 <= ... <= rn, n = 2k gives rk, rk+1, rk-1, rk+2, ...; n = 2k + 1
    gives rk+1 alone, then rk, rk+2, rk-1, rk+3, ...
    """
    counts, total = list(counts), sum(counts)
    if total % 2:
        middle = median(counts)
        assert middle is not None
        counts[middle] -= 1
        yield (1, middle, middle)
    half = total // 2
    low, high = _outwards(counts, half, -1), _outwards(counts, half, 1)
    (below, lower), (above, upper) = next(low, (0, 0)), next(high, (0, 0))
    while below:
        times = min(below, above)
        yield (times, lower, upper)
        below, above = below - times, above - times
        if not below:
            below, lower = next(low, (0, 0))
        if not above:
            above, upper = next(high, (0, 0))


def _outwards(counts: Sequence[int], half: int, way: int) -> Iterator[tuple[int, int]]:
    """(how many, grade) of the lower half downwards (-1) or of the upper half upwards (1)."""
    kept = half
    found = []
    grades = range(len(counts)) if way < 0 else range(len(counts) - 1, -1, -1)
    for grade in grades:
        times = min(counts[grade], kept)
        kept -= times
        if times:
            found.append((times, grade))
    return iter(found[::-1])


def compared(one: Sequence[int], other: Sequence[int]) -> int:
    """Above 0 when the grades `one` beat those of `other`, below 0 when they lose, else 0.

    Where people were not the same number (ballots set aside), both are multiplied until they are.
    """
    if not sum(one) or not sum(other):
        return bool(sum(one)) - bool(sum(other))
    common = lcm(sum(one), sum(other))
    first = majority_value([each * (common // sum(one)) for each in one])
    second = majority_value([each * (common // sum(other)) for each in other])
    mine, yours = next(first, None), next(second, None)
    while mine and yours:
        if mine[1:] != yours[1:]:
            return 1 if mine[1:] > yours[1:] else -1
        times = min(mine[0], yours[0])
        mine = (mine[0] - times, *mine[1:]) if mine[0] > times else next(first, None)
        yours = (yours[0] - times, *yours[1:]) if yours[0] > times else next(second, None)
    return 0


def usual(counts: Sequence[int]) -> Fraction:
    """Fabre's usual judgement: (p - q) / 2(1 - p - q), p and q the shares above and below the median.

    1 - p - q, the share of the median itself, is never zero.
    """
    at = median(counts)
    if at is None:
        return Fraction(-1)
    return Fraction(sum(counts[at + 1 :]) - sum(counts[:at]), 2 * counts[at])


def _order(rows: dict[int, tuple[int, ...]], median_tie: MedianTie) -> Callable[[int], object]:
    if median_tie is MedianTie.USUAL:

        def merit(at: int) -> tuple[int, Fraction]:
            middle = median(rows[at])
            return (-1 if middle is None else middle, usual(rows[at]))

        return merit
    key = cmp_to_key(compared)
    return lambda at: key(rows[at])


def majority_judgement(contest: Contest, ungraded: Ungraded, median_tie: MedianTie) -> None:
    """The best grades first, skipping what does not fit in what is left."""
    profile, count = contest.profile, len(contest.instance.projects)
    found = table(profile, count, ungraded)
    rows = {at: tuple(int(each) for each in found[at]) for at in range(count)}
    steps: tuple[Money, ...] = tuple(whole(each) for each in scale(profile))

    def grades(at: int) -> Grades:
        middle = median(rows[at])
        above = sum(rows[at][middle + 1 :]) if middle is not None else 0
        below = sum(rows[at][:middle]) if middle is not None else 0
        return Grades(steps, rows[at], None if middle is None else steps[middle], above, below)

    contest.supported = frozenset(at for at in rows if any(rows[at][1:]))
    merit = _order(rows, median_tie)
    by_ties = sorted(contest.eligible(), key=lambda at: contest.tie_keys[at])
    order = sorted(by_ties, key=merit, reverse=True)  # type: ignore[arg-type]
    take(contest, order, lambda at: _same(rows[at], median_tie), grades=grades)
    contest.set_aside()


def _same(counts: tuple[int, ...], median_tie: MedianTie) -> tuple[object, ...]:
    """Equal for grades that no median tells apart."""
    if median_tie is MedianTie.USUAL:
        return (median(counts), usual(counts))
    divisor = gcd(*counts) or 1
    return tuple(each // divisor for each in counts)
