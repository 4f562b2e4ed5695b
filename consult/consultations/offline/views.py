"""What a phone asks beside the screens, to go on without network."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, g, jsonify, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from pydantic import ValidationError

from consult.audit.operations import RESIDENT
from consult.consultations.answering import DRAFTS, SENDINGS
from consult.consultations.asking import is_aloud
from consult.consultations.blueprint import blueprint
from consult.consultations.collecting.interview_views import signed_in
from consult.consultations.models import AnswerSheet
from consult.consultations.offline.beginning import begun_at, stamp
from consult.consultations.offline.kit import kit
from consult.consultations.offline.replaying import Kept, is_mine, is_same_sending, take
from consult.consultations.offline.screens import saved_fields
from consult.consultations.operations import submission_of
from consult.consultations.sheets import (
    Bar,
    bar_of,
    load,
    receipt_of,
    receipt_shown,
    round_id,
    why_barred,
)
from consult.contributions.receipts import code_of
from consult.extensions import compress, db, device_of, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.get("/<slug>/reponse/<token>/ecrans")
@access(Audience.PUBLIC)
@limiter.limit(DRAFTS)
def kept_screens(slug: str, token: str) -> Response:
    """Compressed although its address is someone's: nothing of theirs is in it."""
    sheet = load(slug, token)
    if interview := g.get("interview"):
        # Its button holds a token of this visit, and erases on the site.
        interview["erase"] = ""
    return compress.after_request(jsonify(kit(sheet) | {"round": round_id()}))


@blueprint.get("/<slug>/reponse/<token>/hors-ligne")
@access(Audience.PUBLIC)
def kept_state(slug: str, token: str) -> Response:
    """What the server has of this sheet, and the token that a sending needs.

    `begun` is not given for an interview that cannot begin: it proves later on that it could.
    """
    sheet = load(slug, token)
    sent = sheet.submitted_at is not None
    return jsonify(
        csrf=generate_csrf(),
        begun="" if "not_begun" in g else stamp(token),
        round=round_id(),
        known=sheet.id is not None,
        language=sheet.language,
        screens={} if sent else saved_fields(sheet),
        **(_known_receipt(sheet, token) if sent else {}),
    )


@blueprint.post("/<slug>/reponse/<token>/hors-ligne")
@access(Audience.PUBLIC)
@writes
@limiter.limit(DRAFTS)
@limiter.limit(SENDINGS, exempt_when=lambda: not _sends())
def replay(slug: str, token: str) -> ResponseReturnValue:
    """All that waited on a phone. A second try of the same sending gives the same receipt.

    409 when nothing can be added any more: with `receipt` if the sheet was sent otherwise, or with
    the reason in words, `why`; `closed` where it is the end of the consultation.
    """
    kept = _read()
    sheet = load(slug, token, begun_at=begun_at(token, kept.begun))
    if sheet.submitted_at is not None:
        shown = _receipt if is_mine(sheet, kept) else _known_receipt
        receipt = shown(sheet, token)
        return jsonify(sent=True, **receipt), 200 if receipt and is_same_sending(
            sheet, kept
        ) else 409
    if bar := bar_of(sheet, token):
        return jsonify(closed=bar is Bar.CLOSED, why=why_barred(sheet, bar)), 409
    by = signed_in() or RESIDENT if is_aloud(sheet) else RESIDENT
    taken = take(db.session, sheet, token, kept, device=device_of(request), by=by)
    return jsonify(
        errors=taken.errors,
        gone=taken.gone,
        empty=taken.is_empty,
        **(_receipt(sheet, token) if taken.is_sent else {}),
    )


def _read() -> Kept:
    if "kept" not in g:
        try:
            g.kept = Kept.model_validate_json(request.get_data())
        except ValidationError:
            abort(400)
    found: Kept = g.kept
    return found


def _sends() -> bool:
    """Whether the last button was pressed, in a request that nobody has read yet."""
    return _read().send is not None


def _receipt(sheet: AnswerSheet, token: str) -> dict[str, Any]:
    """Of an interview, only where it is handed over: that page knows when it was."""
    receipt = {"receipt": receipt_of(sheet, token)}
    return receipt if is_aloud(sheet) else receipt | {"code": code_of(submission_of(token))}


def _known_receipt(sheet: AnswerSheet, token: str) -> dict[str, Any]:
    """Nothing where a receipt is not shown twice: see `receipt_shown`."""
    return {} if receipt_shown(sheet, token) is None else _receipt(sheet, token)
