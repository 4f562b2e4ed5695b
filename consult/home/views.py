"""The front door and the pages the law asks for: the same for everyone, without a cookie."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.budget.phases import phase
from consult.budget.queries import current_campaigns
from consult.consultations.queries import open_consultations
from consult.db import utcnow
from consult.enjeux.suggester.model import OUTSIDE
from consult.extensions import db
from consult.home.queries import figures, latest_changes, model_in_use
from consult.moderation.agreement import ENOUGH, agreement
from consult.web.access import Audience, access

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    now = utcnow()
    consultations = open_consultations(db.session, now)
    return render_template(
        "home/index.html",
        consultations=consultations,
        campaigns=[(each, phase(each, now)) for each in current_campaigns(db.session, now)],
        changes=latest_changes(db.session),
        figures=figures(db.session),
    )


@blueprint.get("/mentions-legales")
@access(Audience.PUBLIC)
def legal() -> ResponseReturnValue:
    return render_template("home/legal.html")


@blueprint.get("/confidentialite")
@access(Audience.PUBLIC)
def privacy() -> ResponseReturnValue:
    return render_template("home/privacy.html")


@blueprint.get("/accessibilite")
@access(Audience.PUBLIC)
def accessibility() -> ResponseReturnValue:
    return render_template("home/accessibility.html")


@blueprint.get("/fiabilite")
@access(Audience.PUBLIC)
def reliability() -> ResponseReturnValue:
    vocabulary, model = model_in_use(db.session)
    return render_template(
        "home/reliability.html",
        model=model,
        measured=model.about.get("held_out_with_encoder" if model.has_encoder else "held_out"),
        enjeux={enjeu.key: enjeu for enjeu in vocabulary.enjeux} if vocabulary else {},
        agreement=agreement(db.session),
        enough=ENOUGH,
        outside=OUTSIDE,
    )
