"""Reading a study: what waits, what everyone may read, one project with all that was said of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.budget.models import Campaign, Idea, Project, Verdict
from consult.budget.studying.models import (
    Adaptation,
    AdaptationState,
    AppealState,
    Opinion,
    Ruling,
    RulingState,
    StudyAppeal,
    StudyStep,
    StudyStepKind,
)
from consult.contributions.models import Contribution, Status
from consult.web.pagination import Page, keyset

PAGE_SIZE = 30
PUBLIC_PAGE_SIZE = 20


@dataclass(frozen=True)
class Counts:
    """Of one campaign's study."""

    to_rule: int
    asked: int
    refused: int
    verdicts: dict[Verdict, int]
    appeals: int
    opinions_waiting: int

    def of(self, verdict: str) -> int:
        """How many projects have this verdict, named by its value."""
        return self.verdicts.get(Verdict(verdict), 0)


def _waits() -> sa.ColumnElement[bool]:
    """An idea that everyone can read, without a ruling, or that its author has just completed."""
    ruled = sa.exists().where(Ruling.idea_id == Idea.id, Ruling.state != RulingState.COMPLETED)
    return sa.and_(Contribution.status == Status.PUBLISHED, ~ruled)


def ideas_to_rule(
    session: orm.Session, campaign: Campaign, *, after: int | None = None
) -> Page[Idea]:
    """The first deposited first."""
    return keyset(session, _ideas(campaign).where(_waits()), Idea.number, after=after,
                  size=PAGE_SIZE)  # fmt: skip


def ideas_ruled(
    session: orm.Session,
    campaign: Campaign,
    state: RulingState,
    *,
    after: int | None = None,
    size: int = PAGE_SIZE,
) -> Page[Idea]:
    """Of those that everyone can read; without those taken back or off the site."""
    query = (
        _ideas(campaign)
        .join(Ruling, Ruling.idea_id == Idea.id)
        .where(Ruling.state == state, Contribution.status == Status.PUBLISHED)
    )
    return keyset(session, query, Idea.number, after=after, size=size)


def _ideas(campaign: Campaign) -> sa.Select[Any]:
    return (
        sa.select(Idea)
        .join(Idea.contribution)
        .where(Idea.campaign_id == campaign.id)
        .options(orm.contains_eager(Idea.contribution))
    )


def next_to_rule(session: orm.Session, campaign: Campaign, after: int) -> int | None:
    """The number of the next idea that waits, beginning again at the first."""
    query = (
        sa.select(Idea.number)
        .join(Idea.contribution)
        .where(Idea.campaign_id == campaign.id, _waits(), Idea.number != after)
        .order_by(sa.case((Idea.number > after, 0), else_=1), Idea.number)
    )
    return session.scalars(query.limit(1)).first()


def idea_of(session: orm.Session, campaign: Campaign, number: int) -> Idea | None:
    query = (
        sa.select(Idea)
        .where(Idea.campaign_id == campaign.id, Idea.number == number)
        .options(
            orm.joinedload(Idea.contribution).joinedload(Contribution.perimeter),
            orm.joinedload(Idea.project),
        )
    )
    return session.scalars(query).first()


def project_of(session: orm.Session, campaign: Campaign, number: int) -> Project | None:
    query = (
        sa.select(Project)
        .where(Project.campaign_id == campaign.id, Project.number == number)
        .options(
            orm.joinedload(Project.perimeter),
            orm.selectinload(Project.ideas).joinedload(Idea.contribution),
        )
    )
    return session.scalars(query).first()


def projects(
    session: orm.Session,
    campaign: Campaign,
    verdict: Verdict | None,
    *,
    after: int | None = None,
    size: int = PAGE_SIZE,
    public: bool = False,
) -> Page[Project]:
    query = sa.select(Project).where(Project.campaign_id == campaign.id)
    query = query.options(orm.joinedload(Project.perimeter))
    if verdict is not None:
        query = query.where(Project.verdict == verdict)
    elif public:
        query = query.where(Project.verdict != Verdict.DROPPED)
    if public:
        query = query.where(readable())
    return keyset(session, query, Project.number, after=after, size=size)


def readable() -> sa.ColumnElement[bool]:
    """Unless the idea it was born from is off the site; one imported was born from none."""
    hidden = (
        sa.exists()
        .where(
            Idea.campaign_id == Project.campaign_id,
            Idea.number == Project.number,
            Idea.contribution_id == Contribution.id,
            Contribution.status.not_in([Status.PUBLISHED, Status.WITHDRAWN]),
        )
        .correlate(Project)
    )
    return ~hidden


