"""The publics that are counted alike in a population, in a workshop's room and behind a receipt.

The age bands are those of the workshops' head-counts (`consult.workshops.models.Workshop` has one
column for each, of the same name), and women and men are counted there too: figures can be added.
"""

from __future__ import annotations

import enum


class AgeBand(enum.Enum):
    UNDER_18 = "under_18"
    FROM_18_TO_25 = "from_18_to_25"
    FROM_26_TO_64 = "from_26_to_64"
    OVER_64 = "over_64"
    # An answer like another on a form; no population is counted under it.
    NOT_SAID = "not_said"


class Gender(enum.Enum):
    WOMEN = "women"
    MEN = "men"
    NOT_SAID = "not_said"


BANDS = tuple(band for band in AgeBand if band is not AgeBand.NOT_SAID)
GENDERS = tuple(gender for gender in Gender if gender is not Gender.NOT_SAID)
