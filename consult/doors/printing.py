"""Sheets of cards: ten on a page of A4, to cut along the lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app
from markupsafe import Markup

from consult.config import resource
from consult.doors.cards import PER_PAGE, printed
from consult.doors.models import BatchColumns
from consult.web.page import settings
from consult.web.qr import qr_svg


@dataclass(frozen=True)
class Wording:
    """What each card says: of what (`heading` of the document, `title`), where to type its code
    (`address`), what its square holds by code (`scanned`), and what it promises.
    """

    heading: str
    title: str
    address: str
    scanned: Callable[[str], str]
    promise: str


def cards_page(batch: BatchColumns, wording: Wording) -> str:
    """The document that the PDF is made of. Needs a request or a configured address."""
    # Its code and its address stand beside the square in letters: nothing to describe.
    every = [(card, qr_svg(wording.scanned(card.code), "")) for card in printed(batch)]
    style = (resource("templates") / "documents" / "cards.css").read_text(encoding="utf-8")
    return current_app.jinja_env.get_template("documents/cards.html").render(
        pages=[every[at : at + PER_PAGE] for at in range(0, len(every), PER_PAGE)],
        wording=wording,
        town=settings().town_name,
        style=Markup(style),  # noqa: S704
    )
