"""The blueprint, and finding what an address names."""

from __future__ import annotations

from flask import Blueprint, abort

from consult.consultations import labels as resident_labels
from consult.consultations.editing import labels, queries
from consult.consultations.holding import hold
from consult.consultations.models import Consultation, Question
from consult.extensions import db

assert labels and resident_labels  # noqa: PT018

blueprint = Blueprint("questionnaires", __name__, url_prefix="/espace")


def found(slug: str) -> Consultation:
    return queries.find(db.session, slug) or abort(404)


def held(slug: str) -> Consultation:
    """To write it: answers wait until the request ends."""
    return hold(db.session, slug) or abort(404)


def question_of(consultation: Consultation, key: str) -> Question:
    return next((each for each in consultation.questions if each.key == key), None) or abort(404)
