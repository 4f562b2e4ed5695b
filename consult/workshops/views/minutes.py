"""The compte-rendu: the public page, the team's version, and the Word document."""

from __future__ import annotations

from io import BytesIO

from flask import abort, render_template, send_file
from flask.typing import ResponseReturnValue

from consult.extensions import db
from consult.web.access import Audience, access
from consult.workshops import exports, queries, reporting
from consult.workshops.reporting import Minutes
from consult.workshops.views.blueprint import blueprint, own_workshop


@blueprint.get("/ateliers/<public_id>")
@access(Audience.PUBLIC)
def minutes(public_id: str) -> ResponseReturnValue:
    """A record that is still being written does not exist for the public."""
    workshop = queries.find(db.session, public_id)
    if workshop is None or workshop.closed_at is None:
        abort(404)
    return _page(reporting.public_minutes(workshop))


@blueprint.get("/espace/ateliers/<public_id>/compte-rendu")
@access(Audience.ANIMATORS)
def team_minutes(public_id: str) -> ResponseReturnValue:
    return _page(reporting.team_minutes(own_workshop(public_id)))


@blueprint.get("/espace/ateliers/<public_id>/compte-rendu.docx")
@access(Audience.ANIMATORS)
def minutes_docx(public_id: str) -> ResponseReturnValue:
    workshop = own_workshop(public_id)
    document = exports.minutes_docx(reporting.team_minutes(workshop))
    return send_file(
        BytesIO(document),
        mimetype=exports.MIMETYPE,
        as_attachment=True,
        download_name=exports.file_name(workshop),
    )


def _page(told: Minutes) -> str:
    return render_template(
        "workshops/minutes.html",
        minutes=told,
        workshop=told.workshop,
        facts=exports.facts(told.workshop),
        waiting=exports.waiting_words(told),
    )
