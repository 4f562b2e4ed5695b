"""What the tests of appeals and reports start from."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.audit.models import AuditLine
from consult.contributions import receipts
from consult.contributions.models import Contribution
from consult.moderation import operations
from consult.moderation.models import Decision, DecisionKind, Reason
from tests.factories import World, make_contribution

KEY = "b" * 32
WHY = "Ce message ne parle pas du quartier."


def reason(session: orm.Session, key: str = "off-topic") -> Reason:
    return session.scalars(sa.select(Reason).where(Reason.key == key)).one()


def refuse(
    session: orm.Session,
    by: User,
    contribution: Contribution,
    *,
    key: str = "off-topic",
    at: datetime | None = None,
) -> Decision:
    """Refused, or taken down when it was published."""
    decision = operations.decide(
        session,
        contribution,
        DecisionKind.REFUSE,
        by=session.merge(by),
        revision=contribution.revision,
        reason=reason(session, key),
        sentence=WHY,
        at=at,
    )
    session.commit()
    return decision


def publish(
    session: orm.Session, by: User, contribution: Contribution, at: datetime | None = None
) -> Contribution:
    operations.decide(
        session,
        contribution,
        DecisionKind.PUBLISH,
        by=session.merge(by),
        revision=contribution.revision,
        at=at,
    )
    session.commit()
    return contribution


def refused(
    session: orm.Session, world: World, text: str = "Qui veut des places ?"
) -> Contribution:
    """Words that the world's moderator refused, behind the receipt of KEY."""
    made = make_contribution(session, world, text, submission=KEY)
    refuse(session, world.moderator, made)
    return made


def receipt_page() -> str:
    return f"/suivi/{receipts.code_of(KEY)}"


def another_moderator(session: orm.Session, email: str = "autre@example.org") -> User:
    user = User(
        email=email,
        name="Deuxième modération",
        epoch=email,
        held=[UserRole(role=Role.MODERATOR)],
    )
    session.add(user)
    session.commit()
    return user


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


def audited(session: orm.Session, action: str) -> list[AuditLine]:
    return list(session.scalars(sa.select(AuditLine).where(AuditLine.action == action)))
