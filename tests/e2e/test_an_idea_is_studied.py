"""An idea is admitted, a service says what it thinks, its author agrees to a change on a phone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser

from consult.accounts.models import User
from consult.app import create_app
from consult.budget.models import Campaign, Idea
from consult.budget.operations import IdeaWords, propose
from consult.config import load_settings
from consult.contributions.operations import Place
from consult.db import transaction
from consult.demo.team import SERVICE
from consult.extensions import db
from consult.moderation.models import DecisionKind
from consult.moderation.operations import decide
from tests.e2e.conftest import Demo
from tests.e2e.visitor import Visitor

DESK = "/espace/budget/budget-2027/etude"


@pytest.fixture
def arrive(chromium: Browser, demo: Demo, artefacts: Path) -> Iterator[object]:
    """The author holds a phone, the team sits at its desk."""
    folder = artefacts / "an_idea_is_studied"
    shutil.rmtree(folder, ignore_errors=True)
    people: list[Visitor] = []

    def person(width: int) -> Visitor:
        people.append(Visitor(chromium, demo.url, folder, width=width, scripts=True))
        return people[-1]

    yield person
    for each in people:
        each.leave()


def deposit(demo: Demo) -> tuple[str, int]:
    """A published idea: the code of its author, and its number."""
    app = create_app(load_settings(demo.data, environ={}))
    with app.app_context(), transaction(db.session) as session:
        campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == "budget-2027")).one()
        words = IdeaWords("Un abri à vélos", "Trente places devant la gare.", "La gare")
        issued = propose(session, campaign, "studied-in-a-browser", words, place=Place())
        idea = session.scalars(
            sa.select(Idea).where(Idea.contribution.has(receipt_id=issued.receipt.id))
        ).one()
        by = session.scalars(sa.select(User).where(User.email == "moderation@demo.example")).one()
        decide(session, idea.contribution, DecisionKind.PUBLISH, by=by, revision=0)
        found = issued.code, idea.number
    with app.app_context():
        db.engine.dispose()
    return found


def test_from_the_idea_to_the_vote(arrive, demo: Demo) -> None:
    # In a thread of its own: that of the browser has an event loop.
    with ThreadPoolExecutor(1) as aside:
        code, number = aside.submit(deposit, demo).result()
    project = f"{DESK}/projets/{number}"
    editor = arrive(1280)
    editor.sign_in("redaction@demo.example", demo.password)
    admit_and_ask(editor, number)
    give_an_opinion(arrive(1280), demo, number)
    propose_a_change(editor, project)
    author = arrive(360)
    agree(author, code)
    send_to_the_vote(editor, project)
    author.go(f"/suivi/{code}", "suivi-retenu")
    author.follow("Lire l’histoire du projet")
    author.look("histoire")
    read = author.reads()
    for words in ("Un abri pour douze vélos", "Douze places tiennent", "Changement accepté"):
        assert words in read
    for private in ("À revoir avec la région", SERVICE[1], "Rédaction"):
        assert private not in read


def admit_and_ask(editor: Visitor, number: int) -> None:
    editor.go(DESK, "etude")
    editor.go(f"{DESK}/idees/{number}", "idee")
    editor.press("Admettre")
    editor.look("idee-admise")
    editor.follow("Ouvrir le projet")
    editor.page.get_by_label("Qui répond ?").select_option(
        label=f"{SERVICE[1]} — Services techniques"
    )
    editor.press("Demander cet avis")
    editor.look("avis-demande")


def give_an_opinion(service: Visitor, demo: Demo, number: int) -> None:
    service.sign_in(SERVICE[0], demo.password)
    service.go(DESK, "mes-avis")
    service.follow(f"N° {number} Un abri")
    service.press("Donner mon avis")
    service.look("avis-refuse")
    service.expect_status(422)
    service.page.get_by_text("Favorable si le projet change").click()
    service.page.get_by_label("Coût, en euros", exact=False).first.fill("14 000 €")
    service.page.get_by_label("Commentaire, pour tout le monde").fill("Douze places tiennent.")
    service.page.get_by_label("Note, pour l’équipe").fill("À revoir avec la région.")
    service.press("Donner mon avis")
    service.look("avis-rendu")


def propose_a_change(editor: Visitor, project: str) -> None:
    editor.go(f"{project}/adapter", "adapter")
    editor.page.get_by_label("Titre").fill("Un abri pour douze vélos")
    editor.page.get_by_label("Description").fill("Douze places couvertes devant la gare.")
    editor.page.get_by_label("Pourquoi le changer ?").fill("Trente places ne tiennent pas.")
    editor.press("Demander aux auteurs")
    editor.look("changement-propose")


def agree(author: Visitor, code: str) -> None:
    author.go(f"/suivi/{code}", "suivi-change")
    author.follow("Lire et répondre")
    author.look("changement")
    assert "Trente places ne tiennent pas." in author.reads()
    author.press("Je suis d’accord")
    author.look("suivi-accord")
    assert "Changement accepté" in author.reads()


def send_to_the_vote(editor: Visitor, project: str) -> None:
    editor.go(f"{project}/decision", "decision")
    editor.press("Il va au vote")
    editor.look("decide")
    assert "Soumis au vote" in editor.reads()
