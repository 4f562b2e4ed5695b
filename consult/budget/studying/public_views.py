"""The projects of a campaign, and the whole history of each, for everyone. Nobody is named there."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from consult.budget import queries as campaigns
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.phases import phase
from consult.budget.studying import labels, queries
from consult.budget.studying.models import RulingState, Union
from consult.budget.studying.ruling import ruling_of
from consult.budget.studying.telling import line
from consult.contributions.models import Status
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access

assert labels

public_blueprint = Blueprint("projects", __name__, url_prefix="/budget/<slug>/projets")

NOT_ADMITTED = "non-recevables"
KINDS = {
    "etudies": Verdict.STUDIED,
    "retenus": Verdict.RETAINED,
    "non-retenus": Verdict.REJECTED,
}
LARGEST = 2**31 - 1


@public_blueprint.get("")
@access(Audience.PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    kind = request.args.get("voir", "")
    after = request.args.get("apres", type=int)
    verdict = KINDS.get(kind)
    refused = queries.ideas_ruled(
        db.session, campaign, RulingState.REFUSED, after=after, size=queries.PUBLIC_PAGE_SIZE
    ) if kind == NOT_ADMITTED else None  # fmt: skip
    page = None if refused else queries.projects(
        db.session, campaign, verdict, after=after, size=queries.PUBLIC_PAGE_SIZE, public=True
    )  # fmt: skip
    return render_template(
        "budget/projects/index.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        kind=kind if verdict or refused else "",
        kinds=KINDS,
        page=page,
        languages=queries.languages(db.session, page.rows) if page else {},
        refused=refused,
        counts=queries.verdicts(db.session, campaign, public=True),
        not_admitted=queries.refused(db.session, campaign),
    )


@public_blueprint.get("/<int:number>")
@access(Audience.PUBLIC)
def show(slug: str, number: int) -> ResponseReturnValue:
    """A project, or an idea that did not become one, by its number."""
    campaign = _campaign(slug)
    if number > LARGEST:
        abort(404)
    project = queries.project_of(db.session, campaign, number)
    if project is None:
        return _idea(campaign, number)
    if not queries.is_readable(db.session, project):
        abort(404)
    return _project(campaign, project)


def _project(campaign: Campaign, project: Project) -> str:
    steps = queries.history(db.session, project=project)
    union = None
    if project.verdict is Verdict.DROPPED:
        union = db.session.get(Union, project.id)
    languages = queries.languages(db.session, [union.into]) if union else {}
    return render_template(
        "budget/projects/show.html",
        campaign=campaign,
        project=project,
        number=project.number,
        ideas=[each for each in project.ideas if each.contribution.status is Status.PUBLISHED],
        lines=[line(each) for each in steps],
        into=union.into if union else None,
        into_language=languages[union.into.id] if union else "fr",
        language=queries.language_of(project),
    )


def _idea(campaign: Campaign, number: int) -> str:
    """Only once something was said of it: before, it is read among the ideas."""
    idea = queries.idea_of(db.session, campaign, number)
    if idea is None or idea.contribution.status is not Status.PUBLISHED:
        abort(404)
    steps = queries.history(db.session, idea=idea)
    if not steps:
        abort(404)
    return render_template(
        "budget/projects/idea.html",
        campaign=campaign,
        idea=idea,
        ruling=ruling_of(db.session, idea),
        lines=[line(each) for each in steps],
    )


def _campaign(slug: str) -> Campaign:
    return campaigns.by_slug(db.session, slug) or abort(404)
