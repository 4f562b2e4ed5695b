"""Ruling, opinions, verdict, union, adaptation, appeal: what is recorded, and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.labels import ACTIONS
from consult.audit.models import AuditLine
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.operations import IdeaWords
from consult.budget.studying import (
    adapting,
    appeals,
    opinions,
    permissions,
    queries,
    ruling,
    uniting,
    verdicts,
)
from consult.budget.studying.adapting import Changed
from consult.budget.studying.models import (
    AdaptationState,
    Domain,
    RulingState,
    Stance,
    StudyStep,
    Union,
)
from consult.budget.studying.models import StudyStepKind as Kind
from consult.budget.studying.opinions import Given
from consult.budget.studying.steps import OutOfPhaseError, StaleError, last_of_idea
from consult.budget.studying.telling import line
from consult.contributions.models import Status
from consult.db import utcnow
from consult.following.operations import correct, withdraw
from consult.moderation.masking import mask
from consult.web.i18n import local
from tests.budget.studying.ideas import CRITERION, admit, deposit, in_study, other_editor
from tests.factories import World

GIVEN = Given(Stance.FAVOURABLE, "Possible sur la place.", 12_000, 300, 8, "À voir avec les élus.")


@pytest.fixture
def campaign(session: orm.Session, world: World) -> Campaign:
    return in_study(session, world)


def kinds(session: orm.Session, **about: object) -> list[Kind]:
    return [each.kind for each in queries.history(session, **about)]


def test_an_admitted_idea_becomes_a_project_and_a_refused_one_blocks_no_other(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    first, second = deposit(session, campaign), deposit(session, campaign, "Un kiosque")
    ruling.rule(session, first.idea, RulingState.REFUSED, by=world.editor, seen=0,
                answer="Elle ne sert que deux maisons.", criterion=CRITERION)  # fmt: skip
    project = admit(session, second, world.editor)
    assert (project.number, project.title, project.place) == (2, "Un kiosque", "Place du marché")
    assert first.idea.project_id is None
    told = line(queries.history(session, idea=first.idea)[0])
    assert CRITERION in told.text
    assert told.message == "Elle ne sert que deux maisons."
    assert queries.counts(session, campaign).to_rule == 0
    assert queries.refused(session, campaign) == 1


@pytest.mark.parametrize(
    ("state", "answer", "criterion"),
    [
        (RulingState.REFUSED, "", CRITERION),
        (RulingState.REFUSED, "Non.", "Un motif que le règlement n’a pas."),
        (RulingState.ASKED, "  ", ""),
        (RulingState.COMPLETED, "Oui.", ""),
    ],
)
def test_a_ruling_without_its_words_is_refused(
    session: orm.Session, world: World, campaign: Campaign, state, answer, criterion
) -> None:
    idea = deposit(session, campaign).idea
    with pytest.raises(ValueError):  # noqa: PT011
        ruling.rule(session, idea, state, by=world.editor, seen=0, answer=answer,
                    criterion=criterion)  # fmt: skip
    assert queries.history(session, idea=idea) == []


def test_an_author_who_is_asked_completes_and_moderators_read_it_before_everyone(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    ruling.rule(session, said.idea, RulingState.ASKED, by=world.editor, seen=0, answer="Où ?")
    words = IdeaWords("Des bancs", "Des bancs rue de Lille.", "Rue de Lille")
    correct(session, said.idea.contribution, said.idea, words)
    assert said.idea.contribution.status is Status.RECEIVED
    assert queries.counts(session, campaign).to_rule == 0
    said.idea.contribution.status = Status.PUBLISHED
    session.flush()
    assert queries.counts(session, campaign).to_rule == 1
    project = admit(session, said, world.editor)
    assert project.text == "Des bancs rue de Lille."
    assert kinds(session, idea=said.idea) == [Kind.ASKED, Kind.COMPLETED, Kind.ADMITTED]


def test_a_ruling_is_undone_until_something_is_built_on_it(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    admit(session, said, world.editor)
    ruling.undo(session, said.idea, by=world.editor, seen=last_of_idea(session, said.idea))
    assert session.scalars(sa.select(Project)).all() == []
    assert queries.counts(session, campaign).to_rule == 1
    project = admit(session, said, world.editor)
    opinions.ask(session, project, Domain.LEGAL, world.moderator, local(utcnow()).date(),
                 by=world.editor)  # fmt: skip
    with pytest.raises(StaleError):
        ruling.undo(session, said.idea, by=world.editor, seen=None)
    assert kinds(session, idea=said.idea) == [Kind.ADMITTED, Kind.RULING_UNDONE, Kind.ADMITTED]


def test_what_was_read_before_a_colleague_decided_is_not_decided_again(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    ruling.rule(session, said.idea, RulingState.ASKED, by=world.editor, seen=0, answer="Où ?")
    with pytest.raises(StaleError):
        ruling.rule(session, said.idea, RulingState.ADMITTED, by=world.editor, seen=0)


def test_services_give_costs_and_an_editor_decides_within_the_cap(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    today = local(utcnow()).date()
    asked = opinions.ask(session, project, Domain.TECHNICAL, world.animator, today,
                         by=world.editor)  # fmt: skip
    with pytest.raises(opinions.AskedAlreadyError):
        opinions.ask(session, project, Domain.TECHNICAL, world.animator, today, by=world.editor)
    with pytest.raises(PermissionError):
        opinions.give(session, asked, GIVEN, by=world.editor)
    with pytest.raises(verdicts.OpinionsMissingError):
        verdicts.retain(session, project, cost_eur=12_000, by=world.editor, seen=None)
    opinions.give(session, asked, GIVEN, by=world.animator)
    for cost in (None, 0, 30_001):
        with pytest.raises(verdicts.CostError):
            verdicts.retain(session, project, cost_eur=cost, by=world.editor, seen=None)
    verdicts.retain(session, project, cost_eur=30_000, months=8, by=world.editor, seen=None)
    assert (project.verdict, project.cost_eur) == (Verdict.RETAINED, 30_000)
    with pytest.raises(StaleError):
        opinions.give(session, asked, Given(Stance.UNFAVOURABLE, "Non."), by=world.animator)
    told = [line(each) for each in queries.history(session, project=project)]
    everything = " ".join(f"{each.title} {each.text} {each.message} {each.facts}" for each in told)
    assert "Possible sur la place." in everything
    assert GIVEN.note not in everything
    assert world.animator.name not in everything


def test_a_verdict_without_the_opinions_says_why_to_everyone(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    with pytest.raises(ValueError, match="why"):
        verdicts.reject(session, project, " ", by=world.editor, seen=None, without="Déjà étudié.")
    verdicts.reject(session, project, "Le terrain est privé.", by=world.editor, seen=None,
                    without="Le cadastre suffit.")  # fmt: skip
    told = line(queries.history(session, project=project)[-1])
    assert told.message == project.reason == "Le terrain est privé."
    assert any("Le cadastre suffit." in each for each in told.facts)
    verdicts.reopen(session, project, "Il est à la ville.", by=world.editor, seen=None)
    assert project.verdict is Verdict.STUDIED


@pytest.mark.parametrize("days", [0, -10])
def test_nothing_is_decided_once_the_vote_has_opened(
    session: orm.Session, world: World, campaign: Campaign, days: int
) -> None:
    said, other = deposit(session, campaign), deposit(session, campaign, "Un kiosque")
    project = admit(session, said, world.editor)
    now = utcnow()
    campaign.study_closes_at = campaign.vote_opens_at = now + timedelta(days=days)
    campaign.vote_closes_at = now + timedelta(days=5)
    session.flush()
    for act in (
        lambda: admit(session, other, world.editor),
        lambda: verdicts.reject(session, project, "Non.", by=world.editor, seen=None, without="x"),
        lambda: opinions.ask(session, project, Domain.LEGAL, world.animator, local(now).date(),
                             by=world.editor),
        lambda: ruling.undo(session, said.idea, by=world.editor, seen=None),
    ):  # fmt: skip
        with pytest.raises(OutOfPhaseError):
            act()


def test_a_union_keeps_every_author_and_is_taken_back_while_nothing_follows(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    one, two = deposit(session, campaign), deposit(session, campaign, "Un banc")
    first, second = admit(session, one, world.editor), admit(session, two, world.editor)
    uniting.unite(session, second, first, "La même demande.", by=world.editor)
    assert [each.number for each in first.ideas] == [1, 2]
    assert (second.verdict, second.reason) == (Verdict.DROPPED, "La même demande.")
    for each in (one, two):
        told = queries.steps_of_authors(session, [each.idea])[each.idea.id]
        assert [step.kind for step in told] == [Kind.ADMITTED, Kind.UNITED]
    assert uniting.can_part(session, session.get_one(Union, second.id))
    uniting.part(session, second, by=world.editor)
    assert two.idea.project_id == second.id
    uniting.unite(session, second, first, "La même demande.", by=world.editor)
    opinions.ask(session, first, Domain.LEGAL, world.animator, local(utcnow()).date(),
                 by=world.editor)  # fmt: skip
    with pytest.raises(StaleError):
        uniting.part(session, second, by=world.editor)


def test_a_change_waits_for_all_its_authors_and_one_who_declines_is_enough(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    one, two = deposit(session, campaign), deposit(session, campaign, "Un banc")
    project = admit(session, one, world.editor)
    uniting.unite(session, admit(session, two, world.editor), project, "Pareil.", by=world.editor)
    changed = Changed("Six bancs", "Six bancs en bois.", "Place", 9_000)
    change = adapting.propose(session, project, changed, "Moins cher.", days=15, by=world.editor,
                              seen=None)  # fmt: skip
    adapting.answer(session, change, one.idea.contribution, agrees=True)
    adapting.answer(session, change, one.idea.contribution, agrees=True)
    with pytest.raises(StaleError):
        adapting.answer(session, change, one.idea.contribution, agrees=False)
    assert project.title == "Des bancs"
    heard = adapting.heard(session, change)
    assert (heard.agree, heard.silent, heard.authors) == (1, 1, 2)
    with pytest.raises(verdicts.AdaptationOpenError):
        verdicts.reject(session, project, "Non.", by=world.editor, seen=None, without="x")
    adapting.answer(session, change, two.idea.contribution, agrees=False)
    assert (change.state, project.title) == (AdaptationState.DECLINED, "Des bancs")
    again = adapting.propose(session, project, changed, "Moins cher.", days=15, by=world.editor,
                             seen=None)  # fmt: skip
    for each in (one, two):
        adapting.answer(session, again, each.idea.contribution, agrees=True)
    assert (again.state, project.title) == (AdaptationState.AGREED, "Six bancs")
    assert project.cost_eur == 9_000


def test_without_an_answer_the_town_waits_for_the_day_it_told(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    change = adapting.propose(session, project, Changed("Un banc", "Un seul."), "Trop cher.",
                              days=7, by=world.editor, seen=None)  # fmt: skip
    with pytest.raises(StaleError):
        adapting.decide_without(session, change, by=world.editor)
    adapting.decide_without(session, change, by=world.editor, at=change.answer_until)
    assert (change.state, project.title) == (AdaptationState.SILENT, "Un banc")
    assert "1" in line(queries.history(session, project=project)[-1]).text


@pytest.mark.parametrize("against", ["ruling", "verdict"])
def test_an_author_contests_once_in_time_and_somebody_else_answers(
    session: orm.Session, world: World, campaign: Campaign, against: str
) -> None:
    said = deposit(session, campaign)
    if against == "ruling":
        ruling.rule(session, said.idea, RulingState.REFUSED, by=world.editor, seen=0,
                    answer="Non.", criterion=CRITERION)  # fmt: skip
    else:
        project = admit(session, said, world.editor)
        verdicts.reject(session, project, "Non.", by=world.editor, seen=None, without="x")
    appeal = appeals.submit(session, said.idea, "La place est à tous.")
    assert appeals.submit(session, said.idea, "La place est à tous.") is appeal
    with pytest.raises(PermissionError):
        appeals.accept(session, appeal, "Oui.", by=world.editor)
    with pytest.raises(PermissionError):
        appeals.accept(session, appeal, "Oui.", by=world.moderator)
    second = other_editor(session)
    appeals.accept(session, appeal, "La place est publique.", by=second)
    assert said.idea.project is not None
    assert said.idea.project.verdict is Verdict.STUDIED
    verdicts.reject(session, said.idea.project, "Trop cher.", by=world.editor, seen=None,
                    without="x")  # fmt: skip
    assert appeals.open_until(session, said.idea, utcnow()) is None
    with pytest.raises(appeals.TooLateError):
        appeals.submit(session, said.idea)


def test_the_time_to_contest_is_that_of_the_reglement(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    at = utcnow()
    ruling.rule(session, said.idea, RulingState.REFUSED, by=world.editor, seen=0, answer="Non.",
                criterion=CRITERION, at=at)  # fmt: skip
    until = at + timedelta(days=15)
    assert appeals.open_until(session, said.idea, until - timedelta(seconds=1)) == until
    assert appeals.open_until(session, said.idea, until) is None
    campaign.appeal_days = 0
    assert appeals.open_until(session, said.idea, at) is None


def test_an_idea_taken_back_leaves_with_its_project_when_it_was_the_only_one(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    alone, one, two = (deposit(session, campaign, each) for each in ("Seul", "Un", "Deux"))
    project, kept = admit(session, alone, world.editor), admit(session, one, world.editor)
    uniting.unite(session, admit(session, two, world.editor), kept, "Pareil.", by=world.editor)
    withdraw(session, alone.idea.contribution)
    assert (project.verdict, project.title, project.text) == (Verdict.DROPPED, "", "")
    withdraw(session, one.idea.contribution)
    assert (kept.verdict, kept.title) == (Verdict.STUDIED, "Deux")
    session.expire_all()
    assert [each.number for each in kept.ideas] == [3]
    messages = session.scalars(sa.select(StudyStep.message).where(StudyStep.idea_id == one.idea.id))
    assert set(messages) == {""}


def test_a_masked_passage_is_masked_in_the_project_too(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    said = deposit(session, campaign)
    project = admit(session, said, world.editor)
    contribution = said.idea.contribution
    mask(session, contribution, ["à l’ombre"], by=world.moderator, revision=contribution.revision)
    assert "à l’ombre" not in project.text
    assert project.text == contribution.text


def test_every_act_has_a_line_of_the_journal_with_its_words(
    session: orm.Session, world: World, campaign: Campaign
) -> None:
    project = admit(session, deposit(session, campaign), world.editor)
    verdicts.reject(session, project, "Non.", by=world.editor, seen=None, without="x")
    actions = set(session.scalars(sa.select(AuditLine.action)))
    assert {"idea.admit", "project.reject"} <= actions <= set(ACTIONS)


def test_who_may_do_what(session: orm.Session, world: World, campaign: Campaign) -> None:
    editors = {each for each in (world.animator, world.moderator, world.editor,
                                 world.administrator) if permissions.can_decide(each)}  # fmt: skip
    assert editors == {world.editor, world.administrator}
    project = admit(session, deposit(session, campaign), world.editor)
    asked = opinions.ask(session, project, Domain.LEGAL, world.moderator, local(utcnow()).date(),
                         by=world.editor)  # fmt: skip
    for person in (world.animator, world.editor, world.administrator):
        assert not permissions.can_give(person, asked)
    assert permissions.can_give(world.moderator, asked)
    project.verdict = Verdict.REJECTED
    assert not permissions.can_give(world.moderator, asked)
