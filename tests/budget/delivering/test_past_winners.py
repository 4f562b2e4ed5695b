"""Winners of past years from a spreadsheet: mapped, checked whole, brought once, taken back."""

from __future__ import annotations

import io
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import Workbook
from sqlalchemy import orm

from consult.budget.delivering import queries
from consult.budget.delivering.amounts import read_euros, read_year
from consult.budget.delivering.importing import writing
from consult.budget.delivering.importing.columns import Holds, named, propose, propose_state
from consult.budget.delivering.importing.reading import faults_of, proposed, read_sheet
from consult.budget.delivering.models import (
    Delivery,
    DeliveryStep,
    ImportedProject,
    ProjectBatch,
    Stage,
)
from consult.budget.delivering.operations import write_money
from consult.budget.models import Campaign, Project
from consult.budget.phases import Phase, phase
from consult.db import utcnow
from consult.web.tables import CellError
from tests.budget.delivering.winning import make_winner
from tests.budget.test_campaigns import count_queries
from tests.factories import World, make_campaign
from tests.pages import PageClient, check_page, hidden, words

PAGE = "/espace/budget/anciens-projets/importer"
FILE = """Année;Intitulé du projet;Quartier;Thématique;Budget (en €);État d’avancement;Porteur;Lien;Votes
2019;Un verger;Attargette-Chanzy;Nature;12 500,00 €;Réalisé;Mme Personne;https://exemple.test/1;312
2019;Des jeux;Centre;Enfance;12 k€;En cours;M. Quidam;appelez le 03 20 00 00 00;75
2021;Un préau;;;NC;Abandonné;;;8
2021;Une fontaine;;;1,2 M€;Non retenu;;;1
"""


@pytest.fixture
def ground(session: orm.Session, world: World) -> Any:
    return writing.Ground(session.merge(world.commune), session.merge(world.vocabulary))


def sheet_of(text: str) -> Any:
    return read_sheet(io.BytesIO(text.encode()))


def bring(session: orm.Session, ground: Any, text: str, **options: Any) -> ProjectBatch | None:
    sheet = sheet_of(text)
    plan = proposed(sheet, {}, {})
    assert faults_of(plan) == []
    options = {"file_name": "f.csv", "make": True, "by": None, **options}
    return writing.bring(session, sheet, plan, ground, **options)


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("12 500,00 €", 12_500),
        ("12\u202f500\u00a0€", 12_500),
        ("12 k€", 12_000),
        ("1,2 M€", 1_200_000),
        ("12.500,50", 12_501),
        ("1.250.000", 1_250_000),
        ("45000 € TTC", 45_000),
        ("0", 0),
        ("NC", None),
        ("", None),
    ],
)
def test_amounts_are_read_as_they_are_written(app, written: str, euros: int | None) -> None:
    assert read_euros(written) == euros


@pytest.mark.parametrize(
    "written",
    ["12,500", "-5", "entre 5 et 10", "9" * 400, "1e9", "12 500 500 500 €", "1.2.3", "=1+1"],
)
def test_amounts_that_nobody_can_be_sure_of_are_refused(app, written: str) -> None:
    with pytest.raises(CellError):
        read_euros(written)


def test_years_and_states(app) -> None:
    assert read_year("Édition 2019") == 2019
    with pytest.raises(CellError):
        read_year("2019-2020")
    told = {
        "Réalisé": "opened", "Non réalisé": "waiting", "En cours d’étude": "studies", "Livré": "opened",
        "Travaux en cours": "works", "Projet annulé": "abandoned", "Non retenu": "lost", "Lauréat":
        "waiting", "Choix de l’entreprise": "tender", "Bof": "",
    }  # fmt: skip
    assert {each: propose_state(each) for each in told} == told


def test_columns_are_proposed_by_their_names_and_people_left_out() -> None:
    titles = ["Identifiant", "Titre du projet", "Édition", "Arrondissement", "Thématique",
              "Budget global du projet", "Avancement du projet", "Nom du porteur", "Adresse",
              "Contact", "geo_point_2d", "Contacter"]  # fmt: skip
    rows = [["1", "t", "2020", "20e", "x", "1", "y", "A", "rue B", "a@b.fr", "48.8, 2.3", "a@b.fr"]]
    columns = named(titles, rows)
    found = [propose(columns)[each.index] for each in columns]
    assert found == [
        Holds.IDENTIFIER, Holds.TITLE, Holds.YEAR, Holds.QUARTER, Holds.THEME, Holds.COST, Holds.STATE,
        Holds.PERSON, Holds.PLACE, Holds.PERSON, Holds.KEEP, Holds.PERSON,
    ]  # fmt: skip
    assert propose(named(["Nom", "Année"], [["x", "2020"]]))[0] is Holds.TITLE
    assert propose(named(["Prénom", "Nom"], [["a", "b"]])) == {0: Holds.PERSON, 1: Holds.PERSON}


