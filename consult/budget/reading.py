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

`intro`, `who_may`, `criteria`, `envelope_eur` and `cap_eur` may be left out.

Importing a file again brings its campaigns in line with it, dates included: they then win over
`consult budget close`. Campaigns that the file does not name stay as they are. A slug is stable:
renaming it adds another campaign. One that received ideas keeps its contract and its commune.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalText,
    Source,
    Text,
    read_checked,
)
from consult.web.clock import Closing, Opening

# What an integer column holds.
Euros = Annotated[int, Field(gt=0, le=2_000_000_000)]


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
        envelope, cap = entry.envelope_eur, entry.cap_eur
        if envelope is not None and cap is not None and cap > envelope:
            faults.add(
                ("campaigns", index, "cap_eur"),
                f"one idea may cost {cap} euros, more than the envelope of all, {envelope}.",
            )
    faults.stop()
