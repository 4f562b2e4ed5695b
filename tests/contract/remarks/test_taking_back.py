"""Somebody takes a remark back: nothing of it stays in what the team answered to the others."""

from __future__ import annotations

import io
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer
from consult.contributions import receipts
from consult.contributions.rewordings import Rewording
from consult.moderation.masking import mask
from tests.contract.remarks.saying import (
    DESK,
    OTHER,
    PAGE,
    SENTENCE,
    address,
    answer,
    fill,
    open_contract,
    remark,
)
from tests.factories import World
from tests.pages import PageClient, words

MINE = "Ma fille attend un orthophoniste depuis deux ans et demi."
QUOTE = "attend un orthophoniste depuis deux ans"
THEIRS = "Il faudrait aussi des dentistes."


@pytest.fixture(autouse=True)
def desk(client: PageClient, session: orm.Session, world: World) -> None:
    open_contract(session, world)
    client.sign_in(world.editor)


def take_back(client: PageClient, made: Remark, key: str) -> None:
    page = f"/suivi/{receipts.code_of(key)}/{made.contribution.public_id}/retirer"
    assert client.submit(page).status_code == 303


def follow(client: PageClient, key: str) -> str:
    return words(client.get(f"/suivi/{receipts.code_of(key)}"))


def again(session: orm.Session, made: Remark) -> Remark:
    session.expire_all()
    return session.get_one(Remark, made.id)


def everywhere(client: PageClient, session: orm.Session) -> str:
    """Wherever somebody who does not sign in reads an answer, and what the team hands on."""
    pages = [address(session), address(session, text=OTHER), f"{PAGE}/remarques"]
    told = [client.get(page).text for page in pages]
    told.append(client.get(f"{DESK}.csv", buffered=True).text)
    with zipfile.ZipFile(io.BytesIO(client.get(f"{DESK}.docx").data)) as archive:
        told.append(archive.read("word/document.xml").decode())
    return "\n".join([*told, follow(client, "theirs")])


def test_an_answer_that_quotes_them_leaves_every_page_and_waits_again(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    told = "Quelqu’un attend un orthophoniste depuis deux ans : c’est trop."
    answer(client, [mine, theirs], reason=told, answer="adapted", section="sante-plan")
    assert QUOTE in everywhere(client, session)
    take_back(client, mine, "mine")
    assert "orthophoniste" not in everywhere(client, session)
    assert "orthophoniste" not in "".join(session.scalars(sa.select(RemarkAnswer.reason)))
    assert "La ville relit sa réponse" in words(client.get(address(session)))
    assert "Réponse en cours de relecture" in follow(client, "theirs")
    found = again(session, theirs)
    assert (found.answer, found.last, found.revision) == (None, None, 2)
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "remark.withhold")).one()
    assert line.subject_id == theirs.id


