"""A file of words, its answers, and what became of them."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution
from consult.gathering.ground import Ground
from consult.gathering.models import ImportBatch
from consult.gathering.reading import Defaults, Row, read_rows
from consult.web.tables import Faulty
from tests.pages import PageClient

PAGE = "/espace/moderation/importer"
FILE = (
    "Identifiant;Texte;Quartier;Date;Canal;Personnes;Langue;Source;Question;Remarque\r\n"
    "A1;Il manque des bancs.;Attargette Chanzy;12/05/2023;papier;3;fr;;Que changer ?;x\r\n"
    'A2;"Deux lignes,\r\navec un point-virgule ; dedans";;;;;ukrainien;Marche exploratoire;;\r\n'
)
GIVEN = {
    "contract": "armentieres",
    "source_title": "Consultation de 2023",
    "described": "Par le service jeunesse.",
    "consent": "Avec l’accord des personnes.",
}


def read(ground: Ground, text: str | bytes, **defaults) -> list[Row | Faulty]:
    raw = text if isinstance(text, bytes) else text.encode()
    given = Defaults(**{"source_title": "Enquête", **defaults})
    header, *rows = read_rows(BytesIO(raw), ground, given, date(2026, 11, 21))
    assert header
    return rows  # type: ignore[return-value]


def send(client: PageClient, text: str | bytes = FILE, action: str = "look", **values):
    raw = text if isinstance(text, bytes) else text.encode()
    data = {**GIVEN, "csrf_token": client.token(PAGE), "action": action, **values}
    data["file"] = (BytesIO(raw), "paroles.csv")
    return client.post(PAGE, data=data, content_type="multipart/form-data")


def imported(session: orm.Session) -> list[Contribution]:
    session.expire_all()
    return list(session.scalars(sa.select(Contribution).order_by(Contribution.id)))


def only_batch(session: orm.Session) -> ImportBatch:
    session.expire_all()
    return session.scalars(sa.select(ImportBatch)).one()
