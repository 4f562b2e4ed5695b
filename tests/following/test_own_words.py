"""The author corrects while nobody has handled the words, and takes them back at any time."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords, propose
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status, StepKind
from consult.contributions.operations import Place, add_step
from consult.db import utcnow
from consult.moderation.models import Decision, DecisionKind
from consult.synthesis.models import Citation, Statement
from consult.synthesis.provenance import people_behind
from tests.factories import World, make_campaign, make_contribution
from tests.moderation.acts import publish
from tests.pages import PageClient, form_of, words

KEY = "mine"


@pytest.fixture
def mine(session: orm.Session, world: World) -> Contribution:
    made = make_contribution(session, world, "Il manque des bancs.", submission=KEY)
    session.commit()
    return made


@pytest.fixture
def idea(session: orm.Session, world: World) -> Idea:
    campaign = make_campaign(session, world)
    given = IdeaWords("Bancs", "Des bancs.", "La place", "Les anciens")
    propose(session, campaign, KEY, given, place=Place())
    session.commit()
    return session.scalars(sa.select(Idea)).one()


def address(contribution: Contribution, verb: str, key: str = KEY) -> str:
    return f"/suivi/{receipts.code_of(key)}/{contribution.public_id}/{verb}"


def audited(session: orm.Session, action: str) -> list[AuditLine]:
    return list(session.scalars(sa.select(AuditLine).where(AuditLine.action == action)))


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.refresh(contribution)
    return contribution


def handle(session: orm.Session, contribution: Contribution, status: Status) -> None:
    """What a moderator's decision does."""
    contribution.status = status
    contribution.handled_at = utcnow()
    contribution.revision += 1
    session.commit()


def test_words_are_corrected_and_the_receipt_says_so(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    response = client.submit(
        address(mine, "corriger"), {"text": "Il manque dix bancs."}, follow_redirects=True
    )
    assert response.status_code == 200
    page = words(response)
    assert "Vos mots sont corrigés." in page
    assert "Il manque dix bancs." in page
    assert "Corrigé" in page
    assert again(session, mine).text == "Il manque dix bancs."
    assert mine.status is Status.RECEIVED
    (line,) = audited(session, "contribution.correct")
    assert (line.actor, line.subject_id) == ("resident", mine.id)
    assert "bancs" not in str(line.details)


def test_sending_a_correction_twice_corrects_once(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine, "corriger")).get_data(as_text=True), 0)
    for _ in range(2):
        assert client.post(action, data={**fields, "text": "Dix bancs."}).status_code == 303
    assert again(session, mine).revision == 1
    assert len(audited(session, "contribution.correct")) == 1


def test_saving_without_a_change_changes_nothing(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    response = client.submit(address(mine, "corriger"), {"text": "Il manque des bancs."})
    assert response.status_code == 303
    assert again(session, mine).revision == 0
    assert audited(session, "contribution.correct") == []


def test_all_of_an_idea_can_be_corrected_and_its_number_stays(
    client: PageClient, session: orm.Session, idea: Idea
) -> None:
    given = {"title": "Dix bancs", "text": "À l’ombre.", "place": "Le parc", "beneficiaries": ""}
    page = client.get(address(idea.contribution, "corriger")).get_data(as_text=True)
    for word in ("Bancs", "Des bancs.", "La place", "Les anciens"):
        assert word in page
    assert client.submit(address(idea.contribution, "corriger"), given).status_code == 303
    session.refresh(idea)
    again(session, idea.contribution)
    assert idea.number == 1
    assert (idea.contribution.title, idea.contribution.text) == ("Dix bancs", "À l’ombre.")
    assert (idea.place, idea.beneficiaries) == ("Le parc", "")


@pytest.mark.parametrize("typed", ["", "   ", "x" * 20_000, "\x00\x01"])
def test_a_correction_must_have_words_and_not_too_many(
    client: PageClient, session: orm.Session, mine: Contribution, typed: str
) -> None:
    response = client.submit(address(mine, "corriger"), {"text": typed})
    assert response.status_code == 422
    assert 'id="text-error"' in response.get_data(as_text=True)
    assert again(session, mine).text == "Il manque des bancs."


def test_a_wrong_csrf_token_corrects_nothing_and_keeps_the_words(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    response = client.submit(address(mine, "corriger"), {"text": "Dix bancs.", "csrf_token": "no"})
    assert response.status_code == 422
    assert "Dix bancs." in response.get_data(as_text=True)
    assert again(session, mine).text == "Il manque des bancs."


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.REFUSED])
def test_once_handled_words_are_no_longer_corrected(
    client: PageClient, session: orm.Session, mine: Contribution, status: Status
) -> None:
    handle(session, mine, status)
    response = client.get(address(mine, "corriger"))
    assert response.status_code == 409
    assert "ne se changent plus" in words(response)
    page = client.get(f"/suivi/{receipts.code_of(KEY)}").get_data(as_text=True)
    assert "/corriger" not in page
    assert "/retirer" in page


