"""What is counted: projects with their costs, and ballots kept as arrays of whole numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

Money = int | Fraction
Ints = NDArray[np.int64]


class InstanceError(ValueError):
    """Projects or envelopes that contradict themselves."""


class BallotError(ValueError):
    """A rule asked of ballots that it cannot count."""


class VoteType(StrEnum):
    """Pabulib's names."""

    APPROVAL = "approval"
    ORDINAL = "ordinal"
    CUMULATIVE = "cumulative"
    SCORING = "scoring"

    @property
    def has_points(self) -> bool:
        return self in {VoteType.CUMULATIVE, VoteType.SCORING}


def whole(amount: Money) -> Money:
    """`amount` as an `int` when it is one."""
    if isinstance(amount, Fraction) and amount.denominator == 1:
        return amount.numerator
    return amount


@dataclass(frozen=True, slots=True)
class Project:
    """`cost` in euros; `quarter`: None for the whole town; `number`: its order of deposit, if known."""

    id: str
    cost: Money
    name: str = ""
    quarter: str | None = None
    number: int | None = None


@dataclass(frozen=True)
class Instance:
    """`budget` is for everything; `envelopes`, those of the quarters, are parts of it.

    `threshold` is the least score a project must have to be eligible (`min_project_score_threshold`).
    """

    budget: Money
    projects: tuple[Project, ...]
    envelopes: Mapping[str, Money] = field(default_factory=dict)
    threshold: Money = 0

    def __post_init__(self) -> None:
        if self.budget < 0:
            raise InstanceError("the budget is negative.")
        ids = [project.id for project in self.projects]
        if len(set(ids)) < len(ids):
            raise InstanceError("two projects have the same id.")
        for project in self.projects:
            if project.cost < 0:
                raise InstanceError(f"the cost of project {project.id} is negative.")
        if any(amount < 0 for amount in self.envelopes.values()):
            raise InstanceError("the envelope of a quarter is negative.")
        if sum(self.envelopes.values()) > self.budget:
            raise InstanceError("the envelopes of the quarters exceed the budget.")
        if self.envelopes:
            for project in self.projects:
                if project.quarter is not None and project.quarter not in self.envelopes:
                    raise InstanceError(
                        f"project {project.id} is of « {project.quarter} », which has no envelope."
                    )

    def part(self, budget: Money, kept: Sequence[int]) -> Instance:
        """The projects at the indexes `kept`, competing for `budget`."""
        projects = tuple(self.projects[index] for index in kept)
        return Instance(budget, projects, {}, self.threshold)


@dataclass(frozen=True, eq=False)
class Profile:
    """Anonymous ballots, identical ones once with their number.

    Ballot b is `counts[b]` people who list the projects `entries[starts[b]:starts[b + 1]]` (indexes into
    `Instance.projects`, in order of preference for rankings), with that many `points`, each
    multiplied by `unit` so that it is whole. `length` is the longest list allowed. `default` is what
    a project that a ballot does not list receives (scoring), None when the file does not say.
    """

    vote_type: VoteType
    starts: Ints
    entries: Ints
    points: Ints
    counts: Ints
    unit: int = 1
    length: int | None = None
    default: Fraction | None = None
    lowest: Fraction | None = None

    @property
    def voters(self) -> int:
        return int(self.counts.sum())

    def owners(self) -> Ints:
        """The ballot of each entry."""
        return np.repeat(np.arange(len(self.counts)), np.diff(self.starts))

    def part(self, kept: Sequence[int], projects: int) -> Profile:
        """Of the ballots that list one of the projects at the indexes `kept`, what they say of these."""
        place = np.full(projects, -1, dtype=np.int64)
        place[list(kept)] = np.arange(len(kept))
        stays = place[self.entries] >= 0
        sizes = np.bincount(self.owners()[stays], minlength=len(self.counts))
        some = sizes > 0
        starts = np.concatenate(([0], np.cumsum(sizes[some]))).astype(np.int64)
        points = self.points[stays] if self.vote_type.has_points else self.points
        return Profile(
            self.vote_type, starts, place[self.entries[stays]], points, self.counts[some],
            self.unit, self.length, self.default, self.lowest,
        )  # fmt: skip


class ProfileBuilder:
    """Gathers ballots one by one, keeping each different one once, in a few bytes.

    What it makes depends neither on the order of the ballots nor on that of the ticks of an approval.
    """

    def __init__(
        self,
        vote_type: VoteType,
        *,
        length: int | None = None,
        default: Money | None = None,
        lowest: Money | None = None,
    ) -> None:
        self.vote_type = vote_type
        self.length = length
        self.default = None if default is None else Fraction(default)
        self.lowest = None if lowest is None else Fraction(lowest)
        self._seen: dict[bytes, int] = {}
        self._points: dict[Money, int] = {}

    def add(self, projects: Sequence[int], points: Sequence[Money] = (), count: int = 1) -> None:
        """`count` people with this ballot: different indexes of projects, and as many points if any."""
        if len(set(projects)) < len(projects):
            raise BallotError("a ballot lists a project twice.")
        if self.vote_type.has_points and len(points) != len(projects):
            raise BallotError("a ballot has not as many points as projects.")
        if self.vote_type.has_points:
            codes = [self._points.setdefault(each, len(self._points)) for each in points]
            pairs = sorted(zip(projects, codes, strict=True))
            said = [each for pair in pairs for each in pair]
        elif self.vote_type is VoteType.APPROVAL:
            said = sorted(projects)
        else:
            said = list(projects)
        key = array("i", said).tobytes()
        self._seen[key] = self._seen.get(key, 0) + count

    def build(self) -> Profile:
        width = 8 if self.vote_type.has_points else 4
        keys = sorted(self._seen)
        sizes = [len(key) // width for key in keys]
        flat = np.frombuffer(b"".join(keys), dtype=np.int32).astype(np.int64)
        unit = lcm(*(Fraction(each).denominator for each in self._points)) if self._points else 1
        points = np.zeros(0, dtype=np.int64)
        if self.vote_type.has_points:
            table = np.array([int(each * unit) for each in self._points], dtype=np.int64)
            points = table[flat[1::2]] if len(flat) else points
            flat = flat[::2]
        return Profile(
            self.vote_type,
            np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
            flat,
            points,
            np.array([self._seen[key] for key in keys], dtype=np.int64),
            unit, self.length, self.default, self.lowest,
        )  # fmt: skip


def profile_of(
    vote_type: VoteType,
    ballots: Iterable[Sequence[int]],
    points: Iterable[Sequence[Money]] | None = None,
    *,
    length: int | None = None,
) -> Profile:
    """The profile of `ballots`, each a list of indexes of projects."""
    builder = ProfileBuilder(vote_type, length=length)
    if points is None:
        for ballot in ballots:
            builder.add(ballot)
    else:
        for ballot, given in zip(ballots, points, strict=True):
            builder.add(ballot, given)
    return builder.build()
