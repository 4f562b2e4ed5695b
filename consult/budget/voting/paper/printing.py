"""The ballot on paper, made of the campaign: A4, or the same in large print."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from consult.budget.models import Campaign
from consult.budget.voting.contents import Grade
from consult.budget.voting.queries import rules_and_projects
from consult.config import resource
from consult.extensions import db
from consult.web.page import settings


def ballot_page(campaign: Campaign, *, large: bool) -> str:
    """The document that the PDF is made of. Projects stand by number: two papers are counted alike."""
    rules, projects = rules_and_projects(db.session, campaign)
    style = (resource("templates") / "documents" / "ballot.css").read_text(encoding="utf-8")
    return current_app.jinja_env.get_template("documents/ballot.html").render(
        campaign=campaign,
        rules=rules,
        projects=projects,
        grades=sorted(Grade, reverse=True),
        large=large,
        town=settings().town_name,
        style=Markup(style),  # noqa: S704
    )
