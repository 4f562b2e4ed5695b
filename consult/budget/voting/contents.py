"""What a ballot may hold, by kind: pure rules, the same online, at a kiosk and on paper.

A content is {project number, as text: value}. Approval and knapsack: 1 for a project chosen. Points:
how many, 1 or more. Grades: 0 to 3, for every project of the ballot; one that was not graded has the
lowest.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from consult.budget.models import Campaign
from consult.budget.terms import BallotKind

Content = dict[str, int]


class Grade(enum.IntEnum):
    """The four grades of the Paris vote, the lowest first (DOMAIN.md, « Budget participatif »)."""

    NOT_CONVINCED = 0
    WHY_NOT = 1
    LIKE = 2
    LOVE = 3


class Fault(enum.Enum):
    """Why a ballot cannot be received as it is."""

    UNKNOWN = "unknown"
    TOO_FEW = "too-few"
    TOO_MANY = "too-many"
    OVER_BUDGET = "over-budget"
    OVER_POINTS = "over-points"
    NOT_A_VALUE = "not-a-value"


@dataclass(frozen=True)
class Sums:
    """What a ballot comes to: projects chosen (or graded), their euros, the points given."""

    chosen: int
    euros: int
    points: int


@dataclass(frozen=True)
class Rules:
    """What the règlement says of a ballot, and the projects on it: {number, as text: whole euros}."""

    kind: BallotKind
    fewest: int
    most: int | None
    envelope: int
    points: int
    costs: Mapping[str, int]

    def sums(self, content: Mapping[str, int]) -> Sums:
        euros = sum(self.costs.get(number, 0) for number in content)
        points = sum(content.values()) if self.kind is BallotKind.POINTS else 0
        return Sums(len(content), euros, points)

    def fault(self, content: Mapping[str, int]) -> Fault | None:
        """The first thing that is wrong with what somebody chose."""
        sums = self.sums(content)
        found = {
            Fault.UNKNOWN: any(number not in self.costs for number in content),
            Fault.NOT_A_VALUE: not all(self._is_value(value) for value in content.values()),
            Fault.TOO_FEW: sums.chosen < self.fewest,
            Fault.TOO_MANY: self.most is not None and sums.chosen > self.most,
            Fault.OVER_BUDGET: self.kind is BallotKind.KNAPSACK and sums.euros > self.envelope,
            Fault.OVER_POINTS: self.kind is BallotKind.POINTS and sums.points > self.points,
        }
        return next((fault for fault, is_so in found.items() if is_so), None)

    def completed(self, content: Mapping[str, int]) -> Content:
        """What enters the urn: in order of number, every project graded where there are grades."""
        numbers = self.costs if self.kind is BallotKind.GRADES else content
        return {
            each: content.get(each, int(Grade.NOT_CONVINCED)) for each in sorted(numbers, key=int)
        }

    def _is_value(self, value: int) -> bool:
        if self.kind is BallotKind.GRADES:
            return value in tuple(Grade)
        return value == 1 or (self.kind is BallotKind.POINTS and value > 0)


def rules_of(campaign: Campaign, costs: Mapping[str, int]) -> Rules:
    """Raises ValueError when the campaign has no ballot."""
    if campaign.ballot is None:
        raise ValueError(f"{campaign.slug} has no ballot")
    limited = campaign.ballot is not BallotKind.GRADES
    return Rules(
        kind=campaign.ballot,
        fewest=max(1, campaign.choices_min or 1),
        most=campaign.choices_max if limited else None,
        envelope=campaign.envelope_eur or 0,
        points=campaign.points or 0,
        costs=costs,
    )
