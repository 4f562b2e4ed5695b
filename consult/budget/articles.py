"""The règlement of a campaign, in articles, made of its settings: each is told as a sentence.

What the town has not settled is said so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.budget import labels
from consult.budget.counting_told import COMPLETIONS, ENTRIES, EXAMPLES, RULES
from consult.budget.models import Campaign
from consult.budget.phases import Phase, periods
from consult.budget.telling import NAMES, WHAT, told_period
from consult.budget.terms import (
    BallotKind,
    Leftover,
    TallyRule,
    TieBreak,
    Who,
)
from consult.web.i18n import money
from consult.web.i18n import number as told_number
from consult.web.labels import label
from consult.web.sentences import like

assert labels


@dataclass
class Article:
    """`paragraphs`, then `points` as a list, then `example`; `unsettled`: what is still to be written."""

    heading: str
    paragraphs: list[str] = field(default_factory=list)
    points: list[str] = field(default_factory=list)
    example: str = ""
    unsettled: list[str] = field(default_factory=list)


def articles(campaign: Campaign) -> list[Article]:
    """In the order of a campaign's life; the caller speaks the language they are wanted in."""
    return [
        _object(campaign),
        _calendar(campaign),
        _money(campaign),
        _deposit(campaign),
        _criteria(campaign),
        _study(campaign),
        _voters(campaign),
        _ballot(campaign),
        _count(campaign),
        _ties(campaign),
        _delivery(campaign),
        _data(),
    ]


def lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _object(campaign: Campaign) -> Article:
    told = _(
        "The town of %(town)s gives its residents a part of its budget: they propose ideas, "
        "the town studies "
        "them, residents choose, and the town builds what they chose. This règlement says how.",
        town=campaign.commune.name,
    )
    return Article(_("What it is"), [told, *lines(campaign.intro)])


def _calendar(campaign: Campaign) -> Article:
    told = [
        _(
            "%(name)s, %(dates)s. %(what)s",
            name=str(NAMES[each.phase]),
            dates=_lower(told_period(each)),
            what=str(WHAT[each.phase]),
        )
        for each in periods(campaign)
    ]
    known = {each.phase for each in periods(campaign) if each.end is not None}
    article = Article(_("The calendar"), points=told)
    article.paragraphs = [
        _("Days are counted by the clock of the town, and the last day is included.")
    ]
    if Phase.STUDY not in known:
        article.unsettled.append(_("the end of the study"))
    if campaign.vote_opens_at is None:
        article.unsettled.append(_("the dates of the vote"))
    elif campaign.results_at is None:
        article.unsettled.append(_("the day of the results"))
    return article


def _money(campaign: Campaign) -> Article:
    article = Article(_("The envelope"))
    if campaign.envelope_eur is None:
        article.unsettled.append(_("the amount of the envelope"))
    else:
        article.paragraphs.append(
            _("For all the projects together: %(amount)s.", amount=money(campaign.envelope_eur))
        )
    if campaign.cap_eur is not None:
        article.paragraphs.append(
            _("One project may not cost more than %(amount)s.", amount=money(campaign.cap_eur))
        )
    if campaign.shares:
        article.paragraphs.append(
            _("The envelope is divided. Each project is paid by the part of its place:")
        )
        article.points = [
            _("%(place)s: %(amount)s", place=each.perimeter.name, amount=money(each.amount_eur))
            if each.perimeter
            else _(
                "the whole town and what concerns several quarters: %(amount)s",
                amount=money(each.amount_eur),
            )
            for each in campaign.shares
        ]
        article.points.append(_sentence(label(campaign.leftover)))
    return article


def _deposit(campaign: Campaign) -> Article:
    article = Article(_("Who may propose an idea"), lines(campaign.who_may))
    told_by_choice = campaign.deposit_who is not Who.ANYONE or campaign.deposit_min_age
    if told_by_choice or not article.paragraphs:
        article.paragraphs.append(who_told(campaign.deposit_who, campaign.deposit_min_age))
    article.paragraphs.append(
        _(
            "An idea is sent on the site, without an account, or with somebody of the town or of "
            "a social centre who writes it down. Whoever sends it receives a code, with which "
            "they follow it, correct it and take it back."
        )
    )
    article.paragraphs.append(
        _(
            "Nobody’s age or address is checked when an idea is sent: the town trusts whoever "
            "proposes."
        )
    )
    if barred := lines(campaign.barred):
        article.paragraphs.append(_("Are not admitted:"))
        article.points = barred
    return article


def _criteria(campaign: Campaign) -> Article:
    article = Article(_("What an idea must respect"), points=lines(campaign.criteria))
    article.paragraphs.append(
        _(
            "A member of the team reads each idea before it is published, without the name of "
            "its author."
        )
    )
    if article.points:
        article.paragraphs.append(_("An idea is admitted when it respects each of these points:"))
    else:
        article.unsettled = [_("the criteria of admission")]
    return article


def _study(campaign: Campaign) -> Article:
    article = Article(_("How ideas are studied"))
    article.paragraphs = [
        _(
            "The town says of each idea whether it is admitted. Its services then say whether it "
            "can be done, what it costs to build, what it costs each year, and how long it "
            "takes. Ideas that say the same are united, and all their authors are kept."
        ),
        _("Whoever’s idea is not retained is told why, and the reason is public."),
    ]
    days = campaign.appeal_days
    if days:
        article.paragraphs.append(
            ngettext(
                "They may contest it once, within %(num)s day, with their code.",
                "They may contest it once, within %(num)s days, with their code.",
                days,
            )
        )
    else:
        article.paragraphs.append(_("A refusal cannot be contested on the site."))
    return article


