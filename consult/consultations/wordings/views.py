"""The team writes a consultation in simple words and in other languages."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.consultations.editing import queries
from consult.consultations.holding import hold
from consult.consultations.models import Consultation
from consult.consultations.wordings.forms import (
    WordsForm,
    digest,
    shown,
    typed,
    words_form,
)
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.operations import save_words
from consult.consultations.wordings.parts import parts_of
from consult.consultations.wordings.queries import standings, wordings_of
from consult.consultations.wordings.variants import VARIANTS, language_of, name_of, own_name_of
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.languages import in_variant

blueprint = Blueprint("wordings", __name__, url_prefix="/espace/consultations/<slug>/langues")


@blueprint.get("")
@access(Audience.EDITORS)
def index(slug: str) -> ResponseReturnValue:
    consultation = queries.find(db.session, slug) or abort(404)
    return render_template(
        "consultations/wordings/index.html",
        consultation=consultation,
        standings=standings(db.session, consultation),
        name_of=name_of,
        own_name_of=own_name_of,
        address_of=_address_of(consultation),
    )


@blueprint.route("/<variant>", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def write(slug: str, variant: str) -> ResponseReturnValue:
    """Every part beside its French, saved together; what is left empty stays in French."""
    if variant not in VARIANTS:
        abort(404)
    posted = request.method == "POST"
    found = hold(db.session, slug) if posted else queries.find(db.session, slug)
    consultation = found or abort(404)
    parts = parts_of(consultation)
    rows = {each.part: each for each in wordings_of(db.session, consultation, variant)}
    form = words_form(parts, rows)
    if not form.validate_on_submit():
        return _page(form, consultation, variant, rows), 422 if form.is_submitted() else 200
    if form.seen.data != digest(parts, rows):
        form.form_errors = [
            _(
                "Somebody saved this page, or changed the French, while you were writing. What you typed "
                "is here, and what is saved is shown where it differs. Save again to keep yours."
            )
        ]
        return _page(form, consultation, variant, rows, clashing=True), 409
    changed = save_words(db.session, consultation, variant, typed(form, parts), by=actor())
    flash(_("It is saved.") if changed else _("Nothing was changed."), "success")
    return redirect(url_for(".index", slug=slug), 303)


def _page(
    form: WordsForm,
    consultation: Consultation,
    variant: str,
    rows: dict[str, Wording],
    *,
    clashing: bool = False,
) -> str:
    parts = parts_of(consultation)
    form.seen.data = digest(parts, rows)
    return render_template(
        "consultations/wordings/write.html",
        consultation=consultation,
        form=form,
        variant=variant,
        name=name_of(variant),
        language=language_of(variant),
        parts=shown(form, parts, rows, clashing=clashing),
        missing=sum(part.path not in rows for part in parts),
    )


def _address_of(consultation: Consultation) -> dict[str, str]:
    """Where residents read each variant, once they may."""
    if not consultation.is_ready or consultation.opens_at > utcnow():
        return {}
    path = url_for("consultations.show", slug=consultation.slug)
    return {variant: in_variant(variant, path) for variant in VARIANTS}
