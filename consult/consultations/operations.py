"""Filling a questionnaire screen by screen, then sending it. Nothing here commits.

A draft is nobody's act yet, so saving a screen leaves no audit line; sending does.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from consult.accounts.tokens import hash_token
from consult.audit.operations import RESIDENT, SYSTEM, Signed, record
from consult.consultations.asking import not_asked
from consult.consultations.entry import likeness
from consult.consultations.extending import note_extension
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Choice,
    Consultation,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.queries import answers_of, missing
from consult.consultations.reminding.residents import forget_answered
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Channel, Receipt, Source
from consult.contributions.operations import Origin, Place
from consult.contributions.profiles import NO_PROFILE, Profile, keep_profile
from consult.contributions.receipts import Issued
from consult.db import utcnow
from consult.territory.models import PlaceScope

TEXTS = frozenset({QuestionKind.SHORT, QuestionKind.LONG})
SEVERAL = frozenset({QuestionKind.MULTIPLE, QuestionKind.RANKING})
# A place may be told more precisely than by its quarter, in words.
WITH_WORDS = TEXTS | {QuestionKind.PLACE}


class NothingAnswered(ValueError):  # noqa: N818
    """A sheet without a single answer is not sent."""


class StillMissing(ValueError):  # noqa: N818
    """Required questions have no answer; they are in `questions`."""

    def __init__(self, questions: list[Question]) -> None:
        super().__init__(f"{len(questions)} required questions have no answer")
        self.questions = questions


@dataclass(frozen=True)
class Given:
    """An answer as it was given to one question; nothing at all clears it.

    `choices` of a ranking are in its order, the first one first.
    """

    text: str = ""
    number: int | None = None
    choices: tuple[Choice, ...] = ()
    cells: tuple[tuple[QuestionRow, Choice], ...] = ()
    place: Place | None = None

    @property
    def is_empty(self) -> bool:
        said = self.choices or self.cells or self.place
        return not self.text.strip() and self.number is None and not said


def new_token() -> str:
    """The random part of a sheet's address: 128 bits."""
    return secrets.token_hex(16)


def submission_of(token: str) -> str:
    """The idempotency key of a sheet's sending: however often it is sent, one receipt."""
    return f"sheet:{token}"


def start_sheet(
    session: orm.Session,
    consultation: Consultation,
    token: str,
    *,
    channel: Channel = Channel.ONLINE,
    language: str = "fr",
    is_demo: bool = False,
) -> AnswerSheet:
    """The draft whose address holds `token`, made now or found again: two clicks make one sheet.

    Raises LookupError when the token is that of another consultation's sheet.
    """
    sheet = AnswerSheet(
        consultation=consultation,
        token_hash=hash_token(token),
        channel=channel,
        language=language,
        is_demo=is_demo,
    )
    try:
        with session.begin_nested():
            session.add(sheet)
    except IntegrityError:
        found = session.scalars(
            sa.select(AnswerSheet).where(
                AnswerSheet.token_hash == hash_token(token),
                AnswerSheet.consultation_id == consultation.id,
            )
        ).first()
        if found is None:
            raise LookupError("a sheet of another consultation") from None
        return found
    return sheet


def save_answer(
    session: orm.Session,
    sheet: AnswerSheet,
    question: Question,
    given: Given,
    *,
    language: str | None = None,
) -> Answer | None:
    """Put `given` in the place of what was answered; None when that clears it.

    `language`: of the page where it was; words in it are the sheet's language until their author
    says another, and the last page written on is the one that counts.
    Raises ValueError for an answer that the question does not admit, or on a sheet already sent.
    """
    _admit(sheet, question, given)
    answer = answers_of(sheet).get(question.id)
    if given.is_empty:
        if answer is not None:
            sheet.answers.remove(answer)
            session.flush()
        return None
    if answer is None:
        answer = Answer(sheet=sheet, question=question)
        # The row is found again by its question before it is flushed.
        answer.question_id = question.id
        session.add(answer)
    answer.text = given.text or None
    if answer.text and language:
        sheet.language = language
    answer.number = given.number
    answer.place_scope = given.place.scope if given.place else None
    answer.perimeter = given.place.perimeter if given.place else None
    _tick(answer, given.choices, ranked=question.kind is QuestionKind.RANKING)
    _fill(answer, given.cells)
    session.flush()
    return answer


