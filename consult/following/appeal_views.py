"""« I do not agree »: the author of refused words asks that somebody else reads them."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.extensions import db
from consult.following.codes import guess_limit, own_contribution, shown, unknown
from consult.following.forms import AppealForm
from consult.moderation import appeals
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule(
        "/suivi/<code>/<public_id>/recours", view_func=appeal, methods=["GET", "POST"]
    )


@access(Audience.PUBLIC)
@writes
@guess_limit
def appeal(code: str, public_id: str) -> ResponseReturnValue:
    contribution = own_contribution(code, public_id)
    if contribution is None:
        return unknown(code)
    form = AppealForm()
    here = {"code": shown(code), "contribution": contribution}
    if not form.is_submitted():
        until = _until(contribution)
        if until is None:
            return render_template("following/no_appeal.html", **here, sentence=""), 409
        return render_template("following/appeal.html", **here, form=form, until=until)
    if not form.validate():
        page = render_template(
            "following/appeal.html", **here, form=form, until=_until(contribution)
        )
        return page, 422
    sentence = form.sentence.data or ""
    try:
        appeals.submit(db.session, contribution, sentence, days=settings().appeal_days)
    except appeals.TooLateError:
        return render_template("following/no_appeal.html", **here, sentence=sentence), 409
    flash(_("Somebody else of the team will read your words again."), "success")
    return redirect(url_for("following.show", code=shown(code)), 303)


def _until(contribution: Contribution) -> datetime | None:
    found = appeals.open_until(db.session, [contribution], utcnow(), days=settings().appeal_days)
    return found.get(contribution.id)
