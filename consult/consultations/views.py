"""Consultations as everyone reads them: the same page for all, without a cookie."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from consult.consultations import answering, labels
from consult.consultations.blueprint import blueprint
from consult.consultations.collecting import poster_views
from consult.consultations.entry import door
from consult.consultations.models import Consultation
from consult.consultations.offline import views as offline
from consult.consultations.permissions import can_answer
from consult.consultations.queries import (
    by_slug,
    closed_consultations,
    minutes,
    open_consultations,
    outcomes,
)
from consult.consultations.reminding import views as reminders
from consult.consultations.wordings.queries import words_of
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access

assert answering  # its routes are on the same blueprint
assert door
assert offline
assert poster_views
assert reminders
__all__ = ["blueprint"]


@blueprint.get("")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    now = utcnow()
    closed = closed_consultations(db.session, now)
    return render_template(
        "consultations/index.html",
        open=open_consultations(db.session, now),
        closed=closed,
        outcomes=outcomes(db.session, [each.consultation.id for each in closed]),
    )


@blueprint.get("/<slug>")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    now = utcnow()
    consultation = by_slug(db.session, slug, now) or abort(404)
    words = words_of(db.session, consultation)
    return render_template(
        "consultations/show.html",
        consultation=words.consultation(consultation),
        wordings=words,
        left_in_french=words.left_in_french(consultation),
        is_open=can_answer(consultation, now),
        is_closed=now >= consultation.closes_at,
        minutes=minutes(consultation.questions),
        promise=labels.promise(consultation.degree),
        timing=labels.timing(consultation.moment),
        outcome=_outcome(consultation),
    )


def _outcome(consultation: Consultation) -> object:
    return outcomes(db.session, [consultation.id])[consultation.id]
