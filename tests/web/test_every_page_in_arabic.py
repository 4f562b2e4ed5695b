"""Every page that a resident opens, in Arabic: what is French says so, the rest is Arabic.

Arabic letters tell at once what was left untranslated, or translated and said to be French; the
same marks stand on the pages in the other languages. `tests.pages` reads the rest of each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import Domain
from justhtml import JustHTML
from sqlalchemy import orm

from consult.budget.models import Campaign
from consult.budget.outcome.operations import publish as publish_outcome
from consult.budget.studying.adapting import Changed, propose
from consult.budget.studying.models import RulingState
from consult.budget.studying.ruling import rule
from consult.budget.terms import VoterEntry
from consult.consultations.collecting import copies, rounds
from consult.consultations.collecting.links import link_of
from consult.consultations.models import (
    Choice,
    Consultation,
    Entry,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.consultations.reminding import residents
from consult.consultations.results.operations import publish
from consult.contract import versions
from consult.contract.models import Contract
from consult.contributions import receipts
from consult.contributions.models import Channel, Status
from consult.db import utcnow
from consult.following.links import Purpose, sign
from consult.following.models import Contact
from consult.moderation.models import Decision, DecisionKind
from consult.web.languages import stays_french
from consult.workshops import speech
from tests import factories
from tests.budget.outcome.town import add_projects, make_vote, seal, vote
from tests.budget.studying.ideas import CRITERION, Deposited, admit, deposit
from tests.consultations.results.people import answer, make_survey
from tests.factories import World
from tests.pages import PageClient, browser, language_of, squash, texts_of
from tests.resident_words import resident_messages
from tests.web.test_budgets import fill_contract, fill_remarks
from tests.workshops.saying import open_workshop, write_down

WORDS = "نريد مقاعد في ساحة المدرسة"
TITLE = "مقاعد"
# Acronyms and codes are the same for everybody.
LATIN = re.compile(r"(?<![A-Z])(?:[A-Za-zÀ-ÿ]*[a-zà-ÿ][A-Za-zÀ-ÿ]+)")
ADDRESS = re.compile(r"https?://\S+")
NOT_WALKED = {
    # In French only for now.
    "realisations.index",
    "realisations.show",
    "following.follow_project",
    "following.confirm_following",
    "following.stop_following",
    # Only lead elsewhere, or answer only what is sent.
    "consultations.start",
    "consultations.send",
    "following.forget_contact",
    "consultations.card",
    "consultations.mail_link",
    "consultations.resume",
    "consultations.collect_one",
    # Data for the worker; the pages in it are read by tests/consultations/offline.
    "consultations.kept_screens",
    "consultations.kept_state",
    "consultations.replay",
    "worker",
    # Files: the same in every language, or read in tests/consultations/collecting.
    "results.open_data",
    "consultations.poster",
    # Only lead elsewhere, or answer only what is sent.
    "vote.card",
    "vote.mail_link",
    "vote.leave",
    "vote.counted_file",
    # A ballot under way belongs to one browser: tests/budget/voting walks it, in French.
    "vote.mail_sent",
    "vote.ballot",
    "vote.review",
    "vote.cast_ballot",
    "vote.kiosk",
    # What the town adopted, in its words; and photos.
    "budget.regulation",
    "budget.regulation_pdf",
    "budget.picture",
}


def add_questions(consultation: Any) -> None:
    """The rarer kinds, after the four usual ones."""
    for position, kind in enumerate(
        (QuestionKind.RANKING, QuestionKind.MATRIX, QuestionKind.NUMBER, QuestionKind.PLACE), 4
    ):
        question = Question(
            key=kind.value, position=position, kind=kind, prompt="Et cela ?", section="Vous"
        )
        if kind in {QuestionKind.RANKING, QuestionKind.MATRIX}:
            question.choices = [Choice(key=f"c{n}", position=n, label="Choix") for n in range(2)]
        if kind is QuestionKind.MATRIX:
            question.rows = [QuestionRow(key="bus", position=0, label="Le bus")]
        consultation.questions.append(question)


def doors(session: orm.Session, world: World) -> None:
    """Consultations that not everyone may answer, each under the name of what it asks for."""
    for entry in (Entry.CARD, Entry.MAIL, Entry.TEAM):
        factories.make_consultation(session, world, slug=f"par-{entry.value}", entry=entry)


def voted(session: orm.Session, world: World) -> list[str]:
    """A vote that everyone may enter, and the results of another one."""
    now = utcnow()
    made = make_vote(session, world, slug="vote", vote_entry=VoterEntry.OPEN, results_at=None)
    made.vote_closes_at = now + timedelta(days=5)
    add_projects(session, made, {1: 60_000})
    done = make_vote(session, world, slug="compte")
    add_projects(session, done, {1: 60_000, 2: 50_000, 3: 40_000})
    vote(session, done, {1: 1, 2: 1}, 3)
    seal(session, done)
    publish_outcome(session, done, by="system", now=now)
    session.commit()
    return [
        "/budget/vote",
        "/budget/vote/vote",
        "/budget/vote/vote/verifier",
        "/budget/vote/resultats",
        "/budget/compte/vote/bulletins",
        "/budget/compte/resultats",
    ]


def gathered(session: orm.Session, world: World, client: PageClient) -> list[str]:
    """Pages of an interview, of its receipt and of a sheet of paper that waits to be typed."""
    by = session.merge(world.editor)
    town = factories.make_consultation(session, world, slug="collecte")
    town.questions[0].interviewer_help = "Ne lisez pas tout."
    aloud = rounds.make_round(session, town, Channel.INTERVIEW, rounds.Said("Centre social"), by=by)
    rounds.open_link(session, aloud, utcnow() + timedelta(days=1), by=by)
    paper = rounds.make_round(
        session, town, Channel.PAPER, rounds.Said("Marché", hand_in="Mairie"), by=by
    )
    copies.print_copies(session, paper, 1, by=by)
    session.commit()
    link = f"/consultations/collecte/collecte/{link_of(aloud)}"
    handed, shown = (_asked(client, link) for _time in range(2))
    assert client.submit(f"/ar{handed}/remise").status_code == 303
    begun = client.get(f"{link}/commencer").location.rpartition("/")[0]
    client.submit(f"/ar{begun}/3", {"answer": WORDS})
    screens = (f"{begun}/{each}" for each in ("1", "quartier", "vous", "verifier"))
    told = [f"{shown}/remise", f"{handed}/remise", f"/suivi/{copies.code_of(paper, 1)}"]
    return [link, *screens, *told]


def _asked(client: PageClient, link: str) -> str:
    """The base of the addresses of an interview that was sent."""
    begun = str(client.get(f"{link}/commencer").location).rpartition("/")[0]
    client.submit(f"/ar{begun}/3", {"answer": WORDS})
    assert client.submit(f"/ar{begun}/verifier", form=-1).status_code == 303
    return begun


def published_results(session: orm.Session, world: World) -> None:
    """Of a closed survey: a figure of each kind, some masked, and the answers by a situation."""
    survey = make_survey(session, world, open_for=-10)
    usual = {"famille": 0, "freins": [0, 1], "bien": 0, "foyer": 1, "ordre": [0, 1], "bus": 0,
             "services": {"mairie": 0, "poste": 1}, "lieu": world.quarter}  # fmt: skip
    answer(session, survey, usual, times=20)
    answer(session, survey, {"famille": 1, "freins": [2], "bien": 2, "foyer": 4}, times=20)
    answer(session, survey, {"famille": 1, "freins": [2]}, times=2)
    by = session.merge(world.editor)
    publish(session, survey, "question-famille", by=by, now=utcnow())


def sent_questionnaire(client: PageClient) -> str:
    """The code of somebody who ticked, wrote, and sent."""
    token = client.get("/consultations/quartier/repondre").location.rpartition("/")[0]
    for step, data in ((3, {"answer": WORDS}), (1, {"answer": ["c1"]})):
        assert client.submit(f"/ar{token}/{step}", data).status_code == 303
    sent = client.submit(f"/ar{token}/verifier", {"language": "ar"})
    assert sent.status_code == 303
    return str(sent.location.rpartition("/")[2])


@pytest.fixture
def addresses(session: orm.Session, world: World, client: PageClient) -> list[str]:
    """Of the pages, without their language; the words in them were said in Arabic."""
    consultation = factories.make_consultation(
        session, world, asks_profile=True, summary="Quatre questions.", intro="Pour savoir."
    )
    add_questions(consultation)
    factories.make_consultation(session, world, slug="fermee", open_for=-3)
    campaign = factories.make_campaign(session, world, intro="Une idée ?", cap_eur=30_000)
    factories.make_campaign(session, world, slug="fini", open_for=-3)
    doors(session, world)
    published_results(session, world)
    fill_contract(session, world, 1)
    fill_remarks(session, world, 1)
    workshop = open_workshop(session, world, title="Café papote", quarters=[])
    write_down(session, workshop, "Parole.", heard_from=3)
    speech.close(session, workshop, workshop.animator)
    for number in (1, 2):
        contract = session.get_one(Contract, world.contract.id)
        by = session.merge(world.editor)
        versions.publish(session, contract, by=by, note=f"Texte {number}.")
        contract.sections[0].body = f"Autre texte {number}."
    mine = {"language": "ar", "title": TITLE}
    make = factories.make_contribution
    waiting = make(session, world, WORDS, submission="one", **mine)
    public = make(session, world, WORDS, submission="two", status=Status.PUBLISHED, **mine)
    refused = make(session, world, WORDS, submission="three", status=Status.REFUSED, **mine)
    session.add(
        Decision(
            contribution=refused,
            moderator=session.merge(world.editor),
            kind=DecisionKind.REFUSE,
            sentence="Non.",
            revision=0,
        )
    )
    contact = Contact(receipt_id=public.receipt.id, address="a@example.org", language="ar")
    session.add(contact)
    session.commit()
    by_mail = session.scalars(sa.select(Consultation).where(Consultation.slug == "par-mail")).one()
    reminder = residents.ask(session, by_mail, "b@example.org", "ar")
    with client.application.test_request_context():
        reminder = residents.stop_link(reminder).rpartition("/")[2]
    token = client.get("/consultations/quartier/repondre").location.rpartition("/")[0]
    for step, data in ((3, {"answer": WORDS}), (1, {"answer": ["c1"]})):
        assert client.submit(f"/ar{token}/{step}", data).status_code == 303
    answered = sent_questionnaire(client)
    sent = client.submit(
        f"/ar/budget/{campaign.slug}/proposer",
        {"title": TITLE, "text": WORDS, "place": TITLE, "beneficiaries": WORDS},
    )
    idea = sent.location.rpartition("/")[2]
    studied, changing, contested = study(session, world)
    code, other, third = (receipts.code_of(each) for each in ("one", "two", "three"))
    contract_page = "/contrats/armentieres"
    return [
        "/",
        "/accessibilite",
        "/confidentialite",
        "/mentions-legales",
        "/moderation",
        "/fiabilite",
        "/participation",
        "/consultations",
        "/consultations/quartier",
        "/consultations/fermee",
        "/consultations/fermee/repondre",
        *(f"{token}/{number}" for number in range(1, 9)),
        f"{token}/quartier",
        f"{token}/vous",
        f"{token}/verifier",
        "/consultations/par-card/entrer",
        "/consultations/par-card/entrer?carte=AAAA",
        "/consultations/par-mail/entrer",
        "/consultations/par-mail/lien-envoye",
        f"/consultations/par-mail/rappel/{reminder}",
        "/consultations/par-team/entrer",
        "/consultations/enquete",
        "/consultations/enquete/resultats",
        "/consultations/enquete/resultats/selon",
        "/budget",
        "/budget/budget-2027",
        "/budget/budget-2027/idees",
        "/budget/budget-2027/proposer",
        "/budget/fini",
        "/budget/fini/proposer",
        "/budget/fini/projets",
        "/budget/fini/projets?voir=non-recevables",
        "/budget/fini/projets/1",
        "/budget/fini/projets/2",
        studied.page,
        changing,
        contested,
        *voted(session, world),
        "/contrats",
        contract_page,
        f"{contract_page}/remarques",
        f"{contract_page}/remarques?suite=en-attente",
        f"{contract_page}/passage/s-sante-plan",
        f"{contract_page}/passage/s-sante-plan/avis",
        f"{contract_page}/passage/s-sante-plan/proposer",
        f"{contract_page}/phrase/phrase1",
        f"{contract_page}/actions/action1",
        f"{contract_page}/versions",
        f"{contract_page}/versions/1",
        f"{contract_page}/versions/1/2",
        f"/ateliers/{workshop.public_id}",
        f"/recu/{code}",
        f"/recu/{idea}",
        "/suivi",
        "/suivi?code=AAAA",
        f"/suivi/{code}",
        f"/suivi/{other}",
        f"/suivi/{answered}/reponses",
        f"/suivi/{third}",
        f"/suivi/{idea}",
        "/suivi/AAAAA-AAAAA",
        f"/suivi/{code}/{waiting.public_id}/corriger",
        f"/suivi/{code}/{waiting.public_id}/retirer",
        f"/suivi/{third}/{refused.public_id}/recours",
        f"/suivi/{code}/prevenir",
        f"/prevenir/confirmer/{sign(contact.public_id, Purpose.CONFIRM)}",
        f"/prevenir/suivre/{sign(contact.public_id, Purpose.FOLLOW)}",
        f"/prevenir/arreter/{sign(contact.public_id, Purpose.STOP)}",
        "/prevenir/confirmer/ancien",
        f"/signaler/{public.public_id}",
        "/signaler/merci",
        *gathered(session, world, client),
        "/rien",
    ]


def study(session: orm.Session, world: World) -> tuple[Deposited, str, str]:
    """An idea in Arabic that is a project whose author is asked about a change, and a refused one."""
    campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == "fini")).one()
    campaign.criteria, campaign.cap_eur = CRITERION, 30_000
    one, two = deposit(session, campaign), deposit(session, campaign)
    for each in (one, two):
        each.idea.contribution.language = "ar"
        each.idea.contribution.title, each.idea.contribution.text = TITLE, WORDS
        each.idea.place = TITLE
    editor = session.merge(world.editor)
    project = admit(session, one, editor)
    rule(session, two.idea, RulingState.REFUSED, by=editor, seen=0, answer="Non.",
         criterion=CRITERION)  # fmt: skip
    changed = Changed("Six bancs", "Six bancs en bois.", "La place", 9_000)
    propose(session, project, changed, "Moins cher.", days=15, by=editor, seen=None)
    session.commit()
    return one, f"{one.words}/adaptation", f"{two.words}/contester"


def foreign(html: str) -> Iterator[str]:
    """Words in Latin letters that are said to be Arabic."""
    for text in texts_of(JustHTML(html, sanitize=False).query("body")[0]):
        if language_of(text) == "ar" and LATIN.search(ADDRESS.sub("", text.data)):
            yield squash(text.data)


class Asked:
    """The sentences that the pages ask for, whatever the language."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: set[str] = set()
        known = Domain.get_translations

        def watched(domain: Domain) -> Any:
            translations = known(domain)
            for name in ("ugettext", "ungettext"):
                if name not in vars(translations):
                    setattr(translations, name, self._noting(getattr(translations, name)))
            return translations

        monkeypatch.setattr(Domain, "get_translations", watched)

    def _noting(self, told: Any) -> Any:
        def noting(sentence: str, *rest: Any) -> Any:
            self.found.add(sentence)
            return told(sentence, *rest)

        return noting


