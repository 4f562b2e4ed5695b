"""Deciding on words: what is told, kept, and impossible."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import operations as contributions
from consult.contributions.models import Channel, Contribution, Status, StepKind
from consult.moderation import operations
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.operations import StaleError
from tests.factories import World, make_contribution
from tests.pages import PageClient

OUTCOMES = {
    DecisionKind.PUBLISH: (Status.PUBLISHED, StepKind.PUBLISHED),
    DecisionKind.REFUSE: (Status.REFUSED, StepKind.REFUSED),
    DecisionKind.REPHRASE: (Status.REPHRASE_ASKED, StepKind.REPHRASE_ASKED),
}
SENTENCE = "Merci d’enlever le numéro de téléphone."

pytestmark = pytest.mark.usefixtures("reasons")


def reason(session: orm.Session, key: str = "personal-data") -> Reason:
    return session.scalars(sa.select(Reason).where(Reason.key == key)).one()


def decide(
    session: orm.Session, world: World, contribution: Contribution, kind: DecisionKind
) -> Decision:
    spoken = kind is not DecisionKind.PUBLISH
    return operations.decide(
        session,
        contribution,
        kind,
        by=session.merge(world.moderator),
        revision=contribution.revision,
        reason=reason(session) if spoken else None,
        sentence=SENTENCE if spoken else "",
    )


def audit(session: orm.Session, contribution: Contribution) -> list[AuditLine]:
    query = sa.select(AuditLine).where(
        AuditLine.subject_type == "contribution", AuditLine.subject_id == contribution.id
    )
    return list(session.scalars(query.order_by(AuditLine.id)))


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_moves_the_words_and_tells_their_author(
    session: orm.Session, world: World, kind: DecisionKind
) -> None:
    contribution = make_contribution(session, world)
    decide(session, world, contribution, kind)
    status, step = OUTCOMES[kind]
    assert contribution.status is status
    assert contribution.steps[-1].kind is step
    assert contribution.handled_at is not None
    assert (contribution.published_at is not None) == (kind is DecisionKind.PUBLISH)
    assert contribution.revision == 1


SETTLED = [
    (status, kind)
    for status in Status
    for kind in DecisionKind
    if status is not Status.RECEIVED
    and (status, kind) != (Status.PUBLISHED, DecisionKind.REFUSE)  # taken down: see its own tests
]


@pytest.mark.parametrize(("status", "kind"), SETTLED)
def test_words_that_no_longer_wait_cannot_be_decided(
    session: orm.Session, world: World, status: Status, kind: DecisionKind
) -> None:
    contribution = make_contribution(session, world, status=status)
    with pytest.raises(StaleError):
        decide(session, world, contribution, kind)
    assert contribution.status is status
    assert session.scalars(sa.select(Decision)).all() == []


@pytest.mark.parametrize("kind", [DecisionKind.REFUSE, DecisionKind.REPHRASE])
def test_the_author_reads_the_reason_and_the_sentence(
    session: orm.Session, world: World, kind: DecisionKind
) -> None:
    contribution = make_contribution(session, world)
    decide(session, world, contribution, kind)
    message = contribution.steps[-1].message
    assert message.startswith("Vos mots permettent de reconnaître une personne")
    assert message.endswith(SENTENCE)


@pytest.mark.parametrize("kind", [DecisionKind.REFUSE, DecisionKind.REPHRASE])
@pytest.mark.parametrize(("with_reason", "sentence"), [(False, SENTENCE), (True, ""), (True, "  ")])
def test_nobody_is_refused_without_being_told_why(
    session: orm.Session, world: World, kind: DecisionKind, with_reason: bool, sentence: str
) -> None:
    contribution = make_contribution(session, world)
    with pytest.raises(ValueError, match="told why"):
        operations.decide(
            session,
            contribution,
            kind,
            by=session.merge(world.moderator),
            revision=0,
            reason=reason(session) if with_reason else None,
            sentence=sentence,
        )
    assert contribution.status is Status.RECEIVED


def test_a_correction_made_meanwhile_overtakes_the_decision(
    session: orm.Session, world: World
) -> None:
    contribution = make_contribution(session, world)
    contributions.correct(session, contribution, text="Autre chose.", title="")
    with pytest.raises(StaleError):
        operations.decide(
            session,
            contribution,
            DecisionKind.PUBLISH,
            by=session.merge(world.moderator),
            revision=0,
        )


def test_rephrased_words_come_back_and_can_be_published(session: orm.Session, world: World) -> None:
    contribution = make_contribution(session, world)
    decide(session, world, contribution, DecisionKind.REPHRASE)
    contributions.correct(session, contribution, text="Sans numéro.", title="")
    assert contribution.status is Status.RECEIVED
    decide(session, world, contribution, DecisionKind.PUBLISH)
    assert contribution.status is Status.PUBLISHED


def test_each_decision_leaves_an_audit_line_without_the_words(
    session: orm.Session, world: World
) -> None:
    contribution = make_contribution(session, world, "Un secret à taire.")
    decide(session, world, contribution, DecisionKind.REFUSE)
    line = audit(session, contribution)[-1]
    assert (line.action, line.actor) == ("contribution.refuse", f"user:{world.moderator.id}")
    assert line.reason == "personal-data"
    assert "secret" not in str(line.details)
    assert SENTENCE not in f"{line.reason} {line.details}"


@pytest.mark.parametrize("kind", DecisionKind)
def test_a_decision_can_be_taken_back_and_the_author_never_reads_it(
    session: orm.Session, world: World, kind: DecisionKind
) -> None:
    contribution = make_contribution(session, world)
    decision = decide(session, world, contribution, kind)
    operations.undo(session, decision, by=decision.moderator)
    assert contribution.status is Status.RECEIVED
    assert [step.kind for step in contribution.steps] == [StepKind.RECEIVED]
    assert (contribution.published_at, contribution.handled_at) == (None, None)
    assert contribution.revision == 2
    assert session.scalars(sa.select(Decision)).all() == []
    line = audit(session, contribution)[-1]
    assert (line.action, line.details) == ("contribution.undo", {"decision": kind.value})


def test_nobody_takes_back_another_persons_decision(session: orm.Session, world: World) -> None:
    contribution = make_contribution(session, world)
    decision = decide(session, world, contribution, DecisionKind.PUBLISH)
    with pytest.raises(StaleError):
        operations.undo(session, decision, by=session.merge(world.administrator))
    assert contribution.status is Status.PUBLISHED


def test_a_decision_is_final_once_something_else_happened(
    session: orm.Session, world: World
) -> None:
    contribution = make_contribution(session, world)
    decision = decide(session, world, contribution, DecisionKind.REPHRASE)
    contributions.correct(session, contribution, text="Mieux dit.", title="")
    with pytest.raises(StaleError):
        operations.undo(session, decision, by=decision.moderator)


def test_withdrawn_words_do_not_come_back_by_undoing(session: orm.Session, world: World) -> None:
    contribution = make_contribution(session, world)
    decision = decide(session, world, contribution, DecisionKind.PUBLISH)
    contributions.withdraw(session, contribution)
    with pytest.raises(StaleError):
        operations.undo(session, decision, by=decision.moderator)
    assert contribution.status is Status.WITHDRAWN


def test_the_reasons_are_added_once_and_a_reworded_one_is_kept(session: orm.Session) -> None:
    insults = reason(session, "insults")
    insults.label = "Mots blessants"
    assert operations.ensure_reasons(session) == 0
    assert insults.label == "Mots blessants"
    keys = set(session.scalars(sa.select(Reason.key)))
    assert keys == {
        "insults",
        "personal-data",
        "off-topic",
        "unclear",
        "advertising",
        "danger",
    }


def test_a_whole_room_is_never_asked_to_rephrase(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    """Nobody holds the pen of a shared receipt: the words would wait for ever."""
    said = make_contribution(session, world, channel=Channel.WORKSHOP)
    said.receipt.shared = True
    session.commit()
    with pytest.raises(ValueError, match="nobody"):
        decide(session, world, said, DecisionKind.REPHRASE)
    session.rollback()
    address = f"/espace/moderation/{said.public_id}"
    page = moderator.get(address)
    assert 'value="refuse"' in page.text
    assert 'value="rephrase"' not in page.text
    token = moderator.token(address)
    sent = {"csrf_token": token, "decision": "rephrase", "revision": "0"}
    assert moderator.post(address, data=sent).status_code == 400
    session.expire_all()
    assert said.status is Status.RECEIVED
