"""Mail waiting to leave, queued in the same transaction as what caused it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, false, orm

from consult.db import Base, Created, Identified, LongText, utcnow

# With delays of 1, 2, 4 … minutes, the last try comes about four hours after the first.
MOST_ATTEMPTS = 8


class OutboxMessage(Identified, Created, Base):
    """A plain-text mail to one address. `sent_at` is empty until a server accepted it.

    `private`: the address is a resident's. No page and no log shows it, and it is erased once the
    mail has left or was given up. `topic` names what the mail is about, to call it back.
    """

    __tablename__ = "outbox_message"

    recipient: orm.Mapped[str]
    subject: orm.Mapped[str]
    body: orm.Mapped[LongText]
    due_at: orm.Mapped[datetime] = orm.mapped_column(default=utcnow)
    sent_at: orm.Mapped[datetime | None]
    attempts: orm.Mapped[int] = orm.mapped_column(default=0)
    last_error: orm.Mapped[LongText] = orm.mapped_column(default="")
    private: orm.Mapped[bool] = orm.mapped_column(default=False, server_default=false())
    topic: orm.Mapped[str] = orm.mapped_column(default="", server_default="", index=True)

    __table_args__ = (Index(None, "sent_at", "due_at"),)

    @property
    def given_up(self) -> bool:
        return self.sent_at is None and self.attempts >= MOST_ATTEMPTS