def test_every_page_is_arabic_and_says_what_is_french(
    app: Flask, session: orm.Session, addresses: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: set[str] = set()
    left: dict[str, list[str]] = {}
    reader = browser(app)
    asked = Asked(monkeypatch)
    for address in addresses:
        page = reader.get(f"/ar{address}")
        assert page.status_code in {200, 404, 410}, (address, page.status_code)
        if page.status_code == 200:
            walked.add(endpoint_of(app, address))
        assert '<html lang="ar" dir="rtl">' in page.text
        if found := sorted(set(foreign(page.text))):
            left[address] = found
    assert left == {}
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not stays_french(rule.rule)
    }
    assert public - walked - NOT_WALKED == set()
    met = {each if isinstance(each, str) else each[0] for each in resident_messages(app)}
    assert asked.found
    assert asked.found - met == set(), "the sources do not show that a resident meets these"


def endpoint_of(app: Flask, address: str) -> str:
    return str(app.url_map.bind("localhost").match(address.partition("?")[0])[0])


@pytest.mark.parametrize("language", ["en", "tr", "pt", "pl"])
def test_french_is_marked_in_the_other_languages_too(
    app: Flask, session: orm.Session, addresses: list[str], language: str
) -> None:
    """The titles of what the town wrote, wherever they stand."""
    reader = browser(app)
    for address in addresses:
        page = reader.get(f"/{language}{address}")
        for text in texts_of(JustHTML(page.text, sanitize=False).query("main")[0]):
            if "Qu’est-ce qui" in text.data or "Budget participatif 2027" in text.data:
                assert language_of(text) == "fr", (address, text.data)
