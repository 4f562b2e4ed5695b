"""« Do not remind me »: the link of the first mail. Opening it erases nothing, its button does."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from consult.consultations.blueprint import blueprint
from consult.consultations.queries import by_slug
from consult.consultations.reminding import residents
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


@blueprint.route("/<slug>/rappel/<link>", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
def stop_reminder(slug: str, link: str) -> ResponseReturnValue:
    public_id = residents.read_stop_link(link)
    consultation = by_slug(db.session, slug, utcnow())
    if public_id is None or consultation is None:
        abort(404)
    form = Form()
    done = request.method == "POST" and form.validate()
    if done:
        residents.forget(db.session, public_id)
    page = render_template(
        "consultations/entry/stop_reminder.html", consultation=consultation, form=form, done=done
    )
    return page, 422 if form.is_submitted() and not done else 200
