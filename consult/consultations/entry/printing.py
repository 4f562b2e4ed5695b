"""Sheets of cards: ten on a page of A4, to cut along the lines."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from consult.config import resource
from consult.consultations.entry.cards import PER_PAGE, Printed, printed
from consult.consultations.entry.models import CardBatch
from consult.web.page import absolute_url, settings
from consult.web.pdf import pdf_of
from consult.web.qr import qr_svg


def cards_pdf(batch: CardBatch) -> bytes:
    return pdf_of(cards_page(batch))


def cards_page(batch: CardBatch) -> str:
    """The document that the PDF is made of. Needs a request or a configured address."""
    consultation = batch.consultation
    every = list(printed(batch))
    pages = [every[at : at + PER_PAGE] for at in range(0, len(every), PER_PAGE)]
    style = (resource("templates") / "documents" / "cards.css").read_text(encoding="utf-8")
    template = current_app.jinja_env.get_template("documents/cards.html")
    return template.render(
        batch=batch,
        consultation=consultation,
        pages=[[(card, _qr(batch, card)) for card in page] for page in pages],
        address=absolute_url("consultations.enter", slug=consultation.slug),
        town=settings().town_name,
        style=Markup(style),  # noqa: S704
    )


def _qr(batch: CardBatch, card: Printed) -> Markup:
    slug = batch.consultation.slug
    address = absolute_url("consultations.card", slug=slug, card=card.code)
    # Its code and its address stand beside it in letters: nothing to describe.
    return qr_svg(address, "")
