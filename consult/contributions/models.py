"""What a resident said, through whichever channel: the central table, and the receipts."""

from __future__ import annotations

import enum
import secrets
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, orm

from consult.db import Base, Created, Identified, LongText, utcnow
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.territory.models import Commune, Perimeter, PlaceScope
from consult.territory.publics import AgeBand, Gender
from consult.web.i18n import local


class Channel(enum.Enum):
    """How the words reached us; kept on every contribution and never mixed up."""

    ONLINE = "online"
    INTERVIEW = "interview"
    PAPER = "paper"
    DOOR_TO_DOOR = "door_to_door"
    WORKSHOP = "workshop"
    IMPORT = "import"


class Source(enum.Enum):
    """What kind of thing the words belong to."""

    ANSWER = "answer"
    IDEA = "idea"
    WORKSHOP_ITEM = "workshop_item"
    # Words of an earlier consultation, or written down by the team for somebody.
    GATHERED = "gathered"
    REMARK = "remark"


class Status(enum.Enum):
    RECEIVED = "received"
    REPHRASE_ASKED = "rephrase_asked"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Tagging(enum.Enum):
    """Whether staff placed the words among the enjeux; « outside » and « undecided » are real answers."""

    TO_DO = "to_do"
    TAGGED = "tagged"
    OUTSIDE = "outside"
    UNDECIDED = "undecided"


class TagOrigin(enum.Enum):
    STAFF = "staff"
    ANIMATOR = "animator"


class StepKind(enum.Enum):
    """What can happen to a contribution, as its author is told."""

    RECEIVED = "received"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    REFUSED = "refused"
    REPHRASE_ASKED = "rephrase_asked"
    REPHRASED = "rephrased"
    TAGGED = "tagged"
    WITHDRAWN = "withdrawn"
    MASKED = "masked"
    SPLIT = "split"
    APPEALED = "appealed"
    APPEAL_MAINTAINED = "appeal_maintained"
    APPEAL_ACCEPTED = "appeal_accepted"


def new_public_id() -> str:
    """48 random bits for addresses: enough that no page can be found by counting."""
    return secrets.token_hex(6)


class Receipt(Identified, Created, Base):
    """What a person keeps of a sending. The code itself is nowhere: only its keyed digest is.

    `submission_digest` is that of the form's idempotency key: the same form sent twice finds the
    same receipt. A `shared` receipt (a workshop's) can be read by a whole room: it changes nothing.

    `age` and `gender` are the sender's, only if they said them: they are here, and not beside the
    words, because they serve to count who was heard and are never told of one person.
    """

    __tablename__ = "receipt"

    code_digest: orm.Mapped[str] = orm.mapped_column(unique=True)
    submission_digest: orm.Mapped[str] = orm.mapped_column(unique=True)
    shared: orm.Mapped[bool] = orm.mapped_column(default=False)
    age: orm.Mapped[AgeBand | None]
    gender: orm.Mapped[Gender | None]
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    contributions: orm.Mapped[list[Contribution]] = orm.relationship(
        back_populates="receipt", order_by="Contribution.id"
    )


class Contribution(Identified, Base):
    """Words of one person, or of a group of `heard_from` people; one row whatever the channel.

    `vocabulary_id` says which contract's enjeux it is tagged with. `source_title` and `prompt` keep,
    for ever, the consultation, campaign or workshop and the question that the words answered.
    `revision` grows with every decision: two moderators never decide the same state unknowingly.
    """

    __tablename__ = "contribution"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    receipt_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("receipt.id"), index=True)
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))
    place_scope: orm.Mapped[PlaceScope] = orm.mapped_column(default=PlaceScope.NOT_SAID)
    channel: orm.Mapped[Channel]
    source: orm.Mapped[Source]
    source_title: orm.Mapped[str]
    prompt: orm.Mapped[LongText] = orm.mapped_column(default="")
    title: orm.Mapped[str] = orm.mapped_column(default="")
    text: orm.Mapped[LongText]
    language: orm.Mapped[str] = orm.mapped_column(default="fr")
    heard_from: orm.Mapped[int] = orm.mapped_column(default=1)
    status: orm.Mapped[Status] = orm.mapped_column(default=Status.RECEIVED)
    tagging: orm.Mapped[Tagging] = orm.mapped_column(default=Tagging.TO_DO)
    # Set when a member of the team first decides or tags: from then on the author no longer edits.
    handled_at: orm.Mapped[datetime | None]
    submitted_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    # The day they were said, when that is known not to be the one they reached us.
    said_on: orm.Mapped[date | None]
    published_at: orm.Mapped[datetime | None]
    revision: orm.Mapped[int] = orm.mapped_column(default=0)
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    receipt: orm.Mapped[Receipt] = orm.relationship(back_populates="contributions")
    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    commune: orm.Mapped[Commune] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()
    tags: orm.Mapped[list[Tag]] = orm.relationship(
        back_populates="contribution", cascade="all, delete-orphan", order_by="Tag.id"
    )
    steps: orm.Mapped[list[Step]] = orm.relationship(
        back_populates="contribution", cascade="all, delete-orphan", order_by="Step.id"
    )
    # Only on a part of words that the team split, but the first part, which stays what came in.
    lineage: orm.Mapped[Lineage | None] = orm.relationship(
        primaryjoin="Lineage.contribution_id == Contribution.id", viewonly=True
    )

    @property
    def said_day(self) -> date:
        """When they were said, as far as that is known; `consult.contributions.when` in SQL."""
        return self.said_on or local(self.submitted_at).date()

    @property
    def origin_id(self) -> int:
        """Of the contribution that came in; `voices` says the same in SQL."""
        return self.lineage.from_contribution_id if self.lineage else self.id

    __table_args__ = (
        CheckConstraint("heard_from >= 1", name="heard_from_someone"),
        Index(None, "status", "id"),
        Index(None, "vocabulary_id", "status", "tagging"),
        # The coverage report reads them all in their order, a page at a time.
        Index(None, "vocabulary_id", "id"),
        Index(None, "commune_id", "status", "published_at"),
    )


class Tag(Identified, Base):
    """A contribution bears several; an ambition is optional."""

    __tablename__ = "tag"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE")
    )
    enjeu_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("enjeu.id"), index=True)
    ambition_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("ambition.id"))
    origin: orm.Mapped[TagOrigin]

    contribution: orm.Mapped[Contribution] = orm.relationship(back_populates="tags")
    enjeu: orm.Mapped[Enjeu] = orm.relationship()
    ambition: orm.Mapped[Ambition | None] = orm.relationship()

    __table_args__ = (UniqueConstraint("contribution_id", "enjeu_id", "ambition_id"),)


class Step(Identified, Base):
    """A dated event on the receipt; `message` is what the team wrote to the author."""

    __tablename__ = "step"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    kind: orm.Mapped[StepKind]
    message: orm.Mapped[LongText] = orm.mapped_column(default="")

    contribution: orm.Mapped[Contribution] = orm.relationship(back_populates="steps")


class Lineage(Created, Base):
    """One part of words that the team split: where it comes from, and through it its sisters.

    `from_contribution_id` is always the contribution that came in, even when a part of it is split
    again: people who spoke once are counted once, by this column.
    """

    __tablename__ = "lineage"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id"), primary_key=True
    )
    from_contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id"), index=True
    )


class Translation(Created, Base):
    """What the team understood of words in another language, in French; never shown without them.

    It belongs to the very words it was made from: whatever changes them erases it.
    """

    __tablename__ = "translation"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    title: orm.Mapped[str] = orm.mapped_column(default="")
    text: orm.Mapped[LongText]
