"""The same answers, from the same device, the same day: accepted, and marked for whoever moderates.

A device is told by what it sends with every page (its address and its browser's name), which a whole
social centre may share: this is a mark, never a refusal. Only a keyed digest of the day, the device and
the answers together is kept, and only until others are sent two days later (or `consult consultations
forget-drafts` runs): it recognises the same sending again, and tells neither the device nor the answers.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.imports.models import ImportedSheet
from consult.consultations.models import Answer, AnswerSheet
from consult.contributions.receipts import keyed
from consult.web.i18n import local

KEPT = timedelta(days=2)
# Of a file, `repeats` counts the rows of it that said the same before: no device told it.
_of_files = sa.select(ImportedSheet.sheet_id)


def mark(session: orm.Session, sheet: AnswerSheet, device: str, at: datetime) -> None:
    """Before the words leave the sheet. `device` is told by whoever received it: see `device_of`."""
    forget(session, at)
    told = json.dumps([local(at).date().isoformat(), device, _said(sheet)], ensure_ascii=False)
    sheet.likeness = keyed("likeness", told)
    sheet.repeats = (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(AnswerSheet)
            .where(
                AnswerSheet.consultation_id == sheet.consultation_id,
                AnswerSheet.likeness == sheet.likeness,
                AnswerSheet.submitted_at.is_not(None),
            )
        )
        or 0
    )


def forget(session: orm.Session, now: datetime) -> None:
    """The digests of days gone by; how many times the answers came stays."""
    old = sa.and_(AnswerSheet.likeness.is_not(None), AnswerSheet.submitted_at < now - KEPT)
    session.execute(sa.update(AnswerSheet).where(old).values(likeness=None))


def repeats_of(session: orm.Session, receipt_id: int) -> int:
    """How many times the answers sent with this receipt had come from the same device that day."""
    query = sa.select(AnswerSheet.repeats).where(
        AnswerSheet.receipt_id == receipt_id, AnswerSheet.id.not_in(_of_files)
    )
    return session.scalar(query) or 0


def repeated(session: orm.Session, consultation_id: int) -> int:
    """How many of the sheets sent had come before, the same day and from the same device."""
    query = (
        sa.select(sa.func.count())
        .select_from(AnswerSheet)
        .where(
            AnswerSheet.consultation_id == consultation_id,
            AnswerSheet.submitted_at.is_not(None),
            AnswerSheet.repeats > 0,
            AnswerSheet.id.not_in(_of_files),
        )
    )
    return session.scalar(query) or 0


def _said(sheet: AnswerSheet) -> list[object]:
    place = [sheet.place_scope.value if sheet.place_scope else None, sheet.perimeter_id]
    answers = sorted(sheet.answers, key=lambda each: each.question_id)
    return [sheet.consultation_id, place, [_answer(each) for each in answers]]


def _answer(answer: Answer) -> list[object]:
    return [
        answer.question_id,
        " ".join((answer.text or "").split()).casefold(),
        answer.number,
        answer.place_scope.value if answer.place_scope else None,
        answer.perimeter_id,
        sorted((each.rank or 0, each.choice_id) for each in answer.chosen),
        sorted((each.row_id, each.choice_id) for each in answer.cells),
    ]
