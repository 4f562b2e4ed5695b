"""Ideas that residents deposited and moderators published, for the tests of their study."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.budget.models import Campaign, Idea, Project
from consult.budget.operations import IdeaWords, propose
from consult.budget.studying.models import RulingState
from consult.budget.studying.ruling import rule
from consult.contributions.models import Status
from consult.contributions.operations import Place
from consult.db import utcnow
from tests.factories import World, make_campaign

CRITERION = "L’idée sert à tous."


@dataclass
class Deposited:
    """An idea, and the code that its author holds."""

    idea: Idea
    code: str

    @property
    def page(self) -> str:
        return f"/suivi/{self.code}"

    @property
    def words(self) -> str:
        return f"{self.page}/{self.idea.contribution.public_id}"


def in_study(session: orm.Session, world: World, **values: object) -> Campaign:
    """Its deposit is over, and nothing else is settled."""
    return make_campaign(
        session,
        world,
        open_for=-1,
        **{"criteria": CRITERION, "barred": "Les élus.", "cap_eur": 30_000, **values},
    )


def deposit(session: orm.Session, campaign: Campaign, title: str = "Des bancs") -> Deposited:
    issued = propose(
        session,
        campaign,
        f"{title}-{utcnow().timestamp()}",
        IdeaWords(title, f"{title}, à l’ombre.", "Place du marché"),
        place=Place(),
        at=utcnow() - timedelta(days=20),
    )
    idea = session.scalars(
        sa.select(Idea).where(Idea.contribution.has(receipt_id=issued.receipt.id))
    ).one()
    said = idea.contribution
    said.status, said.published_at, said.handled_at = Status.PUBLISHED, utcnow(), utcnow()
    session.flush()
    return Deposited(idea, issued.code)


def admit(session: orm.Session, deposited: Deposited, by: User) -> Project:
    rule(session, deposited.idea, RulingState.ADMITTED, by=by, seen=None)
    project = deposited.idea.project
    assert project is not None
    return project


def other_editor(session: orm.Session, name: str = "second") -> User:
    user = User(
        email=f"{name}@example.org",
        name=f"Compte {name}",
        epoch=name,
        held=[UserRole(role=Role.EDITOR)],
    )
    session.add(user)
    session.flush()
    return user
