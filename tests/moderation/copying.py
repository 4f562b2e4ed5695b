"""Several people who sent the same words, and the desk's gestures on their group."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint
from consult.contributions.models import (
    Contribution,
    Status,
)
from tests.factories import World, make_contribution
from tests.pages import PageClient, hidden

QUEUE = "/espace/moderation"
# The forms of the queue that write: the way out, begin reading, then this one.
ALREADY_PUBLISHED = 2
COPIES = f"{QUEUE}/copies"
BUS = (
    "Il faut remettre un bus direct entre le quartier et l’hôpital le soir, parce que les visites "
    "finissent à vingt heures et que plus rien ne passe ensuite."
)
SIGNED = BUS + " prenom@example.org"
SLIP = BUS.replace("direct", "dirrect")
ANSWER = {"reason": "personal-data", "sentence": "Merci de relire votre message."}


def said(session: orm.Session, world: World, text: str = BUS, **values: Any) -> Contribution:
    return make_contribution(session, world, text, **values)


def several(
    session: orm.Session, world: World, number: int = 3, **values: Any
) -> list[Contribution]:
    made = [said(session, world, **values) for _ in range(number)]
    session.commit()
    return made


def group(session: orm.Session, contribution: Contribution) -> str:
    session.expire_all()
    query = (
        sa.select(AlikeGroup.public_id)
        .join(Fingerprint, Fingerprint.group_id == AlikeGroup.id)
        .where(Fingerprint.contribution_id == contribution.id)
    )
    return session.scalars(query).one()


def address(session: orm.Session, contribution: Contribution) -> str:
    return f"{COPIES}/{group(session, contribution)}"


def decide(client: PageClient, url: str, kind: str = "publish", **more: str) -> Any:
    page = client.get(url).get_data(as_text=True)
    data = {"csrf_token": hidden(page, "csrf_token"), "seen": hidden(page, "seen")}
    extra = ANSWER if kind != "publish" else {}
    return client.post(url, data={**data, "decision": kind, **extra, **more})


def statuses(session: orm.Session, made: list[Contribution]) -> list[Status]:
    session.expire_all()
    return [session.get_one(Contribution, each.id).status for each in made]


def count(session: orm.Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
