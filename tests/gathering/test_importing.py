"""Files of words gathered elsewhere: read as spreadsheets write them, imported once, taken back whole."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.app import create_app
from consult.audit.models import AuditLine
from consult.cli import cli
from consult.config import load_settings
from consult.contributions import receipts
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.voices import people_by
from consult.db import transaction, utcnow
from consult.demo.loading import import_reference
from consult.enjeux.models import Vocabulary
from consult.extensions import db
from consult.gathering.ground import Ground, find_ground
from consult.gathering.importing import submission_of
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.reading import Defaults, Faulty, FileError, Row, read_rows
from consult.moderation.models import DecisionKind
from consult.moderation.operations import decide
from consult.territory.models import PlaceScope
from tests.factories import World
from tests.pages import PageClient, words

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


@pytest.fixture
def ground(session: orm.Session, world: World) -> Ground:
    found = find_ground(session, "armentieres", "Armentières")
    assert found is not None
    return found


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_it_reads_what_spreadsheets_write(ground: Ground, encoding: str, sign: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerows(
        [["Texte", "Quartier"], ["C’est l’été : ça chauffe, non ?", "bizet-briqueterie"]]
    )
    (row,) = read(ground, out.getvalue().encode(encoding))
    assert isinstance(row, Row)
    assert row.text == "C’est l’été : ça chauffe, non ?"
    assert row.place.perimeter is not None
    assert row.place.perimeter.name == "Bizet-Briqueterie"


def test_every_column_is_understood(ground: Ground) -> None:
    first, second = read(ground, FILE)
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.external_id, first.heard_from, first.channel) == ("A1", 3, Channel.PAPER)
    assert (first.said_on, first.source_title) == (date(2023, 5, 12), "Enquête")
    assert first.prompt == "Que changer ?"
    assert second.text == "Deux lignes,\navec un point-virgule ; dedans"
    assert (second.channel, second.language) == (Channel.IMPORT, "uk")
    assert second.source_title == "Marche exploratoire"
    assert second.place.scope is PlaceScope.NOT_SAID
    assert (first.line, second.line) == (2, 4)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "il n’y a pas de texte"),
        ("Mots;Mars", "le quartier « Mars » n’est pas connu"),
        ("Mots;;31/02/2023", "n’est pas comprise"),
        ("Mots;;01/01/2099", "n’est pas encore venue"),
        ("Mots;;;fax", "le canal « fax »"),
        ("Mots;;;en ligne", "le canal « en ligne »"),
        ("Mots;;;;0", "nombre de personnes"),
        ("Mots;;;;²", "nombre de personnes"),
        ("Mots;;;;99999999999999999999", "nombre de personnes"),
        ("Mots;;;;;klingon du nord", "la langue"),
        ("x" * 4001, "4000 signes"),
    ],
)
def test_each_fault_is_told_in_plain_words(ground: Ground, line: str, told: str) -> None:
    header = "texte;quartier;date;canal;personnes;langue;identifiant\n"
    (row,) = read(ground, f"{header}{line or ';Bizet-Briqueterie'}\n")
    assert isinstance(row, Faulty)
    assert row.line == 2
    assert any(told in fault.replace("\u202f", " ") for fault in row.faults), row.faults


def test_all_the_faults_of_a_row_are_told_and_the_others_are_good(ground: Ground) -> None:
    rows = read(ground, "texte;quartier;canal\nBon;;\n;Mars;fax\nBon aussi;hors;\n")
    assert [type(each) for each in rows] == [Row, Faulty, Row]
    assert isinstance(rows[1], Faulty)
    assert len(rows[1].faults) == 3


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "vide"),
        (b"quartier;date\nx;y\n", "texte"),
        (b"texte;Texte\nx;y\n", "deux colonnes"),
        (b'texte\n"' + b"x" * 200_000, "guillemet"),
        (b"texte\n\x81\x8d", "fichier de texte"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ground: Ground, raw: bytes, told: str) -> None:
    with pytest.raises(FileError) as raised:
        read(ground, raw)
    assert told in raised.value.sentence
    assert raised.value.line >= 1


def test_two_people_who_wrote_the_same_stay_two_whatever_the_order(ground: Ground) -> None:
    once = read(ground, "texte\nDes bancs\nDes bancs\nUn parc\n")
    again = read(ground, "texte\nUn parc\nDes bancs\nAutre\nDes bancs\n")
    digests = {each.digest for each in once if isinstance(each, Row)}
    assert len(digests) == 3
    assert digests <= {each.digest for each in again if isinstance(each, Row)}


def test_an_identifier_stands_once_in_a_file(ground: Ground) -> None:
    _, second = read(ground, "texte;id\nUn;A1\nDeux;A1\n")
    assert isinstance(second, Faulty)
    assert "déjà à la ligne 2" in second.faults[0]


def test_reading_first_writes_nothing_and_keeps_all_that_was_typed(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    answer = send(client)
    assert answer.status_code == 200
    told = words(answer)
    assert "2 contributions à importer" in told
    assert "4 personnes entendues" in told
    assert "Colonnes laissées de côté : Remarque" in told
    assert "Sur papier (1)" in told
    assert "Avec l’accord des personnes." in answer.text
    assert not imported(session)
    assert not session.scalars(sa.select(ImportBatch)).all()


def test_a_file_is_imported_and_each_row_keeps_where_it_comes_from(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    answer = send(client, action="all")
    assert answer.status_code == 303
    assert "2 contributions sont importées" in words(client.get(answer.location))
    first, second = imported(session)
    assert (first.status, first.source, first.channel) == (
        Status.RECEIVED,
        Source.GATHERED,
        Channel.PAPER,
    )
    assert (first.source_title, first.prompt) == ("Consultation de 2023", "Que changer ?")
    assert (first.heard_from, first.said_on) == (3, date(2023, 5, 12))
    assert first.perimeter_id == world.quarter.id
    assert utcnow() - first.submitted_at < timedelta(minutes=5), "it waits since it arrived"
    assert (second.language, second.source_title) == ("uk", "Marche exploratoire")
    batch = only_batch(session)
    assert (batch.rows, batch.file_name, batch.by_id) == (2, "paroles.csv", world.moderator.id)
    desk = words(client.get(f"/espace/moderation/{first.public_id}"))
    for origin in ("Consultation de 2023", "ligne 2 (A1)", "paroles.csv", "12 mai 2023"):
        assert origin in desk
    lines = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
    assert lines == ["import_batch.start", "import_batch.import"]


def test_what_was_read_is_imported_without_choosing_the_file_again(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client)
    data = {**GIVEN, "csrf_token": client.token(PAGE), "action": "all"}
    data |= {"content": FILE, "file_name": "paroles.csv"}
    answer = client.post(PAGE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert len(imported(session)) == 2


def test_importing_again_adds_only_what_is_new(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    again = send(client, action="all")
    assert again.status_code == 422
    assert "Rien dans ce fichier n’est nouveau." in words(again)
    longer = FILE + "A3;Un parc.;;;;;;;;\r\n"
    assert "1 contribution à importer" in words(send(client, longer))
    assert send(client, longer, action="all").status_code == 303
    assert [each.text for each in imported(session)][2:] == ["Un parc."]


def test_all_or_nothing_or_the_good_rows_when_that_is_asked(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    faulty = FILE + "A3;Un parc.;Mars;;fax;;;;;\r\n"
    answer = send(client, faulty, action="all")
    assert answer.status_code == 422
    assert "ligne 5 : " in words(answer)
    assert "le quartier « Mars »" in words(answer)
    assert "Tout importer" not in words(answer)
    assert not imported(session)
    assert send(client, faulty, action="good").status_code == 303
    assert len(imported(session)) == 2


@pytest.mark.parametrize(
    ("values", "text", "told"),
    [
        ({"consent": " "}, FILE, "de quel droit"),
        ({"source_title": ""}, "texte\nDes bancs\n", "rien ne dit de quelle consultation"),
        ({}, b"\x81\x8d\x00", "Ce n’est pas un fichier CSV"),
        ({}, "colonne\nDes bancs\n", "la première ligne doit nommer"),
    ],
)
def test_what_is_missing_is_told(
    client: PageClient, session: orm.Session, world: World, values: dict, text, told: str
) -> None:
    client.sign_in(world.moderator)
    answer = send(client, text, action="all", **values)
    assert answer.status_code == 422
    assert told in words(answer)
    assert "Par le service jeunesse." in answer.text
    assert not imported(session)


def test_the_template_is_a_file_that_can_be_imported(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    model = client.get(f"{PAGE}/modele.csv")
    assert model.mimetype == "text/csv"
    assert send(client, model.data, action="all", source_title="").status_code == 303
    (row,) = imported(session)
    assert row.source_title == "Enquête du centre social"


def test_each_row_is_one_voice_and_copies_are_found(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    text = "Nous demandons un passage piéton devant l’école du Bizet."
    send(client, f"texte;personnes\n{text};1\n{text};1\nUn parc;5\n", action="all")
    heard = people_by(sa.select(Contribution), [Contribution.channel])
    assert session.execute(sa.select(heard.c.people)).scalar_one() == 7
    groups = session.scalars(sa.select(Fingerprint.group_id)).all()
    assert sorted(each is not None for each in groups) == [False, True, True]


def test_codes_are_given_only_when_they_are_asked_for(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    plain = only_batch(session)
    assert client.get(f"/espace/moderation/imports/{plain.public_id}/codes").status_code == 404
    assert receipts.find(session, receipts.code_of(submission_of(plain, 2))) is None
    send(client, "texte;id\nUn parc au Bizet;B7\n", action="all", with_codes="y")
    batch = session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    assert batch is not None
    sheet = words(client.get(f"/espace/moderation/imports/{batch.public_id}/codes"))
    code = receipts.code_of(submission_of(batch, 2))
    assert code in sheet
    assert "B7" in sheet
    assert "Un parc au Bizet" in words(client.get(f"/suivi/{code}"))


def test_a_file_is_taken_back_whole_and_can_come_again(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all", with_codes="y")
    batch = only_batch(session)
    page = f"/espace/moderation/imports/{batch.public_id}"
    code = receipts.code_of(submission_of(batch, 2))
    data = {"csrf_token": client.token(page)}
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert {each.status for each in imported(session)} == {Status.WITHDRAWN}
    assert {each.text for each in imported(session)} == {""}
    assert "Ce fichier a été retiré" in words(client.get(page))
    assert "L’équipe a retiré le fichier" in words(client.get(f"/suivi/{code}"))
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert send(client, action="all").status_code == 303
    assert len(imported(session)) == 4


def test_a_file_of_which_something_was_decided_stays(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    batch = only_batch(session)
    page = f"/espace/moderation/imports/{batch.public_id}"
    token = client.token(page)
    first, _ = imported(session)
    by = session.merge(world.moderator)
    decide(session, first, DecisionKind.PUBLISH, by=by, revision=first.revision)
    session.commit()
    assert "ne peut plus être retiré" in words(client.get(page))
    client.post(f"{page}/retirer", data={"csrf_token": token})
    assert "rien n’a été effacé" in words(client.get(page))
    assert all(each.text for each in imported(session))


def test_the_town_s_own_contract_is_offered_first(
    client: PageClient, session: orm.Session, world: World
) -> None:
    session.add(Vocabulary(key="mel"))
    session.commit()
    client.sign_in(world.moderator)
    body = client.get(PAGE).text
    own, other = body.index('value="armentieres">Armentières'), body.index('value="mel">Métropole')
    assert own < other


def test_a_long_file_is_for_the_operator(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    long = "texte\n" + "".join(f"Il faut {n}\n" for n in range(2_001))
    answer = send(client, long, action="all")
    assert answer.status_code == 422
    assert "la personne qui fait tourner le site" in words(answer)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("CONSULT_DATA", str(tmp_path / "donnees"))
    monkeypatch.delenv("CONSULT_DATABASE_URL", raising=False)
    app = create_app(load_settings())
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            import_reference(session, lambda _told, _steps: lambda: None)
        db.engine.dispose()
    return app


def run(file: Path, *options: str) -> tuple[int, str]:
    given = ["contributions", "import", str(file), "--contract", "armentieres", *options]
    done = CliRunner().invoke(cli, given)
    return done.exit_code, done.output


def test_the_operator_s_command(town: Flask, tmp_path: Path) -> None:
    file = tmp_path / "paroles.csv"
    file.write_bytes(b"texte;quartier\nDes bancs\nUn parc;Mars\nDes arbres\n")
    consent = ("--consent", "Licence ouverte", "--source", "Consultation de 2022")
    assert run(file)[0] == 2, "by what right?"
    code, told = run(file, *consent)
    assert code == 1
    assert "paroles.csv:3: the quarter “Mars” is not known" in told
    assert count(town) == 0
    assert run(file, *consent, "--dry-run")[0] == 1
    code, told = run(file, *consent, "--good-only")
    assert (code, count(town)) == (0, 2), told
    assert "2 new contributions" in told
    code, told = run(file, *consent, "--good-only")
    assert (code, count(town)) == (0, 2), told
    key = told_batch(town)
    done = CliRunner().invoke(cli, ["contributions", "withdraw-import", key])
    assert done.exit_code == 0, done.output
    assert "is withdrawn" in done.output


def test_many_rows_are_written_in_several_transactions(town: Flask, tmp_path: Path) -> None:
    file = tmp_path / "longue.csv"
    file.write_text("texte\n" + "".join(f"Il manque {n} bancs\n" for n in range(600)), "utf-8")
    code, told = run(file, "--consent", "Licence ouverte", "--source", "Enquête")
    assert code == 0, told
    assert count(town) == 600


def count(app: Flask) -> int:
    with app.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(Contribution))
        db.engine.dispose()
    return found or 0


def told_batch(app: Flask) -> str:
    with app.app_context():
        found = db.session.scalars(
            sa.select(ImportBatch.public_id).join(
                ImportedWords, ImportedWords.batch_id == ImportBatch.id
            )
        ).first()
        db.engine.dispose()
    assert found
    return found
