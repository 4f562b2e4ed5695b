"""The stages of the project that an idea became, as lines of its author's page."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy import orm

from consult.budget.delivering import labels, queries
from consult.budget.delivering.models import DeliveryStep
from consult.budget.models import Idea
from consult.following.events import Event
from consult.web.clock import midnight
from consult.web.labels import label

assert labels


def stages_of(session: orm.Session, ideas: Mapping[int, Idea]) -> dict[int, list[Event]]:
    """By contribution id, the stages that were reached; one query at most."""
    projects = {idea.project_id for idea in ideas.values() if idea.project_id is not None}
    steps = queries.steps_by_project(session, projects)
    return {
        key: [_event(step) for step in steps.get(idea.project_id or 0, ()) if step.actual_on]
        for key, idea in ideas.items()
    }


def _event(step: DeliveryStep) -> Event:
    assert step.actual_on is not None
    at = midnight(step.actual_on)
    title = _("Your project: %(stage)s", stage=label(step.stage))
    return Event(title, at=at, message=step.sentence)
