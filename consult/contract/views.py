"""The public pages of the contracts, and their documents to take away."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.contract import documents, labels, placing_views, sentence_views
from consult.contract.blueprint import blueprint
from consult.contract.queries import count_born, list_contracts, load_contract
from consult.extensions import db, limiter
from consult.web.access import Audience, access

assert labels  # the kinds of contract have their words
assert placing_views  # its routes are registered
assert sentence_views


@blueprint.get("/contrats")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    return render_template(
        "contract/index.html", contracts=list_contracts(db.session), born=count_born(db.session)
    )


@blueprint.get("/contrats/<slug>")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    whole = load_contract(db.session, slug) or abort(404)
    return render_template(
        "contract/show.html",
        document=documents.build(whole),
        parent=whole.contract.parent,
        born=len(whole.born),
        sentence_url=lambda public_id: url_for("contract.sentence", slug=slug, public_id=public_id),
    )


@blueprint.get("/contrats/<slug>/telecharger/<form>")
@access(Audience.PUBLIC)
@limiter.limit("20/minute")
def download(slug: str, form: str) -> ResponseReturnValue:
    """The contract as a file; a reader who already has this version is told so before any work."""
    if form not in documents.FORMS:
        abort(404)
    whole = load_contract(db.session, slug) or abort(404)
    document = documents.build(whole)
    response = make_response(b"")
    response.set_etag(documents.fingerprint(document, form))
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    return _file(response, documents.write(document, form), document.slug, form)


def _file(response: Response, content: bytes, slug: str, form: str) -> Response:
    response.data = content
    response.mimetype = documents.FORMS[form]
    response.headers.set("Content-Disposition", "attachment", filename=f"{slug}.{form}")
    return response
