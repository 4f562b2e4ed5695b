"""One competition: the projects of one envelope, what they received, and what is left as they win."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from consult.budget.tally.model import Instance, Money, Profile, whole
from consult.budget.tally.outcome import Decision, Grades, Phase, Share, Step
from consult.budget.tally.scores import Scores, scores
from consult.budget.tally.ties import TieBreak


@dataclass
class Contest:
    """Projects are told by their index. `steps` grows as they are decided."""

    instance: Instance
    profile: Profile
    ties: TieBreak
    steps: list[Step] = field(default_factory=list)
    selected: list[int] = field(default_factory=list)
    spent: Money = 0
    # Those somebody supports, where a score above zero does not tell it.
    supported: frozenset[int] | None = None

    @cached_property
    def scores(self) -> Scores:
        return scores(self.profile, len(self.instance.projects))

    @cached_property
    def tie_keys(self) -> list[tuple[Any, ...]]:
        return self.ties.keys(self.instance.projects, self.scores.votes)

    @property
    def remaining(self) -> Money:
        return whole(self.instance.budget - self.spent)

    def cost(self, at: int) -> Money:
        return self.instance.projects[at].cost

    def fits(self, at: int) -> bool:
        return self.cost(at) <= self.remaining

    def barred(self, at: int) -> Decision | None:
        """Why a project does not compete at all."""
        score = self.scores.scores[at]
        if score <= 0 if self.supported is None else at not in self.supported:
            return Decision.NO_SUPPORT
        if score < self.instance.threshold:
            return Decision.BELOW_THRESHOLD
        if self.cost(at) > self.instance.budget:
            return Decision.ABOVE_ENVELOPE
        return None

    def eligible(self) -> list[int]:
        return [at for at in range(len(self.instance.projects)) if self.barred(at) is None]

    def decide(
        self,
        at: int,
        decision: Decision,
        phase: Phase = Phase.RULE,
        *,
        tied: Iterable[int] = (),
        share: Share | None = None,
        grades: Grades | None = None,
    ) -> None:
        """Records the step of project `at`, and spends its cost when it is selected."""
        project, score = self.instance.projects[at], self.scores.scores[at]
        self.steps.append(
            Step(
                project=project.id,
                decision=decision,
                phase=phase,
                cost=project.cost,
                remaining=self.remaining,
                votes=self.scores.votes[at],
                score=score,
                per_euro=Fraction(score) / Fraction(project.cost) if project.cost else None,
                tied=tuple(self.instance.projects[other].id for other in tied),
                share=share,
                grades=grades,
            )
        )
        if decision is Decision.SELECTED:
            self.selected.append(at)
            self.spent = whole(self.spent + project.cost)

    def set_aside(self) -> None:
        """A step for each project that does not compete, the best scores first."""
        barred = [at for at in range(len(self.instance.projects)) if self.barred(at)]
        for at in sorted(barred, key=lambda at: (-self.scores.scores[at], self.tie_keys[at])):
            reason = self.barred(at)
            assert reason
            self.decide(at, reason)

    def share_told(self, shares: dict[str, Share]) -> None:
        """Adds to the steps of these projects what their supporters had left."""
        self.steps = [
            replace(step, share=shares[step.project])
            if step.project in shares and step.share is None
            else step
            for step in self.steps
        ]
