"""What the study of their ideas tells the holder of a receipt, and what it asks of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.budget.models import Idea, Verdict
from consult.budget.studying import adapting, appeals, queries
from consult.budget.studying.adapting import Heard
from consult.budget.studying.models import (
    Adaptation,
    AppealState,
    Ruling,
    RulingState,
    StudyAppeal,
    StudyStep,
)
from consult.budget.studying.permissions import can_answer_adaptation, can_complete
from consult.budget.studying.telling import line
from consult.contributions.models import Contribution, Status
from consult.following.events import Event
from consult.web.sentences import join, like


@dataclass(frozen=True)
class Studied:
    """Of one idea. `asked`: the question that waits for its author. `adaptation`: what they may
    answer; `answered` whether they did, `heard` what its authors said. `appeal_until`: until when
    they may contest a refusal.
    """

    idea: Idea
    steps: list[StudyStep]
    asked: str = ""
    adaptation: Adaptation | None = None
    answered: bool = False
    heard: Heard | None = None
    appeal_until: datetime | None = None
    appeal_waits: bool = False

    @property
    def may_answer(self) -> bool:
        return self.adaptation is not None and can_answer_adaptation(
            self.idea.contribution, self.adaptation, self.answered
        )


def studied(session: orm.Session, ideas: Collection[Idea], now: datetime) -> dict[int, Studied]:
    """By contribution id; no query without an idea. Nobody holds more than a few."""
    if not ideas:
        return {}
    steps = queries.steps_of_authors(session, ideas)
    adaptations = queries.open_adaptations(session, ideas)
    ids = [each.id for each in ideas]
    rulings: Mapping[int, Ruling] = {
        each.idea_id: each
        for each in session.scalars(sa.select(Ruling).where(Ruling.idea_id.in_(ids)))
    }
    waiting = set(
        session.scalars(
            sa.select(StudyAppeal.idea_id).where(
                StudyAppeal.idea_id.in_(ids), StudyAppeal.state == AppealState.WAITING
            )
        )
    )
    found = {}
    for idea in ideas:
        said = idea.contribution
        ruling = rulings.get(idea.id)
        adaptation = adaptations.get(idea.project_id or 0)
        found[idea.contribution_id] = Studied(
            idea,
            steps[idea.id],
            asked=ruling.answer if ruling and can_complete(said, ruling) else "",
            adaptation=adaptation,
            answered=adaptation is not None
            and any(each.receipt_id == said.receipt_id for each in adaptation.answers),
            heard=adapting.heard(session, adaptation) if adaptation else None,
            appeal_until=appeals.open_until(session, idea, now) if steps[idea.id] else None,
            appeal_waits=idea.id in waiting,
        )
    return found


def events(found: Studied | None) -> list[Event]:
    """The steps, in the words of the public history."""
    if found is None:
        return []
    told = [(step, line(step)) for step in found.steps]
    shared = found.idea.contribution.receipt.shared
    return [
        Event(
            each.title,
            join(" ", [part for part in (each.text, *_sentences(each.facts)) if part]),
            at=step.at,
            message="" if shared and step.idea_id is not None else each.message,
        )
        for step, each in told
    ]


def _sentences(facts: list[str]) -> list[str]:
    return [fact if fact.endswith(".") else like(fact, f"{fact}.") for fact in facts]


def coming(found: Studied | None) -> Event | None:
    """What comes next for an idea that everyone reads; None when the study says nothing of it."""
    if found is None or found.idea.contribution.status is not Status.PUBLISHED:
        return None
    state = _next_state(found)
    words = {
        "asked": (_("It is your turn"), _("Complete your idea: the team asks you to.")),
        "answer": (_("It is your turn"), _("Say whether you agree with the change.")),
        "appeal": (_("Looked at again"), _("Somebody who did not refuse it answers you.")),
        "studied": (
            _("Decided"),
            _("The services of the town say what they think, then the town decides."),
        ),
        "retained": (_("The vote"), _("Residents choose among the projects.")),
    }
    return Event(*words[state], state="todo") if state in words else None


def _next_state(found: Studied) -> str:
    """What is asked of the author comes first; then where the project is."""
    if found.asked:
        return "asked"
    if found.may_answer:
        return "answer"
    if found.appeal_waits:
        return "appeal"
    return found.idea.project.verdict.value if found.idea.project else ""


def is_over(found: Studied | None) -> bool:
    """Refused, and nothing waits for an answer: the study has nothing more to come."""
    if found is None or not found.steps or found.appeal_waits:
        return False
    project = found.idea.project
    if project is not None:
        return project.verdict in {Verdict.REJECTED, Verdict.DROPPED}
    return found.steps[-1].kind.value in {"refused", "appeal-maintained"}


def may_complete(session: orm.Session, contribution: Contribution, idea: Idea | None) -> str:
    """The question that this idea's author may answer; empty when there is none."""
    if idea is None:
        return ""
    ruling = session.get(Ruling, idea.id)
    asked = ruling is not None and ruling.state is RulingState.ASKED
    return ruling.answer if ruling and asked and can_complete(contribution, ruling) else ""
