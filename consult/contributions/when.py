"""When words were said: the one definition, for every year, period and date that is told.

It is the day they were said, when that is known; otherwise the day they reached us, by the town's
clock: `Contribution.said_day` in Python, and here in SQL. How long they wait for a moderator is
another matter: that runs from the day they reached us.
"""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from consult.contributions.models import Contribution
from consult.web.clock import midnight


def said_within(start: date | None, end: date | None) -> list[sa.ColumnElement[bool]]:
    """Conditions on Contribution: from `start` to the day before `end`; None is no bound."""
    found: list[sa.ColumnElement[bool]] = []
    unknown = Contribution.said_on.is_(None)
    if start is not None:
        arrived = sa.and_(unknown, Contribution.submitted_at >= midnight(start))
        found.append(sa.or_(Contribution.said_on >= start, arrived))
    if end is not None:
        arrived = sa.and_(unknown, Contribution.submitted_at < midnight(end))
        found.append(sa.or_(Contribution.said_on < end, arrived))
    return found
