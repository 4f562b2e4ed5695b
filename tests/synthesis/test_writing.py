"""Turning residents' words into a sentence of the town."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role
from consult.audit.models import AuditLine
from consult.contributions.models import Channel, Status, Tagging
from consult.contributions.operations import withdraw
from consult.enjeux.models import Ambition
from consult.synthesis import operations
from consult.synthesis.models import Citation, Statement
from tests import factories
from tests.pages import PageClient, words
from tests.synthesis.conftest import said, sentence

SANTE = "/espace/synthese/armentieres/sante"


def statements(session: orm.Session) -> list[Statement]:
    session.expire_all()
    return list(session.scalars(sa.select(Statement).order_by(Statement.id)))


def actions(session: orm.Session) -> list[str]:
    query = sa.select(AuditLine.action).where(AuditLine.action.like("statement.%"))
    return list(session.scalars(query.order_by(AuditLine.id)))


def write(editor: PageClient, text: str, *public_ids: str, **more: str):
    return editor.submit(SANTE, {"text": text, "contribution": list(public_ids), **more}, form=1)


def test_an_editor_writes_a_sentence_from_the_words_ticked(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin à Armentières.")
    two = said(session, world, "Six mois pour un dentiste.", heard_from=4)
    session.commit()
    answer = write(editor, "L’accès aux soins est long.", one.public_id, two.public_id)
    assert answer.status_code == 303
    (made,) = statements(session)
    assert made.text == "L’accès aux soins est long."
    assert {each.contribution_id for each in made.citations} == {one.id, two.id}
    assert actions(session) == ["statement.write", "statement.cite"]
    page = words(editor.get(answer.location))
    assert "2 contributions, 5 personnes" in page
    assert "Plus de médecin à Armentières." in page


@pytest.mark.parametrize("tagging", [Tagging.TO_DO, Tagging.UNDECIDED])
def test_what_nobody_sorted_for_good_is_neither_listed_nor_cited(
    editor, session, world, tagging: Tagging
) -> None:
    """An animator's proposal, or a hesitation, bears tags too."""
    one = said(session, world, "Plus de médecin à Armentières.")
    one.tagging = tagging
    session.commit()
    assert "Plus de médecin" not in words(editor.get(SANTE))
    assert write(editor, "L’accès aux soins est long.", one.public_id).status_code == 422
    assert statements(session) == []


