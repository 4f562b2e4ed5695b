"""What becomes of a contract's text: its versions, its states, who edits it and who changed what."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.contract.models import ActionKind, Contract, ContractState, PlacementKind
from consult.db import Base, Created, Identified, LongText, utcnow
from consult.synthesis.models import Statement
from consult.synthesis.provenance import Backing


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
    actions: orm.Mapped[list[VersionAction]] = orm.relationship(
        back_populates="version", cascade="all, delete-orphan", order_by="VersionAction.id"
    )

    __table_args__ = (UniqueConstraint("contract_id", "number"),)


class PrintedUnder:
    """Under what a version prints a line: the working text may have moved it or reworded it since.

    `number` is that of the section as printed, perhaps empty; `ambition` and `objective` their words
    of then, empty without one, and `objective_path` that of `consult.contract.parts.path_of`.
    """

    number: orm.Mapped[str] = orm.mapped_column(default="")
    ambition: orm.Mapped[LongText] = orm.mapped_column(default="")
    objective: orm.Mapped[LongText] = orm.mapped_column(default="")
    objective_path: orm.Mapped[LongText] = orm.mapped_column(default="")


class VersionSentence(Identified, PrintedUnder, Base):
    """A sentence born of residents' words that a version prints, with its words of then.

    `statement_id` leads to what the team makes of it since; it is lost when the statement is deleted.
    `enjeu` is the key of its enjeu. `action` is the one that it supported, `action_public_id` its
    address; both empty without one. Those who were behind it are in `VersionCitation`.
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
    enjeu: orm.Mapped[str]
    kind: orm.Mapped[PlacementKind]
    action: orm.Mapped[LongText] = orm.mapped_column(default="")
    action_public_id: orm.Mapped[str] = orm.mapped_column(default="")

    version: orm.Mapped[ContractVersion] = orm.relationship(back_populates="sentences")
    statement: orm.Mapped[Statement | None] = orm.relationship()

    __table_args__ = (
        UniqueConstraint("version_id", "placement_public_id"),
        Index(None, "placement_public_id"),
    )


class VersionCitation(Base):
    """The words that stood behind a sentence when its version was published.

    Nothing is added since; words taken back leave, and words no longer published do not count.
    """

    __tablename__ = "version_citation"

    sentence_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("version_sentence.id", ondelete="CASCADE"), primary_key=True
    )
    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id"), primary_key=True, index=True
    )


# Behind the sentences of a published version.
PRINTED: Final = Backing(VersionCitation, "sentence_id")


class VersionAction(Identified, PrintedUnder, Base):
    """A line of the plan as a version prints it: its page goes on saying that until the next one.

    `public_id` is the action's address, which stays when the action leaves the text. `enjeu` is the
    key of its enjeu, `section` that of the section that prints it, perhaps empty.
    """

    __tablename__ = "version_action"

    version_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contract_version.id", ondelete="CASCADE")
    )
    public_id: orm.Mapped[str] = orm.mapped_column(index=True)
    kind: orm.Mapped[ActionKind]
    text: orm.Mapped[LongText]
    enjeu: orm.Mapped[str]
    section: orm.Mapped[str] = orm.mapped_column(default="")

    version: orm.Mapped[ContractVersion] = orm.relationship(back_populates="actions")

    __table_args__ = (UniqueConstraint("version_id", "public_id"),)


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
