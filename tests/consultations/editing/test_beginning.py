"""A consultation begins as a draft: blank, ready-made, copied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import orm

from consult.accounts.models import Role
from consult.consultations.editing.ready_made import ready_made
from consult.consultations.models import Consultation, QuestionKind
from consult.consultations.states import State, state_of
from consult.db import utcnow
from tests.consultations.editing.conftest import BASE, Desk
from tests.factories import World
from tests.pages import PageClient, squash, words

AXES = [
    "Lien social", "Éducation", "Santé", "Parentalité", "Accès aux droits", "Maîtrise du français",
    "Culture", "Sport", "Discriminations", "Emploi", "Formation", "Développement économique",
    "Mobilité", "Prévention de la délinquance", "Jeunesse", "Cadre de vie", "Autre",
]  # fmt: skip


def test_the_real_poll_of_priorities_is_ready_to_open(desk: Desk) -> None:
    made = desk.begin("priorites", "")
    assert made.title == "Vos priorités pour le quartier"
    first, other = made.questions
    assert [choice.label for choice in first.choices] == AXES
    assert (first.kind, first.max_choices) == (QuestionKind.MULTIPLE, 2)
    assert other.shown_if == "selected(${axes}, 'autre')"
    assert desk.acts()[-1].action == "consultation.create"


def test_the_survey_has_the_scales_in_real_use(desk: Desk) -> None:
    made = desk.begin("satisfaction", "")
    labels = [[choice.label for choice in q.choices] for q in made.questions if q.choices]
    assert ["Jamais", "Rarement", "Souvent", "Très souvent"] in labels
    assert ["Pas du tout", "Un peu", "En partie", "Complètement"] in labels
    assert ["Trop", "Suffisamment", "Pas assez"] in labels


@pytest.mark.parametrize("name", list(ready_made()))
def test_each_ready_made_one_opens_as_it_is_and_is_read_by_residents(desk: Desk, name: str) -> None:
    made = desk.begin(name, "")
    desk.client.get(f"{BASE}/{made.slug}/ouvrir")
    assert desk.press(made.slug, "ouvrir", when="now").status_code == 303
    page = words(desk.client.get(f"/consultations/{made.slug}"))
    assert squash(made.title) in page
    assert "Commencer" in page


def test_a_blank_one_needs_a_title_and_nothing_typed_is_lost(desk: Desk) -> None:
    answer = desk.client.submit("/espace/nouvelle-consultation", {"start": "rien"}, form=1)
    assert answer.status_code == 422
    assert "Donnez un titre" in words(answer)


def test_two_of_the_same_title_have_two_addresses(desk: Desk) -> None:
    first, second = desk.begin(title="Même titre"), desk.begin(title="Même titre")
    assert (first.slug, second.slug) == ("meme-titre", "meme-titre-2")


def test_a_copy_has_the_questions_choices_and_conditions_and_no_answer(
    desk: Desk, session: orm.Session, answered: Consultation
) -> None:
    answered.questions[1].shown_if = "selected(${priorites}, 'c0')"
    session.commit()
    page = f"{BASE}/quartier/copier"
    assert "Copie de" in desk.client.get(page).text
    answer = desk.client.submit(page, {"title": "Deuxième tour"}, form=1)
    copy = desk.read(answer.location.rpartition("/")[2])
    original = desk.read("quartier")
    assert not copy.is_ready
    for one, other in zip(original.questions, copy.questions, strict=True):
        assert (one.key, one.kind, one.prompt, one.shown_if) == (
            other.key, other.kind, other.prompt, other.shown_if,
        )  # fmt: skip
        assert [c.label for c in one.choices] == [c.label for c in other.choices]
        assert one.id != other.id
    assert "1 personne a répondu" in words(desk.client.get(f"{BASE}/quartier"))
    assert "1 personne" not in words(desk.client.get(f"{BASE}/{copy.slug}"))


def test_the_list_tells_them_apart_by_state(desk: Desk, consultation: Consultation) -> None:
    desk.begin(title="En préparation seulement")
    page = words(desk.client.get(BASE))
    assert page.index("En préparation seulement") < page.index(consultation.title)
    assert "Ouvertes" in page


def test_the_dates_of_a_draft_open_nothing(
    desk: Desk, client: PageClient, session: orm.Session, consultation: Consultation
) -> None:
    consultation.is_ready = False
    session.commit()
    assert state_of(consultation, utcnow()) is State.DRAFT
    stranger = client.application.test_client()
    for path in ("", "/repondre", "/reponse/" + "0" * 32 + "/1"):
        assert stranger.get(f"/consultations/quartier{path}").status_code == 404
    for page in ("/consultations", "/"):
        assert consultation.title not in stranger.get(page).text
    consultation.closes_at = utcnow() - timedelta(days=1)
    session.commit()
    assert consultation.title not in stranger.get("/consultations").text, (
        "nor among those that closed"
    )


def test_what_the_site_already_had_and_what_is_imported_is_agreed_on(
    session: orm.Session, consultation: Consultation
) -> None:
    session.refresh(consultation)
    assert consultation.is_ready
    assert state_of(consultation, utcnow()) is State.OPEN


@pytest.mark.parametrize("role", [Role.ANIMATOR, Role.MODERATOR])
def test_the_rest_of_the_team_reads_and_writes_nothing(
    client: PageClient, world: World, consultation: Consultation, role: Role
) -> None:
    client.sign_in(getattr(world, role.value))
    page = client.get(f"{BASE}/quartier")
    assert page.status_code == 200
    assert "Voir comme un habitant" in words(page)
    for button in ("Retirer", "Monter", "Copier", "Ajouter une question"):
        assert button not in words(page)
    assert client.get(f"{BASE}/quartier/apercu/1").status_code == 200
    assert client.get(f"{BASE}/quartier/classeur.xlsx").status_code == 200
    for path in ("ajouter", "modifier", "ouvrir", "questions/priorites", "copier"):
        assert client.get(f"{BASE}/quartier/{path}").status_code == 403
    assert "Nouvelle consultation" not in words(client.get(BASE))
