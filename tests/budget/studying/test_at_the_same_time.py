"""Several people decide at once, on a database of their own: real commits, real locks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import Role, User, UserRole
from consult.budget.models import Idea, Project, Verdict
from consult.budget.studying import adapting, ruling, verdicts
from consult.budget.studying.adapting import Changed
from consult.budget.studying.models import (
    Adaptation,
    AdaptationState,
    Ruling,
    RulingState,
    StudyStep,
    StudyStepKind,
)
from consult.budget.studying.steps import StaleError
from consult.contributions.models import Contribution
from consult.db import transaction
from consult.extensions import db
from consult.following.operations import withdraw
from tests.budget.studying.ideas import CRITERION, admit, deposit, in_study
from tests.factories import make_world

EDITORS = 6


@pytest.fixture
def town(live_site: Flask) -> Flask:
    """Two ideas, one of them a project whose author is asked about a change; and many editors."""
    with live_site.app_context(), transaction(db.session) as session:
        world = make_world(session)
        campaign = in_study(session, world)
        deposit(session, campaign)
        project = admit(session, deposit(session, campaign, "Un kiosque"), world.editor)
        adapting.propose(session, project, Changed("Un abri", "Un abri."), "Plus simple.",
                         days=15, by=world.editor, seen=None)  # fmt: skip
        for number in range(EDITORS):
            session.add(
                User(email=f"e{number}@example.org", name=f"Éditeur {number}", epoch=str(number),
                     held=[UserRole(role=Role.EDITOR)])
            )  # fmt: skip
    return live_site


def editor(number: int) -> User:
    return db.session.scalars(sa.select(User).where(User.email == f"e{number}@example.org")).one()


def test_one_ruling_stands_when_several_editors_rule_at_once(town: Flask) -> None:
    def decide(number: int) -> bool:
        with town.app_context():
            try:
                with transaction(db.session) as session:
                    idea = session.scalars(sa.select(Idea).where(Idea.number == 1)).one()
                    state = RulingState.REFUSED if number % 2 else RulingState.ADMITTED
                    ruling.rule(session, idea, state, by=editor(number), seen=0, answer="Voilà.",
                                criterion=CRITERION)  # fmt: skip
            except StaleError:
                return False
            return True

    with ThreadPoolExecutor(EDITORS) as pool:
        done = list(pool.map(decide, range(EDITORS)))
    assert done.count(True) == 1
    with town.app_context():
        idea = db.session.scalars(sa.select(Idea).where(Idea.number == 1)).one()
        kept = db.session.get_one(Ruling, idea.id)
        assert (idea.project_id is not None) == (kept.state is RulingState.ADMITTED)
        lines = sa.select(sa.func.count()).where(StudyStep.idea_id == idea.id)
        assert db.session.scalar(lines) == 1


def test_an_author_leaves_while_they_agree_and_the_town_decides(town: Flask) -> None:
    """Whatever the order, no project is decided with words that were taken back."""

    def act(number: int) -> None:
        with town.app_context():
            try:
                with transaction(db.session) as session:
                    said = sa.select(Contribution).where(Contribution.title == "Un kiosque")
                    found = session.scalars(said.with_for_update()).one() if number != 1 else None
                    project = session.scalars(sa.select(Project)).one()
                    if number == 0 and found is not None:
                        withdraw(session, found)
                    elif number == 1:
                        verdicts.reject(session, project, "Non.", by=editor(1), seen=None,
                                        without="x")  # fmt: skip
                    elif found is not None:
                        change = verdicts.open_adaptation(session, project)
                        if change is not None:
                            adapting.answer(session, change, found, agrees=True)
            except (StaleError, sa.exc.NoResultFound):
                return

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(act, range(3)))
    with town.app_context():
        project = db.session.scalars(sa.select(Project)).one()
        assert (project.verdict, project.title, project.text) == (Verdict.DROPPED, "", "")
        states = set(db.session.scalars(sa.select(Adaptation.state)))
        assert AdaptationState.OPEN not in states
        kinds = set(db.session.scalars(sa.select(StudyStep.kind)))
        assert StudyStepKind.LEFT in kinds
