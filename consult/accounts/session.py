"""Who is signed in, from the session cookie."""

from __future__ import annotations

from flask import Flask
from flask_login import current_user

from consult.accounts.models import User
from consult.extensions import db, login


def configure_sign_in(app: Flask) -> None:
    login.init_app(app)
    login.session_protection = None
    login.user_loader(load_user)


def load_user(session_id: str) -> User | None:
    """The member of the team whose « id:epoch » this is; None once their sessions were ended."""
    number, _, epoch = session_id.partition(":")
    if not number.isdigit():
        return None
    user = db.session.get(User, int(number))
    return user if user is not None and user.epoch == epoch and user.active else None


def actor() -> User:
    """The signed-in member of the team, for a view whose audience is not the public."""
    user = current_user._get_current_object()
    if not isinstance(user, User):
        raise TypeError("nobody is signed in")
    return user
