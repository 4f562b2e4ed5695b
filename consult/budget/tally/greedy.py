"""The greedy rules: down a list, taking what fits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import Any

from consult.budget.tally.contest import Contest
from consult.budget.tally.outcome import Decision, Grades, Phase

Merit = Callable[[int], Any]


def by_votes(contest: Contest) -> Merit:
    return lambda at: contest.scores.scores[at]


def by_votes_per_euro(contest: Contest) -> Merit:
    """What is free comes before everything, by votes: any number of votes for no euro."""

    def merit(at: int) -> tuple[bool, Fraction]:
        score, cost = Fraction(contest.scores.scores[at]), Fraction(contest.cost(at))
        return (not cost, score / cost if cost else score)

    return merit


def ranked(contest: Contest, chosen: Sequence[int], merit: Merit) -> list[int]:
    """The highest merit first; ties by the règlement."""
    by_ties = sorted(chosen, key=lambda at: contest.tie_keys[at])
    return sorted(by_ties, key=merit, reverse=True)


def equals(order: Sequence[int], merit: Callable[[int], Hashable]) -> dict[int, list[int]]:
    """For each project, those after it in `order` that only the tie-break put after it."""
    groups: dict[Hashable, list[int]] = {}
    for at in order:
        groups.setdefault(merit(at), []).append(at)
    return {at: group[place + 1 :] for group in groups.values() for place, at in enumerate(group)}


def take(
    contest: Contest,
    order: Sequence[int],
    merit: Callable[[int], Hashable],
    phase: Phase = Phase.RULE,
    grades: Callable[[int], Grades] | None = None,
) -> None:
    """Down `order`, selecting what fits in what is left and skipping what does not."""
    behind = equals(order, merit)
    for at in order:
        decision = Decision.SELECTED if contest.fits(at) else Decision.NOT_AFFORDABLE
        contest.decide(at, decision, phase, tied=behind[at], grades=grades(at) if grades else None)


def greedy(contest: Contest, merit: Merit) -> None:
    take(contest, ranked(contest, contest.eligible(), merit), merit)
    contest.set_aside()


def complete(contest: Contest) -> None:
    """After another rule: by votes, what still fits."""
    left = [at for at in contest.eligible() if at not in set(contest.selected)]
    merit = by_votes(contest)
    take(contest, ranked(contest, left, merit), merit, Phase.COMPLETION)
