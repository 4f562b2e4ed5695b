"""Finding the sheet behind an address, and what stops its author from writing on it."""

from __future__ import annotations

import enum
from datetime import datetime, timedelta

from flask import (
    abort,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.consultations.asking import is_aloud
from consult.consultations.collecting import interviews
from consult.consultations.collecting.interview_views import signed_in, strip_of
from consult.consultations.collecting.models import Round
from consult.consultations.collecting.queries import source_of
from consult.consultations.entry.cards import DECK
from consult.consultations.entry.tokens import Door, door_of
from consult.consultations.holding import share
from consult.consultations.models import AnswerSheet, Consultation, Entry
from consult.consultations.operations import start_sheet, submission_of
from consult.consultations.permissions import can_answer, is_late, late_until
from consult.consultations.queries import by_slug, kept_words, sheet_by_token
from consult.consultations.wordings.queries import told
from consult.contributions.models import Channel
from consult.contributions.receipts import code_of, keyed, read_submission_key
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.i18n import day
from consult.web.languages import page_language

# Ten full rooms an hour behind one address; not a machine filling the disk with begun sheets.
NEW_SHEETS = "300 per hour"


def load(slug: str, token: str, *, begun_at: datetime | None = None) -> AnswerSheet:
    """The sheet at this address; 404 when there is none.

    An address given by the site and not written on yet has a blank sheet, which only a POST to an
    open consultation adds to the database, or whose answers were `begun_at` an instant when it was
    open, on a phone without network; nor does that of an interview that cannot begin, which `bar_of`
    tells. A POST holds the row until it ends.
    """
    writing = request.method == "POST"
    if writing:
        share(db.session, slug)
    sheet = sheet_by_token(db.session, slug, token, lock=writing)
    if sheet is not None:
        if is_aloud(sheet):
            _put_strip(sheet, source_of(db.session, sheet), token)
        return sheet
    consultation = by_slug(db.session, slug, utcnow())
    if consultation is None or not consultation.questions:
        abort(404)
    begun = interviews.behind(db.session, consultation, token, begun_at)
    if begun is None and not _given(consultation, token):
        abort(404)
    channel = begun.round.channel if begun else Channel.ONLINE
    receives = can_answer(consultation, utcnow(), begun_at)
    if begun is not None and begun.refusal is not None and receives:
        g.not_begun = begun
    if not writing or not receives or "not_begun" in g:
        sheet = AnswerSheet(consultation=consultation, language=page_language(), channel=channel)
    else:
        sheet = _started(consultation, token, channel, begun)
        sheet.created_at = min(begun_at or sheet.created_at, sheet.created_at)
    _put_strip(sheet, begun.round if begun else None, token)
    return sheet


def round_id() -> str:
    """The public id of the round whose interview this request is about; empty for who answers alone."""
    found = g.get("interview")
    return found["round"].public_id if found else ""


def receipt_of(sheet: AnswerSheet, token: str) -> str:
    """Where one goes who has just sent it; who asked aloud hands the receipt over."""
    if is_aloud(sheet):
        return url_for("consultations.hand_over", slug=sheet.consultation.slug, token=token)
    return url_for("following.receipt", code=code_of(submission_of(token)))


def receipt_shown(sheet: AnswerSheet, token: str) -> str | None:
    """The same, later on, for whoever opens the address of a sheet that was sent.

    A card or a mailbox leads to its sheet for ever: whoever made the card, or finds it, must not read
    what was said with it. Only the browser that sent the sheet is shown its receipt again.
    """
    derived = not is_aloud(sheet) and door_of(sheet.consultation, token) is not None
    if derived and (sheet.sent_as is None or sheet.sent_as != this_browser()):
        return None
    return receipt_of(sheet, token)


def this_browser() -> str | None:
    """A name for the visit that this request belongs to; nothing in it tells whose it is."""
    # What Flask-WTF draws once a visit, to know its own forms again.
    visit = session.get("csrf_token")
    return keyed("sending", visit)[:32] if visit else None


def _started(
    consultation: Consultation, token: str, channel: Channel, begun: interviews.Begun | None
) -> AnswerSheet:
    """The sheet that the first answer makes."""
    language = page_language()
    try:
        with limiter.limit(NEW_SHEETS):
            sheet = start_sheet(db.session, consultation, token, channel=channel, language=language)
    except LookupError:
        abort(404)
    if begun is not None:
        interviews.keep(db.session, sheet, begun.round, by=signed_in() or begun.owner)
    return sheet


def _put_strip(sheet: AnswerSheet, round_: Round | None, token: str) -> None:
    """For the templates of this request: which interview this is."""
    if round_ is not None:
        g.interview = strip_of(sheet, round_, token)


def _given(consultation: Consultation, token: str) -> bool:
    """Whether the site gave this address: to anyone, or to who could enter."""
    door = door_of(consultation, token)
    if door is not None:
        return _opens(consultation, door)
    return consultation.entry is Entry.ANYONE and read_submission_key(token) is not None


def _opens(consultation: Consultation, door: Door) -> bool:
    """Whether this door still opens: it may be another one today, or its cards be stopped."""
    if door.entry is not consultation.entry:
        return False
    return not (door.batch and DECK.is_stopped(db.session, consultation.id, door.batch))


class Bar(enum.Enum):
    """What stops the author of a sheet from writing on it."""

    SENT = "sent"
    CARD = "card"
    INTERVIEW = "interview"
    CLOSED = "closed"


def bar_of(sheet: AnswerSheet, token: str) -> Bar | None:
    """None when one may write; answers that come late are told so on each screen."""
    if sheet.submitted_at is not None:
        return Bar.SENT
    door = door_of(sheet.consultation, token)
    if door is not None and not _opens(sheet.consultation, door):
        return Bar.CARD
    if "not_begun" in g:
        return Bar.INTERVIEW
    now = utcnow()
    if not can_answer(sheet.consultation, now, sheet.created_at):
        return Bar.CLOSED
    if is_late(sheet.consultation, now, sheet.created_at):
        g.late_until = late_until(sheet.consultation) - timedelta(seconds=1)
    return None


def barred(sheet: AnswerSheet, token: str, typed: str = "") -> ResponseReturnValue | None:
    """The page for a sheet that cannot be written on; None when one may write.

    What was just typed is shown on it: nobody loses their words to a date.
    """
    match bar_of(sheet, token):
        case None:
            return None
        case Bar.SENT:
            return _sent(sheet, token, typed)
        case Bar.CARD:
            return _shut(sheet, typed)
        case Bar.INTERVIEW:
            return _not_begun(typed)
        case Bar.CLOSED:
            return closed(sheet.consultation, _every_word(sheet, typed))


def why_barred(sheet: AnswerSheet, bar: Bar) -> str:
    """In a sentence, for a device that kept the answers of a sheet not sent."""
    if bar is Bar.INTERVIEW:
        return str(interviews.TOLD[g.not_begun.refusal])
    if bar is Bar.CARD:
        return str(_("The town stopped this card. Ask whoever gave it to you for another one."))
    last = day(sheet.consultation.last_moment)
    return str(_("Answers were received until %(date)s.", date=last))


def _sent(sheet: AnswerSheet, token: str, typed: str) -> ResponseReturnValue:
    writing = request.method == "POST"
    receipt = receipt_shown(sheet, token)
    if not typed and receipt is not None:
        return redirect(receipt, 303 if writing else 302)
    words = [typed] if typed else []
    page = render_template("consultations/sent.html", receipt=receipt, words=words)
    return page, 409 if writing else 200


def _not_begun(typed: str) -> ResponseReturnValue:
    """An interview that cannot begin: the words just typed are here to be copied."""
    begun: interviews.Begun = g.not_begun
    page = render_template(
        "consultations/collecting/stopped.html",
        round=begun.round,
        why=interviews.TOLD[begun.refusal] if begun.refusal else "",
        words=[typed] if typed else [],
    )
    return page, 409 if request.method == "POST" else 200


def _every_word(sheet: AnswerSheet, typed: str) -> list[str]:
    drafts = kept_words(sheet)
    return drafts if not typed or typed in drafts else [*drafts, typed]


def _shut(sheet: AnswerSheet, typed: str) -> ResponseReturnValue:
    """The card that opened this sheet was stopped meanwhile: the words are here to be copied."""
    page = render_template(
        "consultations/entry/shut.html",
        consultation=told(db.session, sheet.consultation),
        words=_every_word(sheet, typed),
    )
    return page, 409 if request.method == "POST" else 200


def closed(consultation: Consultation, words: list[str]) -> ResponseReturnValue:
    page = render_template(
        "consultations/closed.html", consultation=told(db.session, consultation), words=words
    )
    return page, 409 if request.method == "POST" else 200
