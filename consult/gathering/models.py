"""A file of words imported at once, and the row of it that each contribution comes from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, new_public_id
from consult.db import Base, Created, Identified, LongText
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune


class ImportBatch(Identified, Created, Base):
    """What one file brought, from where, and by what right.

    `source_title` is the consultation or the occasion of the whole file, perhaps empty when each row
    names its own; `described` tells who gathered the words and how, `consent` under which licence or
    with whose agreement. `rows` counts the contributions made. With `with_codes` each of them has a
    code that a sheet prints; without, nobody knows its code. Nobody's name for an operator's command.

    A long file is written in several transactions: while `finished_at` is empty it is under way, or
    was interrupted. `file_digest`, keyed, recognises the same file with the same answers, which goes
    on where it stopped.
    """

    __tablename__ = "import_batch"

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    vocabulary_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("vocabulary.id"))
    commune_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("commune.id"))
    file_name: orm.Mapped[str]
    source_title: orm.Mapped[str] = orm.mapped_column(default="")
    described: orm.Mapped[LongText] = orm.mapped_column(default="")
    consent: orm.Mapped[LongText]
    rows: orm.Mapped[int] = orm.mapped_column(default=0)
    with_codes: orm.Mapped[bool] = orm.mapped_column(default=False)
    by_id: orm.Mapped[int | None] = orm.mapped_column(
        ForeignKey("user_account.id", ondelete="SET NULL")
    )
    file_digest: orm.Mapped[str] = orm.mapped_column(String(64), default="")
    finished_at: orm.Mapped[datetime | None]
    withdrawn_at: orm.Mapped[datetime | None]
    is_demo: orm.Mapped[bool] = orm.mapped_column(default=False)

    vocabulary: orm.Mapped[Vocabulary] = orm.relationship()
    commune: orm.Mapped[Commune] = orm.relationship()
    by: orm.Mapped[User | None] = orm.relationship()


class ImportedWords(Base):
    """Which row of which file; the parts of words that were split come from the same one.

    `digest`, keyed, recognises the row when the file is imported again: words that their author took
    back do not come back with it, and nothing else is kept of where they stood. A later part has none,
    and neither has a row of a batch that was withdrawn.
    """

    __tablename__ = "imported_words"

    contribution_id: orm.Mapped[int] = orm.mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    batch_id: orm.Mapped[int] = orm.mapped_column(ForeignKey("import_batch.id", ondelete="CASCADE"))
    row: orm.Mapped[int]
    external_id: orm.Mapped[str] = orm.mapped_column(default="")
    digest: orm.Mapped[str | None] = orm.mapped_column(String(64), unique=True)

    batch: orm.Mapped[ImportBatch] = orm.relationship()
    contribution: orm.Mapped[Contribution] = orm.relationship()

    __table_args__ = (Index(None, "batch_id", "row"),)
