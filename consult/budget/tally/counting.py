"""A whole tally, in one competition or by quarters; and what another rule would give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from consult.budget.tally.completion import equal_shares
from consult.budget.tally.contest import Contest
from consult.budget.tally.greedy import by_votes, by_votes_per_euro, greedy
from consult.budget.tally.majority import majority_judgement
from consult.budget.tally.model import BallotError, Instance, Money, Profile, whole
from consult.budget.tally.outcome import Outcome, Part, Step
from consult.budget.tally.settings import Leftover, Rule, Settings


def tally(instance: Instance, profile: Profile, settings: Settings) -> Outcome:
    """Raises BallotError when the rule cannot count such ballots."""
    if not instance.envelopes:
        return _outcome(instance, settings, [_count(instance, profile, settings)])
    return _outcome(instance, settings, list(_quarters(instance, profile, settings)))


def compare(
    instance: Instance, profile: Profile, settings: Settings, rules: Iterable[Rule] = Rule
) -> dict[Rule, Outcome | BallotError]:
    """What each rule would select, all else in the règlement being equal; or why it cannot."""
    found: dict[Rule, Outcome | BallotError] = {}
    for rule in rules:
        try:
            found[rule] = tally(instance, profile, replace(settings, rule=rule))
        except BallotError as error:
            found[rule] = error
    return found


Counted = tuple[Contest, Part]


def _count(
    instance: Instance, profile: Profile, settings: Settings, quarter: str | None = None
) -> Counted:
    contest = Contest(instance, profile, settings.ties)
    shares = None
    if settings.rule is Rule.GREEDY:
        greedy(contest, by_votes(contest))
    elif settings.rule is Rule.GREEDY_COST:
        greedy(contest, by_votes_per_euro(contest))
    elif settings.rule is Rule.MAJORITY_JUDGEMENT:
        majority_judgement(contest, settings.ungraded, settings.median_tie)
    else:
        shares = equal_shares(contest, settings.completion)
    part = Part(quarter, whole(instance.budget), whole(contest.spent), profile.voters)
    if shares is not None:
        part = replace(part, share=shares.first, last_share=shares.last, raises=shares.raises)
    return contest, part


def _quarters(instance: Instance, profile: Profile, settings: Settings) -> Iterable[Counted]:
    """The quarters in alphabetical order, then the town with what is left of the budget."""
    town: Money = instance.budget - sum(instance.envelopes.values())
    everything = range(len(instance.projects))
    for quarter in [*sorted(instance.envelopes), None]:
        kept = [at for at in everything if instance.projects[at].quarter == quarter]
        envelope = town if quarter is None else instance.envelopes[quarter]
        competing = instance.part(whole(envelope), kept)
        ballots = profile.part(kept, len(instance.projects))
        counted = _count(competing, ballots, settings, quarter)
        if quarter is not None and settings.leftover is Leftover.TOWN_WIDE:
            town += counted[0].remaining
        yield counted


def _outcome(instance: Instance, settings: Settings, counted: list[Counted]) -> Outcome:
    selected: list[str] = []
    steps: list[Step] = []
    spent: Money = 0
    for contest, part in counted:
        selected += [contest.instance.projects[at].id for at in contest.selected]
        steps += [replace(step, part=part.quarter) for step in contest.steps]
        spent += part.cost
    parts = tuple(part for _, part in counted)
    return Outcome(
        settings, whole(instance.budget), tuple(selected), whole(spent), tuple(steps), parts
    )
