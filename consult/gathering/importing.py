"""What a file would bring, and bringing it: in batches, a row being imported once for ever.

Reading it first and writing it afterwards are two passes: a faulty file writes nothing. A long file is
written in several transactions; interrupted, it goes on in the same batch when it is given again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import SYSTEM, record
from consult.contributions import receipts
from consult.contributions.lookalikes import index
from consult.contributions.models import Channel, Contribution, Source, StepKind
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.gathering.columns import Header
from consult.gathering.ground import Ground
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.reading import Defaults, Read, Row, read_rows
from consult.web.i18n import local
from consult.web.tables import BLOCK, Faulty, chunks

CHUNK = 250
# Shown of a file before it is imported.
SAMPLE = 5
MOST_FAULTS = 100


@dataclass(frozen=True)
class About:
    """What is said of a whole file. `defaults` serve the rows that do not say themselves."""

    file_name: str
    defaults: Defaults
    described: str
    consent: str
    with_codes: bool = False


@dataclass
class Preview:
    """What a file holds: `good` rows, `faulty` ones (the first of them told), `known` already here."""

    good: int = 0
    known: int = 0
    faulty: int = 0
    people: int = 0
    ignored: tuple[str, ...] = ()
    faults: list[Faulty] = field(default_factory=list)
    sample: list[Row] = field(default_factory=list)
    channels: Counter[Channel] = field(default_factory=Counter)
    quarters: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        return self.good - self.known


def look(
    session: orm.Session,
    stream: BinaryIO,
    ground: Ground,
    defaults: Defaults,
    most: int | None = None,
) -> Iterator[Preview]:
    """Yields the same preview as it grows, for a progress bar.

    Raises FileError; TooLongError as soon as there are more than `most` rows.
    """
    found = Preview()
    rows = read_rows(stream, ground, defaults, today(), most)
    for some in chunks(rows, CHUNK):
        for read in some:
            _note(found, read)
        found.known += len(_known(session, [each for each in some if isinstance(each, Row)]))
        yield found
    yield found


def today() -> date:
    return local(utcnow()).date()


def _note(found: Preview, read: Header | Read) -> None:
    if isinstance(read, Header):
        found.ignored = read.ignored
    elif isinstance(read, Faulty):
        found.faulty += 1
        if len(found.faults) < MOST_FAULTS:
            found.faults.append(read)
    else:
        found.good += 1
        found.people += read.heard_from
        found.channels[read.channel] += 1
        found.quarters[read.place.perimeter.name if read.place.perimeter else ""] += 1
        if len(found.sample) < SAMPLE:
            found.sample.append(read)


def hold(session: orm.Session, ground: Ground) -> None:
    """Until the transaction ends nobody else imports into this contract."""
    index.hold(session.connection(), ground.vocabulary.id)


def mark_of(stream: BinaryIO, ground: Ground, about: About) -> str:
    """What recognises this very file with these very answers; the stream is put back at its beginning.

    Under another name it is the same file.
    """
    content = hashlib.sha256()
    while block := stream.read(BLOCK):
        content.update(block)
    stream.seek(0)
    answers = (
        ground.vocabulary.key,
        ground.commune.key,
        about.defaults.source_title,
        about.described,
        about.consent,
        str(about.with_codes),
    )
    return receipts.keyed("imported-file", "\x1f".join((content.hexdigest(), *answers)))


def interrupted(session: orm.Session, mark: str) -> ImportBatch | None:
    """The batch of this file that was begun and did not end."""
    query = sa.select(ImportBatch).where(
        ImportBatch.file_digest == mark,
        ImportBatch.finished_at.is_(None),
        ImportBatch.withdrawn_at.is_(None),
    )
    return session.scalars(query.order_by(ImportBatch.id)).first() if mark else None


def start_batch(
    session: orm.Session,
    ground: Ground,
    about: About,
    *,
    by: User | None,
    mark: str = "",
    is_demo: bool = False,
    at: datetime | None = None,
) -> ImportBatch:
    """A new batch, or the one that the same file left unfinished (`mark`).

    Raises ValueError when nothing says by what right these words are used.
    """
    if not about.consent.strip():
        raise ValueError("words are imported with a licence or an agreement")
    hold(session, ground)
    if (begun := interrupted(session, mark)) is not None:
        record(session, "import_batch.resume", begun, by=by or SYSTEM, here=begun.rows)
        return begun
    batch = ImportBatch(
        vocabulary_id=ground.vocabulary.id,
        commune_id=ground.commune.id,
        file_name=about.file_name[:255],
        source_title=about.defaults.source_title,
        described=about.described,
        consent=about.consent,
        with_codes=about.with_codes,
        by_id=by.id if by else None,
        file_digest=mark,
        is_demo=is_demo,
        created_at=at or utcnow(),
    )
    session.add(batch)
    record(session, "import_batch.start", batch, by=by or SYSTEM, contract=ground.vocabulary.key)
    return batch


def good_rows(stream: BinaryIO, ground: Ground, defaults: Defaults) -> Iterator[list[Row]]:
    """What is to be written, CHUNK rows at a time."""
    rows = read_rows(stream, ground, defaults, today())
    yield from chunks((each for each in rows if isinstance(each, Row)), CHUNK)


def write_rows(
    session: orm.Session, batch: ImportBatch, rows: Sequence[Row], *, at: datetime | None = None
) -> int:
    """Those of `rows` that are not here yet, each with a receipt of its own; how many they were.

    Their look-alikes are found as those of any other words are. The batch has the audit line. The same
    file imported twice at once brings each row once.
    """
    index.hold(session.connection(), batch.vocabulary_id)
    known = _known(session, rows)
    now = at or utcnow()
    made = []
    for row in rows:
        if row.digest in known:
            continue
        contribution = _contribution(batch, row, now)
        made.append((contribution, row))
        session.add(contribution)
    session.flush()
    if made:
        session.execute(
            sa.insert(ImportedWords),
            [
                {
                    "contribution_id": contribution.id,
                    "batch_id": batch.id,
                    "row": row.line,
                    "external_id": row.external_id,
                    "digest": row.digest,
                }
                for contribution, row in made
            ],
        )
    # Counted by the database: another process may have gone on with the same batch.
    batch.rows = ImportBatch.rows + len(made)
    session.flush()
    return len(made)


def end_batch(session: orm.Session, batch: ImportBatch, *, by: User | None) -> None:
    """Everything is in: the journal says how much, once."""
    session.refresh(batch, with_for_update=True)
    if batch.finished_at is None:
        batch.finished_at = utcnow()
        record(session, "import_batch.import", batch, by=by or SYSTEM, added=batch.rows)


def submission_of(batch: ImportBatch, row: int) -> str:
    """What the code of a row is derived from, so that its sheet can be printed again."""
    return f"import:{batch.public_id}:{row}"


def _contribution(batch: ImportBatch, row: Row, now: datetime) -> Contribution:
    submission = submission_of(batch, row.line) if batch.with_codes else secrets.token_hex(16)
    contribution = Contribution(
        receipt=receipts.unsaved(submission, is_demo=batch.is_demo),
        vocabulary_id=batch.vocabulary_id,
        commune_id=batch.commune_id,
        perimeter_id=row.place.perimeter.id if row.place.perimeter else None,
        place_scope=row.place.scope,
        channel=row.channel,
        source=Source.GATHERED,
        source_title=row.source_title,
        prompt=row.prompt,
        title=row.title,
        text=row.text,
        language=row.language,
        heard_from=row.heard_from,
        submitted_at=now,
        said_on=row.said_on,
        is_demo=batch.is_demo,
    )
    add_step(contribution, StepKind.RECEIVED, at=now)
    return contribution


def _known(session: orm.Session, rows: Sequence[Row]) -> set[str]:
    digests = [each.digest for each in rows]
    query = sa.select(ImportedWords.digest).where(ImportedWords.digest.in_(digests))
    return {each for each in session.scalars(query) if each} if digests else set()