def test_a_file_is_brought_once_and_withdrawn(session: orm.Session, ground: Any) -> None:
    batch = bring(session, ground, FILE)
    assert batch is not None
    assert (batch.rows, batch.left_out) == (3, ["Porteur"])
    assert batch.made == ["budget-participatif-2019", "budget-participatif-2021"]
    assert bring(session, ground, FILE) is None
    projects = session.scalars(sa.select(Project).order_by(Project.id)).all()
    assert [(each.title, each.cost_eur, each.place) for each in projects] == [
        ("Un verger", 12_500, ""), ("Des jeux", 12_000, "Centre"), ("Un préau", None, ""),
    ]  # fmt: skip
    assert projects[0].perimeter.name == "Attargette-Chanzy"
    stages = session.scalars(sa.select(Delivery.stage).order_by(Delivery.project_id)).all()
    assert stages == [Stage.OPENED, Stage.WORKS, Stage.ABANDONED]
    assert queries.other_of(session, projects[0]) == {
        "Lien": "https://exemple.test/1", "Votes": "312",
    }  # fmt: skip
    # A telephone number goes, whatever its column; a name is nowhere.
    assert queries.other_of(session, projects[1]) == {"Votes": "75"}
    made = session.scalars(sa.select(Campaign).where(Campaign.slug == batch.made[0])).one()
    assert phase(made, utcnow()) is Phase.DELIVERY
    writing.withdraw(session, batch, by="system")
    assert session.scalar(sa.select(sa.func.count()).select_from(Project)) == 0
    assert session.scalar(sa.select(sa.func.count()).select_from(Campaign)) == 0
    assert bring(session, ground, FILE) is not None


def test_what_the_team_wrote_since_stays(session: orm.Session, ground: Any) -> None:
    batch = bring(session, ground, FILE)
    assert batch is not None
    project = session.scalars(sa.select(Project).limit(1)).one()
    write_money(session, project, committed_eur=5, spent_eur=None, by="system")
    with pytest.raises(writing.WrittenError):
        writing.withdraw(session, batch, by="system")


def test_numbers_go_on_and_the_sites_own_winner_is_not_doubled(
    session: orm.Session, world: World, ground: Any
) -> None:
    campaign = make_campaign(session, world, slug="ici")
    campaign.opens_at = datetime(2019, 3, 1, tzinfo=UTC)
    make_winner(session, campaign, 41, title="UN VERGER")
    batch = bring(session, ground, FILE)
    assert batch is not None
    assert batch.rows == 2
    numbers = sa.select(Project.number).where(Project.campaign_id == campaign.id)
    assert sorted(session.scalars(numbers)) == [41, 42]


def test_nothing_comes_when_a_row_is_faulty_and_each_fault_has_its_line(
    session: orm.Session, ground: Any
) -> None:
    faulty = (
        FILE
        + "2019;un VERGER;Attargette Chanzy;;5;Livré;;;\n;Sans année;;;5;Livré;;;\n2019;;;;12,500;;;;\n"
    )
    sheet = sheet_of(faulty)
    plan = proposed(sheet, {}, {})
    found = writing.look(session, sheet, plan, ground, make=True)
    assert [each.line for each in found.faulty] == [6, 7, 8]
    assert "2" in found.faulty[0].told
    assert len(found.faulty[2].faults) == 2
    with pytest.raises(writing.FaultyError):
        writing.bring(session, sheet, plan, ground, file_name="f", make=True, by=None)
    assert session.scalar(sa.select(sa.func.count()).select_from(Project)) == 0
    future = f"Année;Titre\n{utcnow().year + 1};Demain\n"
    told = writing.look(
        session, sheet_of(future), proposed(sheet_of(future), {}, {}), ground, make=True
    )
    assert len(told.faulty) == 1


