"""Sending a file of answers to the page that imports it, and looking at what was kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.consultations.models import AnswerSheet
from tests.consultations.imports.conftest import SAMPLES
from tests.pages import PageClient

PAGE = "/espace/reponses/importer"
GIVEN = {
    "consultation": "",
    "title": "Votre quartier en 2023",
    "commune": "armentieres",
    "vocabulary": "armentieres",
    "degree": "consultation",
    "moment": "diagnostic",
    "described": "Par le service jeunesse.",
    "consent": "Avec l’accord des personnes.",
}
FILE = (
    "N°;Date;Quartier;Âge;priorites;satisfaction;changer\n"
    "A1;12/05/2023;Attargette Chanzy;34;Choix 1 de priorites, Choix 2 de priorites;c3;Des bancs.\n"
    "A2;13/05/2023;ailleurs;70;c0;Choix 0 de satisfaction;\n"
    "A3;13/05/2023;ailleurs;70;c0;Choix 0 de satisfaction;\n"
).replace("N°", "Identifiant")


def send(
    client: PageClient, text: str | bytes, action: str = "look", **values: Any
) -> TestResponse:
    raw = text if isinstance(text, bytes) else text.encode()
    name = values.pop("name", "reponses.csv")
    data = {**GIVEN, "csrf_token": client.token(PAGE), "action": action, **values}
    data["file"] = (BytesIO(raw), name)
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def again(client: PageClient, page: TestResponse, action: str, **values: Any) -> TestResponse:
    """The page sent as it stands, with some of its lists changed."""
    form = JustHTML(page.get_data(as_text=True), sanitize=False).query("main form")[0]
    data: dict[str, Any] = {}
    for field in form.query("input, textarea, select"):
        name, kind = field.attrs.get("name"), field.attrs.get("type", "")
        if not name or kind == "file" or (kind == "checkbox" and "checked" not in field.attrs):
            continue
        if field.name == "select":
            chosen = field.query("option[selected]") or field.query("option")
            data[name] = chosen[0].attrs.get("value") or ""
        elif field.name == "textarea":
            data[name] = "".join(node.data for node in field.children)
        else:
            data[name] = field.attrs.get("value") or ""
    sent = data | {"action": action} | values
    return client.post(PAGE, data=sent, content_type="multipart/form-data")


def sheets(session: orm.Session) -> list[AnswerSheet]:
    session.expire_all()
    return list(session.scalars(sa.select(AnswerSheet).order_by(AnswerSheet.id)))


def text_of(name: str) -> bytes:
    return (SAMPLES / f"{name}.csv").read_bytes()
