"""What leaves with the demonstration of the study of its ideas, and the acts that keep an account."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from consult.budget.models import Idea, Project
from consult.budget.studying.models import (
    Adaptation,
    AdaptationAnswer,
    Opinion,
    Ruling,
    StudyAppeal,
    StudyStep,
    Union,
)

# Columns that bear the name of who decided, was asked or answered.
STUDY_ACTS = (
    Ruling.by_id,
    Opinion.assigned_to_id,
    StudyStep.by_id,
    Adaptation.by_id,
    StudyAppeal.refused_by_id,
    StudyAppeal.answered_by_id,
)


def study_of(campaigns: sa.Select[int]) -> list[tuple[type[Any], sa.ColumnElement[bool]]]:
    """Tables in the order they are emptied, and which of their rows go: those of `campaigns`."""
    ideas = sa.select(Idea.id).where(Idea.campaign_id.in_(campaigns))
    projects = sa.select(Project.id).where(Project.campaign_id.in_(campaigns))
    adaptations = sa.select(Adaptation.id).where(Adaptation.project_id.in_(projects))
    steps = sa.or_(StudyStep.idea_id.in_(ideas), StudyStep.project_id.in_(projects))
    return [
        (AdaptationAnswer, AdaptationAnswer.adaptation_id.in_(adaptations)),
        (Adaptation, Adaptation.project_id.in_(projects)),
        (Opinion, Opinion.project_id.in_(projects)),
        (Union, Union.project_id.in_(projects)),
        (StudyAppeal, StudyAppeal.idea_id.in_(ideas)),
        (Ruling, Ruling.idea_id.in_(ideas)),
        (StudyStep, steps),
    ]
