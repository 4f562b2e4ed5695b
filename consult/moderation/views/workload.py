"""How much waits, and who does how much of it: for the team only."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from consult.db import utcnow
from consult.extensions import db
from consult.moderation import queries, workload
from consult.moderation.filters import AGES, Filters
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.cards import told
from consult.web.access import Audience, access
from consult.web.page import settings


@blueprint.get("/moderation/charge")
@access(Audience.MODERATORS)
def charge() -> ResponseReturnValue:
    now, days = utcnow(), settings().moderation_days
    waiting = queries.waiting(db.session, queries.TO_READ, Filters(), now, days)
    delay = workload.median_delay(db.session, now)
    return render_template(
        "moderation/workload.html",
        waiting=waiting,
        sentence=told(waiting),
        ages=AGES,
        by_age=workload.by_age(db.session, now),
        days=workload.last_days(now),
        decided=workload.decided(db.session, now),
        # In hours, then days: « 0 days » tells nothing of a team that answers at once.
        hours=None if delay is None else delay.total_seconds() / 3600,
        promised=days,
    )
