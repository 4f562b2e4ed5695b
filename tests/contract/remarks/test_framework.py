"""A framework contract has no commune of its own: the residents of the site's town speak of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.documents.naming import ambition_anchor
from consult.contract.models import Contract, ContractKind, ContractState
from consult.contributions.models import Contribution
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.territory.models import Commune, PlaceScope
from tests.factories import World
from tests.pages import PageClient, words

PAGE = "/contrats/mel"


@pytest.fixture
def ambition(session: orm.Session) -> Ambition:
    """The only one of a framework under consultation, on a site that may know no commune."""
    made = Ambition(key="sante.acces", position=0, title="Soigner tout le monde")
    vocabulary = Vocabulary(key="mel")
    vocabulary.enjeux = [
        Enjeu(key="sante", position=0, title="La santé", short_title="Santé", icon="sante",
              hue=1, ambitions=[made])
    ]  # fmt: skip
    framework = Contract(
        slug="mel", kind=ContractKind.FRAMEWORK, vocabulary=vocabulary, title="Cadre",
        starts=2024, ends=2030, state=ContractState.AMENDMENTS,
    )  # fmt: skip
    session.add(framework)
    session.commit()
    return made


def passage_of(ambition: Ambition) -> str:
    return f"{PAGE}/passage/{ambition_anchor(ambition)}"


def said(session: orm.Session) -> Contribution:
    session.expire_all()
    return session.scalars(sa.select(Contribution).order_by(Contribution.id.desc())).first()  # type: ignore[return-value]


def test_the_residents_of_the_town_speak_of_it_and_say_where_they_live(
    client: PageClient, session: orm.Session, world: World, ambition: Ambition
) -> None:
    assert "Donner mon avis sur ce passage" in words(client.get(PAGE))
    page = client.get(passage_of(ambition))
    for verb, typed in (("avis", {"text": "Bravo."}), ("proposer", {"proposed": "Soigner mieux."})):
        form = f"{passage_of(ambition)}/{verb}"
        assert form in page.text
        assert "Bizet-Briqueterie" in client.get(form).text
        answer = client.submit(form, {**typed, "quarter": "quartier-bizet-briqueterie"})
        assert answer.status_code == 303, words(answer)
        found = said(session)
        assert (found.commune.key, found.vocabulary.key) == ("armentieres", "mel")
        assert (found.place_scope, found.perimeter_id) == (
            PlaceScope.PERIMETER, world.other_quarter.id,
        )  # fmt: skip
        assert found.tags[0].ambition.key == "sante.acces"


def test_the_town_of_the_site_comes_before_those_of_the_volets(
    client: PageClient, session: orm.Session, world: World, ambition: Ambition
) -> None:
    other = Commune(key="aaa", name="Aaa", epci=session.merge(world.commune).epci)
    framework = session.scalars(sa.select(Contract).where(Contract.slug == "mel")).one()
    session.add(
        Contract(
            slug="aaa", kind=ContractKind.VOLET, commune=other, parent=framework, title="Volet",
            vocabulary=Vocabulary(key="aaa"), starts=2024, ends=2030,
        )
    )  # fmt: skip
    session.commit()
    form = f"{passage_of(ambition)}/avis"
    assert client.submit(form, {"text": "Bravo."}).status_code == 303
    assert said(session).commune.key == "armentieres"
    session.execute(sa.update(Commune).where(Commune.key == "armentieres").values(name="Ailleurs"))
    session.commit()
    assert client.submit(form, {"text": "Encore."}).status_code == 303
    assert said(session).commune.key == "aaa"


def test_nothing_is_offered_where_no_commune_is_known(
    client: PageClient, session: orm.Session, ambition: Ambition
) -> None:
    page = passage_of(ambition)
    assert "Donner mon avis sur ce passage" not in words(client.get(PAGE))
    told = client.get(page)
    assert "ce site ne connaît pas sa commune" in words(told)
    assert f"{page}/avis" not in told.text
    assert f"{page}/proposer" not in told.text
    assert client.get(f"{page}/avis").status_code == 404
