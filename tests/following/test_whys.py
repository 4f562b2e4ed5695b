"""Words that the contract does not hold: their author reads why, as the team's report tells it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.coverage import queries
from consult.contract.coverage.fates import Fate
from consult.contract.models import Placement, PlacementKind
from consult.contract.placements import Target, place, remove
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.db import utcnow
from consult.following.outcomes import outcomes
from consult.following.queries import told_of
from consult.following.whys import whys
from consult.synthesis.models import Citation, Statement
from consult.synthesis.topics import operations as topics
from consult.synthesis.topics.models import SetAside, SetAsideReason
from tests.contract.fates import BEFORE_ANY_VERSION, each_fate
from tests.factories import World, make_contribution
from tests.following.conftest import publish, speak
from tests.pages import PageClient, words
from tests.web.test_budgets import counting

NOT_IN = "Votre avis n’est pas dans le contrat."
NOT_YET_IN = "Votre avis n’est pas encore dans le contrat."
DECIDED = {Fate.REFUSED, Fate.OUTSIDE, Fate.SET_ASIDE}
VERSION = "« Volet communal d’Armentières », version 1, publiée le"
# What the author of each reads.
SAID = {
    Fate.TO_READ: "L’équipe ne l’a pas encore lu.",
    Fate.TO_REPHRASE: "L’équipe attend que vous le disiez autrement.",
    Fate.REFUSED: "seuls les avis publiés peuvent entrer dans le contrat.",
    Fate.APPEALED: "Une autre personne le relit",
    Fate.TO_SORT: "L’équipe ne l’a pas encore classé.",
    Fate.UNDECIDED: "L’équipe cherche encore à quel thème il se rapporte.",
    Fate.OUTSIDE: "Il parle d’autre chose que de ce dont traite ce contrat.",
    Fate.SET_ASIDE: "L’équipe qui écrit le contrat l’a mis de côté : c’est déjà fait, ou en cours.",
    Fate.GROUPED: "Elle n’en a pas encore fait une phrase.",
    Fate.UNCITED: "L’équipe l’a classé. Elle n’en a pas encore fait une phrase.",
    Fate.UNPLACED: "Cette phrase n’est pas dans le contrat.",
}


def is_out(page: str) -> bool:
    return NOT_IN in page or NOT_YET_IN in page


@pytest.fixture
def cases(session: orm.Session, world: World) -> dict[Fate, Contribution]:
    return each_fate(session, world)


def read(client: PageClient, said: Contribution, key: str) -> str:
    answer = client.get(f"/suivi/{receipts.code_of(key)}")
    assert said.public_id in answer.text
    return words(answer).replace("\u202f", " ").replace("\u00a0", " ")


def key_of(said: Contribution) -> str:
    """The key of its receipt, which `each_fate` takes from its text."""
    return said.text


def test_each_reason_is_told_in_plain_words_and_is_the_one_of_the_report(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    assert set(SAID) == BEFORE_ANY_VERSION - {Fate.WITHDRAWN, Fate.WRITTEN}
    for fate, sentence in SAID.items():
        page = read(client, cases[fate], key_of(cases[fate]))
        assert (NOT_IN if fate in DECIDED else NOT_YET_IN) in page, fate
        assert VERSION in page, fate
        assert sentence in page, fate
        others = [other for each, other in SAID.items() if each is not fate and other in page]
        assert [each for each in others if each not in sentence] == [], fate
    every = list(cases.values())
    told = told_of(session, every)
    found = whys(session, every, outcomes(session, every, told), told)
    report = {row.contribution.id: row.fate for row in queries.told(session, every)}
    assert {key: each.fate for key, each in found.items()} == {
        key: fate for key, fate in report.items() if fate in SAID
    }


def test_what_is_written_or_taken_back_has_no_reason_to_give(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    assert not is_out(read(client, cases[Fate.WRITTEN], "Écrit"))
    assert not is_out(read(client, cases[Fate.WITHDRAWN], "Repris"))


def test_before_any_version_only_what_is_set_aside_is_told_so(
    client: PageClient, session: orm.Session, cases: dict[Fate, Contribution]
) -> None:
    for fate, sentence in SAID.items():
        page = read(client, cases[fate], key_of(cases[fate]))
        assert not is_out(page)
        assert (sentence in page) is (fate is Fate.SET_ASIDE), fate
    page = read(client, cases[Fate.SET_ASIDE], "Écarté")
    assert "À venir" not in page, "nobody will write a sentence from it"


def test_words_that_came_after_the_version_could_not_be_in_it(
    client: PageClient, session: orm.Session, world: World
) -> None:
    publish(session, world)
    late = make_contribution(session, world, "Plus tard", submission="tard")
    late.submitted_at = utcnow() + timedelta(minutes=5)
    session.commit()
    assert not is_out(read(client, late, "tard"))


@pytest.mark.parametrize("reason", list(SetAsideReason))
def test_every_reason_to_set_aside_has_words_and_none_of_the_team_s_own(
    client: PageClient, session: orm.Session, world: World, reason: SetAsideReason
) -> None:
    said = speak(session, world, "écarté")
    enjeu = session.merge(world.enjeu("sante"))
    for_the_team = "Monsieur Untel s’en occupe."
    topics.set_aside(session, enjeu, [said.words], reason, for_the_team, by=world.editor)
    session.commit()
    publish(session, world)
    page = words(client.get(f"/suivi/{said.code}"))
    assert "L’équipe qui écrit le contrat l’a mis de côté" in page
    assert "Untel" not in page
    assert world.editor.name not in page
    assert "enjeu" not in page.lower()


def test_a_decision_taken_back_is_told_no_longer(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    row = session.scalars(sa.select(SetAside)).one()
    topics.take_back(session, row, by=session.merge(world.editor))
    session.commit()
    page = read(client, cases[Fate.SET_ASIDE], "Écarté")
    assert "mis de côté" not in page
    assert SAID[Fate.UNCITED] in page
    assert "Réuni à d’autres avis À venir" in page


def test_a_sentence_chosen_or_taken_out_since_follows_the_version_that_is_read(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    placement = session.scalars(sa.select(Placement)).one()
    remove(session, placement, by=session.merge(world.editor))
    session.commit()
    page = read(client, cases[Fate.WRITTEN], "Écrit")
    assert not is_out(page), "the version still prints it"
    publish(session, world)
    page = read(client, cases[Fate.WRITTEN], "Écrit")
    assert is_out(page)
    assert VERSION.replace("version 1", "version 2") in page
    assert SAID[Fate.UNPLACED] in page
    assert "Plus dans le contrat" in page
    assert "À venir" not in page, "nothing is promised of it"


def test_a_place_chosen_since_waits_for_the_next_version(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    said = cases[Fate.UNPLACED]
    statement = session.scalars(
        sa.select(Statement).join(Citation).where(Citation.contribution_id == said.id)
    ).one()
    target = Target(PlacementKind.COMPLEMENT)
    place(session, statement, session.merge(world.contract), target, by=world.editor)
    session.commit()
    page = read(client, said, "Cité")
    assert is_out(page)
    assert "Tout le monde le lira avec la prochaine version." in page
    publish(session, world)
    assert not is_out(read(client, said, "Cité"))


def test_words_that_were_off_the_site_when_a_version_was_published_wait_for_the_next(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    said = cases[Fate.WRITTEN]
    publish(session, world)
    said.status = Status.REFUSED
    session.commit()
    publish(session, world)
    said.status = Status.PUBLISHED
    session.commit()
    public_id = session.scalars(sa.select(Placement.public_id)).one()

    def told() -> tuple[bool, bool]:
        behind = words(client.get(f"/contrats/armentieres/phrase/{public_id}"))
        return is_out(read(client, said, "Écrit")), said.text in behind

    assert told() == (True, False)
    assert "avec la prochaine version" in read(client, said, "Écrit")
    publish(session, world)
    assert told() == (False, True)


def test_a_room_reads_no_reason_of_the_moderators(
    client: PageClient, session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    cases[Fate.REFUSED].receipt.shared = True
    session.commit()
    publish(session, world)
    page = read(client, cases[Fate.REFUSED], "Refusé")
    assert SAID[Fate.REFUSED] in page
    assert "Ce n’est pas le sujet." not in page
    assert "Hors sujet" not in page


def test_the_reasons_of_a_long_receipt_cost_three_queries(
    session: orm.Session, world: World, cases: dict[Fate, Contribution]
) -> None:
    publish(session, world)
    every = [session.get_one(Contribution, each.id) for each in cases.values()]
    for each in every:
        assert each.vocabulary_id
    with counting() as seen:
        whys(session, every, {}, {})
    assert len(seen) <= 3, seen
