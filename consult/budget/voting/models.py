"""The register, the urn, the cards, and what the team types. See the package for what is kept secret."""

from __future__ import annotations

import enum
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, orm

from consult.accounts.models import User
from consult.budget.models import Campaign
from consult.contributions.models import new_public_id
from consult.db import Base, Created, Identified, LongText, utcnow
from consult.doors.models import BatchColumns, CardColumns
from consult.territory.models import Perimeter, PlaceScope
from consult.territory.publics import AgeBand


class Way(enum.Enum):
    """How somebody came to vote; PAPER: crossed off at the desk of a ballot box."""

    OPEN = "open"
    CARD = "card"
    MAIL = "mail"
    PAPER = "paper"
    KIOSK = "kiosk"


class BallotChannel(enum.Enum):
    ONLINE = "online"
    PAPER = "paper"
    KIOSK = "kiosk"


class Voter(Base):
    """Somebody voted: nothing of when, nor of what. Age and quarter are what they said, for the
    turnout.
    """

    __tablename__ = "voter"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), primary_key=True)
    token: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    way: orm.Mapped[Way]
    age: orm.Mapped[AgeBand | None]
    place_scope: orm.Mapped[PlaceScope] = orm.mapped_column(default=PlaceScope.NOT_SAID)
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))

    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012


def new_key() -> str:
    return secrets.token_hex(16)


class Ballot(Base):
    """`content` is {project number, as text: value}; what a value says is in `contents`.

    `proof` is the SHA-256 of the code shown to its voter; a paper ballot has none.
    """

    __tablename__ = "ballot"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), primary_key=True)
    key: orm.Mapped[str] = orm.mapped_column(primary_key=True, default=new_key)
    channel: orm.Mapped[BallotChannel]
    content: orm.Mapped[dict[str, Any]]
    proof: orm.Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("campaign_id", "proof"),
        {"sqlite_with_rowid": False},
    )


class VoteSeal(Base):
    """The vote of a campaign is counted: nothing enters its urn any more."""

    __tablename__ = "vote_seal"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), primary_key=True)
    sealed_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)


class VotingCardBatch(BatchColumns, Base):
    """Once it is stopped, the votes cast before stay."""

    __tablename__ = "voting_card_batch"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), index=True)

    campaign: orm.Mapped[Campaign] = orm.relationship()


class VotingCard(CardColumns, Base):
    __tablename__ = "voting_card"

    batch_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("voting_card_batch.id", ondelete="CASCADE"), index=True
    )


class Check(enum.Enum):
    """How the typing of a ballot box is verified: all of it twice, or some ballots drawn at random."""

    DOUBLE = "double"
    SAMPLE = "sample"


class PaperBatch(Identified, Created, Base):
    """One ballot box. `announced` ballots were counted when it was opened, and each was numbered from
    1.

    `signatures` counts those crossed off on this site, `signed_by_hand` those on a list of paper.
    `gap_reason`: why the signatures and the ballots do not agree. `drawn`: the numbers that are typed
    again by somebody else, where a sample is.
    """

    __tablename__ = "paper_batch"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), index=True)
    place: orm.Mapped[str]
    announced: orm.Mapped[int | None]
    signatures: orm.Mapped[int] = orm.mapped_column(default=0)
    signed_by_hand: orm.Mapped[int] = orm.mapped_column(default=0)
    check: orm.Mapped[Check] = orm.mapped_column(default=Check.DOUBLE)
    sample: orm.Mapped[int] = orm.mapped_column(default=0)
    drawn: orm.Mapped[dict[str, Any]] = orm.mapped_column(default=dict)
    gap_reason: orm.Mapped[LongText] = orm.mapped_column(default="")
    closed_at: orm.Mapped[datetime | None]
    # Set when it is closed, and published.
    blank: orm.Mapped[int | None]
    void: orm.Mapped[int | None]

    campaign: orm.Mapped[Campaign] = orm.relationship()


class PaperKind(enum.Enum):
    VALID = "valid"
    BLANK = "blank"
    VOID = "void"


class Reading(enum.Enum):
    """Who read a paper ballot: the first typist, another one, or an editor who settled a difference."""

    FIRST = "first"
    SECOND = "second"
    SETTLED = "settled"


class PaperTyping(Identified, Base):
    """What one person read on the paper ballot `number` of a box."""

    __tablename__ = "paper_typing"

    batch_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("paper_batch.id"))
    number: orm.Mapped[int]
    reading: orm.Mapped[Reading]
    kind: orm.Mapped[PaperKind]
    content: orm.Mapped[dict[str, Any]]
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))

    by: orm.Mapped[User] = orm.relationship()

    __table_args__ = (UniqueConstraint("batch_id", "number", "reading"),)


class Kiosk(Identified, Created, Base):
    """A tablet where people vote, in a place, kept by the team until it is closed."""

    __tablename__ = "kiosk"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"), index=True)
    place: orm.Mapped[str]
    by_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("user_account.id"))
    closed_at: orm.Mapped[datetime | None]

    campaign: orm.Mapped[Campaign] = orm.relationship()
    by: orm.Mapped[User] = orm.relationship()


class Outcome(enum.Enum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ProvisionalBallot(Identified, Base):
    """A vote that waits for an editor, who knows it by its slip only. No page shows `content`; both it
    and `proof` are erased when it is decided: accepted, they are a ballot like another under a new key.
    """

    __tablename__ = "provisional_ballot"

    campaign_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("campaign.id"))
    kiosk_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("kiosk.id"), index=True)
    slip: orm.Mapped[str]
    outcome: orm.Mapped[Outcome] = orm.mapped_column(default=Outcome.WAITING)
    reason: orm.Mapped[LongText] = orm.mapped_column(default="")
    content: orm.Mapped[dict[str, Any]]
    proof: orm.Mapped[str | None]
    age: orm.Mapped[AgeBand | None]
    place_scope: orm.Mapped[PlaceScope] = orm.mapped_column(default=PlaceScope.NOT_SAID)
    perimeter_id: orm.Mapped[int | None] = orm.mapped_column(ForeignKey("perimeter.id"))

    kiosk: orm.Mapped[Kiosk] = orm.relationship()
    perimeter: orm.Mapped[Perimeter | None] = orm.relationship()

    __table_args__ = (
        UniqueConstraint("campaign_id", "slip"),
        Index(None, "campaign_id", "outcome"),
    )
