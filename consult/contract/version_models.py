"""What becomes of a contract's text: its versions, its states, who edits it and who changed what."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.contract.models import Contract, ContractState
from consult.db import Base, Created, Identified, LongText, utcnow
from consult.synthesis.models import Statement


class EditKind(enum.Enum):
    CHANGE = "change"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    IMPORT = "import"


class StateChange(Identified, Base):
    """A contract's state from `at` on, until its next change; nobody's name for an import."""

    __tablename__ = "contract_state_change"

    contract_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contract.id", ondelete="CASCADE"), index=True
    )
    state: orm.Mapped[ContractState]
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    by: orm.Mapped[User | None] = orm.relationship()


class ContractVersion(Identified, Base):
    """The text as it was published, which nothing changes any more.

    `document` holds {"tree": the printed document (see consult.contract.documents.frozen),
    "content": the same with its stable keys (see consult.contract.content)}, without any count.
    `note` says in plain words what changed and why; `name` may be empty.
    """

    __tablename__ = "contract_version"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    number: orm.Mapped[int]
    name: orm.Mapped[str] = orm.mapped_column(default="")
    note: orm.Mapped[LongText]
    state: orm.Mapped[ContractState]
    published_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    published_by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    document: orm.Mapped[dict[str, Any]] = orm.mapped_column(deferred=True)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    contract: orm.Mapped[Contract] = orm.relationship()
    published_by: orm.Mapped[User | None] = orm.relationship()
    sentences: orm.Mapped[list[VersionSentence]] = orm.relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionSentence.id"
    )

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class VersionSentence(Identified, Base):
    """A sentence born of residents' words that a version prints, with its words of then.

    `statement_id` leads to those who are behind it today; it is lost when the statement is deleted.
    """

    __tablename__ = "version_sentence"

    version_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contract_version.id", ondelete="CASCADE")
    )
    placement_public_id: orm.Mapped[str]
    statement_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("statement.id", ondelete="SET NULL"), index=True
    )
    text: orm.Mapped[LongText]

    version: orm.Mapped[ContractVersion] = orm.relationship(back_populates="sentences")
    statement: orm.Mapped[Statement | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("version_id", "placement_public_id"),)


class Lock(Identified, Base):
    """Someone edits this part of the text since `since`; others read it only, until `expires_at`."""

    __tablename__ = "contract_lock"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    part: orm.Mapped[str]
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    since: orm.Mapped[datetime]
    expires_at: orm.Mapped[datetime]

    user: orm.Mapped[User] = orm.relationship()

    __table_args__ = (UniqueConstraint("contract_id", "part"),)


class Draft(Identified, Base):
    """What somebody typed in a part and did not save yet: it is not the text.

    `fields` are those of the form; `base` is the digest of the part they started from.
    """

    __tablename__ = "contract_draft"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    part: orm.Mapped[str]
    user_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    fields: orm.Mapped[dict[str, Any]]
    base: orm.Mapped[str]
    saved_at: orm.Mapped[datetime]

    __table_args__ = (UniqueConstraint("contract_id", "part", "user_id"),)


class Edit(Identified, Created, Base):
    """One change of the text. `before` and `after` hold the fields that changed, as the form has them.

    `part` is its path (« section/edito »), `what` how it is told at that time; nobody's name for an
    import that replaced what the town had written.
    """

    __tablename__ = "contract_edit"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    part: orm.Mapped[str]
    kind: orm.Mapped[EditKind]
    what: orm.Mapped[LongText]
    before: orm.Mapped[dict[str, Any]]
    after: orm.Mapped[dict[str, Any]]
    user_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )

    user: orm.Mapped[User | None] = orm.relationship()

    __table_args__ = (Index(None, "contract_id", "part"),)
