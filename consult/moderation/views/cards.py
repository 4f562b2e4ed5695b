"""What waits, told on the desk of those who moderate."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.models import User
from consult.db import utcnow
from consult.extensions import db
from consult.moderation import appeals, queries, reports
from consult.moderation.filters import Filters
from consult.web.access import Audience
from consult.web.desk import Card
from consult.web.page import settings


def desk_cards(user: User) -> list[Card]:
    if not user.may_enter(Audience.MODERATORS):
        return []
    now, delay = utcnow(), settings().moderation_days
    to_read = queries.waiting(db.session, queries.TO_READ, Filters(), now, delay)
    to_sort = queries.waiting(db.session, queries.TO_TAG, Filters(), now, delay)
    return [
        Card(_("To read"), told(to_read), url_for("moderation.queue"), "inbox", to_read.total),
        Card(
            _("To sort"),
            ngettext(
                "%(num)s contribution to place among the enjeux.",
                "%(num)s contributions to place among the enjeux.",
                to_sort.total,
            ),
            url_for("moderation.tagging"),
            "tag",
            to_sort.total,
        ),
        *second_looks(user),
    ]


def second_looks(user: User) -> list[Card]:
    """Appeals that this person may answer, and words that readers reported; none, no card."""
    mine, _others = appeals.how_many(db.session, user)
    reported = reports.how_many(db.session)
    cards = [
        Card(
            _("Appeals"),
            ngettext(
                "%(num)s author does not agree with a colleague’s refusal.",
                "%(num)s authors do not agree with a colleague’s refusal.",
                mine,
            ),
            url_for("moderation.all_appeals"),
            "undo",
            mine,
        ),
        Card(
            _("Reports"),
            ngettext(
                "%(num)s published text was reported by readers.",
                "%(num)s published texts were reported by readers.",
                reported,
            ),
            url_for("moderation.all_reports"),
            "alert",
            reported,
        ),
    ]
    return [card for card in cards if card.count]


def told(waiting: queries.Waiting) -> str:
    """The sentence that says whether people have been waiting for long."""
    if not waiting.total:
        return str(_("Nobody waits: everything has been read."))
    delay = days(waiting.days)
    if not waiting.long:
        return str(
            ngettext(
                "%(num)s contribution waits, for less than %(delay)s.",
                "%(num)s contributions wait, for less than %(delay)s.",
                waiting.total,
                delay=delay,
            )
        )
    return str(
        ngettext(
            "%(num)s contribution has been waiting for more than %(delay)s.",
            "%(num)s contributions have been waiting for more than %(delay)s.",
            waiting.long,
            delay=delay,
        )
    )


def days(number: int) -> str:
    """« 3 jours »."""
    return str(ngettext("%(num)s day", "%(num)s days", number))
