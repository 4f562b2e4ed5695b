"""Words about doctors and teeth under one enjeu, and an editor at the desk."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Channel, Contribution
from consult.enjeux.models import Enjeu
from consult.synthesis.topics import running
from consult.synthesis.topics.models import Topic, TopicMember
from consult.synthesis.topics.scope import EVERYTHING, Scope
from tests.factories import World
from tests.synthesis.conftest import said
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH

GROUPS = "/espace/synthese/armentieres/sante/groupes"
OUTSIDE = "/espace/synthese/armentieres/sante/dehors"
ASIDE = "/espace/synthese/armentieres/sante/ecartees"


@pytest.fixture
def sante(session: orm.Session, world: World) -> Enjeu:
    return session.merge(world.enjeu("sante"))


@pytest.fixture
def heard(session: orm.Session, world: World) -> dict[str, Contribution]:
    """Four about doctors (one of them by eight people in a workshop), three about teeth, one alone."""
    found = {f"doctor{n}": said(session, world, text) for n, text in enumerate(DOCTORS)}
    found |= {
        f"tooth{n}": said(session, world, text, quarter=world.quarter)
        for n, text in enumerate(TEETH)
    }
    found["alone"] = said(session, world, ALONE)
    found["doctor0"].heard_from = 8
    found["doctor0"].channel = Channel.WORKSHOP
    session.commit()
    return found


def propose(session: orm.Session, enjeu: Enjeu, world: World, scope: Scope = EVERYTHING) -> None:
    run, is_new = running.ask(session, enjeu, scope, by=world.editor)
    assert is_new
    running.run_at_once(session, run)
    session.commit()


def groups(session: orm.Session) -> dict[str, set[str]]:
    """By public id, the texts of each group."""
    session.expire_all()
    query = sa.select(Topic.public_id, Contribution.text).join(
        TopicMember, TopicMember.topic_id == Topic.id
    )
    found: dict[str, set[str]] = {}
    rows = session.execute(query.join(Contribution, Contribution.id == TopicMember.contribution_id))
    for public_id, text in rows:
        found.setdefault(public_id, set()).add(text)
    return found


def group_with(session: orm.Session, text: str) -> Topic:
    (public_id,) = [key for key, texts in groups(session).items() if text in texts]
    return session.scalars(sa.select(Topic).where(Topic.public_id == public_id)).one()


def page_of(topic: Topic) -> str:
    return f"/espace/synthese/groupe/{topic.public_id}"