def _voters(campaign: Campaign) -> Article:
    article = Article(_("Who votes, and how one comes in"))
    article.paragraphs = [who_told(campaign.vote_who, campaign.vote_min_age)]
    if campaign.vote_entry is None:
        article.unsettled = [_("how one comes in to vote")]
    else:
        article.paragraphs.append(str(ENTRIES[campaign.vote_entry]))
    article.paragraphs.append(
        _(
            "One person has one vote. A ballot box stands beside the site; its ballots are "
            "counted with the others."
        )
    )
    article.paragraphs.append(
        _(
            "The vote is secret: who voted is kept apart from what was voted, and nothing joins "
            "them."
        )
    )
    return article


def _ballot(campaign: Campaign) -> Article:
    article = Article(_("What one writes on a ballot"))
    if campaign.ballot is None:
        article.unsettled = [_("the kind of ballot")]
        return article
    article.paragraphs = [_ballot_told(campaign, campaign.ballot)]
    article.paragraphs.append(
        _(
            "Projects are shown in an order that changes from one person to the next, so that "
            "none has the advantage of being first."
        )
    )
    return article


def _ballot_told(campaign: Campaign, ballot: BallotKind) -> str:
    fewest, most = campaign.choices_min, campaign.choices_max
    if ballot is BallotKind.KNAPSACK:
        told = _("Each voter chooses projects whose costs, together, do not go over the envelope.")
        return _with_numbers(told, fewest, most)
    if ballot is BallotKind.POINTS:
        told = _(
            "Each voter shares out %(points)s points among the projects, as many as they wish to "
            "each.",
            points=told_number(campaign.points or 0),
        )
        return _with_numbers(told, 1, most)
    if ballot is BallotKind.GRADES:
        return str(
            _(
                "Each voter gives each project one of four grades. A project without a grade has the "
                "lowest one."
            )
        )
    if most is None:
        return str(_("Each voter chooses projects."))
    if fewest == most:
        return str(
            ngettext(
                "Each voter chooses %(num)s project.",
                "Each voter chooses %(num)s projects, no more and no fewer.",
                most,
            )
        )
    return str(
        _(
            "Each voter chooses from %(fewest)s to %(most)s projects.",
            fewest=told_number(fewest),
            most=told_number(most),
        )
    )


def _with_numbers(told: str, fewest: int, most: int | None) -> str:
    parts = [told]
    if fewest > 1:
        parts.append(_("At least %(number)s projects.", number=told_number(fewest)))
    if most is not None:
        parts.append(_("At most %(number)s projects.", number=told_number(most)))
    return " ".join(parts)


def _count(campaign: Campaign) -> Article:
    article = Article(_("How votes are counted"))
    if campaign.rule is None:
        article.unsettled = [_("how votes are counted")]
        return article
    article.paragraphs = [
        str(RULES[campaign.rule]),
        _("A project that nobody supports is never chosen."),
    ]
    article.example = str(EXAMPLES[campaign.rule])
    if campaign.rule is TallyRule.EQUAL_SHARES:
        article.paragraphs.append(str(COMPLETIONS[campaign.completion]))
    if campaign.shares:
        article.paragraphs.append(
            _("Each part of the envelope is counted apart, with the projects of its place.")
            if campaign.leftover is Leftover.LOST
            else _(
                "Each part of the envelope is counted apart, with the projects of its place: the "
                "quarters first, then the town-wide part with what they did not spend."
            )
        )
    return article


def _ties(campaign: Campaign) -> Article:
    article = Article(_("When two projects are equal"))
    article.paragraphs = [
        _(
            "When two projects are exactly equal, the first of these points that tells them "
            "apart decides:"
        )
    ]
    article.points = [_sentence(label(each)) for each in campaign.tie_breaks]
    if TieBreak.DRAW in campaign.tie_breaks:
        article.paragraphs.append(
            _(
                "The draw is not made by a person: the fingerprint (SHA-256) of these words and of "
                "the project’s number ranks them, and the smallest comes first: “%(seed)s”. Anybody "
                "can make it again.",
                seed=campaign.draw_seed,
            )
            if campaign.draw_seed
            else _(
                "The draw is not made by a person: the fingerprint (SHA-256) of words published "
                "before the vote and of the project’s number ranks them, and the smallest comes "
                "first. Anybody can make it again."
            )
        )
        if not campaign.draw_seed:
            article.unsettled.append(_("the words of the draw, to be published before the vote"))
    article.example = _(
        "For example: two projects have 120 votes each and only one can still be paid. The "
        "first point of this list on which they differ says which."
    )
    return article


def _delivery(campaign: Campaign) -> Article:
    article = Article(_("Results and works"))
    article.paragraphs = [
        _(
            "The results are published on the site, with the count step by step: why each "
            "project was chosen or not."
        ),
        _(
            "The town then tells of the works of each chosen project: its stages, what it costs, "
            "and why it is late if it is."
        ),
    ]
    if campaign.delivery_closes_at is None:
        article.unsettled = [_("the date by which all is built")]
    return article


def _data() -> Article:
    told = _(
        "No account is needed. Ideas are published without a name. Whoever sent an idea "
        "takes it back at any time with their code: its words and its photo are then erased."
    )
    return Article(_("Personal data"), [told])


def who_told(who: Who, min_age: int | None) -> str:
    """Who is admitted, and from what age, in a sentence."""
    if min_age:
        return str(
            _(
                "%(who)s, from the age of %(age)s.",
                who=_admitted(who),
                age=told_number(min_age),
            )
        )
    return str(_("%(who)s, at any age.", who=_admitted(who)))


def _admitted(who: Who) -> str:
    """To begin a sentence, in the language of its words."""
    words = label(who)
    return like(words, _sentence(words).rstrip("."))


def _sentence(text: str) -> str:
    told = text[:1].upper() + text[1:]
    return told if told.endswith(".") else f"{told}."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
