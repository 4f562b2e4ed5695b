"""What the team sees of the tellings: figures only, never who was told nor where they receive it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import orm

from consult.extensions import db
from consult.following.models import Telling, TellingMail
from consult.outbox.models import MOST_ATTEMPTS, OutboxMessage
from consult.web.access import Audience, access
from consult.web.pagination import keyset

PAGE_SIZE = 20


@dataclass(frozen=True)
class Mails:
    """Of one telling; `called_back` are those whose address was erased before they left."""

    sent: int = 0
    waiting: int = 0
    failed: int = 0
    called_back: int = 0


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/espace/retours", view_func=tellings)


@access(Audience.EDITORS)
def tellings() -> ResponseReturnValue:
    page = keyset(
        db.session,
        sa.select(Telling).options(orm.joinedload(Telling.contract)),
        Telling.id,
        after=request.args.get("after", type=int),
        size=PAGE_SIZE,
        newest_first=True,
    )
    return render_template("following/tellings.html", page=page, mails=_mails(page.rows))


def _mails(tellings: list[Telling]) -> dict[int, Mails]:
    """By telling id; one query."""
    sent = OutboxMessage.sent_at.is_not(None)
    failed = sa.and_(~sent, OutboxMessage.attempts >= MOST_ATTEMPTS)
    query = (
        sa.select(
            TellingMail.telling_id,
            sa.func.count(),
            sa.func.count(sa.case((sent, 1))),
            sa.func.count(sa.case((failed, 1))),
        )
        .join(TellingMail.message)
        .where(TellingMail.telling_id.in_([each.id for each in tellings]))
        .group_by(TellingMail.telling_id)
    )
    rows = {row[0]: row for row in db.session.execute(query)}
    found = {}
    for each in tellings:
        _id, all_, left, given_up = rows.get(each.id, (each.id, 0, 0, 0))
        found[each.id] = Mails(left, all_ - left - given_up, given_up, each.mails - all_)
    return found