def languages(session: orm.Session, projects: Sequence[Project]) -> dict[int, str]:
    """By project id, that of its words: their author's, French once the town changed them."""
    query = (
        sa.select(Project.id, Contribution.language)
        .join(
            Idea,
            sa.and_(Idea.campaign_id == Project.campaign_id, Idea.number == Project.number),
        )
        .join(Contribution, Contribution.id == Idea.contribution_id)
        .where(Project.id.in_([each.id for each in projects]), Project.text == Contribution.text)
    )
    known = {row[0]: row[1] for row in session.execute(query)}
    return {each.id: known.get(each.id, "fr") for each in projects}


def language_of(project: Project) -> str:
    """`languages`, of a project whose ideas are loaded."""
    born = (each.contribution for each in project.ideas if each.number == project.number)
    return next((each.language for each in born if each.text == project.text), "fr")


def is_readable(session: orm.Session, project: Project) -> bool:
    query = sa.select(Project.id).where(Project.id == project.id, readable())
    return session.scalar(query) is not None


def counts(session: orm.Session, campaign: Campaign) -> Counts:
    """Five queries."""
    here = Idea.campaign_id == campaign.id
    to_rule = sa.select(sa.func.count()).select_from(Idea).join(Idea.contribution)
    states = (
        sa.select(Ruling.state, sa.func.count())
        .join(Ruling.idea)
        .join(Idea.contribution)
        .where(here, Contribution.status == Status.PUBLISHED)
        .group_by(Ruling.state)
    )
    ruled = {row[0]: row[1] for row in session.execute(states)}
    appeals = sa.select(sa.func.count()).select_from(StudyAppeal).join(StudyAppeal.idea)
    waiting = sa.select(sa.func.count()).select_from(Opinion).join(Opinion.project)
    return Counts(
        to_rule=session.scalar(to_rule.where(here, _waits())) or 0,
        asked=ruled.get(RulingState.ASKED, 0),
        refused=ruled.get(RulingState.REFUSED, 0),
        verdicts=verdicts(session, campaign),
        appeals=session.scalar(appeals.where(here, StudyAppeal.state == AppealState.WAITING)) or 0,
        opinions_waiting=session.scalar(
            waiting.where(Project.campaign_id == campaign.id, waited_for())
        )
        or 0,
    )


def verdicts(
    session: orm.Session, campaign: Campaign, *, public: bool = False
) -> dict[Verdict, int]:
    query = sa.select(Project.verdict, sa.func.count()).where(Project.campaign_id == campaign.id)
    if public:
        query = query.where(readable())
    rows = session.execute(query.group_by(Project.verdict))
    return {row[0]: row[1] for row in rows}


def refused(session: orm.Session, campaign: Campaign) -> int:
    """Ideas that the règlement does not admit, and that everyone reads."""
    query = (
        sa.select(sa.func.count())
        .select_from(Ruling)
        .join(Ruling.idea)
        .join(Idea.contribution)
        .where(
            Idea.campaign_id == campaign.id,
            Ruling.state == RulingState.REFUSED,
            Contribution.status == Status.PUBLISHED,
        )
    )
    return session.scalar(query) or 0


def waited_for() -> sa.ColumnElement[bool]:
    """An opinion of a project that is still studied, joined."""
    return sa.and_(Opinion.given_at.is_(None), Project.verdict == Verdict.STUDIED)


def opinions_of(session: orm.Session, project: Project) -> list[Opinion]:
    query = (
        sa.select(Opinion)
        .where(Opinion.project_id == project.id)
        .options(orm.joinedload(Opinion.assigned_to).joinedload(User.structure))
        .order_by(Opinion.id)
    )
    return list(session.scalars(query))


def opinions_in(session: orm.Session, projects: Sequence[Project]) -> dict[int, tuple[int, int]]:
    """By project id: how many opinions were given, of how many asked. One query."""
    query = (
        sa.select(Opinion.project_id, sa.func.count(Opinion.given_at), sa.func.count())
        .where(Opinion.project_id.in_([each.id for each in projects]))
        .group_by(Opinion.project_id)
    )
    return {key: (given, asked) for key, given, asked in session.execute(query)}


def opinions_for(
    session: orm.Session, user: User, campaign: Campaign | None = None
) -> list[Opinion]:
    """What waits for this person, the most pressing first."""
    query = (
        sa.select(Opinion)
        .join(Opinion.project)
        .where(Opinion.assigned_to_id == user.id, waited_for())
        .options(orm.contains_eager(Opinion.project).joinedload(Project.campaign))
        .order_by(Opinion.due_on, Opinion.id)
    )
    if campaign is not None:
        query = query.where(Project.campaign_id == campaign.id)
    return list(session.scalars(query))


