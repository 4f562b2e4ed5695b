"""The journal, readable by the administrators."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.audit.queries import read_journal
from consult.extensions import db
from consult.web.access import Audience, access

blueprint = Blueprint("audit", __name__, url_prefix="/espace/journal")


@blueprint.get("")
@access(Audience.ADMINISTRATORS)
def index() -> ResponseReturnValue:
    page = read_journal(db.session, after=request.args.get("after", type=int))
    return render_template("audit/index.html", page=page)
