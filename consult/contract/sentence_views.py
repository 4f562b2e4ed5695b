"""The public page behind a sentence of the contract: the words it comes from."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from consult.contract.blueprint import blueprint
from consult.contract.placing_queries import behind
from consult.contributions import labels
from consult.extensions import db
from consult.web.access import Audience, access

assert labels  # channels have their words


@blueprint.get("/contrats/<slug>/phrase/<public_id>")
@access(Audience.PUBLIC)
def sentence(slug: str, public_id: str) -> ResponseReturnValue:
    found = behind(db.session, slug, public_id, after=request.args.get("after", type=int))
    return render_template("contract/sentence.html", found=found or abort(404))