def test_the_team_is_told_and_finds_the_rest_of_its_answer(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    third = remark(session, "Et des médecins.", key="third")
    told = f"On nous dit : {QUOTE}. Un cabinet ouvre en mars."
    answer(client, [mine, theirs, third], reason=told, answer="adapted", section="sante-plan")
    take_back(client, mine, "mine")
    desk = words(client.get(DESK))
    assert desk.count("Réponse à relire") == 2
    assert "2 avis attendent une réponse" in desk
    page = client.get(f"{DESK}/{theirs.public_id}")
    assert "Cette réponse est à relire." in words(page)
    assert "On nous dit\u202f: […]. Un cabinet ouvre en mars.</textarea>" in page.text.replace(
        " :", "\u202f:"
    )
    assert 'value="adapted" checked' in page.text
    # What was answered in one gesture is read again in one gesture.
    assert f'value="{third.public_id}:2" checked' in page.text
    sent = {"answer": "adapted", "reason": "Un cabinet ouvre en mars.", "section": "sante-plan",
            "remark": [f"{each.public_id}:2" for each in (theirs, third)]}  # fmt: skip
    assert fill(client, f"{DESK}/{theirs.public_id}", sent).status_code == 303
    found = again(session, theirs)
    assert found.answer is AnswerKind.ADAPTED
    assert [each.reason for each in found.answers] == ["", "Un cabinet ouvre en mars."]
    assert "relit sa réponse" not in words(client.get(address(session)))
    assert "Nouvelle réponse" in follow(client, "theirs")


def test_an_answer_that_quotes_nothing_stays_and_the_team_is_told(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    answer(client, [mine, theirs], reason="Un cabinet ouvre en mars.")
    take_back(client, mine, "mine")
    assert "Un cabinet ouvre en mars." in everywhere(client, session)
    assert again(session, theirs).answer is AnswerKind.RETAINED
    page = words(client.get(f"{DESK}/{theirs.public_id}"))
    assert "La même réponse avait été donnée à un avis retiré depuis." in page


def test_an_answer_given_apart_may_quote_them_too(client: PageClient, session: orm.Session) -> None:
    mine = remark(session, MINE, key="mine")
    theirs = remark(session, THEIRS, about=OTHER, key="theirs")
    answer(client, [mine], reason="Oui.")
    answer(client, [theirs], reason=f"Une autre personne {QUOTE}.")
    take_back(client, mine, "mine")
    assert "orthophoniste" not in everywhere(client, session)


def test_an_older_answer_loses_its_words_and_the_last_one_holds(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    answer(client, [mine, theirs], reason=f"Vous dites : {QUOTE}.", answer="rejected")
    answer(client, [again(session, theirs)], reason="Finalement oui.")
    take_back(client, mine, "mine")
    found = again(session, theirs)
    assert found.answer is AnswerKind.RETAINED
    assert [each.reason for each in found.answers] == ["", "Finalement oui."]
    assert "Finalement oui." in follow(client, "theirs")
    page = words(client.get(f"{DESK}/{theirs.public_id}"))
    assert "Son texte est effacé" in page


def test_whoever_said_the_same_keeps_the_answer_that_quotes_it(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, MINE, key="theirs")
    answer(client, [mine, theirs], reason=f"Personne ne devrait dire : {QUOTE}.")
    take_back(client, mine, "mine")
    assert f"Personne ne devrait dire : {QUOTE}." in follow(client, "theirs").replace("\u202f", " ")


def test_the_passage_of_the_contract_may_be_quoted(
    client: PageClient, session: orm.Session
) -> None:
    proposed = str(Rewording(f"{SENTENCE} Et aucun ne consulte à domicile.", "C’est vrai."))
    mine = remark(session, proposed, key="mine")
    theirs = remark(session, THEIRS, about=OTHER, key="theirs")
    answer(client, [theirs], reason=f"Le contrat le dit : « {SENTENCE} »")
    take_back(client, mine, "mine")
    assert again(session, theirs).answer is AnswerKind.RETAINED


def test_what_was_masked_before_is_looked_for_as_well(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    answer(client, [mine, theirs], reason=f"Vous dites : {QUOTE}.")
    said = again(session, mine).contribution
    mask(session, said, [QUOTE], by=session.merge(world.moderator), revision=said.revision)
    session.commit()
    take_back(client, mine, "mine")
    assert "orthophoniste" not in everywhere(client, session)


def test_the_structure_that_spoke_and_a_name_are_left_out(
    client: PageClient, session: orm.Session
) -> None:
    mine = remark(session, "Mon voisin Kévin ne dort plus.", structure="Le Cercle", key="mine")
    theirs = remark(session, THEIRS, key="theirs")
    answer(client, [mine, theirs], reason="Le Cercle a raison : Kévin doit dormir.")
    take_back(client, mine, "mine")
    assert again(session, theirs).answers[0].reason == "[…] a raison : […] doit dormir."


def test_taking_back_twice_or_another_remark_changes_the_draft_only_where_it_must(
    client: PageClient, session: orm.Session
) -> None:
    mine, theirs = remark(session, MINE, key="mine"), remark(session, THEIRS, key="theirs")
    other = remark(session, "Le pédiatre ne prend plus personne.", key="other")
    told = f"Vous dites : {QUOTE} ; puis : le pédiatre ne prend plus personne. Oui."
    answer(client, [mine, theirs, other], reason=told)
    take_back(client, mine, "mine")
    take_back(client, other, "other")
    found = again(session, theirs)
    assert found.answers[0].reason == "Vous dites : […] ; puis : […]. Oui."
    assert found.revision == 2
