"""Behind a sentence of the contract, everyone reads the words it comes from."""

from __future__ import annotations

import pytest
from sqlalchemy import event, orm

from consult.contract.models import Placement
from consult.contributions import receipts
from consult.contributions.models import Channel
from consult.contributions.operations import withdraw
from consult.extensions import db
from tests.contract.sentences import TEXT, in_the_contract, said
from tests.pages import PageClient, words


def url(placement: Placement) -> str:
    return f"/contrats/armentieres/phrase/{placement.public_id}"


def test_a_reader_goes_from_the_paragraph_to_the_words_and_back(client, session, world) -> None:
    placement = in_the_contract(
        session,
        world,
        said(session, world, "Six mois pour un dentiste."),
        said(session, world, "Plus de médecin.", channel=Channel.WORKSHOP, heard_from=8),
    )
    assert f'href="{url(placement)}"' in client.get("/contrats/armentieres").get_data(as_text=True)
    page = client.get(url(placement))
    told = words(page)
    assert TEXT in told
    assert "Dit par 9 personnes" in told
    assert "1 en ligne, 1 en atelier" in told
    assert "Six mois pour un dentiste." in told
    assert "dit par 8 personnes" in told
    assert "Section 1.3" in told
    body = page.get_data(as_text=True)
    assert f'href="/contrats/armentieres#p-{placement.public_id}"' in body
    assert 'href="/consultations"' in body


def test_an_author_goes_from_the_code_to_the_sentence(client, session, world) -> None:
    key = "a" * 32
    placement = in_the_contract(session, world, said(session, world, submission=key))
    body = client.get(f"/suivi/{receipts.code_of(key)}").get_data(as_text=True)
    assert f'href="{url(placement)}"' in body
    assert f'href="/contrats/armentieres#p-{placement.public_id}"' in body
    page = client.get(url(placement)).get_data(as_text=True)
    assert receipts.code_of(key) not in page


def test_withdrawn_words_leave_the_page_and_the_count(client, session, world) -> None:
    gone = said(session, world, "Six mois pour un dentiste.", heard_from=5)
    placement = in_the_contract(session, world, gone, said(session, world))
    withdraw(session, gone)
    session.commit()
    told = words(client.get(url(placement)))
    assert "Dit par 1 personne" in told
    assert "dentiste" not in told


def test_a_sentence_left_by_all_its_authors_says_so(client, session, world) -> None:
    only = said(session, world)
    placement = in_the_contract(session, world, only)
    withdraw(session, only)
    session.commit()
    page = client.get(url(placement))
    assert page.status_code == 200
    assert "ont été retirées" in words(page)


@pytest.mark.parametrize(("people", "told"), [(4, False), (5, True)])
def test_a_quarter_is_told_from_five_people_on(client, session, world, people, told) -> None:
    placement = in_the_contract(
        session,
        world,
        said(session, world, "Une parole.", quarter=world.quarter),
        said(session, world, "Une autre.", quarter=world.quarter, heard_from=people - 1),
        said(session, world, "Ailleurs.", quarter=world.other_quarter, heard_from=4),
    )
    page = words(client.get(url(placement)))
    assert ("Attargette-Chanzy" in page) is told
    assert "Bizet-Briqueterie" not in page


def test_the_page_tells_nothing_of_its_authors_and_can_be_kept(client, session, world) -> None:
    contribution = said(session, world, "Plus de médecin.")
    placement = in_the_contract(session, world, contribution)
    page = client.get(url(placement))
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"].startswith("public")
    body = page.get_data(as_text=True)
    # Known to readers only to report these words: it opens nothing else (test_reports).
    assert body.count(contribution.public_id) == body.count(f"/signaler/{contribution.public_id}")
    assert f"{contribution.submitted_at.day} " not in words(page).split("En ligne ·")[1][:12]
    again = client.get(url(placement), headers={"If-None-Match": page.headers["ETag"]})
    assert again.status_code == 304


def test_many_words_are_told_page_after_page_in_six_queries(
    client: PageClient, session: orm.Session, world
) -> None:
    lot = [
        said(session, world, f"Parole {n:02}.", quarter=world.quarter, channel=channel)
        for n, channel in enumerate(list(Channel) * 8)
    ]
    placement = in_the_contract(session, world, *lot)
    asked: list[str] = []

    def count(_connection, _cursor, statement, *_rest) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        page = client.get(url(placement))
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    assert 0 < len(asked) <= 6
    assert "Dit par 48 personnes" in words(page)
    assert "Parole 19." in words(page)
    assert "Parole 20." not in words(page)
    more = client.get(f"{url(placement)}?after={lot[39].id}")
    assert "Parole 47." in words(more)
    assert "Parole 39." not in words(more)
    assert client.get(f"{url(placement)}?after={10**25}").status_code == 200


@pytest.mark.parametrize("path", ["armentieres/phrase/inconnue", "ailleurs/phrase/{}"])
def test_an_unknown_sentence_is_not_found(client, session, world, path) -> None:
    placement = in_the_contract(session, world, said(session, world))
    assert client.get(f"/contrats/{path.format(placement.public_id)}").status_code == 404
