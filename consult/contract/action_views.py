"""The public page of an action: where it is, and the residents' words behind it."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from consult.contract.action_pages import told_of
from consult.contract.blueprint import blueprint
from consult.extensions import db
from consult.web.access import Audience, access


@blueprint.get("/contrats/<slug>/actions/<public_id>")
@access(Audience.PUBLIC)
def action(slug: str, public_id: str) -> ResponseReturnValue:
    found = told_of(db.session, slug, public_id) or abort(404)
    return render_template("contract/action.html", found=found)
