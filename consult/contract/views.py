"""The public pages of the contracts, and their documents to take away."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from consult.accounts.models import User
from consult.contract import (
    action_views,
    arranging_views,
    editing_views,
    files,
    labels,
    mapping_views,
    note_views,
    placing_views,
    priorities_views,
    progress_views,
    readings,
    reworking_views,
    sentence_views,
    version_views,
)
from consult.contract.blueprint import blueprint
from consult.contract.coverage import views as coverage_views
from consult.contract.desk_views import desk_cards as contract_cards
from consult.contract.queries import count_born, list_contracts
from consult.contract.remarks import desk_views as remarks_desk
from consult.contract.remarks import views as remark_views
from consult.contract.version_views import show_reading
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.desk import Card

assert labels  # the kinds of contract have their words
__all__ = ["blueprint", "desk_cards"]

# Their routes are registered.
assert action_views
assert arranging_views
assert coverage_views
assert editing_views
assert mapping_views
assert note_views
assert placing_views
assert priorities_views
assert progress_views
assert remark_views
assert reworking_views
assert sentence_views
assert version_views


def desk_cards(user: User) -> list[Card]:
    return [*contract_cards(user), *remarks_desk.desk_cards(user)]


@blueprint.get("/contrats")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    return render_template(
        "contract/index.html",
        contracts=[each for each in list_contracts(db.session) if each.listed],
        born=count_born(db.session),
    )


@blueprint.get("/contrats/<slug>")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    return show_reading(readings.read(db.session, slug) or abort(404))


@blueprint.get("/contrats/<slug>/telecharger/<form>")
@access(Audience.PUBLIC)
@limiter.limit("20/minute")
def download(slug: str, form: str) -> ResponseReturnValue:
    """The contract as a file, or `?version=N` of it; a reader who already has it is told so before
    any work."""
    if form not in files.FORMS:
        abort(404)
    number = request.args.get("version", type=int)
    reading = readings.read(db.session, slug, number) or abort(404)
    response = make_response(b"")
    response.set_etag(files.fingerprint(db.session, reading, form))
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    if reading.is_former:
        response.headers["X-Robots-Tag"] = "noindex"
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    name = slug if number is None else f"{slug}-version-{number}"
    return _file(response, files.write(db.session, reading, form), name, form)


def _file(response: Response, content: bytes, name: str, form: str) -> Response:
    response.data = content
    response.mimetype = files.FORMS[form]
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{form}")
    return response
