"""The stages of a winning project: days that move are explained, former figures stay, once each."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.delivering import operations, queries
from consult.budget.delivering.forms import today
from consult.budget.delivering.models import ChangeKind, Stage
from consult.budget.delivering.operations import StepWords, write_money, write_step
from tests.budget.delivering.winning import make_winner
from tests.factories import World, make_campaign
from tests.pages import PageClient, browser, check_page, hidden, words

NOW = date(2027, 6, 15)


@pytest.fixture
def project(session: orm.Session, world: World):
    return make_winner(session, make_campaign(session, world, envelope_eur=40_000))


def write(session, project, stage, planned=None, actual=None, sentence="", why="", today=NOW):
    words = StepWords(planned, actual, sentence, why)
    return write_step(session, project, stage, words, by="system", today=today)


def test_a_planned_day_that_moves_is_explained_and_the_former_one_stays(session, project) -> None:
    write(session, project, Stage.WORKS, date(2027, 9, 1))
    with pytest.raises(operations.ExplanationError):
        write(session, project, Stage.WORKS, date(2027, 11, 1))
    assert queries.step_of(session, project, Stage.WORKS).planned_on == date(2027, 9, 1)
    write(session, project, Stage.WORKS, date(2027, 11, 1), why="Le sol est à dépolluer.")
    (change,) = queries.changes_of(session, project)
    assert (change.kind, change.before, change.after, change.explanation) == (
        ChangeKind.PLANNED, "2027-09-01", "2027-11-01", "Le sol est à dépolluer.",
    )  # fmt: skip
    acts = session.scalars(sa.select(AuditLine.action).where(AuditLine.action == "delivery.step"))
    assert len(acts.all()) == 2


def test_a_day_that_passes_asks_once_for_an_explanation(session, project) -> None:
    write(session, project, Stage.TENDER, NOW + timedelta(days=1))
    later = NOW + timedelta(days=2)
    with pytest.raises(operations.ExplanationError):
        write(session, project, Stage.TENDER, NOW + timedelta(days=1), today=later)
    planned = NOW + timedelta(days=1)
    write(session, project, Stage.TENDER, planned, why="Aucune réponse.", today=later)
    # Said once of this day, it is not asked again; the stage may then come, late.
    write(
        session, project, Stage.TENDER, planned, later, "Une entreprise est choisie.", today=later
    )
    kinds = [each.kind for each in queries.changes_of(session, project)]
    assert kinds == [ChangeKind.LATE]


def test_a_stage_that_comes_late_says_why_and_one_in_time_does_not(session, project) -> None:
    write(session, project, Stage.WORKS, NOW)
    write(session, project, Stage.STUDIES, None, NOW, "Les plans sont prêts.")
    late = NOW + timedelta(days=3)
    with pytest.raises(operations.ExplanationError):
        write(session, project, Stage.WORKS, NOW, late, "La pelle est là.", today=late)
    write(session, project, Stage.WORKS, NOW, NOW, "La pelle est là.", today=late)
    assert queries.changes_of(session, project) == []


def test_the_furthest_stage_is_where_the_project_stands_and_a_day_taken_off_leads_back(
    session, project
) -> None:
    write(session, project, Stage.STUDIES, None, date(2027, 1, 5), "Plans.")
    write(session, project, Stage.OPENED, None, date(2027, 6, 1), "Ouvert.")
    write(session, project, Stage.WORKS, None, date(2027, 3, 1), "Travaux.")
    assert queries.delivery_of(session, project).stage is Stage.OPENED
    write(session, project, Stage.OPENED, None, None, "")
    assert queries.delivery_of(session, project).stage is Stage.WORKS
    before = [each.before for each in queries.changes_of(session, project)]
    assert before == ["2027-06-01", "Ouvert."]


def test_a_reached_stage_says_something_and_a_loser_has_none(session, project) -> None:
    with pytest.raises(operations.SentenceError):
        write(session, project, Stage.STUDIES, None, NOW, "  ")
    project.won = False
    with pytest.raises(ValueError, match="won"):
        write(session, project, Stage.STUDIES, NOW)


def test_former_money_stays_and_shares_are_of_the_envelope(session, project) -> None:
    assert write_money(session, project, committed_eur=8_000, spent_eur=None, by="system")
    assert write_money(
        session, project, committed_eur=9_500, spent_eur=2_000, explanation="Avenant.", by="system"
    )
    assert not write_money(session, project, committed_eur=9_500, spent_eur=2_000, by="system")
    (change,) = queries.changes_of(session, project)
    assert (change.kind, change.before, change.after) == (ChangeKind.COMMITTED, "8000", "9500")
    totals = queries.totals(session, queries.Filters())
    assert (totals.committed_eur, totals.spent_eur, totals.cost_eur) == (9_500, 2_000, 10_000)
    assert queries.share(totals.committed_eur, 40_000) == 23.75


def test_the_team_writes_a_stage_and_everyone_reads_it(
    editor: PageClient, client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world, slug="b")
    make_winner(session, campaign, 4, title="Des bancs")
    session.commit()
    at = "/espace/budget/b/realisation/4/works"
    planned = (today() - timedelta(days=9)).isoformat()
    sent = {"planned_on": planned, "actual_on": today().isoformat(), "sentence": "On creuse."}
    refused = editor.submit(at, sent, form=1)
    assert refused.status_code == 422
    assert "dites pourquoi" in words(refused)
    assert "On creuse." in refused.text
    future = (today() + timedelta(days=9)).isoformat()
    assert editor.submit(at, {**sent, "actual_on": future}, form=1).status_code == 422
    seen = hidden(editor.get(at).text, "seen")
    done = editor.submit(at, {**sent, "explanation": "La pluie.", "seen": seen}, form=1)
    assert done.status_code == 303
    # A second window that was opened before does not write over it.
    stale = editor.submit(
        at, {**sent, "sentence": "Autre.", "explanation": "x", "seen": ""}, form=1
    )
    assert stale.status_code == 409
    assert "Autre." in stale.text
    page = browser(editor.application).get("/budget/realisations/b/4")
    check_page(page.text)
    told = words(page)
    assert "Travaux en cours" in told
    assert "La pluie." in told
    assert "On creuse." in told
    for path in ("/espace/budget/b/realisation", "/espace/budget/b/realisation/4"):
        check_page(editor.get(path).text)


def test_only_editors_write_and_bad_addresses_are_not_found(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_winner(session, make_campaign(session, world, slug="b"), 2, won=None)
    session.commit()
    assert client.get("/budget/realisations/b/2").status_code == 404
    assert client.get("/budget/realisations/b/99999999999").status_code == 404
    client.sign_in(world.animator)
    assert client.get("/espace/budget/b/realisation/2/works").status_code == 403