def test_two_thousand_rows_take_a_few_seconds_and_few_queries(
    session: orm.Session, ground: Any
) -> None:
    rows = "".join(
        f"P{n};{2014 + n % 8};Projet numéro {n};{n % 20 + 1}e;{n} 500,00 €;"
        f"{('Livré', 'Travaux', 'Études')[n % 3]};{n % 28 + 1:02}/05/2023\n"
        for n in range(2_000)
    )
    text = "Identifiant;Année;Titre;Arrondissement;Budget;Statut;Date de livraison\n" + rows
    begun = time.perf_counter()
    with count_queries() as counted:
        batch = bring(session, ground, text)
    assert batch is not None
    assert batch.rows == 2_000
    assert time.perf_counter() - begun < 20
    assert len(counted.statements) < 40
    assert session.scalar(sa.select(sa.func.count()).select_from(ImportedProject)) == 2_000
    late = sa.select(sa.func.count()).where(DeliveryStep.actual_on.is_(None))
    assert session.scalar(late) == 1_333


def test_the_page_maps_looks_and_imports(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(session, world)
    session.commit()
    base = {
        "campaign": "",
        "commune": world.commune.key,
        "vocabulary": world.vocabulary.key,
        "make": "y",
    }
    text = FILE.replace("Abandonné", "Zut")
    book = Workbook()
    for line in text.splitlines():
        book.active.append(line.split(";"))
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    read = editor.submit(
        PAGE,
        {**base, "action": "look", "file": (stream, "lauréats.xlsx")},
        content_type="multipart/form-data",
        form=1,
    )
    assert read.status_code == 200
    check_page(read.text)
    assert "Dites ce que signifient ces états : Zut." in words(read)
    # It travels with the file that was given, and is shown nowhere.
    assert "Mme Personne" not in read.text.replace(hidden_file(read.text), "")
    marks = {name: hidden(read.text, name) for name in ("columns_of", "states_of")}
    content = {**base, **marks, "content": FILE.replace("Abandonné", "Zut"), "file_name": "l.xlsx"}
    again = editor.submit(PAGE, {**content, "action": "look", "s-2": "abandoned"}, form=1)
    assert "3 projets à importer" in words(again)
    check_page(again.text)
    refused = editor.submit(PAGE, {**content, "action": "all"}, form=1)
    assert refused.status_code == 422
    done = editor.submit(PAGE, {**content, "action": "all", "s-2": "abandoned"}, form=1)
    assert done.status_code == 303
    page = editor.get(done.location)
    check_page(page.text)
    assert "Porteur" in words(page)
    assert (
        editor.submit(PAGE, {**content, "action": "all", "s-2": "abandoned"}, form=1).status_code
        == 422
    )
    back = editor.post(f"{done.location}/retirer", data={"csrf_token": editor.token(done.location)})
    assert back.status_code == 303
    session.expire_all()
    assert session.scalar(sa.select(sa.func.count()).select_from(Project)) == 0
    assert (
        utcnow() - timedelta(minutes=5)
        < session.scalars(sa.select(ProjectBatch.withdrawn_at)).one()
    )


def hidden_file(html: str) -> str:
    found = re.search(r"<textarea name=.content.*?</textarea>", html, re.DOTALL)
    assert found is not None
    return found[0]


HOSTILE = [
    b"",
    b"\0\0\0",
    b"PK\x03\x04 not a workbook",
    b"Titre",
    b"Titre;Ann\xe9e\n" + b"=cmd|calc;2019\n" * 3,
    'Titre;Année\n"ouverte;2019\n'.encode(),
    b"Titre;Ann\xc3\xa9e;Budget;X\n" + b"a" * 5000 + b";2019;" + b"9" * 5000 + b";" + b"b" * 9000,
    "Titre;Année;Titre;Année\n<script>alert(1)</script>;2019;x;2020\n".encode(),
    ("Titre;Année;Statut\n" + "".join(f"t{n};2019;état {n}\n" for n in range(300))).encode(),
    ("Titre;Année;Note\n" + "t;2019;" + "a@" * 1900 + "\n").encode(),
    b";" * 5000,
    b"Titre;Ann\xc3\xa9e\n\xef\xbf\xbe\x07\x1b[31m;2019\n",
]


@pytest.mark.parametrize("raw", HOSTILE, ids=range(len(HOSTILE)))
def test_no_file_breaks_the_page(
    editor: PageClient, session: orm.Session, world: World, raw: bytes
) -> None:
    make_campaign(session, world)
    session.commit()
    base = {
        "campaign": "",
        "commune": world.commune.key,
        "vocabulary": world.vocabulary.key,
        "make": "y",
    }
    answer = editor.submit(
        PAGE,
        {**base, "action": "all", "file": (io.BytesIO(raw), "x.csv")},
        content_type="multipart/form-data",
        form=1,
    )
    assert answer.status_code in {303, 422}
    assert "<script>alert" not in answer.text
