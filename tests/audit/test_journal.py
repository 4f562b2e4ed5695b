"""The journal: every act has its words, lines are only added, residents' words are not in it."""

from __future__ import annotations

import re
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import LinkPurpose
from consult.audit.labels import ACTIONS, SUBJECTS
from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM, record
from consult.db import Base
from consult.moderation.models import DecisionKind
from tests import factories
from tests.factories import World
from tests.pages import PageClient, words

CODE = Path(__file__).parents[2] / "consult"
# `record(session, "thing.verb"` and the two actions whose verb is an enumeration's value.
CALL = re.compile(r'record\(\s*(?:self\.)?session,\s*(f?)"([^"]+)"')
SPELLED = {
    "contribution.{kind.value}": [f"contribution.{kind.value}" for kind in DecisionKind],
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
