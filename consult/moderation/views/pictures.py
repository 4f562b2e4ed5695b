"""Taking a photo off, while the words stay."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget import queries as ideas
from consult.budget.operations import remove_picture
from consult.extensions import db
from consult.moderation.forms import RemovePictureForm
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import contribution_at
from consult.moderation.views.where import here
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.post("/moderation/<public_id>/photo/<picture>")
@access(Audience.MODERATORS)
@writes
def take_picture_off(public_id: str, picture: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id, lock=True)
    found = ideas.find_picture(db.session, picture)
    if found is None or found[1].contribution_id != contribution.id:
        abort(404)
    form = RemovePictureForm()
    if not form.validate_on_submit():
        flash(_("Write why you take this photo off: it is still there."), "error")
        return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)
    remove_picture(db.session, found[1], found[0], by=actor(), reason=form.why.data or "")
    flash(_("The photo is taken off. The words stay."), "success")
    return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)
