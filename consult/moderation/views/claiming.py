"""Going to the next words, and telling colleagues which ones one is reading."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.extensions import db
from consult.moderation import claims, queries
from consult.moderation.permissions import can_decide
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import contribution_at, reading_page
from consult.moderation.views.where import here, reading_alone, to_the_next
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.post("/moderation/suivante")
@access(Audience.MODERATORS)
@writes
def next_words() -> ResponseReturnValue:
    """The oldest that nobody reads; those of the field `leaving` are passed without a decision."""
    public_id = request.form.get("leaving", "")
    leaving = queries.find(db.session, public_id) if public_id else None
    answer = to_the_next(leaving=leaving)
    if leaving is not None and not claims.any_of(db.session, by=actor()):
        flash(_("No other words wait here, or colleagues are reading them."), "info")
    return answer


@blueprint.post("/moderation/<public_id>/lecture")
@access(Audience.MODERATORS)
@writes
def claim(public_id: str) -> ResponseReturnValue:
    """« I am reading it »; with the field `knowingly`, even what a colleague is reading."""
    contribution = contribution_at(public_id, lock=True)
    if request.form.get("knowingly"):
        claims.take_over(db.session, contribution, by=actor())
    elif not can_decide(contribution) or not claims.take(db.session, contribution, by=actor()):
        return reading_page(contribution), 409
    address = url_for("moderation.read", public_id=public_id, **here(), **reading_alone())
    return redirect(address, 303)
