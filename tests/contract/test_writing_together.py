"""Several editors and one part: one at a time, and nothing typed is ever lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.contract import drafts, locks
from consult.contract.models import (
    Section,
)
from consult.contract.version_models import Draft, Edit, Lock
from tests import factories
from tests.contract.editing import FORM, PART, TEAM, body_of, hidden_of, post, start
from tests.pages import PageClient, browser, words


@pytest.fixture
def other(session: orm.Session, world: factories.World) -> object:
    """A second editor."""
    user = User(
        email="autre@example.org",
        name="Une collègue",
        epoch="autre",
        held=[UserRole(role=Role.EDITOR)],
    )
    session.add(user)
    session.commit()
    return user


@pytest.fixture
def colleague(client: PageClient, other: object) -> PageClient:
    return browser(client.application, other)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The present instant of locks and drafts, to be moved by the test."""
    now = [datetime(2026, 11, 3, 13, 32, tzinfo=UTC)]
    for module in (locks, drafts):
        monkeypatch.setattr(module, "utcnow", lambda: now[0])
    return now


def test_somebody_else_reads_only_until_the_lock_expires(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    start(editor)
    clock[0] += timedelta(minutes=9)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    page = colleague.get(FORM)

    assert "Compte editor modifie cette partie depuis 14 h 32." in words(page).replace(
        "\u202f", " "
    )
    assert 'id="texte"' not in page.get_data(as_text=True)
    clock[0] += timedelta(minutes=2)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    assert 'id="texte"' in colleague.get(FORM).get_data(as_text=True)
    lock = session.scalars(sa.select(Lock)).one()
    assert lock.since == clock[0]
    assert "Une collègue modifie cette partie" in words(editor.get(FORM))
    assert "Une collègue modifie cette partie" in words(editor.get(TEAM))


def test_a_part_that_somebody_else_edits_is_read_as_it_is_printed(
    session: orm.Session, editor: PageClient, colleague: PageClient
) -> None:
    section = session.scalars(sa.select(Section).where(Section.key == "sante-diagnostic")).one()
    section.body = "Un **constat** :\n\n- peu de médecins\n- peu de bus"
    session.commit()
    start(editor)

    page = colleague.get(FORM)

    assert "<strong>constat</strong>" in page.get_data(as_text=True)
    assert "**" not in words(page)
    assert "- peu de bus" not in words(page)
    assert "peu de bus" in words(page)


def test_typing_keeps_a_draft_and_the_lock(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    fields = start(editor)
    clock[0] += timedelta(minutes=8)
    answer = editor.post(
        f"{TEAM}/brouillon/{PART}", data={**fields, "title": "Diagnostic", "body": "Commencé"}
    )

    assert answer.get_json()["told"].replace("\u202f", " ").startswith("Enregistré à 14 h 40")
    assert answer.get_json()["lost"] == ""
    assert body_of(session) == "", "a draft is not the text"
    clock[0] += timedelta(minutes=8)
    post(colleague, f"{TEAM}/ouvrir/{PART}")
    assert 'id="texte"' not in colleague.get(FORM).get_data(as_text=True)
    again = editor.get(FORM)
    assert "Commencé" in again.get_data(as_text=True)
    assert "Voici votre brouillon" in words(again)
    assert "Commencé" not in colleague.get(FORM).get_data(as_text=True)
    assert "n’est pas encore dans le texte" in words(editor.get(TEAM))


def test_saving_forgets_the_draft_and_leaving_throws_it_away(
    session: orm.Session, editor: PageClient
) -> None:
    fields = start(editor)
    typed = {**fields, "title": "Diagnostic", "number": "1.3.a", "body": "Fini"}
    editor.post(f"{TEAM}/brouillon/{PART}", data=typed)
    editor.post(FORM, data=typed)
    assert session.scalars(sa.select(Draft)).all() == []

    fields = start(editor)
    editor.post(f"{TEAM}/brouillon/{PART}", data={**typed, **fields, "body": "Raté"})
    assert post(editor, f"{TEAM}/quitter/{PART}").status_code == 303
    assert session.scalars(sa.select(Draft)).all() == []
    assert session.scalars(sa.select(Lock)).all() == []
    assert body_of(session) == "Fini"


def test_a_stale_save_shows_both_texts_and_loses_nothing(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    mine = start(editor)
    clock[0] += timedelta(minutes=11)
    theirs = start(colleague)
    common = {"title": "Diagnostic", "number": "1.3.a"}
    colleague.post(FORM, data={**theirs, **common, "body": "Le texte de la collègue"})

    late = editor.post(FORM, data={**mine, **common, "body": "Mon texte à moi"})

    assert late.status_code == 409
    text = words(late)
    assert "Le texte de la collègue" in text
    html = late.get_data(as_text=True)
    assert "Mon texte à moi</textarea>" in html
    assert body_of(session) == "Le texte de la collègue"
    again = editor.post(FORM, data={**hidden_of(html), **common, "body": "Les deux textes"})
    assert again.status_code == 303
    assert body_of(session) == "Les deux textes"
    assert session.scalar(sa.select(sa.func.count()).select_from(Edit)) == 2


def test_nobody_saves_over_somebody_who_is_editing(
    session: orm.Session, editor: PageClient, colleague: PageClient, clock: list[datetime]
) -> None:
    mine = start(editor)
    clock[0] += timedelta(minutes=11)
    start(colleague)

    late = editor.post(
        FORM, data={**mine, "title": "Diagnostic", "number": "1.3.a", "body": "Mon texte"}
    )

    assert late.status_code == 409
    assert "Mon texte</textarea>" in late.get_data(as_text=True)
    assert "Une collègue modifie cette partie" in words(late)
    assert body_of(session) == ""
    kept = editor.post(f"{TEAM}/brouillon/{PART}", data={**mine, "body": "Mon texte"}).get_json()
    assert "Une collègue" in kept["lost"]
    assert kept["told"]


def test_a_draft_of_another_text_is_shown_beside_the_present_one(
    session: orm.Session, editor: PageClient
) -> None:
    fields = start(editor)
    editor.post(f"{TEAM}/brouillon/{PART}", data={**fields, "title": "Diagnostic", "body": "Vieux"})
    section = session.scalars(sa.select(Section).where(Section.key == "sante-diagnostic")).one()
    section.body = "Texte venu entre-temps"
    session.commit()

    text = words(editor.get(FORM))
    assert "Le texte n’est plus celui dont vous étiez parti." in text
    assert "Texte venu entre-temps" in text
