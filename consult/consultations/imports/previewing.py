"""What a file of answers would bring, told before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.imports.models import ImportedSheet
from consult.consultations.imports.understanding import LeftOut, Read, Row, Understanding, Why
from consult.contributions.models import Channel
from consult.db import utcnow
from consult.web.i18n import local
from consult.web.tables import Faulty, chunks

CHUNK = 250
SAMPLE = 5
MOST_FAULTS = 100


@dataclass
class Preview:
    """What a file holds: `good` rows, `faulty` ones (the first of them told), `known` already here.

    `alike`: rows that answer as another one of the file does; they are kept. `unasked`: answers set
    aside, to questions that the others hide.
    """

    good: int = 0
    known: int = 0
    faulty: int = 0
    alike: int = 0
    unasked: int = 0
    texts: int = 0
    faults: list[Faulty] = field(default_factory=list)
    sample: list[Row] = field(default_factory=list)
    twins: list[int] = field(default_factory=list)
    left_out: Counter[Why] = field(default_factory=Counter)
    channels: Counter[Channel] = field(default_factory=Counter)
    quarters: Counter[str] = field(default_factory=Counter)
    first_day: date | None = None
    last_day: date | None = None

    @property
    def new(self) -> int:
        return self.good - self.known

    @property
    def rows(self) -> int:
        return self.good + self.faulty + self.left_out.total()

    def note(self, read: Read) -> None:
        if isinstance(read, LeftOut):
            self.left_out[read.why] += 1
        elif isinstance(read, Faulty):
            self.faulty += 1
            self.faults.extend([read] if len(self.faults) < MOST_FAULTS else [])
        else:
            self._note_row(read)

    def _note_row(self, row: Row) -> None:
        self.good += 1
        self.unasked += row.unasked
        self.texts += sum(1 for each in row.given.values() if each.text)
        self.channels[row.channel] += 1
        self.quarters[row.place.perimeter.name if row.place.perimeter else ""] += 1
        if row.repeats:
            self.alike += 1
            self.twins.extend([row.line] if len(self.twins) < MOST_FAULTS else [])
        if row.said_on:
            self.first_day = min(self.first_day or row.said_on, row.said_on)
            self.last_day = max(self.last_day or row.said_on, row.said_on)
        if len(self.sample) < SAMPLE:
            self.sample.append(row)


def today() -> date:
    return local(utcnow()).date()


def look(
    session: orm.Session, stream: BinaryIO, understanding: Understanding, most: int | None = None
) -> Iterator[Preview]:
    """Yields the same preview as it grows, for a progress bar. Raises FileError."""
    found = Preview()
    for some in chunks(understanding.rows(stream, most), CHUNK):
        for read in some:
            found.note(read)
        found.known += len(known_digests(session, [each for each in some if isinstance(each, Row)]))
        yield found
    yield found


def known_digests(session: orm.Session, rows: Sequence[Row]) -> set[str]:
    """Those of `rows` that are here already."""
    digests = [each.digest for each in rows]
    query = sa.select(ImportedSheet.digest).where(ImportedSheet.digest.in_(digests))
    return set(session.scalars(query)) if digests else set()
