"""Beginning a consultation: from nothing, from a ready-made one, as a copy."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.consultations.editing import operations
from consult.consultations.editing.forms.about import GroundForm
from consult.consultations.editing.forms.starting import BLANK, CopyForm, NewForm
from consult.consultations.editing.operations import About, usual_dates
from consult.consultations.editing.ready_made import ready_made
from consult.consultations.editing.views.blueprint import blueprint, found
from consult.consultations.editing.views.desk import to
from consult.consultations.models import Consultation, Degree, Moment
from consult.consultations.reading import QuestionEntry
from consult.db import utcnow
from consult.enjeux.queries import contracts, vocabularies
from consult.extensions import db
from consult.territory import queries as territory
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings


@blueprint.route("/nouvelle-consultation", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def new() -> ResponseReturnValue:
    form = NewForm()
    if not offer_ground(form):
        return render_template("consultations/editing/not_ready.html"), _status(form)
    if not form.validate_on_submit():
        page = render_template(
            "consultations/editing/new.html", form=form, ready_made=ready_made(), blank=BLANK
        )
        return page, _status(form)
    model = ready_made().get(form.start.data)
    told = model.model_dump(include={"summary", "intro", "what_changes"}) if model else {}
    made = begin(
        form,
        form.title.data or (model.title if model else ""),
        model.questions if model else (),
        **told,
        **({"degree": Degree(model.degree), "moment": Moment(model.moment)} if model else {}),
    )
    return redirect(to(made), 303)


@blueprint.route("/consultations/<slug>/copier", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def copy(slug: str) -> ResponseReturnValue:
    consultation = found(slug)
    form = CopyForm(data={"title": _("Copy of %(title)s", title=consultation.title)[:200]})
    if not form.validate_on_submit():
        page = render_template(
            "consultations/editing/copy.html", form=form, consultation=consultation
        )
        return page, _status(form)
    made = operations.duplicate(db.session, consultation, form.title.data or "", by=actor())
    flash(_("Here is the copy: a draft, with the same questions and no answer."), "success")
    return redirect(to(made), 303)


def begin(
    form: GroundForm, title: str, questions: tuple[QuestionEntry, ...], **told: Any
) -> Consultation:
    """A draft on the ground that was chosen, from tomorrow on for a month."""
    opens_at, closes_at = usual_dates(utcnow())
    said: dict[str, Any] = {
        "summary": "",
        "intro": "",
        "what_changes": "",
        "degree": Degree.CONSULTATION,
        "moment": Moment.DIAGNOSTIC,
        **told,
    }
    about = About(
        title=title,
        commune=next(
            each for each in territory.communes(db.session, "") if each.key == form.commune.data
        ),
        vocabulary=next(
            each for each in vocabularies(db.session) if each.key == form.vocabulary.data
        ),
        opens_at=opens_at,
        closes_at=closes_at,
        **said,
    )
    made = operations.create(db.session, about, questions, by=actor())
    flash(_("It is a draft: only the team sees it until you open it."), "success")
    return made


def offer_ground(form: GroundForm) -> bool:
    """False when there is no commune or no contract to consult for."""
    town = settings().town_name
    form.offer(territory.communes(db.session, town), contracts(db.session, town))
    return bool(form.commune.choices and form.vocabulary.choices)


def _status(form: Any) -> int:
    return 422 if form.is_submitted() else 200
