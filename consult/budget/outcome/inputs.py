"""From a campaign to what the tally counts, and to a Pabulib file. A project's id is its number.

Loads numpy: imported only where votes are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consult.budget import tally
from consult.budget.models import Campaign, CampaignShare, Project
from consult.budget.tally.pabulib import Election, Vote
from consult.budget.terms import BallotKind, Leftover, TieBreak
from consult.budget.voting.contents import Content, Grade
from consult.web.i18n import local

VOTE_TYPES = {
    BallotKind.APPROVAL: tally.VoteType.APPROVAL,
    BallotKind.KNAPSACK: tally.VoteType.APPROVAL,
    BallotKind.POINTS: tally.VoteType.CUMULATIVE,
    BallotKind.GRADES: tally.VoteType.SCORING,
}
CRITERIA = {
    TieBreak.VOTES: tally.Criterion.MORE_VOTES,
    TieBreak.CHEAPER: tally.Criterion.LOWER_COST,
    TieBreak.DEARER: tally.Criterion.HIGHER_COST,
    TieBreak.NUMBER: tally.Criterion.NUMBER,
    TieBreak.DRAW: tally.Criterion.DRAW,
}
LEFTOVERS = {
    Leftover.LOST: tally.Leftover.LOST,
    Leftover.TOWN: tally.Leftover.TOWN_WIDE,
}


class NothingToCountError(ValueError):
    """The campaign has no vote."""


def settings_of(campaign: Campaign) -> tally.Settings:
    """Raises NothingToCountError without a rule."""
    if campaign.rule is None or campaign.ballot is None:
        raise NothingToCountError(f"{campaign.slug} has no vote")
    ties = tally.TieBreak(
        tuple(CRITERIA[each] for each in campaign.tie_breaks), campaign.draw_seed or None
    )
    return tally.Settings(
        tally.Rule(campaign.rule.value),
        tally.Completion(campaign.completion.value),
        ties,
        LEFTOVERS[campaign.leftover],
    )


def quarter_shares(campaign: Campaign) -> dict[int, CampaignShare]:
    """By id of quarter; the town-wide part is what they leave of the envelope."""
    return {each.perimeter_id: each for each in campaign.shares if each.perimeter_id is not None}


def instance_of(campaign: Campaign, projects: Sequence[Project]) -> tally.Instance:
    """Projects of a quarter that has a share compete in it, all the others in the town-wide part."""
    shares = quarter_shares(campaign)
    envelopes = {
        each.perimeter.key: each.amount_eur
        for each in shares.values()
        if each.perimeter is not None
    }
    return tally.Instance(
        campaign.envelope_eur or 0,
        tuple(
            tally.Project(
                str(each.number),
                each.cost_eur or 0,
                each.title,
                each.perimeter.key if each.perimeter and each.perimeter_id in shares else None,
                each.number,
            )
            for each in projects
        ),
        envelopes,
    )


def profile_of(
    campaign: Campaign, projects: Sequence[Project], ballots: Iterable[Content]
) -> tally.Profile:
    """Each different ballot once, with its number: the urn is read through once."""
    vote_type = vote_type_of(campaign)
    places = {str(each.number): index for index, each in enumerate(projects)}
    lowest = min(Grade) if campaign.ballot is BallotKind.GRADES else None
    builder = tally.ProfileBuilder(vote_type, lowest=lowest, default=lowest)
    for content in ballots:
        builder.add(*_said(content, places, vote_type))
    return builder.build()


def vote_type_of(campaign: Campaign) -> tally.VoteType:
    if campaign.ballot is None:
        raise NothingToCountError(f"{campaign.slug} has no vote")
    return VOTE_TYPES[campaign.ballot]


def election_of(
    campaign: Campaign, projects: Sequence[Project], ballots: Iterable[Content]
) -> Election:
    """A Pabulib election. Voters are numbered in the order of the urn's keys, which is drawn."""
    vote_type = vote_type_of(campaign)
    places = {str(each.number): index for index, each in enumerate(projects)}
    votes = tuple(
        Vote(str(number), *_said(content, places, vote_type))
        for number, content in enumerate(ballots, start=1)
    )
    return Election(
        instance_of(campaign, projects),
        vote_type,
        votes,
        meta=_meta(campaign),
        extras={str(each.number): _extra(each) for each in projects},
        quarters="category" if campaign.shares else None,
    )


def _said(
    content: Content, places: dict[str, int], vote_type: tally.VoteType
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    said = sorted((places[number], value) for number, value in content.items() if number in places)
    points = tuple(value for _, value in said) if vote_type.has_points else ()
    return tuple(place for place, _ in said), points


def _meta(campaign: Campaign) -> dict[str, str]:
    meta = {
        "description": campaign.title,
        "country": "France",
        "unit": campaign.commune.name,
        "instance": campaign.slug,
        "rule": campaign.rule.value if campaign.rule else "",
    }
    if campaign.vote_opens_at and campaign.vote_closes_at:
        meta["date_begin"] = f"{local(campaign.vote_opens_at):%d.%m.%Y}"
        meta["date_end"] = f"{local(campaign.vote_closes_at):%d.%m.%Y}"
    if campaign.ballot is BallotKind.APPROVAL:
        meta["min_length"] = str(campaign.choices_min)
        if campaign.choices_max:
            meta["max_length"] = str(campaign.choices_max)
    if campaign.ballot is BallotKind.POINTS and campaign.points:
        meta["max_sum_points"] = str(campaign.points)
    if campaign.ballot is BallotKind.GRADES:
        meta |= {"min_points": str(int(min(Grade))), "max_points": str(int(max(Grade)))}
        meta["default_score"] = str(int(min(Grade)))
    return {key: value for key, value in meta.items() if value}


def _extra(project: Project) -> dict[str, str]:
    place = project.perimeter.name if project.perimeter else ""
    return {
        key: value
        for key, value in {"neighborhood": place, "theme": project.theme}.items()
        if value
    }
