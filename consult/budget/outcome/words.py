"""Why a project won or lost, in plain words; and what a rule is, for whoever voted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from consult.budget.terms import TallyRule
from consult.budget.voting.contents import Grade
from consult.web.i18n import money, number
from consult.web.labels import label
from consult.web.sentences import like, listed

Step = Mapping[str, Any]


def _(sentence: str, **values: object) -> str:
    return str(gettext(sentence, **values))


def why(step: Step, rule: TallyRule) -> list[str]:
    """Two or three sentences: what it received, then what became of it."""
    return [each for each in (_received(step, rule), _decided(step, rule), _tied(step)) if each]


def rule_in_words(rule: TallyRule) -> str:
    match rule:
        case TallyRule.GREEDY:
            return _(
                "Projects are taken from the one with the most votes to the one with the fewest. "
                "One that costs more than what is left is passed over, and the next one is looked at."
            )
        case TallyRule.GREEDY_COST:
            return _(
                "Projects are taken from the one with the most votes for each euro to the one with the "
                "fewest. One that costs more than what is left is passed over."
            )
        case TallyRule.EQUAL_SHARES:
            return _(
                "The envelope is cut in equal shares, one for each voter. A project is bought by those "
                "who chose it, with their shares, as equally as they can. The first bought is the one "
                "that costs each of its supporters the least, and so on while somebody can still buy."
            )
        case TallyRule.MAJORITY_JUDGEMENT:
            return _(
                "Each project has a median grade: half of the voters gave it that grade or a better one. "
                "Projects are taken from the best median grade to the worst, while the envelope is "
                "enough."
            )


def _received(step: Step, rule: TallyRule) -> str:
    if rule is TallyRule.MAJORITY_JUDGEMENT:
        return _graded(step)
    votes = ngettext(
        "%(count)s vote", "%(count)s votes", step["votes"], count=number(step["votes"])
    )
    if step["score"] != step["votes"]:
        return _("%(votes)s and %(points)s points.", votes=votes, points=number(step["score"]))
    if rule is TallyRule.GREEDY_COST and step["per_thousand"] is not None:
        return _(
            "%(votes)s: %(figure)s for 1,000 euros.",
            votes=votes,
            figure=number(step["per_thousand"]),
        )
    return like(votes, f"{votes}.")


def _graded(step: Step) -> str:
    grades = step["grades"]
    if grades["median"] is None:
        return _("Nobody graded it.")
    total = sum(grades["counts"]) or 1
    better = round(100 * grades["above"] / total)
    return _(
        "Median grade: %(grade)s. %(better)s %% of the voters gave it a better one.",
        grade=label(Grade(grades["median"])),
        better=number(better),
    )


def _decided(step: Step, rule: TallyRule) -> str:
    left, cost = money(step["remaining"]), money(step["cost"])
    match step["decision"]:
        case "selected":
            return _selected(step, rule)
        case "not-affordable":
            return _(
                "When its turn came, %(left)s were left: it costs %(cost)s.", left=left, cost=cost
            )
        case "above-envelope":
            return _("It costs %(cost)s, more than the whole envelope.", cost=cost)
        case "no-support":
            return _("No ballot chose it.")
        case "removed":
            return _(
                "Its supporters had %(had)s left between them: it costs %(cost)s.",
                had=money(step["share"]["had"]),
                cost=cost,
            )
        case _:
            return _("It did not receive enough votes to be counted.")


def _selected(step: Step, rule: TallyRule) -> str:
    left, cost = money(step["remaining"]), money(step["cost"])
    if step["phase"] == "completion":
        return _(
            "Chosen with the money that was left: it costs %(cost)s, and %(left)s were left.",
            cost=cost,
            left=left,
        )
    share = step.get("share")
    if rule is TallyRule.EQUAL_SHARES and share and share["price"] is not None:
        return _(
            "Chosen: its supporters bought it together, for %(price)s each at most.",
            price=money(share["price"]),
        )
    return _("Chosen: it costs %(cost)s, and %(left)s were left.", cost=cost, left=left)


def _tied(step: Step) -> str:
    if not step["tied"]:
        return ""
    others = listed([_("No. %(number)s", number=each) for each in step["tied"]])
    return _("It was equal with %(others)s; the rules told them apart.", others=others)
