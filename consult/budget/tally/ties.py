"""Ties, broken as the règlement says, the same way on every machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from consult.budget.tally.model import InstanceError, Project


class Criterion(StrEnum):
    MORE_VOTES = "more-votes"
    LOWER_COST = "lower-cost"
    HIGHER_COST = "higher-cost"
    NUMBER = "number"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class TieBreak:
    """Criteria, the first first. The default is what https://equalshares.net advises, then the number.

    « number » is the order of deposit (`Project.number`); without one, ids are read as people read them:
    2 before 10, A2 before A10. It always ends the list, so that no tie remains. « draw » needs
    the `seed` that the règlement publishes: the first is the one whose SHA-256 of the seed followed
    by the id (`printf '%s' "$SEED$ID" | sha256sum`) comes first in alphabetical order.
    """

    criteria: tuple[Criterion, ...] = (Criterion.LOWER_COST, Criterion.MORE_VOTES, Criterion.NUMBER)
    seed: str | None = None

    def __post_init__(self) -> None:
        if Criterion.DRAW in self.criteria and not self.seed:
            raise InstanceError("a draw needs the seed that the règlement publishes.")

    def key(self, project: Project, votes: int) -> tuple[Any, ...]:
        """The smallest goes first."""
        values: list[Any] = []
        for criterion in self.criteria:
            if criterion is Criterion.MORE_VOTES:
                values.append(-votes)
            elif criterion is Criterion.LOWER_COST:
                values.append(project.cost)
            elif criterion is Criterion.HIGHER_COST:
                values.append(-project.cost)
            elif criterion is Criterion.DRAW:
                values.append(drawn(self.seed or "", project.id))
            else:
                values.append(deposit_order(project))
        return (*values, deposit_order(project))

    def keys(self, projects: Sequence[Project], votes: Sequence[int]) -> list[tuple[Any, ...]]:
        return [self.key(project, count) for project, count in zip(projects, votes, strict=True)]


def drawn(seed: str, project_id: str) -> str:
    return hashlib.sha256(f"{seed}{project_id}".encode()).hexdigest()


def deposit_order(project: Project) -> tuple[Any, ...]:
    # Words and digits alternate, beginning with a word, so that like is compared with like.
    parts = re.split(r"([0-9]+)", project.id)
    natural = tuple(int(part) if at % 2 else part for at, part in enumerate(parts))
    return (project.number is None, project.number or 0, natural, project.id)
