"""The words behind a sentence, each text once, with how many people sent it."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.lookalikes.queries import one_of_each_group
from consult.contributions.models import Contribution
from consult.contributions.voices import by_voice
from consult.web.pagination import Page, possible_key


class Copies(NamedTuple):
    """`people` sent a text; `varied` when it was not always with the very same letters."""

    people: int
    varied: bool


def each_text_once(
    session: orm.Session, cited: sa.Select[Contribution], *, after: int | None, size: int
) -> tuple[Page[Contribution], dict[int, Copies]]:
    """The first contribution of each text, in one query; by its id, how many sent it if several did."""
    copies = _copies(cited)
    chosen = Contribution.id.in_(cited.with_only_columns(Contribution.id))
    query = (
        sa.select(Contribution, copies.c.people, copies.c.varied)
        .outerjoin(copies, copies.c.first == Contribution.id)
        .where(chosen, one_of_each_group([chosen], each_wording=True))
        .options(orm.joinedload(Contribution.perimeter))
        .order_by(Contribution.id)
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(Contribution.id > possible_key(after))
    rows = session.execute(query).all()
    shown = rows[:size]
    found = {row[0].id: Copies(int(row[1]), bool(row[2])) for row in shown if row[1]}
    last = shown[-1][0].id if len(rows) > size else None
    return Page([row[0] for row in shown], last), found


def _copies(cited: sa.Select[Contribution]) -> sa.Subquery:
    """first (contribution id), people, varied: of the texts that two people or more sent."""
    sent = by_voice(
        cited.join(Fingerprint, Fingerprint.contribution_id == Contribution.id).where(
            Fingerprint.group_id.is_not(None)
        ),
        [Fingerprint.group_id, Fingerprint.wording],
        sa.func.min(Contribution.id).label("first"),
        sa.func.min(Fingerprint.digest).label("least"),
        sa.func.max(Fingerprint.digest).label("most"),
    )
    return (
        sa.select(
            sa.func.min(sent.c.first).label("first"),
            sa.func.sum(sent.c.people).label("people"),
            (sa.func.min(sent.c.least) != sa.func.max(sent.c.most)).label("varied"),
        )
        .group_by(sent.c.group_id, sent.c.wording)
        .having(sa.func.count(sent.c.receipt_id.distinct()) >= 2)
        .subquery()
    )
