"""Where a campaign stands, in plain words: now, what one can do, and what comes next and when."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.budget.models import Campaign
from consult.budget.phases import Period, Phase, periods, phase
from consult.web.clock import as_closing, as_opening
from consult.web.i18n import day, moment
from consult.web.sentences import like

# The short name of each moment, in the list of them.
NAMES: dict[Phase, Any] = {
    Phase.UPCOMING: _l("Soon"),
    Phase.DEPOSIT: _l("Ideas"),
    Phase.ADMISSIBILITY: _l("First reading"),
    Phase.STUDY: _l("Study"),
    Phase.BEFORE_VOTE: _l("Before the vote"),
    Phase.VOTE: _l("Vote"),
    Phase.COUNTING: _l("Count"),
    Phase.DELIVERY: _l("Works"),
    Phase.OVER: _l("End"),
}
WHAT: dict[Phase, Any] = {
    Phase.UPCOMING: _l("Ideas are not received yet."),
    Phase.DEPOSIT: _l("Residents send their ideas."),
    Phase.ADMISSIBILITY: _l("The town looks at whether each idea respects the rules."),
    Phase.STUDY: _l("The town’s services look at each idea: can it be done, and at what price?"),
    Phase.BEFORE_VOTE: _l("The list of the projects is ready."),
    Phase.VOTE: _l("Residents choose among the projects."),
    Phase.COUNTING: _l("Votes are counted. The results are told here."),
    Phase.DELIVERY: _l("The town builds the projects that were chosen."),
    Phase.OVER: _l("The projects that were chosen are finished."),
}
CAN_DO: dict[Phase, Any] = {
    Phase.UPCOMING: _l("You can already think of an idea, alone or with your neighbours."),
    Phase.DEPOSIT: _l("You can send an idea, and read those of others."),
    Phase.ADMISSIBILITY: _l("You can read the ideas, and follow yours with your code."),
    Phase.STUDY: _l("You can read the ideas, and follow yours with your code."),
    Phase.BEFORE_VOTE: _l("You can read the projects and speak of them around you."),
    Phase.VOTE: _l("You can vote."),
    Phase.COUNTING: _l("You can read the projects again."),
    Phase.DELIVERY: _l("You can see which projects were chosen, and follow them."),
    Phase.OVER: _l("You can see what was done."),
}


class Standing(enum.Enum):
    """Where a moment is, seen from today; the value is a class of the page's list."""

    DONE = "done"
    NOW = "current"
    TO_COME = "to-come"


@dataclass(frozen=True)
class Moment:
    phase: Phase
    name: str
    what: str
    dates: str
    standing: Standing


@dataclass(frozen=True)
class Now:
    """`next` is empty when the town has not settled what follows."""

    what: str
    can_do: str
    next: str


def moments(campaign: Campaign, now: datetime) -> list[Moment]:
    """The phases that the campaign has, in order; the one of today is marked."""
    here = phase(campaign, now)
    return [
        Moment(
            each.phase,
            str(NAMES[each.phase]),
            str(WHAT[each.phase]),
            told_period(each),
            _standing(each, here),
        )
        for each in periods(campaign)
    ]


def now_told(campaign: Campaign, now: datetime) -> Now:
    here = phase(campaign, now)
    return Now(str(WHAT[here]), str(CAN_DO[here]), _next(campaign, here))


def told_period(period: Period) -> str:
    """« du 5 janvier 2027 au 31 mars 2027 », with the hours where they are not midnight."""
    start = told_start(period.start)
    if period.end is None:
        return str(_("From %(date)s", date=start))
    return str(_("From %(start)s to %(end)s", start=start, end=told_last(period.end)))


def told_start(instant: datetime) -> str:
    """A day, with its hour where it does not begin at midnight, by the town's clock."""
    return day(instant) if as_opening(instant)[1] is None else moment(instant)


def told_last(instant: datetime) -> str:
    """The last day of what ends at `instant`, with the hour where that is not midnight."""
    last, hour = as_closing(instant)
    return day(last) if hour is None else moment(instant)


def _standing(period: Period, here: Phase) -> Standing:
    order = list(Phase)
    if period.phase is here:
        return Standing.NOW
    return Standing.DONE if order.index(period.phase) < order.index(here) else Standing.TO_COME


def _next(campaign: Campaign, here: Phase) -> str:
    if here is Phase.OVER:
        return ""
    order = list(Phase)
    coming = [each for each in periods(campaign) if order.index(each.phase) > order.index(here)]
    if not coming:
        return str(_("The town has not said yet when this ends, nor what comes next."))
    first = coming[0]
    return str(
        _("From %(date)s: %(what)s", date=told_start(first.start), what=_lower(WHAT[first.phase]))
    )


def _lower(sentence: Any) -> str:
    """To follow a colon."""
    text = str(sentence)
    return like(text, text[:1].lower() + text[1:])
