"""Finding the sheet behind an address, and what stops its author from writing on it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.consultations.entry.tokens import is_token
from consult.consultations.holding import share
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.consultations.operations import start_sheet, submission_of
from consult.consultations.permissions import can_answer
from consult.consultations.queries import by_slug, kept_words, sheet_by_token
from consult.contributions.receipts import code_of, read_submission_key
from consult.db import utcnow
from consult.extensions import db
from consult.web.languages import page_language


def load(slug: str, token: str) -> AnswerSheet:
    """The sheet at this address; 404 when there is none.

    An address given by the site and not written on yet has a blank sheet, which only a POST to an
    open consultation adds to the database. A POST holds the row until it ends.
    """
    writing = request.method == "POST"
    if writing:
        share(db.session, slug)
    sheet = sheet_by_token(db.session, slug, token, lock=writing)
    if sheet is not None:
        return sheet
    consultation = by_slug(db.session, slug, utcnow())
    if consultation is None or not consultation.questions or not _given(consultation, token):
        abort(404)
    if not writing or not can_answer(consultation, utcnow()):
        return AnswerSheet(consultation=consultation, language=page_language())
    try:
        return start_sheet(db.session, consultation, token, language=page_language())
    except LookupError:
        abort(404)


def _given(consultation: Consultation, token: str) -> bool:
    """Whether the site gave this address: to anyone, or to who could enter."""
    if is_token(consultation, token):
        return True
    return consultation.entry is Entry.ANYONE and read_submission_key(token) is not None


def barred(sheet: AnswerSheet, token: str, typed: str = "") -> ResponseReturnValue | None:
    """The page for a sheet that was sent or whose consultation is closed; None when one may write.

    What was just typed is shown on it: nobody loses their words to a date.
    """
    writing = request.method == "POST"
    if sheet.submitted_at is not None:
        receipt = url_for("following.receipt", code=code_of(submission_of(token)))
        if not typed:
            return redirect(receipt, 303 if writing else 302)
        page = render_template("consultations/sent.html", receipt=receipt, words=[typed])
        return page, 409
    if can_answer(sheet.consultation, utcnow()):
        return None
    drafts = kept_words(sheet)
    words = drafts if not typed or typed in drafts else [*drafts, typed]
    return closed(sheet.consultation, words)


def closed(consultation: Consultation, words: list[str]) -> ResponseReturnValue:
    page = render_template("consultations/closed.html", consultation=consultation, words=words)
    return page, 409 if request.method == "POST" else 200
