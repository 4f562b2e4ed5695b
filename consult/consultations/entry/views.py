"""Cards for those who have no e-mail, made and printed by the team."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask_babel import lazy_gettext as _l

from consult.consultations.entry.cards import DECK, answers_sent
from consult.consultations.entry.printing import cards_page
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_of
from consult.doors.desk import CardDesk, add_card_routes
from consult.extensions import db

blueprint = Blueprint("cards", __name__, url_prefix="/espace/consultations/<slug>/cartes")


def _known(slug: str) -> Consultation:
    return consultation_of(db.session, slug) or abort(404)


def _told(consultation: Consultation) -> dict[str, Any]:
    return {"consultation": consultation, "sent": answers_sent(db.session, consultation)}


add_card_routes(
    blueprint,
    CardDesk(
        deck=DECK,
        owner=_known,
        folder="consultations/entry",
        told=_told,
        page=cards_page,
        stopped=_l("These cards no longer work. The answers sent before stay."),
    ),
)
