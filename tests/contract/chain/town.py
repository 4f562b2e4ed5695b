"""The small town where the machine acts: its database, and how an act chooses what is there."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask
from hypothesis import event, note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import orm

from consult.contract.models import (
    Action,
    Contract,
    Objective,
    Placement,
    PlacementKind,
)
from consult.contract.placements import Target
from consult.contributions.models import Contribution
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.extensions import db
from consult.moderation.operations import ensure_reasons
from consult.synthesis.models import Statement
from tests import factories
from tests.contract.chain.account import Account, ActionRow
from tests.contract.test_importing import FIGURELESS
from tests.contract.volet_file import import_text

PICK = st.integers(0, 40)
SOME = st.sets(st.integers(0, 8), min_size=1, max_size=4)


class Town(RuleBasedStateMachine):
    """`ran` counts what the acts really did, over all the examples of a run."""

    app: Flask
    ran: ClassVar[Counter[str]] = Counter()
    session: orm.Session
    account: Account
    # Whether everything is to be read after the act, and not only the text.
    news: bool

    def open(self) -> None:
        self.connection = db.engine.connect()
        self.outer = self.connection.begin()
        db.sessionmaker.configure(bind=self.connection, join_transaction_mode="create_savepoint")
        self.session = db.sessionmaker()
        self.world = factories.make_world(self.session)
        ensure_reasons(self.session)
        import_text(self.session, FIGURELESS)
        self.session.commit()
        self.account = Account()
        self.news = False
        # How many of each thing were made: what is made next has a name of its own.
        self.made: Counter[str] = Counter()

    def close(self) -> None:
        self.session.close()
        db.sessionmaker.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
        self.outer.rollback()
        self.connection.close()

    def happened(self, what: str, *, news: bool = False) -> None:
        event(what)
        note(what)
        self.ran[what] += 1
        self.news = self.news or news

    def next(self, kind: str) -> int:
        self.made[kind] += 1
        return self.made[kind]

    def contract(self) -> Contract:
        return self.session.scalars(sa.select(Contract).where(Contract.slug == "ville")).one()

    def enjeu(self) -> Enjeu:
        query = sa.select(Enjeu).join(Vocabulary, Vocabulary.id == Enjeu.vocabulary_id)
        return self.session.scalars(query.where(Vocabulary.key == "ville")).one()

    def words(self, chosen: set[int]) -> list[Contribution]:
        known = sorted(self.account.words)
        ids = {known[each % len(known)] for each in chosen}
        return [self.session.get_one(Contribution, each) for each in sorted(ids)]

    def of_status(self, number: int, *statuses: Any) -> Contribution | None:
        known = [key for key, each in self.account.words.items() if each.status in statuses]
        return self.session.get_one(Contribution, known[number % len(known)]) if known else None

    def statement(self, number: int) -> Statement:
        public_id = list(self.account.texts)[number % len(self.account.texts)]
        query = sa.select(Statement).where(Statement.public_id == public_id)
        return self.session.scalars(query).one()

    def placement(self, number: int) -> Placement:
        return self.placement_at(list(self.account.places)[number % len(self.account.places)])

    def placement_at(self, address: str) -> Placement:
        query = sa.select(Placement).where(Placement.public_id == address)
        return self.session.scalars(query).one()

    def target(self, number: int) -> Target:
        ambition = self.enjeu().ambitions[0]
        found = [Target(PlacementKind.COMPLEMENT), Target(PlacementKind.PISTE, ambition)]
        for each in self.objectives(ambition):
            found.append(Target(PlacementKind.PISTE, ambition, each))
            found.append(Target(PlacementKind.OBJECTIVE, ambition, each))
        for action in self.actions():
            found.append(Target(PlacementKind.PISTE, ambition, action.objective, action))
        return found[number % len(found)]

    def objectives(self, ambition: Ambition) -> list[Objective]:
        query = sa.select(Objective).where(Objective.ambition_id == ambition.id)
        return list(self.session.scalars(query.order_by(Objective.id)))

    def actions(self) -> list[Action]:
        """Of the contract, those of its file first."""
        mine = sa.select(Ambition.id).where(Ambition.enjeu_id == self.enjeu().id)
        query = sa.select(Action).where(Action.ambition_id.in_(mine))
        return list(self.session.scalars(query.order_by(Action.id)))

    def lines_of_today(self) -> dict[str, ActionRow]:
        """By address, the actions of the working text."""
        return {
            each.public_id: ActionRow(each.id, each.objective_id, each.text)
            for each in self.actions()
        }

    def backed(self, statement: str) -> bool:
        return bool(self.account.heard(statement))
