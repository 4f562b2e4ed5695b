"""What a `.pb` file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from consult.budget.tally.model import Instance, Money, Profile, ProfileBuilder, VoteType
from consult.budget.tally.pabulib.numbers import number

# What a profile needs of META.
READ = ("max_length", "default_score", "min_points")


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    line: int
    sentence: str


class PbError(Exception):
    """The file is refused whole. Its text is one « FILE:LINE: sentence » for each fault."""

    def __init__(self, file: str, faults: Sequence[Fault]) -> None:
        self.file = file
        self.faults = sorted(set(faults))
        super().__init__("\n".join(f"{file}:{each.line}: {each.sentence}" for each in self.faults))


@dataclass(frozen=True, slots=True)
class Vote:
    """One line of VOTES. `projects` are indexes, in the order of the line; `fields`: other columns."""

    voter_id: str
    projects: tuple[int, ...]
    points: tuple[Money, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Election:
    """`meta`: every key but the numbers of projects and votes, the budget and the type of vote.

    `extras`: by project, the values of the columns that `Project` does not hold. `quarters`: the column
    where `Project.quarter` is read and written. `votes` are empty when only the profile was asked for.
    """

    instance: Instance
    vote_type: VoteType
    votes: tuple[Vote, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    extras: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    quarters: str | None = None

    @cached_property
    def profile(self) -> Profile:
        meta = {key: number(self.meta[key]) for key in READ if key in self.meta}
        length = meta.get("max_length")
        scoring = self.vote_type is VoteType.SCORING
        builder = ProfileBuilder(
            self.vote_type,
            length=None if length is None else int(length),
            default=meta.get("default_score") if scoring else None,
            lowest=meta.get("min_points") if scoring else None,
        )
        for vote in self.votes:
            builder.add(vote.projects, vote.points)
        return builder.build()
