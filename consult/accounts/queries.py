"""Reading the team."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import LinkPurpose, MagicLink, Structure, User
from consult.accounts.tokens import hash_token


def normalise_email(email: str) -> str:
    """Addresses are compared without case: nobody types them twice alike."""
    return email.strip().lower()


def user_by_email(session: orm.Session, email: str) -> User | None:
    return session.scalars(sa.select(User).where(User.email == normalise_email(email))).first()


def team(session: orm.Session) -> list[User]:
    query = sa.select(User).options(orm.joinedload(User.structure))
    return list(session.scalars(query.order_by(User.active.desc(), User.name, User.id)))


def structures(session: orm.Session) -> list[Structure]:
    return list(session.scalars(sa.select(Structure).order_by(Structure.name)))


def usable_link(
    session: orm.Session, token: str, purpose: LinkPurpose, now: datetime
) -> MagicLink | None:
    """The link whose token this is, if nobody used it and it is still fresh."""
    return session.scalars(
        sa.select(MagicLink).where(
            MagicLink.token_hash == hash_token(token),
            MagicLink.purpose == purpose,
            MagicLink.claimed_at.is_(None),
            MagicLink.expires_at > now,
        )
    ).first()