def test_a_moderator_who_came_first_wins_and_the_new_words_stay_on_the_page(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine, "corriger")).get_data(as_text=True), 0)
    handle(session, mine, Status.PUBLISHED)
    response = client.post(action, data={**fields, "text": "Dix bancs verts."})
    assert response.status_code == 409
    assert "Dix bancs verts." in words(response)
    assert again(session, mine).text == "Il manque des bancs."


@pytest.mark.parametrize("revision", ["", "7", "-1", "abc", "9" * 40])
def test_another_screen_s_correction_is_not_overwritten_unknowingly(
    client: PageClient, session: orm.Session, mine: Contribution, revision: str
) -> None:
    response = client.submit(
        address(mine, "corriger"), {"text": "Dix bancs verts.", "revision": revision}
    )
    assert response.status_code == 409
    assert "Dix bancs verts." in words(response)
    assert "Rouvrir la correction" in words(response)
    assert again(session, mine).text == "Il manque des bancs."


def test_words_to_be_rephrased_go_back_to_the_team(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    add_step(mine, StepKind.REPHRASE_ASKED, "Sans le nom du voisin, s’il vous plaît.")
    handle(session, mine, Status.REPHRASE_ASKED)
    assert "Sans le nom du voisin" in words(client.get(address(mine, "corriger")))
    same = client.submit(address(mine, "corriger"), {"text": "Il manque des bancs."})
    assert same.status_code == 422
    assert "Changez au moins un mot" in words(same)
    assert client.submit(address(mine, "corriger"), {"text": "Des bancs."}).status_code == 303
    again(session, mine)
    assert (mine.status, mine.handled_at) == (Status.RECEIVED, None)
    assert mine.steps[-1].kind is StepKind.REPHRASED


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.WITHDRAWN])
def test_words_are_taken_back_at_any_time(
    client: PageClient, session: orm.Session, mine: Contribution, status: Status
) -> None:
    handle(session, mine, status)
    confirm = client.get(address(mine, "retirer"))
    assert "Il manque des bancs." in words(confirm)
    assert again(session, mine).status is status
    response = client.submit(address(mine, "retirer"), follow_redirects=True)
    page = words(response)
    assert "Vos mots sont effacés." in page
    assert "Il manque des bancs." not in page
    again(session, mine)
    assert (mine.status, mine.text) == (Status.WITHDRAWN, "")
    (line,) = audited(session, "contribution.withdraw")
    assert line.actor == "resident"


def test_words_taken_back_are_no_longer_said_to_be_read_by_all(
    client: PageClient, session: orm.Session, mine: Contribution, world: World
) -> None:
    publish(session, world.moderator, mine)
    page = f"/suivi/{receipts.code_of(KEY)}"
    assert "Tout le monde peut les lire" in words(client.get(page))
    told = words(client.submit(address(mine, "retirer"), follow_redirects=True))
    assert "Tout le monde peut les lire" not in told
    assert "Tout le monde a pu les lire, sans votre nom." in told


