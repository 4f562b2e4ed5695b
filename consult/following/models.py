"""Who asked to be told by mail, apart from their words; and what was told of each version."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.budget.models import Project
from consult.contract.models import Contract
from consult.contributions.models import Receipt, new_public_id
from consult.db import Base, Created, Identified, LongText, utcnow
from consult.outbox.models import OutboxMessage


class Contact(Identified, Created, Base):
    """The address that the holder of a receipt left to be told: one for each; no page ever shows it.

    Until `confirmed_at` nothing is sent to it but the mail that asks. `created_at` is when it was
    last asked for, `told_at` when something was last told. `public_id` stands in signed links: an
    erased contact's links lead nowhere, even when its `id` serves again.
    """

    __tablename__ = "contact"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    receipt_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("receipt.id", ondelete="CASCADE"), unique=True
    )
    address: orm.Mapped[str]
    language: orm.Mapped[str] = orm.mapped_column(default="fr")
    confirmed_at: orm.Mapped[datetime | None]
    told_at: orm.Mapped[datetime | None]

    receipt: orm.Mapped[Receipt] = orm.relationship()


class ProjectFollower(Identified, Created, Base):
    """The address of somebody who asked to be told of one winning project; no page ever shows it.

    Like a `Contact`, which a receipt's holder leaves: nothing is sent before `confirmed_at` but the
    mail that asks. It is erased on demand, and with the last stage of the project.
    """

    __tablename__ = "project_follower"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    project_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    address: orm.Mapped[str]
    language: orm.Mapped[str] = orm.mapped_column(default="fr")
    confirmed_at: orm.Mapped[datetime | None]
    told_at: orm.Mapped[datetime | None]

    project: orm.Mapped[Project] = orm.relationship()

    __table_args__ = (UniqueConstraint("project_id", "address"),)


class Telling(Identified, Base):
    """Those whose words entered or left a published version were told: figures, and nobody.

    `contributions` and `receipts` were told something by it; `mails` were queued for them.
    """

    __tablename__ = "telling"

    contract_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("contract.id", ondelete="CASCADE"))
    version_label: orm.Mapped[str]
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    contributions: orm.Mapped[int] = orm.mapped_column(default=0)
    receipts: orm.Mapped[int] = orm.mapped_column(default=0)
    mails: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    contract: orm.Mapped[Contract] = orm.relationship()

    __table_args__ = (UniqueConstraint("contract_id", "version_label"),)


class ToldKind(enum.Enum):
    """APART: the contract still prints the sentence, which these words no longer stand behind."""

    ENTERED = "entered"
    LEFT = "left"
    APART = "apart"


class Told(Identified, Base):
    """A line of a receipt: the sentence that these words are behind entered the contract, or left it.

    `text` is the sentence as the version printed it, or the last one that did, and `number` that of
    its section, perhaps empty. The place is known by its addresses only, since it may be gone:
    `placement_public_id` is the one that was told, `stands_at` the one that it leads to since a place
    was united with another.
    """

    __tablename__ = "told"

    telling_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("telling.id", ondelete="CASCADE"))
    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    placement_public_id: orm.Mapped[str]
    stands_at: orm.Mapped[str]
    kind: orm.Mapped[ToldKind]
    text: orm.Mapped[LongText]
    number: orm.Mapped[str] = orm.mapped_column(default="")

    telling: orm.Mapped[Telling] = orm.relationship()

    __table_args__ = (
        UniqueConstraint("telling_id", "contribution_id", "placement_public_id"),
        Index(None, "stands_at"),
    )


class TellingMail(Base):
    """Which mails a telling queued, to count those that left; one whose address was erased is gone."""

    __tablename__ = "telling_mail"

    message_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("outbox_message.id", ondelete="CASCADE"), primary_key=True
    )
    telling_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("telling.id", ondelete="CASCADE"), index=True
    )

    message: orm.Mapped[OutboxMessage] = orm.relationship()
