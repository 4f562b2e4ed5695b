"""Posters and flyers, as PDF, for whoever wants to hang them or hand them out."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.consultations.blueprint import blueprint
from consult.consultations.collecting import printing
from consult.consultations.collecting.permissions import can_be_called_to
from consult.consultations.collecting.printing import Sheet
from consult.consultations.models import Consultation
from consult.consultations.queries import by_slug, consultation_of
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access


@blueprint.get("/<slug>/affiche/<sheet>.pdf")
@access(Audience.PUBLIC)
@limiter.limit("20/minute")
def poster(slug: str, sheet: str) -> ResponseReturnValue:
    """« a3 », « a4 » or « tracts »; before the consultation opens, for the team alone."""
    found = _of_the_team(slug) or by_slug(db.session, slug, utcnow())
    if found is None or not can_be_called_to(found) or sheet not in {each.value for each in Sheet}:
        abort(404)
    content = printing.poster_pdf(found, Sheet(sheet))
    return printing.pdf_response(content, f"affiche-{slug}-{sheet}.pdf")


def _of_the_team(slug: str) -> Consultation | None:
    if not current_user.is_authenticated or not current_user.may_enter(Audience.TEAM):
        return None
    return consultation_of(db.session, slug)
