"""What the cards of a consultation say."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.consultations.entry.models import CardBatch
from consult.doors import printing
from consult.web.i18n import day
from consult.web.page import absolute_url


def cards_page(batch: CardBatch) -> str:
    """The document that the PDF is made of. Needs a request or a configured address."""
    consultation = batch.consultation
    wording = printing.Wording(
        heading=_("Cards: %(title)s", title=consultation.title),
        title=consultation.title,
        address=absolute_url("consultations.enter", slug=consultation.slug),
        scanned=lambda code: absolute_url("consultations.card", slug=consultation.slug, card=code),
        promise=_(
            "One card, one answer. No name, no e-mail: nobody knows that it is yours. Until %(date)s.",
            date=day(consultation.last_moment),
        ),
    )
    return printing.cards_page(batch, wording)