def _tick(answer: Answer, choices: tuple[Choice, ...], *, ranked: bool) -> None:
    known = {each.choice_id: each for each in answer.chosen}
    ticks = [known.get(choice.id) or AnswerChoice(choice_id=choice.id) for choice in choices]
    for rank, tick in enumerate(ticks, start=1):
        tick.rank = rank if ranked else None
    answer.chosen = ticks


def _fill(answer: Answer, cells: tuple[tuple[QuestionRow, Choice], ...]) -> None:
    known = {each.row_id: each for each in answer.cells}
    kept = []
    for row, choice in cells:
        cell = known.get(row.id) or AnswerCell(row_id=row.id)
        cell.choice_id = choice.id
        kept.append(cell)
    answer.cells = kept


def _admit(sheet: AnswerSheet, question: Question, given: Given) -> None:
    if sheet.submitted_at is not None:
        raise ValueError("this sheet was sent")
    if question.consultation_id != sheet.consultation_id:
        raise ValueError("a question of another consultation")
    if any(choice.question_id != question.id for choice in given.choices):
        raise ValueError("a choice of another question")
    if given.text and question.kind not in WITH_WORDS:
        raise ValueError("words where none are asked")
    if given.number is not None and question.kind is not QuestionKind.NUMBER:
        raise ValueError("a number where none is asked")
    if given.place is not None and question.kind is not QuestionKind.PLACE:
        raise ValueError("a place where none is asked")
    _admit_choices(question, given)


def _admit_choices(question: Question, given: Given) -> None:
    if given.choices and question.kind is QuestionKind.MATRIX:
        raise ValueError("a matrix is answered line by line")
    ticked = {choice.id for choice in given.choices}
    if len(ticked) < len(given.choices):
        raise ValueError("the same choice twice")
    most = question.max_choices if question.kind in SEVERAL else 1
    if most is not None and len(ticked) > most:
        raise ValueError(f"{most} choices at most")
    if given.cells and question.kind is not QuestionKind.MATRIX:
        raise ValueError("lines where there is no matrix")
    if any(q.question_id != question.id for pair in given.cells for q in pair):
        raise ValueError("a line or a choice of another question")
    if len({row.id for row, _choice in given.cells}) < len(given.cells):
        raise ValueError("the same line twice")


def set_place(session: orm.Session, sheet: AnswerSheet, place: Place | None) -> None:
    """Where the person lives, as broadly as they said; None when the question was passed."""
    if sheet.submitted_at is not None:
        raise ValueError("this sheet was sent")
    sheet.place_scope = place.scope if place else None
    sheet.perimeter = place.perimeter if place else None
    session.flush()


def set_profile(session: orm.Session, sheet: AnswerSheet, profile: Profile) -> None:
    """What the person said of themselves, perhaps nothing.

    Raises ValueError on a sheet already sent, or where the consultation does not ask.
    """
    if sheet.submitted_at is not None:
        raise ValueError("this sheet was sent")
    if not sheet.consultation.asks_profile:
        raise ValueError("this consultation does not ask")
    sheet.age, sheet.gender = profile.age, profile.gender
    session.flush()


