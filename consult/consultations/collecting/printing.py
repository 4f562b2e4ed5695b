"""The questionnaire on paper, and the posters that call to answer, as PDF."""

from __future__ import annotations

import enum
from typing import Any

from flask import Response, current_app, make_response
from markupsafe import Markup

from consult.config import resource
from consult.consultations.collecting import copies
from consult.consultations.collecting.models import Round
from consult.consultations.collecting.paper import paper_of
from consult.consultations.labels import promise
from consult.consultations.models import Consultation, Entry
from consult.consultations.queries import minutes
from consult.consultations.wordings.queries import told
from consult.extensions import db
from consult.web.i18n import current_locale
from consult.web.page import absolute_url, settings
from consult.web.pdf import pdf_of
from consult.web.qr import qr_svg
from consult.web.sentences import speaking_french


class Sheet(enum.Enum):
    """What calls to answer: to hang, or to hand out and cut."""

    A3 = "a3"
    A4 = "a4"
    FLYERS = "tracts"


# Of flyers, on a sheet of A4: each is an A6.
A_SHEET = 4


def questionnaire_pdf(round_: Round, numbers: range, *, large: bool) -> bytes:
    """The copies of these numbers, each with its own count of pages."""
    return pdf_of(*(questionnaire_page(round_, number, large=large) for number in numbers))


def questionnaire_page(round_: Round, number: int, *, large: bool) -> str:
    consultation = round_.consultation
    with speaking_french():
        return _rendered(
            "documents/questionnaire.html",
            round=round_,
            consultation=consultation,
            paper=paper_of(consultation),
            copy=_copy(round_, number),
            follow=absolute_url("following.index", language="fr"),
            large=large,
        )


def poster_pdf(consultation: Consultation, sheet: Sheet) -> bytes:
    return pdf_of(poster_page(consultation, sheet))


def poster_page(consultation: Consultation, sheet: Sheet) -> str:
    """In the page's language; what the town did not write in it stays in French."""
    slug = consultation.slug
    # The door, where there is one.
    door = "consultations.start" if consultation.entry is Entry.ANYONE else "consultations.enter"
    return _rendered(
        "documents/poster.html",
        consultation=told(db.session, consultation),
        sheet=sheet.value,
        times=A_SHEET if sheet is Sheet.FLYERS else 1,
        qr=qr_svg(absolute_url(door, slug=slug), ""),
        # The page of the consultation: the shortest address that leads there, to be typed.
        address=absolute_url("consultations.show", slug=slug).partition("://")[2],
        promise=promise(consultation.degree),
        minutes=minutes(consultation.questions),
    )


def pdf_response(content: bytes, name: str) -> Response:
    """To keep under this name."""
    response = make_response(content)
    response.mimetype = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _copy(round_: Round, number: int) -> dict[str, Any]:
    code = copies.code_of(round_, number)
    address = absolute_url("following.show", code=code, language="fr")
    return {"number": number, "code": code, "qr": qr_svg(address, "")}


def _rendered(document: str, **values: Any) -> str:
    """With the style that bears the document's name."""
    style = (resource("templates") / document).with_suffix(".css").read_text(encoding="utf-8")
    template = current_app.jinja_env.get_template(document)
    locale = current_locale()
    return template.render(
        **values,
        town_name=settings().town_name,
        locale_code=locale.language,
        text_direction=locale.text_direction,
        style=Markup(style),  # noqa: S704
    )
