"""Writes about the team. Nothing here commits."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from consult.accounts import totp
from consult.accounts.models import LinkPurpose, MagicLink, Role, Structure, User, UserRole
from consult.accounts.passwords import hash_password, is_outdated, verify_password
from consult.accounts.queries import normalise_email, user_by_email
from consult.accounts.tokens import hash_token, new_token
from consult.audit.operations import Signed, record
from consult.db import utcnow

LIFETIMES = {
    LinkPurpose.SIGN_IN: timedelta(minutes=20),
    LinkPurpose.INVITATION: timedelta(days=3),
}


class AddressTakenError(Exception):
    """Somebody already signs in with this address."""


class LastAdministratorError(Exception):
    """Nobody would be left to manage the team."""


def create_user(
    session: orm.Session,
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    by: Signed | str,
    structure: Structure | None = None,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Without a password, the person needs a link sent by mail.

    Raises AddressTakenError, also when another request was faster.
    """
    if user_by_email(session, email) is not None:
        raise AddressTakenError(email)
    user = User(
        email=normalise_email(email),
        name=name,
        password_hash=hash_password(password) if password else None,
        epoch=_new_epoch(),
        structure=structure,
        is_demo=is_demo,
        held=[UserRole(role=role) for role in _ordered(roles)],
    )
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        raise AddressTakenError(email) from None
    record(session, "user.create", user, by=by, roles=[role.value for role in _ordered(roles)])
    return user


def change_user(
    session: orm.Session,
    user: User,
    *,
    name: str,
    roles: Collection[Role],
    structure: Structure | None,
    active: bool,
    by: Signed | str,
) -> None:
    """New roles and a deactivation take effect at once: open sessions end.

    Raises LastAdministratorError when no active administrator would be left.
    """
    if not active or Role.ADMINISTRATOR not in roles:
        _leave_an_administrator(session, user)
    before = user.roles, user.active
    user.name = name
    user.structure = structure
    user.active = active
    _set_roles(user, roles)
    if (frozenset(roles), active) != before:
        user.epoch = _new_epoch()
    record(
        session, "user.change", user, by=by, roles=[r.value for r in _ordered(roles)], active=active
    )


def _leave_an_administrator(session: orm.Session, user: User) -> None:
    """Two administrators who remove each other take turns: the second one finds itself the last.

    The role's row is locked with the account's: a role taken away meanwhile is seen to be gone.
    """
    administrators = set(
        session.scalars(
            sa.select(User.id)
            .join(UserRole, UserRole.user_id == User.id)
            .where(User.active, UserRole.role == Role.ADMINISTRATOR)
            .order_by(User.id)
            .with_for_update()
        )
    )
    if administrators == {user.id}:
        raise LastAdministratorError


def _set_roles(user: User, roles: Collection[Role]) -> None:
    """Row by row: replacing the list would insert a key before deleting it."""
    for held in [each for each in user.held if each.role not in roles]:
        user.held.remove(held)
    for role in _ordered(roles):
        if role not in user.roles:
            user.held.append(UserRole(role=role))


def set_password(session: orm.Session, user: User, password: str, *, by: Signed | str) -> None:
    """Every session opened with the old password ends."""
    user.password_hash = hash_password(password)
    user.epoch = _new_epoch()
    record(session, "user.set_password", user, by=by)


def check_password(session: orm.Session, email: str, password: str) -> User | None:
    """The active person with this address and password; a hash of an older cost is renewed."""
    user = user_by_email(session, email)
    if not verify_password(user.password_hash if user else None, password):
        return None
    if user is None or not user.active:
        return None
    if user.password_hash and is_outdated(user.password_hash):
        user.password_hash = hash_password(password)
    return user


def note_sign_in(session: orm.Session, user: User, *, way: str) -> None:
    user.last_signed_in_at = utcnow()
    record(session, "user.sign_in", user, by=user, way=way)


def sign_out_everywhere(session: orm.Session, user: User, *, by: Signed | str) -> None:
    user.epoch = _new_epoch()
    record(session, "user.sign_out", user, by=by)


def enable_totp(session: orm.Session, user: User, secret: str, code: str, now: datetime) -> bool:
    """Turn the second step on, once its first code proves that the phone has the secret."""
    step = totp.matching_step(secret, code, now)
    if step is None:
        return False
    user.totp_secret = secret
    user.totp_last_step = step
    record(session, "user.enable_totp", user, by=user)
    return True


def disable_totp(session: orm.Session, user: User, *, by: Signed | str) -> None:
    user.totp_secret = None
    user.totp_last_step = None
    record(session, "user.disable_totp", user, by=by)


def may_use_magic_link(user: User) -> bool:
    """Only someone who is an animator and nothing more: other roles decide about people's words."""
    return user.active and user.roles == frozenset({Role.ANIMATOR})


def new_link(session: orm.Session, user: User, purpose: LinkPurpose, *, by: Signed | str) -> str:
    """A fresh token for `user`; those given before for the same purpose stop working."""
    now = utcnow()
    session.execute(
        sa.update(MagicLink)
        .where(
            MagicLink.user_id == user.id,
            MagicLink.purpose == purpose,
            MagicLink.claimed_at.is_(None),
        )
        .values(claimed_at=now)
    )
    token = new_token()
    session.add(
        MagicLink(
            user_id=user.id,
            purpose=purpose,
            token_hash=hash_token(token),
            expires_at=now + LIFETIMES[purpose],
        )
    )
    record(session, f"user.link_{purpose.value}", user, by=by)
    return token


def claim(session: orm.Session, link: MagicLink) -> bool:
    """Use a link up; False when another request was faster."""
    done = session.execute(
        sa.update(MagicLink)
        .where(MagicLink.id == link.id, MagicLink.claimed_at.is_(None))
        .values(claimed_at=utcnow())
        .returning(MagicLink.id)
    ).first()
    return done is not None


def _ordered(roles: Collection[Role]) -> list[Role]:
    return [role for role in Role if role in roles]


def _new_epoch() -> str:
    return secrets.token_hex(8)
