"""An editor answers while an author takes their words back: real commits and real locks."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract.models import Contract, ContractState
from consult.contract.remarks import answering
from consult.contract.remarks.models import AnswerKind, RemarkAnswer
from consult.contributions.models import Contribution
from consult.db import transaction
from consult.extensions import db
from consult.following.operations import withdraw
from tests.contract.remarks.saying import SENTENCE, remark, section_of
from tests.contract.test_at_the_same_time import town

assert town
QUOTE = "attend un orthophoniste depuis deux ans"
MINE, THEIRS = f"Ma fille {QUOTE} et demi.", "Il faudrait aussi des dentistes."


def prepare(session: orm.Session) -> dict[str, int]:
    """The revisions of both remarks, as an editor reads them."""
    session.scalars(sa.select(Contract)).one().state = ContractState.CONSULTATION
    section_of(session).body = SENTENCE
    session.commit()
    # The one that is answered first has the smaller number: locks are taken in that order.
    made = [remark(session, THEIRS), remark(session, MINE)]
    revisions = {each.public_id: each.revision for each in made}
    session.rollback()
    return revisions


def answer_both(session: orm.Session, revisions: dict[str, int]) -> None:
    contract = session.scalars(sa.select(Contract)).one()
    by = session.scalars(sa.select(User).where(User.name == "Compte editor")).one()
    reason = f"Vous dites : {QUOTE}."
    answering.answer(session, contract, revisions, AnswerKind.ADAPTED, reason, by=by)


def take_back(app: Flask) -> None:
    with app.app_context(), transaction(db.session) as session:
        mine = session.scalars(
            sa.select(Contribution).where(Contribution.text == MINE).with_for_update()
        ).one()
        withdraw(session, mine)


def reasons(app: Flask) -> str:
    with app.app_context():
        return "\n".join(db.session.scalars(sa.select(RemarkAnswer.reason)))


def test_an_answer_that_arrives_during_the_withdrawal_is_read_again(town: Flask) -> None:
    with town.app_context():
        revisions = prepare(db.session)
        author = threading.Thread(target=take_back, args=(town,))
        with transaction(db.session) as session:
            answer_both(session, revisions)
            session.flush()
            author.start()
            author.join(0.5)
            assert author.is_alive(), "they wait for what is being written of their words"
        author.join(30)
        assert not author.is_alive()
    assert "orthophoniste" not in reasons(town)


def test_an_answer_prepared_before_and_sent_after_is_refused(town: Flask) -> None:
    with town.app_context():
        revisions = prepare(db.session)
        take_back(town)
        with pytest.raises(answering.StaleError), transaction(db.session) as session:
            answer_both(session, revisions)
    assert reasons(town) == ""
