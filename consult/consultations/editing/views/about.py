"""What a consultation says of itself."""

from __future__ import annotations

import hashlib
import json

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.consultations.editing import operations
from consult.consultations.editing.forms.about import AboutForm, shown
from consult.consultations.editing.labels import ABOUT_WORDS
from consult.consultations.editing.received import FalsifyingError, received
from consult.consultations.editing.views.blueprint import blueprint, found, held
from consult.consultations.editing.views.desk import to
from consult.consultations.models import Consultation
from consult.enjeux.queries import contracts, vocabularies
from consult.extensions import db
from consult.territory import queries as territory
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.labels import label
from consult.web.page import settings

# The field of the form that shows what is wrong with a value.
PLACES = {"opens_at": "opens_on", "closes_at": "closes_on"}


@blueprint.route("/consultations/<slug>/modifier", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def edit(slug: str) -> ResponseReturnValue:
    consultation = held(slug) if request.method == "POST" else found(slug)
    form = AboutForm(consultation)
    communes = territory.communes(db.session, settings().town_name)
    names = contracts(db.session, settings().town_name)
    # A contract that the town no longer works on stays that of its consultations.
    key = consultation.vocabulary.key
    form.offer(communes, names if key in names else {key: key, **names})
    if not form.validate_on_submit():
        return _page(form, consultation), 422 if form.is_submitted() else 200
    if form.seen.data != _digest(consultation):
        form.form_errors = [_written_since(consultation, form)]
        return _page(form, consultation), 409
    about = form.about(communes, vocabularies(db.session))
    try:
        changed = operations.edit_about(db.session, consultation, about, by=actor())
    except FalsifyingError as error:
        for name, why in error.whys.items():
            field = form[PLACES.get(name, name)]
            field.errors = [*field.errors, label(why)]
        return _page(form, consultation), 422
    flash(_("It is saved.") if changed else _("Nothing was changed."), "success")
    return redirect(to(consultation), 303)


def _page(form: AboutForm, consultation: Consultation) -> str:
    form.seen.data = _digest(consultation)
    return render_template(
        "consultations/editing/about.html",
        form=form,
        consultation=consultation,
        answered=received(db.session, consultation).sheets,
    )


def _written_since(consultation: Consultation, form: AboutForm) -> str:
    """What somebody else saved while this form was being filled."""
    now = shown(consultation)
    names = [
        str(ABOUT_WORDS.get(name, form[name].label.text))
        for name, value in now.items()
        if form[name].data != value
    ]
    told = _(
        "Somebody saved this page while you were writing. What you typed is here; it differs from what "
        "is saved in: %(names)s. Save again to keep yours.",
        names=", ".join(names),
    )
    return str(told)


def _digest(consultation: Consultation) -> str:
    told = json.dumps(shown(consultation), default=str, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]
