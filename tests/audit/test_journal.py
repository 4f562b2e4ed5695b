"""The journal: every act has its words, lines are only added, residents' words are not in it."""

from __future__ import annotations

import ast
import enum
import re
from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import LinkPurpose, Role
from consult.audit.labels import ACTIONS, DETAILS, ROWS, SUBJECTS, VALUES
from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM, record
from consult.budget.studying.ruling import VERBS
from consult.contract.mappings.models import MappingKind
from consult.contract.models import ActionState, ContractState, PlacementKind
from consult.contract.version_models import EditKind
from consult.contributions.models import Channel, Status, Tagging
from consult.db import Base
from consult.demo import removing
from consult.moderation.models import DecisionKind
from consult.moderation.operations import ensure_reasons
from consult.reference_rows import Counts
from consult.workshops.models import WorkshopKind
from tests import factories
from tests.factories import World
from tests.pages import PageClient, words

CODE = Path(__file__).parents[2] / "consult"
# `record(session, "thing.verb"` and the three actions whose verb is an enumeration's value.
CALL = re.compile(r'record\(\s*(?:self\.)?session,\s*(f?)"([^"]+)"')
SPELLED = {
    "contribution.{kind.value}": [f"contribution.{kind.value}" for kind in DecisionKind],
    "idea.{verb}": [f"idea.{verb}" for verb in VERBS.values()],
    "user.link_{purpose.value}": [f"user.link_{purpose.value}" for purpose in LinkPurpose],
}


def recorded() -> set[str]:
    found: set[str] = set()
    for file in CODE.rglob("*.py"):
        for formatted, action in CALL.findall(file.read_text(encoding="utf-8")):
            found.update(SPELLED[action] if formatted else [action])
    return found


def test_every_act_has_its_words_and_no_words_are_left_over() -> None:
    assert recorded() | {"demo.remove"} == set(ACTIONS)


def details() -> set[str]:
    """The names of everything that `record` is told besides who and why."""
    calls = (
        node
        for file in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "record"
    )
    names = {keyword.arg or "**" for call in calls for keyword in call.keywords}
    return names - {"by", "reason"}


def test_every_detail_has_its_words_and_no_words_are_left_over() -> None:
    former = {"contribution"}  # lines that an older version wrote are read for ever
    counted = {each.name for each in fields(Counts)}  # « **counts », of the imports
    assert (details() - {"**"}) | former | counted == set(DETAILS)


def test_every_kind_of_row_that_leaves_with_the_demonstration_has_its_words() -> None:
    tables = {getattr(each, "__tablename__", None) for each in vars(removing).values()}
    assert tables - {None, "audit_line"} <= {*DETAILS, *ROWS, *SUBJECTS}
    assert set(ROWS) <= set(Base.metadata.tables)


@pytest.mark.parametrize(
    ("name", "families"),
    [
        ("channel", [Channel]),
        ("decision", [DecisionKind]),
        ("edit", [EditKind]),
        ("kind", [PlacementKind, MappingKind, WorkshopKind]),
        ("roles", [Role]),
        ("state", [ActionState, ContractState]),
        ("tagging", [Tagging]),
        ("was", [Status]),
    ],
)
def test_every_value_of_an_enumeration_has_its_words(
    name: str, families: list[type[enum.Enum]]
) -> None:
    assert set(VALUES[name]) == {member.value for family in families for member in family}


def test_every_thing_has_its_words() -> None:
    assert set(SUBJECTS) - set(Base.metadata.tables) == {"database"}


def test_a_line_tells_who_did_what(client: PageClient, session: orm.Session, world: World) -> None:
    record(session, "structure.create", world.structure, by=world.administrator, reason="essai")
    record(session, "structure.create", world.structure, by=SYSTEM)
    record(session, "action.oubliee", world.structure, by="user:999999")
    session.commit()
    client.sign_in(world.administrator)
    told = words(client.get("/espace/journal"))
    assert "Compte administrator structure ajoutée" in told
    assert "l’exploitant du site" in told
    assert "action.oubliee" in told, "an action of an older version is told by its name"


def test_the_details_are_told_in_words_and_the_empty_ones_left_out(
    client: PageClient, session: orm.Session, world: World
) -> None:
    ensure_reasons(session)
    team = world.administrator
    record(session, "user.sign_in", team, by=team, way="link+totp")
    record(session, "user.change", team, by=team, roles=["editor", "moderator"], active=False)
    record(session, "placement.place", team, by=team, ambition="", kind="piste", enjeux=[])
    record(session, "contribution.refuse", team, by=team, reason="insults", was="published")
    record(session, "workshop_item.dots", team, by=team, dots=0, forgotten="ancien")
    record(session, "consultation.open", team, by=SYSTEM, until="2026-11-30T17:00:00+00:00")
    session.commit()
    client.sign_in(team)
    told = words(client.get("/espace/journal"))
    for expected in (
        "moyen\u202f: lien de connexion et chiffres du téléphone",
        "rôles\u202f: rédaction du contrat, modération · peut se connecter\u202f: non",
        "Insultes ou propos qui blessent · avant\u202f: Publié",
        "gommettes\u202f: 0 · forgotten\u202f: ancien",
        "jusqu’au\u202f: 30 novembre 2026 à 18\u202fh\u202f00",
    ):
        assert " ".join(expected.split()) in told, told
    for raw in ("ambition", "enjeux", "insults ·", "published", "piste ", " = "):
        assert raw not in told, raw


def test_what_a_resident_said_is_never_copied_there(session: orm.Session, world: World) -> None:
    said = factories.make_contribution(session, world, "Mes mots à moi")
    session.flush()
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.subject_id == said.id))
    assert all("Mes mots" not in f"{line.reason} {line.details}" for line in lines)


def test_a_long_journal_is_read_page_by_page(
    client: PageClient, session: orm.Session, world: World
) -> None:
    for _ in range(101):
        record(session, "structure.create", world.structure, by=SYSTEM)
    session.commit()
    client.sign_in(world.administrator)
    first = client.get("/espace/journal")
    assert "Voir la suite" in words(first)
    after = re.search(r"after=(\d+)", first.text)
    assert after
    assert client.get(f"/espace/journal?after={after[1]}").status_code == 200
