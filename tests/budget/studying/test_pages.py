"""The pages of a study: what each person may do there, what everyone reads, what authors answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Verdict
from consult.budget.studying import adapting, appeals, opinions, ruling, uniting
from consult.budget.studying.adapting import Changed
from consult.budget.studying.models import Domain, Opinion, Ruling, RulingState, Stance
from consult.budget.studying.reminding import remind
from consult.budget.studying.workload import workload
from consult.contributions.models import Status
from consult.db import utcnow
from consult.following.models import Contact
from consult.outbox.models import OutboxMessage
from consult.web.i18n import local
from tests.budget.studying.ideas import CRITERION, admit, deposit, in_study, other_editor
from tests.factories import World
from tests.pages import PageClient, browser, words

DESK = "/espace/budget/budget-2027/etude"
PUBLIC = "/budget/budget-2027/projets"


@pytest.fixture
def campaign(session: orm.Session, world: World) -> Campaign:
    made = in_study(session, world)
    session.commit()
    return made


def fill(person: PageClient, page: str, sent: dict[str, str]):
    """The page’s own form; the first one signs out."""
    return person.submit(page, sent, form=1)


def ask_opinion(session: orm.Session, world: World, project, *, due_in: int = 5) -> Opinion:
    due = local(utcnow()).date() + timedelta(days=due_in)
    asked = opinions.ask(session, project, Domain.TECHNICAL, world.animator, due, by=world.editor)
    session.commit()
    return asked


def test_an_editor_rules_on_an_idea_and_takes_it_back(
    editor: PageClient, client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    deposit(session, campaign)
    session.commit()
    page = f"{DESK}/idees/1"
    assert "Des bancs" in words(editor.get(DESK))
    refused = fill(editor, page, {"decision": "refuse", "answer": "Elle ne sert pas à tous."})
    assert refused.status_code == 422
    assert "Elle ne sert pas à tous." in refused.text
    done = fill(editor, page, {"decision": "refuse", "answer": "Pas à tous.",
                                "criterion": CRITERION})  # fmt: skip
    assert done.status_code == 303
    everyone = words(client.get(f"{PUBLIC}/1"))
    assert CRITERION in everyone
    assert "Pas à tous." in everyone
    assert "Des bancs" in words(client.get(f"{PUBLIC}?voir=non-recevables"))
    token = editor.token(DESK)
    too_late = {"seen": "0", "decision": "admit", "csrf_token": token}
    assert editor.post(page, data=too_late).status_code == 409
    session.expire_all()
    assert session.scalars(sa.select(Ruling)).one().state is RulingState.REFUSED
    last = session.scalar(sa.text("SELECT max(id) FROM study_step"))
    editor.post(f"{page}/reprendre", data={"seen": last, "csrf_token": editor.token(page)})
    session.expire_all()
    assert session.scalars(sa.select(Ruling)).all() == []


@pytest.mark.parametrize("role", ["animator", "moderator"])
def test_the_team_reads_and_only_editors_decide(
    app, session: orm.Session, world: World, campaign: Campaign, role: str
) -> None:
    said = deposit(session, campaign)
    project = admit(session, said, world.editor)
    asked = ask_opinion(session, world, project)
    client = browser(app, getattr(world, role))
    pages = ("", "/idees/1", "/projets/1", "/charge", f"/avis/{asked.id}")
    assert [client.get(f"{DESK}{each}").status_code for each in pages] == [200] * 5
    token = client.token(f"{DESK}/projets/1")
    for path in ("/idees/1", "/idees/1/reprendre", "/projets/1/avis", "/projets/1/decision",
                 "/projets/1/reunir", "/projets/1/adapter", "/projets/1/rouvrir",
                 f"/avis/{asked.id}/changer", f"/avis/{asked.id}/retirer"):  # fmt: skip
        assert client.post(f"{DESK}{path}", data={"csrf_token": token}).status_code == 403


def test_whoever_is_asked_writes_the_opinion_and_the_note_stays_with_the_team(
    app, client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    asked = ask_opinion(session, world, project)
    page = f"{DESK}/avis/{asked.id}"
    given = {"stance": "if-changed", "cost_eur": "12 000 €", "months": "8",
             "comment": "Possible sur le côté.", "note": "Voir le bail."}  # fmt: skip
    service, moderator = browser(app, world.animator), browser(app, world.moderator)
    token = moderator.token(DESK)
    assert moderator.post(page, data={**given, "csrf_token": token}).status_code == 403
    wrong = fill(service, page, {**given, "cost_eur": "beaucoup"})
    assert wrong.status_code == 422
    assert "beaucoup" in wrong.text
    assert fill(service, page, given).status_code == 303
    assert "Voir le bail." in words(moderator.get(f"{DESK}/projets/1"))
    everyone = words(client.get(f"{PUBLIC}/1"))
    assert "Possible sur le côté." in everyone
    assert "12 000 €" in everyone
    assert "Voir le bail." not in everyone
    assert world.animator.name not in everyone
    assert client.get(f"{DESK}/projets/1").status_code == 302


def test_a_verdict_has_a_cost_within_the_cap(
    editor: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    session.commit()
    page = f"{DESK}/projets/1/decision"
    sent = {"decision": "retain", "cost_eur": "30 001", "without": "Devis connu."}
    assert "30 000" in words(fill(editor, page, sent))
    assert fill(editor, page, {**sent, "cost_eur": "", "reason": "x"}).status_code == 422
    assert fill(editor, page, {**sent, "cost_eur": "9000", "without": ""}).status_code == 422
    assert fill(editor, page, {**sent, "cost_eur": "9000"}).status_code == 303
    session.expire_all()
    assert (project.verdict, project.cost_eur) == (Verdict.RETAINED, 9_000)


def test_an_author_is_asked_and_completes_with_the_code(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    assert client.get(f"{said.words}/corriger").status_code == 409
    ruling.rule(session, said.idea, RulingState.ASKED, by=world.editor, seen=0,
                answer="Dans quelle rue ?")  # fmt: skip
    session.commit()
    page = words(client.get(said.page))
    assert "Dans quelle rue ?" in page
    assert "Compléter mon idée" in page
    sent = {"title": "Des bancs", "text": "Des bancs, à l’ombre.", "place": "Place du marché"}
    assert client.submit(f"{said.words}/corriger", sent).status_code == 422
    sent["place"] = "Rue de Lille"
    assert client.submit(f"{said.words}/corriger", sent).status_code == 303
    session.expire_all()
    assert said.idea.contribution.status is Status.RECEIVED
    assert said.idea.place == "Rue de Lille"
    assert "Dans quelle rue" not in words(client.get(f"{said.words}/corriger"))


def test_an_author_agrees_to_a_change_with_the_code(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    project = admit(session, said, world.editor)
    session.commit()
    page = f"{said.words}/adaptation"
    assert client.get(page).status_code == 409
    adapting.propose(session, project, Changed("Un banc", "Un seul banc."), "Trop cher.", days=15,
                     by=world.editor, seen=None)  # fmt: skip
    session.commit()
    assert "Un seul banc." in words(client.get(page))
    assert "Lire et répondre" in words(client.get(said.page))
    assert client.submit(page, {"answer": "peut-être"}).status_code == 422
    assert client.submit(page, {"answer": "yes"}).status_code == 303
    session.expire_all()
    assert project.title == "Un banc"
    assert client.post(page, data={"answer": "no"}).status_code == 409
    assert "Un seul banc." in words(client.get(f"{PUBLIC}/1"))
    assert client.get("/suivi/ZZZZZ-ZZZZZ/abc/adaptation").status_code == 404


def test_an_author_contests_and_another_editor_answers(
    app, editor: PageClient, client: PageClient, session: orm.Session, world: World,
    campaign: Campaign,
) -> None:  # fmt: skip
    said = deposit(session, campaign)
    ruling.rule(session, said.idea, RulingState.REFUSED, by=world.editor, seen=0, answer="Non.",
                criterion=CRITERION)  # fmt: skip
    session.commit()
    page = f"{said.words}/contester"
    assert client.submit(page, {"sentence": "La place est à tous."}).status_code == 303
    again = client.get(page)
    assert again.status_code == 409
    appeal = appeals.appeal_of(session, said.idea)
    assert appeal is not None
    desk = f"{DESK}/recours/{appeal.id}"
    assert "La place est à tous." in words(editor.get(desk))
    token = editor.token(DESK)
    answer = {"answer": "Oui.", "decision": "accept", "csrf_token": token}
    assert editor.post(desk, data=answer).status_code == 403
    second = browser(app, other_editor(session))
    session.commit()
    answered = fill(second, desk, {"answer": "Elle est publique.", "decision": "accept"})
    assert answered.status_code == 303
    everyone = words(client.get(f"{PUBLIC}/1"))
    assert "Elle est publique." in everyone
    assert "La place est à tous." not in everyone


def test_authors_who_left_an_address_are_told_of_a_union_once_each(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    one, two = deposit(session, campaign), deposit(session, campaign, "Un banc")
    first, second = admit(session, one, world.editor), admit(session, two, world.editor)
    for name, said in (("un", one), ("deux", two)):
        session.add(Contact(receipt_id=said.idea.contribution.receipt_id, confirmed_at=utcnow(),
                            address=f"{name}@example.org"))  # fmt: skip
    uniting.unite(session, second, first, "La même demande.", by=world.editor)
    mails = session.scalars(sa.select(OutboxMessage)).all()
    assert sorted(each.recipient for each in mails) == ["deux@example.org", "un@example.org"]
    assert all(each.private and "Un banc" not in each.body for each in mails)


def test_reminders_leave_once_a_day_with_what_is_late_or_due(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    projects = [admit(session, deposit(session, campaign, each), world.editor)
                for each in ("Un", "Deux", "Trois")]  # fmt: skip
    for project, due_in in zip(projects, (-1, 3, 4), strict=True):
        ask_opinion(session, world, project, due_in=due_in)
    now = utcnow()
    assert remind(session, now) == 1
    assert remind(session, now) == 0
    mail = session.scalars(sa.select(OutboxMessage)).one()
    assert mail.recipient == world.animator.email
    assert ("n° 1," in mail.body, "n° 2," in mail.body, "n° 3," in mail.body) == (True, True, False)
    assert remind(session, now + timedelta(days=1)) == 1


def test_the_workload_counts_what_waits_and_how_long_answers_take(
    editor: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    late, done = (admit(session, deposit(session, campaign, each), world.editor)
                  for each in ("Un", "Deux"))  # fmt: skip
    ask_opinion(session, world, late, due_in=-2)
    asked = ask_opinion(session, world, done)
    given = opinions.Given(Stance.FAVOURABLE, "Oui.")
    opinions.give(session, asked, given, by=world.animator, at=utcnow() + timedelta(days=6))
    session.commit()
    people, services = workload(session, campaign, local(utcnow()).date())
    found = people[0]
    assert (found.waiting, found.late, found.done, found.median_days) == (1, 1, 1, 6)
    assert services[0].name == world.structure.name
    assert world.structure.name in words(editor.get(f"{DESK}/charge"))


def test_a_project_whose_idea_is_off_the_site_is_off_it_too(
    client: PageClient, session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    admit(session, said, world.editor)
    session.commit()
    assert client.get(f"{PUBLIC}/1").status_code == 200
    said.idea.contribution.status = Status.REFUSED
    session.commit()
    assert client.get(f"{PUBLIC}/1").status_code == 404
    assert "Des bancs" not in words(client.get(PUBLIC))
    assert client.get(f"{PUBLIC}/99999999999").status_code == 404
