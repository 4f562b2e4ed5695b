"""A file of campaigns of the budget participatif. One file may hold several.

    format: 1
    campaigns:
      - slug: budget-2027          # the address: /budget/budget-2027
        contract: armentieres      # slug of a contract, imported before: its enjeux sort the ideas
        commune: armentieres       # key of a commune, imported before: its quarters are offered
        title: Budget participatif 2027
        intro: what you offer      # each line of a « | » text is a paragraph
        who_may: who may propose an idea, and from what age
        criteria:                  # what an idea must respect
          - L’idée sert à tous, ou à beaucoup de monde.
        envelope_eur: 150000       # for all the ideas, in whole euros, without spaces
        cap_eur: 30000             # for one idea, at most
        opens: 2027-01-11          # a day, or a day and an hour (2027-01-11 09:00), in Paris
        closes: 2027-03-31         # a day alone is included: ideas are received until its end
        admissible: 2027-04-15     # last day of each phase after the deposit
        studied: 2027-09-15
        vote_opens: 2027-09-20
        vote_closes: 2027-10-10
        results: 2027-10-20        # the day the results are told
        delivered: 2029-10-20
        barred:                    # who or what is not admitted, one a line
          - Les élus de la commune ne déposent pas d’idée.
        shares: {attargette-chanzy: 60000, bizet-briqueterie: 40000, town: 50000}
        leftover: town             # what a quarter did not spend: town (to the town-wide part), lost
        appeal_days: 15            # to contest a refusal, once; 0: no appeal
        deposit: {who: residents, min_age: 11}
        vote:                      # who: anyone, residents, residents-and-workers, schools
          who: residents
          min_age: 16              # left out: no age
          entry: card              # open, card, mail; the ballot box is always there too
          ballot: approval         # approval, knapsack, points, grades
          choices_min: 1
          choices_max: 3
          points: 10               # for points only
          rule: equal-shares       # greedy, greedy-cost, equal-shares, majority-judgement
          completion: add1u        # for equal-shares: none, add1, greedy, add1u (add1 then greedy)
          ties: [votes, cheaper, number]   # votes, cheaper, dearer, number, draw
          draw_seed: ""            # for draw: published before the vote

All that follows `commune` and `title` may be left out, but for `opens` and `closes`. A vote needs its two
dates, the end of the study, an envelope, and how one votes. Once it has opened, its terms do not change.

A campaign that the team prepares on the site is a draft until somebody publishes it; one that is imported
is public, and a draft of the same slug becomes so. Importing a file again brings its campaigns in line
with it, dates and all that was changed on the site included (but what a vote froze); it wins over
`consult budget close` too. Campaigns that the file does not name stay as they are. A slug is stable:
renaming it adds another campaign. One that received ideas keeps its contract and its commune.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from consult.budget import regulation
from consult.budget.models import DEFAULT_TIES
from consult.budget.terms import (
    BallotKind,
    Completion,
    Leftover,
    TallyRule,
    TieBreak,
    VoterEntry,
    Who,
)
from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalLine,
    OptionalText,
    Source,
    Text,
    read_checked,
)
from consult.web.clock import Closing, Opening

# What an integer column holds.
Euros = Annotated[int, Field(gt=0, le=2_000_000_000)]


Age = Annotated[int, Field(ge=0, le=99)]
Count = Annotated[int, Field(ge=1, le=1000)]
# The town-wide part, beside keys of quarters.
TOWN = "town"


class DepositEntry(Entry):
    who: Who = Who.ANYONE
    min_age: Age | None = None


class VoteEntry(Entry):
    who: Who = Who.RESIDENTS
    min_age: Age | None = None
    entry: VoterEntry | None = None
    ballot: BallotKind | None = None
    choices_min: Count = 1
    choices_max: Count | None = None
    points: Count | None = None
    rule: TallyRule | None = None
    completion: Completion = Completion.NONE
    ties: tuple[TieBreak, ...] = tuple(TieBreak(each) for each in DEFAULT_TIES)
    draw_seed: OptionalLine = ""


class CampaignEntry(Entry):
    slug: Key
    contract: Key
    commune: Key
    title: Line
    intro: OptionalText = ""
    who_may: OptionalText = ""
    criteria: tuple[Text, ...] = ()
    envelope_eur: Euros | None = None
    cap_eur: Euros | None = None
    opens: Opening
    closes: Closing
    admissible: Closing | None = None
    studied: Closing | None = None
    vote_opens: Opening | None = None
    vote_closes: Closing | None = None
    results: Opening | None = None
    delivered: Closing | None = None
    barred: tuple[Text, ...] = ()
    shares: dict[Key, Annotated[int, Field(ge=0, le=2_000_000_000)]] = Field(default_factory=dict)
    leftover: Leftover = Leftover.TOWN
    appeal_days: Annotated[int, Field(ge=0, le=365)] = 15
    deposit: DepositEntry = DepositEntry()
    vote: VoteEntry = VoteEntry()

    def terms(self) -> dict[str, Any]:
        """By column of Campaign, but for its ground and its shares."""
        return {
            **self.model_dump(
                include={
                    *("title", "intro", "who_may", "envelope_eur", "cap_eur"),
                    *("leftover", "appeal_days"),
                }
            ),
            # One a line, however the file breaks them.
            "criteria": _lines(self.criteria),
            "barred": _lines(self.barred),
            "opens_at": self.opens,
            "closes_at": self.closes,
            **{column: getattr(self, key) for column, key in LATER_DATES.items()},
            "deposit_who": self.deposit.who,
            "deposit_min_age": self.deposit.min_age,
            **{column: getattr(self.vote, key) for column, key in VOTE_KEYS.items()},
            "ties": [each.value for each in self.vote.ties],
        }

    def shares_by_quarter(self) -> dict[str | None, int]:
        return {None if key == TOWN else key: amount for key, amount in self.shares.items()}


LATER_DATES = {
    "admissibility_closes_at": "admissible",
    "study_closes_at": "studied",
    "vote_opens_at": "vote_opens",
    "vote_closes_at": "vote_closes",
    "results_at": "results",
    "delivery_closes_at": "delivered",
}
VOTE_KEYS = {
    "vote_who": "who",
    "vote_min_age": "min_age",
    "vote_entry": "entry",
    **{
        key: key
        for key in (
            *("ballot", "choices_min", "choices_max", "points"),
            *("rule", "completion", "draw_seed"),
        )
    },
}
# Where the file says what a column of Campaign holds, for whoever looks for a fault.
PLACES: dict[str, tuple[str, ...]] = {
    **{column: (key,) for column, key in LATER_DATES.items()},
    **{column: ("vote", key) for column, key in VOTE_KEYS.items()},
    "opens_at": ("opens",),
    "closes_at": ("closes",),
    "ties": ("vote", "ties"),
}


def _lines(written: tuple[str, ...]) -> str:
    return "\n".join(" ".join(each.split()) for each in written)


class CampaignsFile(Entry):
    format: Literal[1]
    campaigns: tuple[CampaignEntry, ...]


def read_campaigns(path: Path) -> tuple[CampaignsFile, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, CampaignsFile, check)


def check(file: CampaignsFile, source: Source) -> None:
    """What the file says of itself holds together."""
    faults = Faults(source)
    faults.periods("campaigns", file.campaigns, "no campaign is described.")
    for index, entry in enumerate(file.campaigns):
        for fault in regulation.faults(entry.terms(), entry.shares_by_quarter()):
            if fault.field != "closes_at":  # told above
                tell(faults, index, fault.field, fault.sentence)
    faults.stop()


def tell(faults: Faults, index: int, column: str, sentence: str) -> None:
    """A fault of one campaign, on the line of what gives `column`."""
    faults.add(("campaigns", index, *PLACES.get(column, (column,))), sentence)