def test_the_same_form_sent_twice_makes_one_sentence(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    session.commit()
    first = write(editor, "L’accès aux soins est long.", one.public_id)
    second = write(editor, "L’accès aux soins est long.", one.public_id)
    assert first.location == second.location
    assert len(statements(session)) == 1
    assert actions(session) == ["statement.write", "statement.cite"]


def test_a_sentence_without_words_behind_it_is_refused_and_kept_on_the_page(
    editor, session, world
) -> None:
    said(session, world, "Plus de médecin.")
    session.commit()
    answer = write(editor, "Une phrase sans personne.")
    assert answer.status_code == 422
    assert "Cochez au moins une contribution" in words(answer)
    assert "Une phrase sans personne." in answer.get_data(as_text=True)
    assert statements(session) == []


def test_ticks_survive_a_missing_sentence(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    session.commit()
    answer = write(editor, "   ", one.public_id)
    assert answer.status_code == 422
    assert f'value="{one.public_id}" aria-describedby="c-{one.public_id}-origin" checked' in (
        answer.get_data(as_text=True)
    )


@pytest.mark.parametrize(
    ("status", "enjeux"),
    [
        (Status.RECEIVED, ("sante",)),
        (Status.REFUSED, ("sante",)),
        (Status.PUBLISHED, ("emploi",)),
        (Status.PUBLISHED, ()),
    ],
)
def test_words_unpublished_or_of_another_enjeu_cannot_be_cited(
    editor, session, world, status, enjeux
) -> None:
    good = said(session, world, "Plus de médecin.")
    bad = said(session, world, "Des bus le soir.", status=status, enjeux=enjeux)
    session.commit()
    assert "Des bus le soir." not in words(editor.get(SANTE))
    answer = write(editor, "Une phrase.", good.public_id, bad.public_id)
    assert answer.status_code == 422
    assert "ne peut pas être citée" in words(answer)
    assert statements(session) == []


def test_words_not_yet_cited_come_first_and_all_can_be_asked_for(editor, session, world) -> None:
    cited = said(session, world, "Plus de médecin.")
    said(session, world, "Un psychologue pour les jeunes.", quarter=world.quarter)
    sentence(session, world, cited)
    session.commit()
    page = words(editor.get(SANTE))
    assert "Un psychologue pour les jeunes." in page
    assert "Plus de médecin." not in page
    everything = words(editor.get(f"{SANTE}?toutes=1"))
    assert "Plus de médecin." in everything
    assert "Déjà dans une phrase" in everything
    elsewhere = words(editor.get(f"{SANTE}?quartier={world.other_quarter.key}"))
    assert "Un psychologue" not in elsewhere
    by_paper = words(editor.get(f"{SANTE}?canal={Channel.PAPER.value}"))
    assert "Un psychologue" not in by_paper
    assert "Un psychologue" in words(editor.get(f"{SANTE}?canal=pigeon&quartier=99999999999"))


def test_the_list_goes_on_page_after_page(editor, session, world) -> None:
    for number in range(45):
        said(session, world, f"Parole {number:02}.")
    session.commit()
    first = editor.get(SANTE)
    assert "Parole 39." in words(first)
    assert "Parole 40." not in words(first)
    href = first.get_data(as_text=True).split('class="more"><a class="button secondary" href="')[1]
    second = words(editor.get(href.split('"')[0]))
    assert "Parole 44." in second
    assert "Parole 39." not in second
    assert editor.get(f"{SANTE}?after={10**30}").status_code == 200


def test_the_figures_of_an_enjeu_forget_withdrawn_words(editor, session, world) -> None:
    kept = said(session, world, "Plus de médecin.", heard_from=3)
    gone = said(session, world, "Six mois pour un dentiste.", heard_from=8)
    said(session, world, "Un psychologue.")
    sentence(session, world, kept, gone)
    session.commit()
    row = words(editor.get("/espace/synthese")).split("Sante")[1]
    assert row.split()[:7] == ["3", "12", "2", "0", "0", "1", "1"]
    withdraw(session, gone)
    session.commit()
    row = words(editor.get("/espace/synthese")).split("Sante")[1]
    assert row.split()[:7] == ["2", "4", "1", "0", "0", "1", "1"]


def test_the_desk_counts_words_of_two_enjeux_once(editor, session, world) -> None:
    said(session, world, "La souffrance des jeunes.", enjeux=("sante", "education"))
    said(session, world, "Pas encore publié.", status=Status.RECEIVED)
    both = said(session, world, "Un psychologue au collège.", enjeux=("sante", "education"))
    sentence(session, world, both)
    session.commit()
    assert "1 contribution n’est encore dans aucune phrase, dans" in words(editor.get("/espace"))


def test_a_sentence_is_edited(editor, session, world) -> None:
    made = sentence(session, world, said(session, world, "Plus de médecin."))
    session.commit()
    url = f"/espace/synthese/phrase/{made.public_id}"
    key = world.enjeu("sante").ambitions[0].key
    answer = editor.submit(url, {"text": "Une autre phrase.", "ambition": key}, form=2)
    assert answer.status_code == 303
    (row,) = statements(session)
    assert (row.text, row.revision, row.ambition.key) == ("Une autre phrase.", 1, key)
    assert actions(session)[-1] == "statement.edit"


def test_an_edit_of_what_somebody_else_changed_keeps_both_texts_on_the_page(
    editor, session, world
) -> None:
    made = sentence(session, world, said(session, world, "Plus de médecin."))
    session.commit()
    url = f"/espace/synthese/phrase/{made.public_id}"
    token = editor.token(url)
    sent = {"csrf_token": token, "ambition": "", "revision": "0"}
    assert editor.post(url, data={**sent, "text": "La leur."}).status_code == 303
    answer = editor.post(url, data={**sent, "text": "La mienne."})
    assert answer.status_code == 409
    body = answer.get_data(as_text=True)
    assert "La leur." in body
    assert "La mienne." in body
    assert statements(session)[0].text == "La leur."
    again = editor.post(url, data={**sent, "revision": "1", "text": "La mienne."})
    assert again.status_code == 303
    assert statements(session)[0].text == "La mienne."


def test_the_ambition_of_another_enjeu_is_refused(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    session.commit()
    other = world.enjeu("emploi").ambitions[0].key
    assert write(editor, "Une phrase.", one.public_id, ambition=other).status_code == 422
    assert statements(session) == []
    foreign = session.scalars(sa.select(Ambition).where(Ambition.key == other)).one()
    with pytest.raises(ValueError, match="another enjeu"):
        operations.write_statement(
            session, world.enjeu("sante"), "Une phrase.", [one], by=world.editor, ambition=foreign
        )


def test_words_are_added_and_taken_off_but_never_the_last_ones(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    two = said(session, world, "Six mois pour un dentiste.")
    made = sentence(session, world, one)
    session.commit()
    url = f"/espace/synthese/phrase/{made.public_id}"
    token = editor.token(url)
    more = {"csrf_token": token, "contribution": [two.public_id]}
    assert editor.post(f"{url}/rattacher", data=more).status_code == 303
    assert editor.post(f"{url}/rattacher", data=more).status_code == 303
    assert len(statements(session)[0].citations) == 2
    off = {"csrf_token": token}
    editor.post(f"{url}/detacher/{one.public_id}", data=off)
    assert [each.contribution_id for each in statements(session)[0].citations] == [two.id]
    answer = editor.post(f"{url}/detacher/{two.public_id}", data=off, follow_redirects=True)
    assert "elles restent" in words(answer)
    assert len(statements(session)[0].citations) == 1
    assert actions(session) == [
        "statement.write",
        "statement.cite",
        "statement.cite",
        "statement.uncite",
    ]


def test_the_last_published_words_stay_even_beside_withdrawn_ones(session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    two = said(session, world, "Six mois pour un dentiste.")
    made = sentence(session, world, one, two)
    withdraw(session, two)
    with pytest.raises(operations.NothingCitedError):
        operations.uncite(session, made, one.id, by=world.editor)
    assert operations.uncite(session, made, two.id, by=world.editor)


def test_withdrawn_words_are_not_shown_behind_the_sentence(editor, session, world) -> None:
    one = said(session, world, "Plus de médecin.")
    made = sentence(session, world, one)
    withdraw(session, one)
    session.commit()
    page = words(editor.get(f"/espace/synthese/phrase/{made.public_id}"))
    assert "0 contribution, 0 personne" in page
    assert "ne sont plus publiées" in page


def test_a_sentence_is_deleted_and_its_words_wait_again(editor, session, world) -> None:
    made = sentence(session, world, said(session, world, "Plus de médecin."))
    session.commit()
    url = f"/espace/synthese/phrase/{made.public_id}"
    token = editor.token(url)
    assert editor.post(f"{url}/supprimer", data={}).status_code == 400
    assert len(statements(session)) == 1
    answer = editor.post(f"{url}/supprimer", data={"csrf_token": token}, follow_redirects=True)
    assert "Plus de médecin." in words(answer)
    assert statements(session) == []
    assert session.scalars(sa.select(Citation)).all() == []
    assert actions(session)[-1] == "statement.delete"


def test_only_editors_enter(client: PageClient, session, world: factories.World) -> None:
    made = sentence(session, world, said(session, world, "Plus de médecin."))
    session.commit()
    urls = ("/espace/synthese", SANTE, f"/espace/synthese/phrase/{made.public_id}")
    assert {client.get(url).status_code for url in urls} == {302}
    client.sign_in(world.animator)
    assert {client.get(url).status_code for url in urls} == {403}
    assert client.post(f"{urls[2]}/supprimer", data={}).status_code == 403
    assert len(statements(session)) == 1


@pytest.mark.parametrize(
    "path",
    ["/nulle-part/sante", "/armentieres/nul", "/phrase/nulle", "?contrat=nulle-part"],
)
def test_an_unknown_address_is_not_found(editor, path) -> None:
    assert editor.get(f"/espace/synthese{path}").status_code == 404


def test_the_desk_opens_before_any_contract_is_imported(client, session) -> None:
    user = factories.make_user(session, Role.EDITOR)
    session.commit()
    client.sign_in(user)
    assert "Aucun contrat" in words(client.get("/espace/synthese"))
