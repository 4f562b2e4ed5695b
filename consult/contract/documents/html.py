"""The contract as one web page that needs nothing else, and as the source of the PDF."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from consult.config import resource
from consult.contract.documents.tree import Document


def write(document: Document) -> bytes:
    return page(document).encode()


def page(document: Document) -> str:
    """templates/documents/volet.html, with volet.css inside it. Needs an application context.

    Rendered without the site's context processors: a document says nothing of who asked for it.
    """
    style = (resource("templates") / "documents" / "volet.css").read_text(encoding="utf-8")
    template = current_app.jinja_env.get_template("documents/volet.html")
    return template.render(document=document, style=Markup(style))  # noqa: S704