def opinion(session: orm.Session, campaign: Campaign, opinion_id: int) -> Opinion | None:
    query = (
        sa.select(Opinion)
        .join(Opinion.project)
        .where(Opinion.id == opinion_id, Project.campaign_id == campaign.id)
        .options(orm.contains_eager(Opinion.project))
    )
    return session.scalars(query).first()


def assignable(session: orm.Session) -> list[User]:
    """Everyone of the team whose account is open, by name."""
    query = sa.select(User).where(User.active).options(orm.joinedload(User.structure))
    return list(session.scalars(query.order_by(User.name, User.id)))


def history(
    session: orm.Session, *, idea: Idea | None = None, project: Project | None = None
) -> list[StudyStep]:
    """All that everyone reads of a project and its ideas, the oldest first; one query.

    What is said to the authors of a union is told by the projects themselves.
    """
    about: list[sa.ColumnElement[bool]] = []
    if idea is not None:
        about.append(StudyStep.idea_id == idea.id)
    if project is not None:
        about.append(StudyStep.project_id == project.id)
        about.append(StudyStep.idea_id.in_(sa.select(Idea.id).where(Idea.project_id == project.id)))
    to_authors = sa.and_(
        StudyStep.kind.in_([StudyStepKind.UNITED, StudyStepKind.PARTED]),
        StudyStep.project_id.is_(None),
    )
    query = (
        sa.select(StudyStep)
        .where(sa.or_(*about), ~to_authors)
        .options(orm.joinedload(StudyStep.idea))
        .order_by(StudyStep.id)
    )
    return list(session.scalars(query))


def steps_of_authors(session: orm.Session, ideas: Collection[Idea]) -> dict[int, list[StudyStep]]:
    """By idea id, what its author is told: of the idea, of its project and of the one it was born
    as; two queries at most.
    """
    if not ideas:
        return {}
    born = sa.or_(
        *(
            sa.and_(Project.campaign_id == each.campaign_id, Project.number == each.number)
            for each in ideas
        )
    )
    own = {
        (campaign_id, number): key
        for key, campaign_id, number in session.execute(
            sa.select(Project.id, Project.campaign_id, Project.number).where(born)
        )
    }
    projects_of = {
        each.id: {each.project_id, own.get((each.campaign_id, each.number))} - {None}
        for each in ideas
    }
    every = set().union(*projects_of.values())
    query = (
        sa.select(StudyStep)
        .where(
            sa.or_(
                StudyStep.idea_id.in_([each.id for each in ideas]),
                sa.and_(StudyStep.project_id.in_(every), StudyStep.idea_id.is_(None)),
            )
        )
        .order_by(StudyStep.id)
    )
    found: dict[int, list[StudyStep]] = {each.id: [] for each in ideas}
    united = {StudyStepKind.UNITED, StudyStepKind.PARTED}
    for step in session.scalars(query):
        for idea in ideas:
            of_project = (
                step.idea_id is None
                and step.project_id in projects_of[idea.id]
                and step.kind not in united
            )
            if step.idea_id == idea.id or of_project:
                found[idea.id].append(step)
    return found


def open_adaptations(session: orm.Session, ideas: Collection[Idea]) -> dict[int, Adaptation]:
    """By project id, what authors are being asked; one query, none without a project."""
    ids = {each.project_id for each in ideas if each.project_id is not None}
    if not ids:
        return {}
    query = (
        sa.select(Adaptation)
        .where(Adaptation.project_id.in_(ids), Adaptation.state == AdaptationState.OPEN)
        .options(orm.selectinload(Adaptation.answers), orm.joinedload(Adaptation.project))
    )
    return {each.project_id: each for each in session.scalars(query)}


def adaptations_of(session: orm.Session, project: Project) -> list[Adaptation]:
    query = sa.select(Adaptation).where(Adaptation.project_id == project.id)
    return list(session.scalars(query.order_by(Adaptation.id)))


def appeals_waiting(session: orm.Session, campaign: Campaign) -> list[StudyAppeal]:
    """The oldest first."""
    query = (
        sa.select(StudyAppeal)
        .join(StudyAppeal.idea)
        .where(Idea.campaign_id == campaign.id, StudyAppeal.state == AppealState.WAITING)
        .options(orm.contains_eager(StudyAppeal.idea).joinedload(Idea.contribution))
        .order_by(StudyAppeal.id)
    )
    return list(session.scalars(query))


def appeal(session: orm.Session, campaign: Campaign, appeal_id: int) -> StudyAppeal | None:
    query = (
        sa.select(StudyAppeal)
        .join(StudyAppeal.idea)
        .where(Idea.campaign_id == campaign.id, StudyAppeal.id == appeal_id)
    )
    return session.scalars(query).first()
