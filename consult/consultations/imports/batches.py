"""Bringing a file of answers to a consultation: a row is imported once for ever.

Reading it first (`previewing`) and writing it afterwards are two passes: a faulty file writes nothing. A
long file is written in several transactions; interrupted, it goes on when it is given again.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import BinaryIO

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.accounts.tokens import hash_token
from consult.audit.operations import SYSTEM, record
from consult.consultations.holding import hold
from consult.consultations.imports.mapping import Mapping, dumped, written
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.imports.previewing import CHUNK, known_digests
from consult.consultations.imports.understanding import Row, Understanding
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.operations import Given, new_token, origin_of
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.lookalikes import index
from consult.contributions.operations import Place
from consult.contributions.profiles import keep_profile
from consult.db import utcnow
from consult.territory.models import Perimeter
from consult.web.i18n import TIMEZONE
from consult.web.tables import BLOCK, chunks

NOON = time(12)


@dataclass(frozen=True)
class About:
    """What is said of a whole file."""

    file_name: str
    tool: str
    described: str
    consent: str
    with_codes: bool = False


def good_rows(stream: BinaryIO, understanding: Understanding) -> Iterator[list[Row]]:
    """What is to be written, CHUNK rows at a time."""
    yield from chunks((each for each in understanding.rows(stream) if isinstance(each, Row)), CHUNK)


def mark_of(stream: BinaryIO, mapping: Mapping, about: About) -> str:
    """What recognises this very file with this very mapping; the stream is put back at its beginning."""
    content = hashlib.sha256()
    while block := stream.read(BLOCK):
        content.update(block)
    stream.seek(0)
    answers = (written(mapping), about.described, about.consent, str(about.with_codes))
    return receipts.keyed("imported-file", "\x1f".join((content.hexdigest(), *answers)))


def interrupted(session: orm.Session, mark: str) -> AnswerBatch | None:
    """The batch of this file that was begun and did not end."""
    query = sa.select(AnswerBatch).where(
        AnswerBatch.file_digest == mark,
        AnswerBatch.finished_at.is_(None),
        AnswerBatch.withdrawn_at.is_(None),
    )
    return session.scalars(query.order_by(AnswerBatch.id)).first() if mark else None


def start_batch(
    session: orm.Session,
    consultation: Consultation,
    mapping: Mapping,
    about: About,
    *,
    by: User | None,
    mark: str = "",
) -> AnswerBatch:
    """A new batch, or the one that the same file left unfinished (`mark`).

    Raises ValueError when nothing says by what right these answers are used.
    """
    if not about.consent.strip():
        raise ValueError("answers are imported with a licence or an agreement")
    hold(session, consultation.slug)
    if (begun := interrupted(session, mark)) is not None:
        record(session, "answer_batch.resume", begun, by=by or SYSTEM, here=begun.rows)
        return begun
    batch = AnswerBatch(
        consultation_id=consultation.id,
        file_name=about.file_name[:255],
        tool=about.tool,
        described=about.described,
        consent=about.consent,
        mapping=dumped(mapping),
        with_codes=about.with_codes,
        by_id=by.id if by else None,
        file_digest=mark,
    )
    session.add(batch)
    record(session, "answer_batch.start", batch, by=by or SYSTEM, key=consultation.slug)
    return batch


def write_rows(session: orm.Session, batch: AnswerBatch, rows: Sequence[Row]) -> int:
    """Those of `rows` that are not here yet, as sheets that were sent; how many they were.

    The words wait to be read, with all others; the batch has the audit line. The same file imported
    twice at once brings each row once.
    """
    consultation = batch.consultation
    hold(session, consultation.slug)
    index.hold(session.connection(), consultation.vocabulary_id)
    known = known_digests(session, rows)
    questions = {question.key: question for question in consultation.questions}
    now = utcnow()
    made = []
    for row in rows:
        if row.digest not in known:
            sheet = _sheet(session, batch, row, questions, now)
            session.add(sheet)
            made.append((sheet, row))
    session.flush()
    if made:
        session.execute(sa.insert(ImportedSheet), [_origin(batch, *each) for each in made])
    # Counted by the database: another process may have gone on with the same batch.
    batch.rows = AnswerBatch.rows + len(made)
    session.flush()
    return len(made)


def end_batch(session: orm.Session, batch: AnswerBatch, *, by: User | None) -> None:
    """Everything is in: the journal says how much, once."""
    session.refresh(batch, with_for_update=True)
    if batch.finished_at is None:
        batch.finished_at = utcnow()
        record(
            session,
            "answer_batch.import",
            batch,
            by=by or SYSTEM,
            added=batch.rows,
            key=batch.consultation.slug,
        )


def submission_of(batch: AnswerBatch, row: int) -> str:
    """What the code of a row is derived from, so that its sheet can be printed again."""
    return f"answers:{batch.public_id}:{row}"


def _origin(batch: AnswerBatch, sheet: AnswerSheet, row: Row) -> dict[str, object]:
    return {
        "sheet_id": sheet.id,
        "batch_id": batch.id,
        "row": row.line,
        "external_id": row.external_id,
        "digest": row.digest,
    }


def _sheet(
    session: orm.Session,
    batch: AnswerBatch,
    row: Row,
    questions: dict[str, Question],
    now: datetime,
) -> AnswerSheet:
    """Everything by id: what understood the file belongs to no session."""
    is_demo = batch.consultation.is_demo
    submission = submission_of(batch, row.line) if batch.with_codes else secrets.token_hex(16)
    receipt = receipts.unsaved(submission, is_demo=is_demo)
    keep_profile(receipt, row.profile)
    noon = datetime.combine(row.said_on, NOON, TIMEZONE) if row.said_on else now
    sheet = AnswerSheet(
        consultation_id=batch.consultation_id,
        token_hash=hash_token(new_token()),
        channel=row.channel,
        language=row.language,
        place_scope=row.place.scope,
        perimeter_id=row.place.perimeter.id if row.place.perimeter else None,
        submitted_at=min(noon, now),
        receipt=receipt,
        is_demo=is_demo,
        repeats=row.repeats,
    )
    home = _place(session, row.place)
    for key, given in row.given.items():
        answer = _answer(questions[key], given)
        if given.text:
            answer.contribution = contributions.make(
                receipt,
                origin_of(questions[key]),
                text=given.text,
                channel=row.channel,
                place=home,
                language=row.language,
                said_on=row.said_on,
                at=now,
                is_demo=is_demo,
            )
        sheet.answers.append(answer)
    return sheet


def _answer(question: Question, given: Given) -> Answer:
    place = given.place
    ranked = question.kind is QuestionKind.RANKING
    return Answer(
        question_id=question.id,
        number=given.number,
        place_scope=place.scope if place else None,
        perimeter_id=place.perimeter.id if place and place.perimeter else None,
        chosen=[
            AnswerChoice(choice_id=choice.id, rank=rank if ranked else None)
            for rank, choice in enumerate(given.choices, start=1)
        ],
        cells=[AnswerCell(row_id=row.id, choice_id=choice.id) for row, choice in given.cells],
    )


def _place(session: orm.Session, place: Place) -> Place:
    """The same, of this session."""
    here = session.get_one(Perimeter, place.perimeter.id) if place.perimeter else None
    return Place(place.scope, here)
