"""What mail waits, left, or was given up."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from consult.extensions import db
from consult.outbox.models import OutboxMessage
from consult.web.access import Audience, access
from consult.web.pagination import keyset

blueprint = Blueprint("outbox", __name__, url_prefix="/espace/courriels")


@blueprint.get("")
@access(Audience.ADMINISTRATORS)
def index() -> ResponseReturnValue:
    page = keyset(
        db.session,
        sa.select(OutboxMessage),
        OutboxMessage.id,
        after=request.args.get("after", type=int),
        size=30,
        newest_first=True,
    )
    return render_template("outbox/index.html", page=page)