def test_taking_back_twice_is_taking_back_once(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    action, fields = form_of(client.get(address(mine, "retirer")).get_data(as_text=True), 0)
    assert [client.post(action, data=fields).status_code for _ in range(2)] == [303, 303]
    assert client.get(address(mine, "retirer")).status_code == 303
    assert len(audited(session, "contribution.withdraw")) == 1
    assert [s.kind for s in again(session, mine).steps].count(StepKind.WITHDRAWN) == 1


def test_a_wrong_csrf_token_takes_nothing_back(
    client: PageClient, session: orm.Session, mine: Contribution
) -> None:
    response = client.submit(address(mine, "retirer"), {"csrf_token": "no"})
    assert response.status_code == 422
    assert again(session, mine).text == "Il manque des bancs."


def test_an_idea_taken_back_leaves_no_word_anywhere(
    client: PageClient, session: orm.Session, idea: Idea
) -> None:
    client.submit(address(idea.contribution, "retirer"))
    session.refresh(idea)
    again(session, idea.contribution)
    assert (idea.place, idea.beneficiaries) == ("", "")
    assert (idea.contribution.title, idea.contribution.text) == ("", "")
    assert "Idée n" in words(client.get(f"/suivi/{receipts.code_of(KEY)}"))


def test_no_statement_counts_withdrawn_words(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    other = make_contribution(session, world, "Oui, des bancs.", status=Status.PUBLISHED)
    mine.status = Status.PUBLISHED
    statement = Statement(enjeu=session.merge(world.enjeu("sante")), text="Des bancs.")
    statement.citations = [Citation(contribution=mine), Citation(contribution=other)]
    session.add(statement)
    session.commit()
    assert people_behind(session, {statement.id}) == {statement.id: 2}
    client.submit(address(mine, "retirer"))
    session.expire_all()
    assert [each.contribution_id for each in statement.citations] == [other.id]
    assert people_behind(session, {statement.id}) == {statement.id: 1}
    (line,) = audited(session, "statement.uncite")
    assert (line.actor, line.subject_id) == ("resident", statement.id)


def test_what_moderators_wrote_of_the_words_goes_with_them(
    client: PageClient, session: orm.Session, world: World, mine: Contribution
) -> None:
    add_step(mine, StepKind.REFUSED, "Vous écrivez « bancs ».")
    session.add(
        Decision(
            contribution=mine,
            moderator=session.merge(world.moderator),
            kind=DecisionKind.REFUSE,
            sentence="Vous écrivez « bancs ».",
            revision=0,
        )
    )
    handle(session, mine, Status.REFUSED)
    client.submit(address(mine, "retirer"))
    session.expire_all()
    assert {step.message for step in mine.steps} == {""}
    assert session.scalars(sa.select(Decision.sentence)).all() == [""]


@pytest.mark.parametrize("verb", ["corriger", "retirer"])
def test_nobody_touches_a_contribution_that_is_not_behind_their_code(
    client: PageClient, session: orm.Session, world: World, mine: Contribution, verb: str
) -> None:
    other = make_contribution(session, world, "Les mots du voisin", submission="other")
    session.commit()
    _, fields = form_of(client.get(address(mine, verb)).get_data(as_text=True), 0)
    foreign = address(other, verb)
    assert client.get(foreign).status_code == 404
    assert client.post(foreign, data={**fields, "text": "Volé"}).status_code == 404
    unknown = foreign.replace(receipts.code_of(KEY), "AAAAA-AAAAA")
    assert client.post(unknown, data={**fields, "text": "Volé"}).status_code == 404
    again(session, other)
    assert (other.text, other.status) == ("Les mots du voisin", Status.RECEIVED)


@pytest.mark.parametrize("verb", ["corriger", "retirer"])
def test_a_shared_receipt_changes_nothing(
    client: PageClient, session: orm.Session, mine: Contribution, verb: str
) -> None:
    _, fields = form_of(client.get(address(mine, verb)).get_data(as_text=True), 0)
    mine.receipt.shared = True
    session.commit()
    assert client.get(address(mine, verb)).status_code == 409
    response = client.post(address(mine, verb), data={**fields, "text": "Volé"})
    assert response.status_code == 409
    assert "atelier" in words(response)
    again(session, mine)
    assert (mine.text, mine.status) == ("Il manque des bancs.", Status.RECEIVED)


@pytest.mark.parametrize("verb", ["corriger", "retirer"])
def test_the_author_s_pages_are_private(client: PageClient, mine: Contribution, verb: str) -> None:
    headers = client.get(address(mine, verb)).headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
