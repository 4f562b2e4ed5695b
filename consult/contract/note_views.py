"""The team's note of one enjeu, for a review of projects."""

from __future__ import annotations

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from consult.contract import documents
from consult.contract.blueprint import blueprint
from consult.contract.documents.tree import Document
from consult.contract.priorities_views import as_file
from consult.contract.sheets.material import Material, material_of
from consult.contract.sheets.note import build_note
from consult.extensions import db, limiter
from consult.web.access import Audience, access


@blueprint.get("/espace/contrat/<slug>/note/<key>")
@access(Audience.EDITORS)
def note(slug: str, key: str) -> ResponseReturnValue:
    material = _known(slug, key)
    return render_template(
        "contract/note.html",
        contract=material.whole.contract,
        enjeu=material.enjeu,
        document=build_note(material),
    )


@blueprint.get("/espace/contrat/<slug>/note/<key>/telecharger/<form>")
@access(Audience.EDITORS)
@limiter.limit("20/minute")
def download_note(slug: str, key: str, form: str) -> ResponseReturnValue:
    if form not in documents.FORMS:
        abort(404)
    made: Document = build_note(_known(slug, key))
    return as_file(made, form)


def _known(slug: str, key: str) -> Material:
    return material_of(db.session, slug, key) or abort(404)
