"""The budgets of the house: bytes of the first view, queries of a public page."""

from __future__ import annotations

import re
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event, orm

from consult.budget.models import Campaign
from consult.budget.studying.models import RulingState
from consult.budget.studying.ruling import rule
from consult.budget.studying.uniting import unite
from consult.budget.studying.verdicts import reject
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionState,
    Contract,
    ContractState,
    Placement,
    PlacementKind,
)
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer, RemarkKind
from consult.contributions.models import Source, Status
from consult.demo.loading import import_reference
from consult.extensions import db
from consult.synthesis.models import Citation, Statement
from consult.web.languages import LANGUAGES, in_language
from tests import factories
from tests.budget.studying.ideas import CRITERION, admit, deposit
from tests.factories import World
from tests.pages import PageClient

# One round trip of a phone: ten packets.
FIRST_VIEW_BYTES = 14_600
MOST_QUERIES = 6


@pytest.fixture
def full(session: orm.Session, world: World) -> World:
    """Rows enough for a query in a loop to show."""
    for number in range(3):
        factories.make_consultation(session, world, slug=f"consultation-{number}")
        factories.make_campaign(session, world, slug=f"budget-{number}")
        fill_contract(session, world, number)
        fill_remarks(session, world, number)
    fill_study(session, world)
    session.commit()
    return world


def fill_study(session: orm.Session, world: World) -> None:
    """Of the first campaign: projects of two ideas, with a history, and ideas that are not admitted."""
    campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == "budget-1")).one()
    campaign.criteria = CRITERION
    said = [deposit(session, campaign, f"Idée {number}") for number in range(6)]
    for each in said[:2]:
        rule(session, each.idea, RulingState.REFUSED, by=world.editor, seen=0, answer="Non.",
             criterion=CRITERION)  # fmt: skip
    first, *others = [admit(session, each, world.editor) for each in said[2:]]
    unite(session, others[0], first, "Pareil.", by=world.editor)
    reject(session, first, "Trop cher.", by=world.editor, seen=None, without="Devis connu.")


def fill_contract(session: orm.Session, world: World, number: int) -> None:
    enjeu = session.merge(world.enjeu("sante"))
    said = [
        factories.make_contribution(
            session,
            world,
            f"Pas de médecin {number} {n}",
            status=Status.PUBLISHED,
            enjeux=("sante",),
        )
        for n in range(4)
    ]
    statement = Statement(enjeu=enjeu, text=f"Les médecins manquent ({number}).")
    statement.citations = [Citation(contribution=each) for each in said]
    session.add(
        Placement(
            contract=session.merge(world.contract),
            statement=statement,
            kind=PlacementKind.COMPLEMENT,
            enjeu=enjeu,
            public_id=f"phrase{number}",
        )
    )
    action = session.scalars(
        sa.select(Action).where(Action.ambition_id == enjeu.ambitions[0].id)
    ).one()
    action.public_id = "action1"
    session.add(
        Placement(
            contract=session.merge(world.contract),
            statement=statement,
            kind=PlacementKind.PISTE,
            enjeu=enjeu,
            ambition=action.ambition,
            objective=action.objective,
            action=action,
        )
    )
    event = ActionEvent(action=action, state=ActionState.STARTED, on=date(2026, 1, number + 1))
    event.by = session.merge(world.editor)
    session.add(event)
    session.flush()


def fill_remarks(session: orm.Session, world: World, number: int) -> None:
    """One answered twice, of a section; the contract is open to others."""
    contract = session.merge(world.contract)
    contract.state = ContractState.AMENDMENTS
    by = session.merge(world.editor)
    said = factories.make_contribution(
        session, world, f"Avis {number}", status=Status.PUBLISHED, source=Source.REMARK
    )
    remark = Remark(
        contract=contract, kind=RemarkKind.OPINION, contribution=said, section_key="sante-plan",
        anchor="s-sante-plan", quote="Plan", heading="1.3", answer=AnswerKind.RETAINED,
    )  # fmt: skip
    remark.answers = [
        RemarkAnswer(kind=kind, reason="Oui.", by=by, batch=f"b{number}", section_key="sante-plan")
        for kind in (AnswerKind.REJECTED, AnswerKind.RETAINED)
    ]
    session.add(remark)
    session.flush()


class counting:  # noqa: N801
    """Statements sent to the database while the block runs."""

    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        self.engine: sa.Engine = db.engine
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self.seen

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)

    def note(self, _connection, _cursor, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")):
            self.seen.append(statement)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/consultations",
        "/consultations/consultation-1",
        "/budget",
        "/budget/budget-1",
        "/budget/budget-1/idees",
        "/budget/budget-1/projets",
        "/budget/budget-1/projets?voir=non-recevables",
        "/budget/budget-1/projets/1",
        "/budget/budget-1/projets/3",
        "/suivi",
        "/participation",
        "/participation.csv",
        "/contrats",
        "/contrats/armentieres",
        "/contrats/armentieres/phrase/phrase1",
        "/contrats/armentieres/actions/action1",
        "/contrats/armentieres/remarques",
        "/contrats/armentieres/passage/s-sante-plan",
        "/contrats/armentieres/passage/p-phrase1",
        "/mentions-legales",
        "/moderation",
        "/fiabilite",
        "/signaler/merci",
    ],
)
def test_a_public_page_asks_the_database_few_questions(
    client: PageClient, full: World, path: str
) -> None:
    with counting() as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    assert len(seen) <= MOST_QUERIES, "\n".join(seen)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/consultations",
        "/consultations/consultation-1",
        "/consultations/consultation-1/repondre",
        "/budget",
        "/budget/budget-1",
        "/budget/budget-1/proposer",
        "/suivi",
        "/participation",
        "/moderation",
        "/fiabilite",
        "/signaler/merci",
        "/contrats/armentieres/remarques",
        "/contrats/armentieres/passage/s-sante-plan",
        "/contrats/armentieres/passage/s-sante-plan/avis",
        "/contrats/armentieres/passage/s-sante-plan/proposer",
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_view_of_a_resident_fits_in_one_round_trip(
    client: PageClient, full: World, path: str, language: str
) -> None:
    page = client.get(in_language(language, path), follow_redirects=True)
    assert page.status_code == 200
    total = weight(client, page.request.script_root + page.request.path)
    for address in set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text)):
        total += weight(client, address)
    assert total <= FIRST_VIEW_BYTES, total


def test_the_contract_is_a_document_with_a_ceiling_of_its_own(client: PageClient, session) -> None:
    """The whole volet in one page, in its printed order: about three round trips."""
    import_reference(session, lambda sentence, steps: lambda: None)
    session.commit()
    assert weight(client, "/contrats/armentieres") <= 30_000


def test_the_same_ceiling_holds_while_every_passage_can_be_spoken_of(
    client: PageClient, session: orm.Session
) -> None:
    import_reference(session, lambda sentence, steps: lambda: None)
    session.execute(sa.update(Contract).values(state=ContractState.AMENDMENTS))
    session.commit()
    page = client.get("/contrats/armentieres").text
    assert page.count('class="say"') > 300
    assert weight(client, "/contrats/armentieres") <= 30_000


def weight(client: PageClient, address: str) -> int:
    """Bytes of the answer as it leaves the server, headers not counted."""
    return len(client.get(address, headers={"Accept-Encoding": "gzip"}).data)


def test_the_counter_sees_queries(app: Flask, client: PageClient, full: World) -> None:
    with counting() as seen:
        client.get("/consultations")
    assert seen
