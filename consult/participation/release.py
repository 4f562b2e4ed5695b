"""What everyone may read of « who spoke », and until which day.

Masking small counts protects one table. Two tables that share people can still be subtracted, so
what is public is cut into blocks that share nobody and never move:

- Its only filter is the year: two years have nobody in common. No consultation, campaign, workshop
  or shorter period can be chosen, and no total of all the years is printed.
- A year is told month after month as people reach us, and the following months wait until `BATCH`
  more people have come. Without it, someone who looks every day would read in the difference who has
  just answered. Subtracting an older state of the page gives the margins of a batch of at least that
  many people, where a count may be small; it never gives one person, and no table crosses two
  answers. Those of a last, smaller batch stay untold.
- What was said in a year and reaches us later, from a file or a notebook, waits for a batch as well.
- Workshops are added as their own comptes-rendus tell them, masked counts left out
  (`consult.participation.counting`): subtracting these again gives nothing new.

What remains: words taken back make a figure smaller by one, and whoever kept the page of the day
before sees in which age band someone withdrew, among all those of the year. It names nobody.

The team chooses sources and months freely. Ages and genders are masked there by the same rule, for
each choice; two overlapping choices can be subtracted by someone who signs in, which is why months
are whole and why this page is for the few who write the synthesis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from consult.web.i18n import TIMEZONE, local

BATCH = 30
MONTHS = 12


@dataclass(frozen=True)
class Window:
    """From the first day to the day before `end`, by the town's clock; None: no bound."""

    start: date | None = None
    end: date | None = None


def month_start(year: int, month: int) -> date:
    """The first day of `month`, counted from 1; the 13th is January of the next year."""
    return date(year + (month - 1) // MONTHS, (month - 1) % MONTHS + 1, 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TIMEZONE).astimezone(UTC)


def year_shown_first(now: datetime) -> int:
    """The running year; in January and February the one before, whose figures are ready."""
    today = local(now)
    return today.year if today.month > 2 else today.year - 1


def finished_months(year: int, now: datetime) -> int:
    """Since the January of `year`: more than twelve once the year is over."""
    today = local(now)
    return max(0, (today.year - year) * MONTHS + today.month - 1)


def arrivals(year: int, now: datetime) -> list[datetime]:
    """The ends of the months in which what was said in `year` reached us, the present one left open."""
    months = max(MONTHS, finished_months(year, now) + 1)
    return [midnight(month_start(year, month)) for month in range(2, months + 1)]


def told_months(by_month: Sequence[int], finished: int) -> int:
    """Until the end of which month of arrival a year is told: 0 for nothing yet.

    `by_month`: people who reached us in each month since its January. A whole year that never made a
    batch is told at once when it is over: nothing of it was told before.
    """
    told = waiting = 0
    for month, people in enumerate(by_month[:finished], start=1):
        waiting += people
        if waiting >= BATCH or (month == MONTHS and not told):
            told, waiting = month, 0
    return told
