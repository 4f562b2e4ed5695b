"""The numbered copies of a questionnaire, as PDF, for the team."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.consultations.collecting import copies, printing, queries
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/<public_id>/feuilles.pdf", view_func=questionnaires, methods=["POST"])


@access(Audience.EDITORS)
@writes
@limiter.limit("20/minute")
def questionnaires(slug: str, public_id: str) -> ResponseReturnValue:
    """Copies already made, from « de » to « a »; « grand=1 » for large print.

    As for cards, codes are never seen without a line in the journal: they are asked for by a button.
    """
    found = queries.round_of(db.session, slug, public_id)
    if found is None or not found.is_paper or not found.consultation.questions:
        abort(404)
    first = request.args.get("de", 1, type=int)
    last = request.args.get("a", found.copies, type=int)
    if not 1 <= first <= last <= found.copies or last - first >= copies.A_FILE:
        abort(404)
    if not Form().validate_on_submit():
        return redirect(url_for(".show", slug=slug, public_id=public_id), 303)
    copies.note_printing(db.session, found, first, last, by=actor())
    large = request.args.get("grand") == "1"
    content = printing.questionnaire_pdf(found, range(first, last + 1), large=large)
    return printing.pdf_response(content, f"questionnaire-{slug}-{found.number}-{first}-{last}.pdf")
