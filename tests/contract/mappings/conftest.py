"""Another territory’s contract, a mapping to it, and an editor."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.contract.models import Contract, ContractKind
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from tests.contract.mappings.lines import FILE, load
from tests.factories import World
from tests.pages import PageClient


@pytest.fixture
def elsewhere(session: orm.Session, world: World) -> Contract:
    """Another territory's contract: three enjeux, one with an ambition."""
    vocabulary = Vocabulary(key="ailleurs")
    for position, key in enumerate(("enfance", "vivre", "ecole")):
        vocabulary.enjeux.append(
            Enjeu(key=key, position=position, title=f"Titre {key}", short_title=key.title(),
                  icon="education", hue=position + 1)
        )  # fmt: skip
    vocabulary.enjeux[0].ambitions.append(Ambition(key="enfance.soin", position=0, title="Soigner"))
    contract = Contract(
        slug="ailleurs",
        kind=ContractKind.FRAMEWORK,
        vocabulary=vocabulary,
        title="Contrat d’ailleurs",
        starts=2024,
        ends=2030,
        source="Un texte d’ailleurs",
    )
    session.add(contract)
    session.commit()
    return contract


@pytest.fixture
def mapped(session: orm.Session, elsewhere: Contract) -> Contract:
    load(session, FILE)
    session.commit()
    return elsewhere


@pytest.fixture
def editor(client: PageClient, world: World) -> PageClient:
    client.sign_in(world.editor)
    return client