def submit_sheet(
    session: orm.Session,
    sheet: AnswerSheet,
    submission: str,
    *,
    language: str | None = None,
    at: datetime | None = None,
    by: Signed | str = RESIDENT,
    device: str = "",
    said_on: date | None = None,
    may_lack: bool = False,
) -> Issued:
    """Send the answers: each text becomes a contribution, the rest stays as answers.

    `language`: the one that its author says the words are in, when it is not the sheet's. With the
    `device` that they come from, answers that it sent already that day are marked so. `said_on`:
    the day of the words, when it is not that of `at`. `may_lack`: who filled the paper cannot be asked
    any more for what is required.

    A sheet already sent gives its receipt again. `submission` is the idempotency key, as
    `submission_of` makes it. Raises NothingAnswered or StillMissing, and changes nothing then.
    """
    if sheet.submitted_at is not None:
        return receipts.issue(session, submission, is_demo=sheet.is_demo)
    unasked = not_asked(sheet)
    if len(unasked) == len(sheet.answers):
        raise NothingAnswered
    if not may_lack and (left := missing(sheet)):
        raise StillMissing(left)
    issued = receipts.issue(session, submission, is_demo=sheet.is_demo)
    for answer in unasked:
        # Its author read on the check page that it is not sent.
        sheet.answers.remove(answer)
    now = at or utcnow()
    if device and sheet.channel is Channel.ONLINE:
        likeness.mark(session, sheet, device, now)
    sheet.receipt = issued.receipt
    sheet.submitted_at = now
    sheet.late = now >= sheet.consultation.closes_at
    sheet.language = language or sheet.language
    if sheet.consultation.asks_profile:
        keep_profile(issued.receipt, Profile(sheet.age, sheet.gender))
    sheet.age, sheet.gender = NO_PROFILE.age, NO_PROFILE.gender
    for answer in sorted(sheet.answers, key=lambda each: each.question.position):
        if answer.text:
            _contribute(session, answer, issued.receipt, by, said_on)
    forget_answered(session, sheet)
    record(session, "sheet.submit", sheet, by=by, channel=sheet.channel.value)
    return issued


def _contribute(
    session: orm.Session,
    answer: Answer,
    receipt: Receipt,
    by: Signed | str,
    said_on: date | None,
) -> None:
    """The words leave the answer for the contribution: they are erased in one place, for good."""
    sheet = answer.sheet
    answer.contribution = contributions.submit(
        session,
        receipt,
        origin_of(answer.question),
        text=answer.text or "",
        channel=sheet.channel,
        place=Place(sheet.place_scope or PlaceScope.NOT_SAID, sheet.perimeter),
        language=sheet.language,
        said_on=said_on,
        by=by,
        at=sheet.submitted_at,
        is_demo=sheet.is_demo,
    )
    answer.text = None


def origin_of(question: Question) -> Origin:
    """Where the words of an answer to it come from."""
    consultation = question.consultation
    return Origin(
        Source.ANSWER,
        consultation.title,
        question.prompt,
        consultation.vocabulary,
        consultation.commune,
    )


def open_until(session: orm.Session, consultation: Consultation, closes_at: datetime) -> None:
    """Receive answers from now, or from when it did; a draft is one no more.

    Raises ValueError on a past `closes_at`.
    """
    now = utcnow()
    if closes_at <= now:
        raise ValueError("the closing date is past")
    note_extension(consultation, closes_at)
    consultation.opens_at = min(consultation.opens_at, now)
    consultation.closes_at = closes_at
    consultation.is_ready = True
    record(session, "consultation.open", consultation, by=SYSTEM, until=closes_at.isoformat())


def close(session: orm.Session, consultation: Consultation, *, by: Signed | str = SYSTEM) -> None:
    """Stop receiving answers at once. Raises ValueError when it is not open."""
    now = utcnow()
    if not consultation.is_open(now):
        raise ValueError("this consultation is not open")
    # Closed before the first day told, it was not put off after all.
    note_extension(consultation, now)
    consultation.closes_at = now
    record(session, "consultation.close", consultation, by=by)


def forget_drafts(session: orm.Session, before: datetime) -> int:
    """Erase the sheets begun before `before` and never sent; returns how many."""
    likeness.forget(session, utcnow())
    old = sa.and_(AnswerSheet.submitted_at.is_(None), AnswerSheet.created_at < before)
    ids = sa.select(AnswerSheet.id).where(old)
    answers = sa.select(Answer.id).where(Answer.sheet_id.in_(ids))
    for table in (AnswerChoice, AnswerCell):
        session.execute(sa.delete(table).where(table.answer_id.in_(answers)))
    session.execute(sa.delete(Answer).where(Answer.sheet_id.in_(ids)))
    gone = session.execute(
        sa.delete(AnswerSheet).where(old).returning(AnswerSheet.consultation_id)
    ).scalars()
    erased = Counter(gone)
    for consultation in session.scalars(
        sa.select(Consultation).where(Consultation.id.in_(erased)).order_by(Consultation.id)
    ):
        record(
            session,
            "consultation.forget_drafts",
            consultation,
            by=SYSTEM,
            drafts=erased[consultation.id],
        )
    return erased.total()
