"""Typing a sheet of paper, and undoing it. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.accounts.tokens import hash_token
from consult.audit.operations import record
from consult.consultations.asking import not_asked
from consult.consultations.collecting import copies
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.collecting.queries import collected_by_copy
from consult.consultations.models import AnswerSheet, Question, QuestionKind
from consult.consultations.operations import (
    Given,
    NothingAnswered,
    save_answer,
    set_place,
    set_profile,
    start_sheet,
    submission_of,
    submit_sheet,
)
from consult.consultations.queries import missing
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.operations import Origin, Place
from consult.contributions.profiles import NO_PROFILE, Profile
from consult.db import utcnow
from consult.territory.models import PlaceScope
from consult.web.i18n import local


@dataclass(frozen=True)
class Paper:
    """What stands on one sheet. `copy`: the number printed on it; None on one that was photocopied."""

    given: Mapping[str, Given]
    copy: int | None = None
    place: Place | None = None
    profile: Profile = NO_PROFILE
    language: str = "fr"
    illegible: Collection[str] = field(default_factory=frozenset)


class AlreadyTyped(ValueError):  # noqa: N818
    """A sheet with this number was typed before: it is in `before`."""

    def __init__(self, before: CollectedSheet) -> None:
        super().__init__(f"copy {before.copy} was typed")
        self.before = before


class NeedsWord(ValueError):  # noqa: N818
    """Something on the paper does not fit the questionnaire: whoever types it looks once more.

    `unasked` were answered where nothing was asked; `missing` are required and empty.
    """

    def __init__(self, unasked: list[Question], missing: list[Question]) -> None:
        super().__init__(f"{len(unasked)} not asked, {len(missing)} missing")
        self.unasked = unasked
        self.missing = missing


def type_sheet(
    session: orm.Session,
    round_: Round,
    token: str,
    paper: Paper,
    *,
    by: User,
    agreed: Collection[str] = (),
) -> CollectedSheet:
    """The sheet, sent. The same `token` typed twice is one sheet.

    `agreed`: the questions of which whoever types has read what `NeedsWord` says. Then ticks where
    nothing was asked are not counted, and words written there are received all the same. Raises
    AlreadyTyped, NeedsWord, or NothingAnswered, after which the transaction is to be rolled back.
    """
    if known := _typed_with(session, round_, token):
        return known
    if paper.copy and (before := collected_by_copy(session, round_, paper.copy)):
        raise AlreadyTyped(before)
    sheet = _filled(session, round_, token, paper)
    if not sheet.answers:
        raise NothingAnswered
    collected = CollectedSheet(
        sheet_id=sheet.id,
        round_id=round_.id,
        copy=paper.copy,
        by=by,
        illegible=" ".join(sorted(paper.illegible)),
    )
    session.add(collected)
    lacking = [each for each in missing(sheet) if each.key not in paper.illegible]
    unasked = [answer.question for answer in not_asked(sheet)]
    if any(question.key not in agreed for question in (*lacking, *unasked)):
        raise NeedsWord(_in_order(round_, unasked), lacking)
    _send(session, round_, sheet, paper, token, by)
    return collected


def can_undo(collected: CollectedSheet) -> bool:
    """As long as nobody has read or changed what it says."""
    receipt = collected.sheet.receipt
    return receipt is not None and all(
        each.status is Status.RECEIVED and each.handled_at is None and each.revision == 0
        for each in receipt.contributions
    )


def undo_sheet(session: orm.Session, collected: CollectedSheet, *, by: User) -> None:
    """The sheet was not typed: its words are erased, and its number waits again.

    Raises ValueError when it was read or changed since.
    """
    if not can_undo(collected):
        raise ValueError("this sheet was read")
    sheet, round_ = collected.sheet, collected.round
    record(
        session,
        "collecting_round.undo",
        round_,
        by=by,
        copy=collected.copy or 0,
        label=round_.label,
    )
    _take_words_away(session, sheet, by)
    session.delete(collected)
    session.flush()
    session.delete(sheet)
    session.flush()


def code_of(collected: CollectedSheet, token: str) -> str:
    """Of the receipt: printed already, or to be written on the paper that had no number."""
    if collected.copy:
        return copies.code_of(collected.round, collected.copy)
    return receipts.code_of(submission_of(token))


def _typed_with(session: orm.Session, round_: Round, token: str) -> CollectedSheet | None:
    query = (
        sa.select(CollectedSheet)
        .join(CollectedSheet.sheet)
        .where(AnswerSheet.token_hash == hash_token(token), CollectedSheet.round_id == round_.id)
    )
    return session.scalars(query).first()


def _filled(session: orm.Session, round_: Round, token: str, paper: Paper) -> AnswerSheet:
    consultation = round_.consultation
    sheet = start_sheet(
        session,
        consultation,
        token,
        channel=Channel.PAPER,
        language=paper.language,
        is_demo=consultation.is_demo,
    )
    for question in consultation.questions:
        given = paper.given.get(question.key)
        if given is not None and not given.is_empty:
            save_answer(session, sheet, question, given, language=paper.language)
    set_place(session, sheet, paper.place)
    if consultation.asks_profile:
        set_profile(session, sheet, paper.profile)
    return sheet


def _send(
    session: orm.Session, round_: Round, sheet: AnswerSheet, paper: Paper, token: str, by: User
) -> None:
    filled_on = round_.filled_on
    said_on = filled_on if filled_on != local(utcnow()).date() else None
    beside = [
        (answer.question, answer.text)
        for answer in not_asked(sheet)
        if answer.text and answer.question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
    ]
    submission = copies.submission_of(round_, paper.copy) if paper.copy else submission_of(token)
    issued = submit_sheet(session, sheet, submission, by=by, said_on=said_on, may_lack=True)
    for question, text in beside:
        contributions.submit(
            session,
            issued.receipt,
            _origin(question),
            text=text,
            channel=Channel.PAPER,
            place=Place(sheet.place_scope or PlaceScope.NOT_SAID, sheet.perimeter),
            language=paper.language,
            said_on=said_on,
            by=by,
            is_demo=sheet.is_demo,
        )


def _origin(question: Question) -> Origin:
    consultation = question.consultation
    return Origin(
        Source.ANSWER,
        consultation.title,
        question.prompt,
        consultation.vocabulary,
        consultation.commune,
    )


def _take_words_away(session: orm.Session, sheet: AnswerSheet, by: User) -> None:
    """Off the receipt, which whoever holds the copy may open: nothing of it was theirs."""
    receipt = sheet.receipt
    if receipt is None:
        return
    words = list(session.scalars(sa.select(Contribution).where(Contribution.receipt == receipt)))
    if words:
        apart = receipts.issue(session, f"undone:{sheet.token_hash}", is_demo=sheet.is_demo)
        for each in words:
            if each.status is not Status.WITHDRAWN:
                contributions.withdraw(session, each, by=by)
                each.receipt = apart.receipt
    receipt.age = receipt.gender = None
    session.flush()


def _in_order(round_: Round, questions: Collection[Question]) -> list[Question]:
    return [each for each in round_.consultation.questions if each in questions]
