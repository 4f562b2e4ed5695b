"""A moderator imports a file: read first, written when it is asked, each row once for ever."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.models import Contract, ContractKind
from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.voices import people_by
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.gathering import reading
from consult.gathering.models import ImportBatch
from consult.web.carried import LARGEST_FILE
from consult.web.tables import MOST_ON_A_PAGE
from tests.factories import World
from tests.gathering.files import FILE, GIVEN, PAGE, imported, only_batch, send
from tests.pages import PageClient, words


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
    assert "Ligne 5 : " in words(answer)
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


def test_a_file_read_once_is_kept_and_the_page_says_so(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    answer = send(client, FILE, consent=" ")
    assert answer.status_code == 422
    assert "est gardé : vous n’avez pas à le choisir à nouveau" in words(answer)
    assert "est gardé" not in words(send(client, b"\x81\x8d\x00"))
    assert "est gardé" not in words(client.get(PAGE))


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


def test_the_town_s_own_contract_is_offered_first(
    client: PageClient, session: orm.Session, world: World
) -> None:
    session.add(Vocabulary(key="mel"))
    session.commit()
    client.sign_in(world.moderator)
    body = client.get(PAGE).text
    own, other = body.index('value="armentieres">Armentières'), body.index('value="mel">Métropole')
    assert own < other


@pytest.mark.parametrize("raw", ["", "\ufeff", " \r\n\n"])
def test_an_empty_file_is_told_as_such(client: PageClient, world: World, raw: str) -> None:
    client.sign_in(world.moderator)
    answer = send(client, raw)
    assert answer.status_code == 422
    assert "Ce fichier est vide." in words(answer)
    assert "Choisissez un fichier." not in words(answer)
    for typed in GIVEN.values():
        assert typed in answer.text


def test_a_file_of_headings_alone_is_told_as_such(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    answer = send(client, "texte;quartier\n")
    assert "Ce fichier nomme ses colonnes, mais aucune ligne ne suit." in words(answer)
    assert "0 contribution à importer" not in words(answer)


def test_several_faults_of_a_row_are_as_many_sentences(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    answer = send(client, "texte;quartier;date\nLe bus;Mars;31/02/2024\n")
    told = words(answer).replace("\u202f", " ").replace("\xa0", " ")
    assert "Ligne 2 : le quartier « Mars » n’est pas connu" in told
    assert ". La date « 31/02/2024 » n’est pas comprise : écrivez-la ainsi : 31/12/2025." in told


def test_a_contract_kept_only_to_be_compared_is_not_offered(
    client: PageClient, session: orm.Session, world: World
) -> None:
    vocabulary = Vocabulary(key="ailleurs-2015")
    session.add(
        Contract(
            slug="ailleurs-2015",
            kind=ContractKind.FRAMEWORK,
            vocabulary=vocabulary,
            title="Le contrat d’ailleurs",
            starts=2015,
            ends=2020,
            listed=False,
        )
    )
    session.commit()
    client.sign_in(world.moderator)
    assert "ailleurs-2015" not in client.get(PAGE).text
    assert send(client, contract="ailleurs-2015", action="all").status_code == 422
    assert not imported(session)


def test_a_long_file_is_left_at_the_first_row_too_many_and_nothing_typed_is_lost(
    client: PageClient, session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(world.moderator)
    read: list[int] = []
    real = reading._row

    def noted(cells: list[str], line: int, *rest: Any) -> Any:
        read.append(line)
        return real(cells, line, *rest)

    monkeypatch.setattr(reading, "_row", noted)
    long = "texte\n" + "".join(f"Il faut {n}\n" for n in range(9_000))
    for action in ("look", "all", "good"):
        read.clear()
        answer = send(client, long, action=action, with_codes="y")
        assert answer.status_code == 422
        assert len(read) == MOST_ON_A_PAGE
        told = words(answer)
        assert "Ce fichier a plus de 2 000 lignes." in told.replace("\u202f", " ")
        assert "la personne qui fait tourner le site" in told
        for typed in GIVEN.values():
            assert typed in answer.text
        assert re.search(r"<input checked[^>]*with_codes", answer.text)
        assert long[:100] not in answer.text
    assert not imported(session)
    exactly = "texte\n" + "".join(f"Il faut {n}\n" for n in range(MOST_ON_A_PAGE))
    read_whole = words(send(client, exactly)).replace("\u202f", " ")
    assert "2 000 contributions à importer" in read_whole


def test_a_heavy_file_keeps_what_was_typed(client: PageClient, world: World) -> None:
    client.sign_in(world.moderator)
    heavy = "texte\n" + "Il manque des bancs.\n" * (LARGEST_FILE // 20)
    answer = send(client, heavy)
    assert answer.status_code == 422
    assert "Ce fichier pèse plus de 1 Mo." in words(answer)
    for typed in GIVEN.values():
        assert typed in answer.text


def test_a_file_takes_the_place_of_another_as_heavy_as_a_file_may_be(
    client: PageClient, world: World
) -> None:
    """The first one travels with the second: both fit in a request."""
    client.sign_in(world.moderator)
    line = "Il manque des bancs à l’ombre.\r\n"
    rows = (LARGEST_FILE - 10) // len(line.encode()) // 20
    first = "texte\r\n" + "".join(f'"{line * 19}"\r\n' for _ in range(rows))
    assert 0.9 * LARGEST_FILE < len(first.encode()) <= LARGEST_FILE
    assert send(client, first, content=first, file_name="avant.csv").status_code == 200
