"""What holds together in a règlement, and what may still change of it.

One list of faults for whoever writes a règlement, in a file or on the site. Sources: the practice of
the towns in DOMAIN.md (« Budget participatif »), and the ballots that each rule can read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from consult.budget.models import Campaign, Project
from consult.budget.phases import ENDS
from consult.budget.terms import RULES_OF, BallotKind, Completion, TallyRule

# Marked here for the catalogues; translated where it is shown, and told as it is by the commands.
_ = str
# These may fall with the date before them: the phase between is then left out.
TOGETHER = frozenset({"admissibility_closes_at", "study_closes_at", "vote_opens_at", "results_at"})
# What a ballot was cast under: it does not change once the vote has opened.
VOTE_TERMS = (
    "envelope_eur",
    "leftover",
    "vote_who",
    "vote_min_age",
    "vote_entry",
    "ballot",
    "choices_min",
    "choices_max",
    "points",
    "rule",
    "completion",
    "ties",
    "draw_seed",
)


@dataclass(frozen=True)
class RuleFault:
    """A setting that does not hold, named as the campaign's column, and why, in English."""

    field: str
    sentence: str


def faults(terms: Mapping[str, Any], shares: Mapping[str | None, int]) -> list[RuleFault]:
    """What is wrong in `terms` (columns of Campaign, by name; absent ones are None) and `shares`
    (whole euros by quarter, None for the town-wide part).
    """
    return [*_dates(terms), *_money(terms, shares), *_vote(terms)]


def can_change_project(project: Project, now: datetime) -> bool:
    """Whether what voters read of a project, its cost too, may still be changed."""
    return can_change_vote(project.campaign, now)


def can_change_vote(campaign: Campaign, now: datetime) -> bool:
    """Whether the terms of the vote, its dates of opening and the projects may still be changed."""
    return campaign.vote_opens_at is None or now < campaign.vote_opens_at


def _dates(terms: Mapping[str, Any]) -> Iterator[RuleFault]:
    known = [(column, terms[column]) for _phase, column in ENDS if terms.get(column) is not None]
    for (_earlier, before), (column, after) in pairwise(known):
        together = column in TOGETHER
        if after < before or (after == before and not together):
            yield RuleFault(column, _("This date comes before the one above: put them in order."))
    opens, closes = terms.get("vote_opens_at"), terms.get("vote_closes_at")
    if (opens is None) != (closes is None):
        missing = "vote_opens_at" if opens is None else "vote_closes_at"
        yield RuleFault(missing, _("A vote has two dates: when it opens and when it ends."))
    if opens is not None and terms.get("study_closes_at") is None:
        yield RuleFault("study_closes_at", _("Say when the study ends: the vote comes after it."))
    if terms.get("results_at") is not None and closes is None:
        yield RuleFault("results_at", _("Results come after a vote: say when it takes place."))
    if terms.get("delivery_closes_at") is not None and terms.get("results_at") is None:
        yield RuleFault("results_at", _("Say when the results are published."))


def _money(terms: Mapping[str, Any], shares: Mapping[str | None, int]) -> Iterator[RuleFault]:
    envelope, cap = terms.get("envelope_eur"), terms.get("cap_eur")
    if envelope is not None and cap is not None and cap > envelope:
        yield RuleFault("cap_eur", _("One project may not cost more than the envelope of all."))
    if shares and sum(shares.values()) != envelope:
        yield RuleFault("envelope_eur", _("The shares do not add up to the envelope."))
    if terms.get("vote_opens_at") is not None and envelope is None:
        yield RuleFault("envelope_eur", _("A vote shares out an envelope: say how much."))


def _vote(terms: Mapping[str, Any]) -> Iterator[RuleFault]:
    ballot, rule = terms.get("ballot"), terms.get("rule")
    if terms.get("vote_opens_at") is not None:
        for field, sentence in (
            ("ballot", _("Choose how people vote.")),
            ("rule", _("Choose how votes are counted.")),
            ("vote_entry", _("Choose how people come in to vote.")),
        ):
            if terms.get(field) is None:
                yield RuleFault(field, sentence)
    if ballot is not None and rule is not None and rule not in RULES_OF[ballot]:
        yield RuleFault("rule", _("This way of counting does not read these ballots."))
    if (
        terms.get("completion", Completion.NONE) is not Completion.NONE
        and rule is not TallyRule.EQUAL_SHARES
    ):
        yield RuleFault("completion", _("Only equal shares has money left to complete."))
    yield from _choices(terms, ballot)


def _choices(terms: Mapping[str, Any], ballot: BallotKind | None) -> Iterator[RuleFault]:
    fewest, most = terms.get("choices_min") or 1, terms.get("choices_max")
    if ballot is BallotKind.APPROVAL and most is None:
        yield RuleFault("choices_max", _("Say how many projects one may choose."))
    if most is not None and most < fewest:
        yield RuleFault("choices_max", _("The most may not be under the fewest."))
    if ballot is BallotKind.POINTS and not terms.get("points"):
        yield RuleFault("points", _("Say how many points each voter shares out."))


def forbidden_changes(campaign: Campaign, terms: Mapping[str, Any], now: datetime) -> list[str]:
    """The columns of `terms` that may not be changed any more: the vote has opened."""
    if can_change_vote(campaign, now):
        return []
    frozen = (*VOTE_TERMS, "vote_opens_at")
    return [name for name in frozen if name in terms and terms[name] != getattr(campaign, name)]


def shares_of(campaign: Campaign) -> dict[str | None, int]:
    """Whole euros by key of quarter; None is the town-wide part. Empty: one envelope for all."""
    return {
        each.perimeter.key if each.perimeter else None: each.amount_eur for each in campaign.shares
    }
