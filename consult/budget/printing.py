"""The règlement on paper, as PDF."""

from __future__ import annotations

from flask import Response, current_app
from markupsafe import Markup

from consult.budget.articles import articles
from consult.budget.models import Campaign
from consult.config import resource
from consult.db import utcnow
from consult.web.page import settings
from consult.web.pdf import pdf_of


def regulation_response(campaign: Campaign) -> Response:
    answer = Response(pdf_of(regulation_page(campaign)), mimetype="application/pdf")
    name = f"reglement-{campaign.slug}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def regulation_page(campaign: Campaign) -> str:
    """One HTML document with its style in it."""
    style = (resource("templates") / "documents" / "regulation.css").read_text(encoding="utf-8")
    template = current_app.jinja_env.get_template("documents/regulation.html")
    return template.render(
        campaign=campaign,
        articles=articles(campaign),
        town_name=settings().town_name or campaign.commune.name,
        printed=utcnow(),
        style=Markup(style),  # noqa: S704
    )
