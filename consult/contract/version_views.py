"""The public pages of a contract's text and of its versions."""

from __future__ import annotations

from flask import abort, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from consult.contract import readings
from consult.contract.blueprint import blueprint
from consult.contract.comparing import confront
from consult.contract.labels import STATE_SENTENCES
from consult.contract.queries import contract_of_slug
from consult.contract.readings import Reading
from consult.contract.remarks.periods import Period
from consult.contract.remarks.queries import period_here
from consult.contract.remarks.shown import Marks, marks_of
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.page import settings


def show_reading(reading: Reading) -> ResponseReturnValue:
    contract = reading.contract
    page = render_template(
        "contract/show.html",
        reading=reading,
        document=reading.document,
        contract=contract,
        state_sentence=STATE_SENTENCES[contract.state],
        parent=contract.parent,
        born=reading.born,
        remarks=_marks(reading),
        sentence_url=lambda public_id: url_for(
            "contract.sentence", slug=contract.slug, public_id=public_id
        ),
        action_url=lambda public_id: url_for(
            "contract.action", slug=contract.slug, public_id=public_id
        ),
    )
    if not reading.is_former:
        return page
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _marks(reading: Reading) -> Marks:
    """Readers speak of the latest text: a former version shows what was said, and opens nothing."""
    period = period_here(db.session, reading.contract, settings().town_name, utcnow())
    open_now = period is Period.OPEN and not reading.is_former
    return marks_of(reading.document, reading.remarked, is_open=open_now)


@blueprint.get("/contrats/<slug>/versions")
@access(Audience.PUBLIC)
def versions(slug: str) -> ResponseReturnValue:
    contract = contract_of_slug(db.session, slug) or abort(404)
    return render_template(
        "contract/versions.html",
        contract=contract,
        state_sentence=STATE_SENTENCES[contract.state],
        versions=readings.versions_of(db.session, contract.id),
        states=readings.states_of(db.session, contract.id),
    )


@blueprint.get("/contrats/<slug>/versions/<int:number>")
@access(Audience.PUBLIC)
def version(slug: str, number: int) -> ResponseReturnValue:
    return show_reading(readings.read(db.session, slug, number) or abort(404))


@blueprint.get("/contrats/<slug>/versions/<int:before>/<int:after>")
@access(Audience.PUBLIC)
def difference(slug: str, before: int, after: int) -> ResponseReturnValue:
    """What changed from version `before` to version `after`."""
    both = readings.read_two(db.session, slug, before, after) or abort(404)
    return render_template(
        "contract/difference.html", contract=both[0].contract, comparison=confront(*both)
    )
