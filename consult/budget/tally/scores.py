"""Votes and scores of each project; who supports it, and how much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from consult.budget.tally.model import BallotError, Ints, Money, Profile, VoteType, whole


@dataclass(frozen=True, slots=True)
class Scores:
    """By project: people who voted for it (gave it points, if there are any), and its score."""

    votes: tuple[int, ...]
    scores: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Supporters:
    """The ballots that support a project, and the satisfaction of each (None: the same for all)."""

    ballots: Ints
    weights: Ints | None


def borda(profile: Profile, projects: int) -> Ints:
    """Points of each entry of rankings: the longest list allowed for the first, one less for the next."""
    longest = int(np.diff(profile.starts).max(initial=0))
    length = max(profile.length or projects, longest)
    rank = np.arange(len(profile.entries)) - np.repeat(profile.starts[:-1], np.diff(profile.starts))
    return length - rank


def entry_points(profile: Profile, projects: int) -> Ints | None:
    if profile.vote_type is VoteType.ORDINAL:
        return borda(profile, projects)
    return profile.points if profile.vote_type.has_points else None


def _sums(entries: Ints, values: Ints, projects: int) -> list[int]:
    """Exact sums by project: `np.bincount` would go through floats."""
    order = np.argsort(entries, kind="stable")
    edges = np.searchsorted(entries[order], np.arange(projects + 1))
    running = np.concatenate(([0], np.cumsum(values[order])))
    return [int(each) for each in np.diff(running[edges])]


def scores(profile: Profile, projects: int) -> Scores:
    counts = profile.counts[profile.owners()]
    named = _sums(profile.entries, counts, projects)
    points = entry_points(profile, projects)
    if points is None:
        return Scores(tuple(named), tuple(named))
    votes = _sums(profile.entries, counts * (points > 0), projects)
    sums = _sums(profile.entries, counts * points, projects)
    unit = profile.unit if profile.vote_type.has_points else 1
    silent = profile.default or Fraction(0)
    voters = profile.voters
    found = (
        whole(Fraction(total, unit) + silent * (voters - spoken))
        for total, spoken in zip(sums, named, strict=True)
    )
    return Scores(tuple(votes), tuple(found))


def supporters(profile: Profile, projects: int) -> Sequence[Supporters]:
    """Of each project, for equal shares. Raises BallotError for points that are no support."""
    if profile.default:
        raise BallotError(
            "equal shares cannot count points that voters did not give: default_score is not 0."
        )
    points = entry_points(profile, projects)
    entries, owners = profile.entries, profile.owners()
    if points is not None and len(points) and points.min() < 0:
        raise BallotError("equal shares cannot count negative points.")
    if points is not None:
        some = points > 0
        entries, owners, points = entries[some], owners[some], points[some]
    order = np.lexsort((owners, entries))
    edges = np.searchsorted(entries[order], np.arange(projects + 1))
    found = []
    for at in range(projects):
        chosen = order[edges[at] : edges[at + 1]]
        found.append(Supporters(owners[chosen], None if points is None else points[chosen]))
    return found
