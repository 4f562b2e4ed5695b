"""What a phone keeps of a questionnaire: the site's own screens, nothing of a person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation, Entry, QuestionKind
from consult.consultations.offline.kit import BACK, STEP, STEPS, VIEW
from consult.consultations.wordings.models import Wording
from tests import factories
from tests.consultations.conftest import Walker, add_question
from tests.factories import World
from tests.pages import PageClient, check_page
from tests.web.test_every_page_in_arabic import add_questions


@pytest.fixture
def base(client: PageClient, session: orm.Session, world: World) -> str:
    made = factories.make_consultation(session, world, asks_profile=True)
    add_questions(made)
    made.questions[2].shown_if = "selected(${priorites}, 'c0') and count-selected(${priorites}) < 2"
    made.questions[0].interviewer_help = "À lire lentement."
    session.commit()
    start = client.get("/consultations/quartier/repondre")
    return str(start.location.rpartition("/")[0])


def kit_at(client: PageClient, base: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"{base}/ecrans").get_json()
    return found


@pytest.mark.parametrize("language", ["", "/ar", "/pl"])
def test_every_screen_is_there_and_well_made(client: PageClient, base: str, language: str) -> None:
    kit = kit_at(client, language + base)
    numbers = [str(number) for number in range(1, 9)]
    assert sorted(kit["screens"]) == sorted([*numbers, "quartier", "vous", "verifier", "envoyer"])
    for page in kit["screens"].values():
        check_page(page)
        assert page.count(VIEW) == 1
        assert page.count(BACK) == 1
        assert f'lang="{language.strip("/") or "fr"}"' in page
    first = kit["screens"]["1"]
    # Where one is, in the title, in words and in the bar; not marked as French.
    assert first.count(STEP) == first.count(STEPS) == 3
    assert not re.search(f"<span[^>]*>[{STEP}{STEPS}]", first)


def test_nothing_of_a_person_is_in_it(client: PageClient, base: str) -> None:
    client.submit(f"{base}/4", {"answer": "Mes mots à moi"})
    answer = client.get(f"{base}/ecrans")
    token = base.rpartition("/")[2]
    for secret in (token, "csrf_token", "Mes mots à moi", "À lire lentement."):
        assert secret not in answer.text


def test_it_leaves_compressed_and_no_cache_keeps_it(client: PageClient, base: str) -> None:
    plain = client.get(f"{base}/ecrans")
    small = client.get(f"{base}/ecrans", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert len(small.data) < len(plain.data) / 5
    assert small.headers["Cache-Control"] == "private, no-store"


def test_what_a_person_gave_leaves_uncompressed(client: PageClient, base: str) -> None:
    state = client.get(f"{base}/hors-ligne", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in state.headers
    assert state.headers["Cache-Control"] == "private, no-store"


def test_its_files_are_the_ones_of_its_pages(client: PageClient, base: str) -> None:
    assets = kit_at(client, f"/ar{base}")["assets"]
    assert {each.partition("?")[0].rpartition("/")[2] for each in assets} >= {
        "site.css", "rtl.css", "questions.css", "frame.svg", "screen.js",
    }  # fmt: skip
    for address in assets:
        assert "?v=" in address
        assert client.get(address).status_code == 200


def test_conditions_and_sentences_are_data(client: PageClient, base: str) -> None:
    questions = kit_at(client, base)["questions"]
    assert questions[2]["condition"] == [
        "all",
        ["selected", "priorites", "c0"],
        ["count", "priorites", "<", {"number": "2"}],
    ]
    assert questions[0]["faults"]["few"] == "Choisissez 2 réponses au plus."
    assert questions[7]["reads"]["hors"] == "outside"


def test_who_asks_aloud_has_the_help_without_network_too(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = factories.make_consultation(session, world, entry=Entry.TEAM)
    made.questions[0].interviewer_help = "À lire lentement."
    session.commit()
    client.sign_in(world.editor)
    entered = client.get("/consultations/quartier/entrer").location
    client.submit(f"{entered}/1", {"answer": "c0"})
    session.expire_all()
    sheet = session.query(AnswerSheet).one()
    aloud = sheet.channel.value != "online"
    assert ("À lire lentement." in client.get(f"{entered}/ecrans").text) is aloud


def test_the_address_of_a_sheet_that_nobody_gave_has_none(client: PageClient, base: str) -> None:
    made_up = base[:-4] + "AAAA"
    for name in ("ecrans", "hors-ligne"):
        assert client.get(f"{made_up}/{name}").status_code == 404


def test_a_screen_from_the_network_registers_the_worker_and_a_rehearsal_does_not(
    client: PageClient, walker: Walker, world: World, consultation: Consultation
) -> None:
    assert "js/offline/start.js" in walker.page(1).text
    client.sign_in(world.editor)
    rehearsal = client.get("/espace/consultations/quartier/apercu/1")
    assert rehearsal.status_code == 200
    assert "js/offline" not in rehearsal.text


def test_the_worker_changes_with_what_it_runs(client: PageClient, world: World) -> None:
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert 'import "/static/js/offline/worker.js?v=' in worker.text
    assert client.get("/ar/sw.js").location == "/sw.js"


def test_a_person_may_finish_before_the_last_question(
    walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    add_question(session, consultation, key="n", kind=QuestionKind.NUMBER, prompt="Combien ?")
    assert 'name="finish"' not in walker.page(1).text
    assert 'name="finish"' in walker.page(2).text
    assert 'name="finish"' not in walker.page("2?retour=verifier").text
    done = walker.answer(2, "c1", finish="1")
    assert done.location == f"{walker.base}/verifier"
    assert "Choix 1 de satisfaction" in walker.page("verifier").text


def test_the_screens_are_in_the_words_of_the_page(
    client: PageClient, walker: Walker, session: orm.Session, consultation: Consultation
) -> None:
    question = consultation.questions[0]
    for variant, said in (("ar", "ما هو المهم"), ("simple", "Le plus important\u202f?")):
        session.add(
            Wording(
                consultation_id=consultation.id,
                variant=variant,
                part=f"question/{question.key}/prompt",
                text=said,
                french=question.prompt,
            )
        )
    session.commit()
    for prefix, said in (("/ar", "ما هو المهم"), ("/simple", "Le plus important")):
        made = client.get(f"{prefix}{walker.base}/ecrans").get_json()
        assert said in made["screens"]["1"]
        assert said in made["screens"]["verifier"]
        assert question.prompt not in made["screens"]["1"]
        assert all("/ecrans" not in page for page in made["screens"].values())
    assert question.prompt in client.get(f"{walker.base}/ecrans").get_json()["screens"]["1"]


def test_every_kept_screen_says_that_there_is_no_network(client: PageClient, base: str) -> None:
    screens = client.get(f"{base}/ecrans").get_json()["screens"]
    for name, page in screens.items():
        assert "Pas de réseau" in page, name
