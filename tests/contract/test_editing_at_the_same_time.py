"""Several editors save the same part at once: real commits and real locks."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from consult.accounts.models import Role, User, UserRole
from consult.contract.models import Contract, Section
from consult.contract.parts import find
from consult.contract.version_models import ContractVersion, Draft, Edit, Lock
from consult.db import transaction
from consult.extensions import db
from tests.contract.test_at_the_same_time import EDITORS, count, town
from tests.pages import browser

__all__ = ["town"]

SLUG = "/espace/contrat/armentieres"
PART = "section/sante-plan"


@pytest.fixture
def editors(town: Flask) -> list[str]:
    """How the sessions of several editors know them."""
    with town.app_context(), transaction(db.session) as session:
        users = [
            User(
                email=f"e{number}@example.org",
                name=f"Personne {number}",
                epoch=f"e{number}",
                held=[UserRole(role=Role.EDITOR)],
            )
            for number in range(EDITORS)
        ]
        session.add_all(users)
        session.flush()
        return [each.get_id() for each in users]


def base_of(app: Flask) -> str:
    with app.app_context():
        contract = db.session.scalars(sa.select(Contract)).one()
        part = find(db.session, contract, PART)
        assert part
        return part.digest


def test_one_save_wins_and_the_others_see_its_text(town: Flask, editors: list[str]) -> None:
    base = base_of(town)
    clients = [browser(town, each) for each in editors]
    tokens = [each.token(f"{SLUG}/publier") for each in clients]

    def save(number: int) -> int:
        data = {
            "csrf_token": tokens[number],
            "base": base,
            "title": "Le plan",
            "number": "1.3.b",
            "body": f"Texte de {number}",
        }
        return clients[number].post(f"{SLUG}/modifier/{PART}", data=data).status_code

    with ThreadPoolExecutor(EDITORS) as pool:
        codes = Counter(pool.map(save, range(EDITORS)))

    assert codes == {303: 1, 409: EDITORS - 1}
    assert count(town, Edit) == 1
    with town.app_context():
        section = db.session.scalars(sa.select(Section).where(Section.key == "sante-plan")).one()
        assert section.body.startswith("Texte de ")


def test_one_person_takes_the_part_and_every_draft_is_kept(town: Flask, editors: list[str]) -> None:
    base = base_of(town)
    clients = [browser(town, each) for each in editors]
    tokens = [each.token(f"{SLUG}/publier") for each in clients]

    def type_(number: int) -> bool:
        data = {"csrf_token": tokens[number], "base": base, "body": f"Brouillon {number}"}
        answer = clients[number].post(f"{SLUG}/brouillon/{PART}", data=data)
        return answer.get_json()["lost"] == ""

    with ThreadPoolExecutor(EDITORS) as pool:
        mine = list(pool.map(type_, range(EDITORS)))

    assert mine.count(True) == 1
    assert (count(town, Lock), count(town, Draft)) == (1, EDITORS)


def test_versions_published_at_once_have_their_own_numbers(town: Flask, editors: list[str]) -> None:
    clients = [browser(town, each) for each in editors]
    tokens = [each.token(f"{SLUG}/publier") for each in clients]

    def publish(number: int) -> int:
        data = {"csrf_token": tokens[number], "note": f"Version de {number}"}
        return clients[number].post(f"{SLUG}/publier", data=data).status_code

    with ThreadPoolExecutor(EDITORS) as pool:
        assert list(pool.map(publish, range(EDITORS))) == [303] * EDITORS
    with town.app_context():
        numbers = db.session.scalars(sa.select(ContractVersion.number)).all()
    assert sorted(numbers) == list(range(1, EDITORS + 1))
