"""What is told of a tally, as plain data: kept with the publication, read by pages and files.

Amounts are whole euros, rounded down where shares of euros were counted; the counting itself is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from consult.budget import tally

FORMAT = 1
# Votes for so many euros: a figure that can be read.
PER_EUROS = 1_000


def document(
    outcome: tally.Outcome,
    others: Mapping[tally.Rule, tally.Outcome | tally.BallotError],
    counts: Mapping[str, int],
) -> dict[str, Any]:
    """`counts`: ballots by channel, and blank and void ones of the ballot boxes."""
    return {
        "format": FORMAT,
        "rule": outcome.settings.rule.value,
        "completion": outcome.settings.completion.value,
        "budget": whole(outcome.budget),
        "cost": whole(outcome.cost),
        "counts": dict(counts),
        "selected": [int(each) for each in outcome.selected],
        "steps": [_step(each) for each in outcome.steps],
        "parts": [_part(each) for each in outcome.parts],
        "others": [
            _other(rule, other)
            for rule, other in others.items()
            if rule is not outcome.settings.rule and isinstance(other, tally.Outcome)
        ],
    }


def whole(amount: tally.Money) -> int:
    return int(amount // 1)


def _step(step: tally.Step) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": int(step.project),
        "decision": step.decision.value,
        "phase": step.phase.value,
        "cost": whole(step.cost),
        "remaining": whole(step.remaining),
        "votes": step.votes,
        "score": _figure(step.score),
        "per_thousand": None if step.per_euro is None else _figure(step.per_euro * PER_EUROS),
        "tied": [int(each) for each in step.tied],
        "part": step.part,
    }
    if step.share is not None:
        told["share"] = {
            "supporters": step.share.supporters,
            "had": whole(step.share.had),
            "price": None if step.share.price is None else _cents(step.share.price),
            "in_part": step.share.in_part,
        }
    if step.grades is not None:
        median = step.grades.median
        told["grades"] = {
            "counts": list(step.grades.counts),
            "scale": [int(each) for each in step.grades.scale],
            "median": None if median is None else int(median),
            "above": step.grades.above,
            "below": step.grades.below,
        }
    return told


def _part(part: Any) -> dict[str, Any]:
    return {
        "quarter": part.quarter,
        "budget": whole(part.budget),
        "cost": whole(part.cost),
        "voters": part.voters,
        "share": None if part.share is None else _cents(part.share),
        "last_share": None if part.last_share is None else _cents(part.last_share),
        "raises": part.raises,
    }


def _other(rule: tally.Rule, outcome: tally.Outcome) -> dict[str, Any]:
    return {
        "rule": rule.value,
        "selected": [int(each) for each in outcome.selected],
        "cost": whole(outcome.cost),
    }


def _figure(amount: tally.Money) -> float | int:
    """To a hundredth: what people read."""
    return int(amount) if amount == amount // 1 else float(round(Fraction(amount), 2))


def _cents(amount: tally.Money) -> float:
    return float(round(Fraction(amount), 2))
