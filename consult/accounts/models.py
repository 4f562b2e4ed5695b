"""People who sign in: the team. Residents never have an account."""

from __future__ import annotations

import enum
from datetime import datetime

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, orm

from consult.db import Base, Created, Identified
from consult.web.access import Audience


class Role(enum.Enum):
    """What a member of the team does; one person can hold several."""

    ANIMATOR = "animator"
    MODERATOR = "moderator"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


# Which roles open which pages. An administrator enters everywhere.
ENTRANCE: dict[Audience, frozenset[Role]] = {
    Audience.PUBLIC: frozenset(Role),
    Audience.TEAM: frozenset(Role),
    Audience.ANIMATORS: frozenset({Role.ANIMATOR, Role.ADMINISTRATOR}),
    Audience.MODERATORS: frozenset({Role.MODERATOR, Role.ADMINISTRATOR}),
    Audience.GATHERERS: frozenset({Role.ANIMATOR, Role.MODERATOR, Role.ADMINISTRATOR}),
    Audience.EDITORS: frozenset({Role.EDITOR, Role.ADMINISTRATOR}),
    Audience.ADMINISTRATORS: frozenset({Role.ADMINISTRATOR}),
}


class Structure(Identified, Base):
    """A social centre, an association or a service that animators work for."""

    __tablename__ = "structure"

    key: orm.Mapped[str] = orm.mapped_column(unique=True)
    name: orm.Mapped[str]
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)


class User(Identified, Created, UserMixin, Base):
    """A member of the team. `epoch` changes whenever every open session must end."""

    __tablename__ = "user_account"

    email: orm.Mapped[str] = orm.mapped_column(unique=True)
    name: orm.Mapped[str]
    password_hash: orm.Mapped[str | None]
    totp_secret: orm.Mapped[str | None]
    # The last accepted time step (30 s each): a one-time code is never accepted twice.
    totp_last_step: orm.Mapped[int | None]
    epoch: orm.Mapped[str]
    active: orm.Mapped[bool] = orm.mapped_column(default=True)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)
    structure_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("structure.id"))
    last_signed_in_at: orm.Mapped[datetime | None]

    structure: orm.Mapped[Structure | None] = orm.relationship()
    held: orm.Mapped[list[UserRole]] = orm.relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="UserRole.role"
    )

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(each.role for each in self.held)

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        """What the session cookie holds: useless once `epoch` has changed."""
        return f"{self.id}:{self.epoch}"

    def has(self, *roles: Role) -> bool:
        """True with one of `roles`, or as an administrator."""
        return bool(self.roles & {Role.ADMINISTRATOR, *roles})

    def may_enter(self, audience: Audience) -> bool:
        return self.active and bool(self.roles & ENTRANCE[audience])


class UserRole(Base):
    __tablename__ = "user_role"

    user_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="CASCADE"), primary_key=True
    )
    role: orm.Mapped[Role] = orm.mapped_column(primary_key=True)


class LinkPurpose(enum.Enum):
    """SIGN_IN opens a session; INVITATION lets a person choose a password first."""

    SIGN_IN = "sign_in"
    INVITATION = "invitation"


class MagicLink(Identified, Created, Base):
    """A single-use way in, sent by mail. Only the SHA-256 of its token is kept."""

    __tablename__ = "magic_link"

    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    purpose: orm.Mapped[LinkPurpose]
    token_hash: orm.Mapped[str] = orm.mapped_column(unique=True)
    expires_at: orm.Mapped[datetime]
    claimed_at: orm.Mapped[datetime | None]

    user: orm.Mapped[User] = orm.relationship()

    __table_args__ = (Index(None, "user_id"),)
