"""The team counts and publishes; everyone reads why each project won or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Project
from consult.budget.terms import BallotKind, TallyRule
from consult.db import utcnow
from tests.budget.outcome.town import add_projects, make_vote, seal, vote
from tests.factories import World, make_campaign
from tests.pages import PageClient, form_of, words

PUBLIC = "/budget/budget-2027/resultats"
TEAM = "/espace/budget/budget-2027/resultats"


@pytest.fixture
def campaign(session: orm.Session, world: World) -> Campaign:
    made = make_vote(session, world)
    add_projects(session, made, {1: 60_000, 2: 50_000, 3: 40_000, 4: 10_000})
    vote(session, made, {1: 1, 2: 1}, 3)
    vote(session, made, {1: 1, 3: 1}, 2)
    session.commit()
    return made


def test_a_vote_is_counted_checked_published_and_read(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    client.sign_in(world.editor)
    assert "une fois l’urne scellée" in words(client.get(TEAM))
    seal(session, campaign)
    session.commit()
    assert "Personne d’autre que l’équipe" in words(client.get(TEAM))
    assert "Les résultats seront" in words(client.get(PUBLIC))
    assert client.submit(TEAM, form=1).status_code == 303
    page = words(client.get(PUBLIC))
    assert "2 projets sont retenus" in page
    assert "Retenu : il coûte 60 000 €" in page
    assert "Quand son tour est venu, il restait 40 000 €" in page
    assert "Aucun bulletin ne l’a choisi." in page
    table = client.get(f"{PUBLIC}/projets.csv").get_data(as_text=True)
    assert len(table.strip().splitlines()) == 5


def test_nothing_is_published_before_its_day(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    campaign.results_at = utcnow() + timedelta(days=2)
    seal(session, campaign)
    session.commit()
    client.sign_in(world.editor)
    page = client.get(TEAM)
    assert "Vous pourrez publier à partir du" in words(page)
    assert "Publier les résultats" not in words(page)
    token = form_of(page, 0)["csrf_token"]
    refused = client.post(f"{TEAM}/publier", data={"csrf_token": token}, follow_redirects=True)
    assert "à partir du jour que dit le règlement" in words(refused)
    assert "seront donnés ici" in words(client.get(PUBLIC))
    assert client.get(f"{PUBLIC}/projets.csv").status_code == 404
    session.expire_all()
    assert set(session.scalars(sa.select(Project.won))) == {None}


def test_a_campaign_without_a_vote_has_no_results(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(session, world)
    session.commit()
    assert client.get(PUBLIC).status_code == 404
    client.sign_in(world.editor)
    assert "n’a pas de vote" in words(client.get(TEAM))


@pytest.mark.parametrize("rule", [TallyRule.GREEDY_COST, TallyRule.EQUAL_SHARES])
def test_each_rule_is_told_in_its_words(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign, rule: TallyRule
) -> None:
    campaign.rule = rule
    seal(session, campaign)
    session.commit()
    client.sign_in(world.editor)
    page = words(client.get(TEAM))
    expected = {
        TallyRule.GREEDY_COST: "pour 1 000 euros",
        TallyRule.EQUAL_SHARES: "ses soutiens l’ont acheté ensemble",
    }
    assert expected[rule] in page


def test_grades_are_told_by_their_names(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = make_vote(
        session,
        world,
        ballot=BallotKind.GRADES,
        rule=TallyRule.MAJORITY_JUDGEMENT,
        choices_max=None,
    )
    add_projects(session, made, {1: 60_000, 2: 60_000})
    vote(session, made, {1: 3, 2: 1}, 3)
    seal(session, made)
    session.commit()
    client.sign_in(world.editor)
    assert "Mention médiane : Coup de cœur" in words(client.get(TEAM))
