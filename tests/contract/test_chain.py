"""No sequence of acts leaves a dangling or an invented citation, a lost address or a wrong count.

A machine writes, cites, merges, splits, places, moves, withdraws, imports the contract again…, and
keeps beside a plain account of what should be there; after each act the database, the public pages
and the document are compared with it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from justhtml import JustHTML
from sqlalchemy import orm

from consult.contract import documents, placements
from consult.contract.coverage.fates import Fate
from consult.contract.coverage.queries import Asked, counts
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionState,
    Contract,
    Objective,
    Placement,
    PlacementKind,
)
from consult.contract.placements import AlreadyThereError, Target
from consult.contract.progress import last_told, take_back, tell_state
from consult.contract.queries import count_born, load_contract
from consult.contract.reworking import merge, split
from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.enjeux.models import Enjeu, Vocabulary
from consult.extensions import db
from consult.following.operations import withdraw
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.operations import decide, ensure_reasons
from consult.reading import ReadingError
from consult.synthesis.models import Citation, Statement, StatementAncestor
from consult.synthesis.operations import (
    NothingCitedError,
    cite,
    delete_statement,
    uncite,
    write_statement,
)
from tests import factories
from tests.contract.test_importing import FIGURELESS
from tests.contract.volet_file import edited, import_text
from tests.pages import PageClient, squash

PICK = st.integers(0, 40)
SOME = st.sets(st.integers(0, 8), min_size=1, max_size=4)
SAID = re.compile(r"Dit par (\d+) personnes?.*?, en (\d+) contributions?")


def _without(content: dict[str, Any], *parts: str) -> None:
    content["enjeux"][0].pop("indicators")
    ambition = content["enjeux"][0]["ambitions"][0]
    for part in parts:
        ambition.pop(part)


def _moved(content: dict[str, Any]) -> None:
    _without(content)
    ambition = content["enjeux"][0]["ambitions"][0]
    ambition["pistes"] += ambition["objectives"][0].pop("pistes")


VERSIONS = [
    FIGURELESS,
    FIGURELESS.replace("Café des parents", "Café des familles"),
    edited(_moved),
    edited(lambda content: _without(content, "pistes")),
    edited(lambda content: _without(content, "objectives")),
]


class Chain(RuleBasedStateMachine):
    app: Flask

    @initialize()
    def begin(self) -> None:
        self.connection = db.engine.connect()
        self.outer = self.connection.begin()
        db.sessionmaker.configure(bind=self.connection, join_transaction_mode="create_savepoint")
        self.session: orm.Session = db.sessionmaker()
        self.world = factories.make_world(self.session)
        ensure_reasons(self.session)
        import_text(self.session, FIGURELESS)
        self.session.commit()
        self.client: PageClient = self.app.test_client()
        self.desk: PageClient = self.app.test_client()
        self.desk.sign_in(self.world.editor)
        # What should be there. People by contribution, and who sent it; statements by address.
        self.heard: dict[int, int] = {}
        self.sender: dict[int, int] = {}
        self.public: set[int] = set()
        self.texts: dict[str, str] = {}
        self.cited: dict[str, set[int]] = {}
        self.places: dict[str, tuple[str, str]] = {}
        self.led: dict[str, str] = {}
        self.gone: set[str] = set()
        self.start()

    def start(self) -> None:
        """A chain that already has something to merge, to move and to lose."""
        for sender, people in enumerate((3, 1, 4, 2, 7, 5)):
            self.say(people=people, sender=sender % 4)
        for number, chosen in enumerate(({0, 1, 2}, {2, 3}, {4, 5, 0})):
            self.write(number=number, chosen=chosen)
            self.place_it(number=number, where=0)
            self.place_it(number=number, where=1 + number)

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        try:
            self.everything_has_a_page()
        finally:
            self.session.close()
            db.sessionmaker.configure(bind=db.engine, join_transaction_mode="conditional_savepoint")
            self.outer.rollback()
            self.connection.close()

    # What is there, to choose from.

    def contract(self) -> Contract:
        return self.session.scalars(sa.select(Contract).where(Contract.slug == "ville")).one()

    def enjeu(self) -> Enjeu:
        query = sa.select(Enjeu).join(Vocabulary, Vocabulary.id == Enjeu.vocabulary_id)
        return self.session.scalars(query.where(Vocabulary.key == "ville")).one()

    def words(self, chosen: set[int]) -> list[Contribution]:
        known = sorted(self.heard)
        ids = {known[each % len(known)] for each in chosen}
        return [self.session.get_one(Contribution, each) for each in sorted(ids)]

    def statement(self, number: int) -> Statement:
        public_id = list(self.texts)[number % len(self.texts)]
        query = sa.select(Statement).where(Statement.public_id == public_id)
        return self.session.scalars(query).one()

    def placement(self, number: int) -> Placement:
        public_id = list(self.places)[number % len(self.places)]
        query = sa.select(Placement).where(Placement.public_id == public_id)
        return self.session.scalars(query).one()

    def target(self, number: int) -> Target:
        ambition = self.enjeu().ambitions[0]
        objectives = self.session.scalars(
            sa.select(Objective).where(Objective.ambition == ambition)
        )
        found = [Target(PlacementKind.COMPLEMENT), Target(PlacementKind.PISTE, ambition)]
        for each in objectives:
            found.append(Target(PlacementKind.PISTE, ambition, each))
            found.append(Target(PlacementKind.OBJECTIVE, ambition, each))
        query = sa.select(Action).where(Action.ambition == ambition).order_by(Action.id)
        for action in self.session.scalars(query):
            found.append(Target(PlacementKind.PISTE, ambition, action.objective, action))
        return found[number % len(found)]

    def backed(self, public_id: str) -> bool:
        return bool(self.cited[public_id] & self.public)

    # The acts.

    @rule(people=st.integers(1, 9), sender=st.integers(0, 3))
    def say(self, people: int, sender: int) -> None:
        """Four senders at most: whoever says two things is one voice."""
        made = factories.make_contribution(
            self.session, self.world, f"Parole {len(self.heard)}", heard_from=people
        )
        first = next((key for key, known in self.sender.items() if known == sender), None)
        if first is not None:
            made.receipt = self.session.get_one(Contribution, first).receipt
        made.status, made.tagging = Status.PUBLISHED, Tagging.TAGGED
        made.tags.append(Tag(enjeu=self.enjeu(), origin=TagOrigin.STAFF))
        made.vocabulary = self.enjeu().vocabulary
        self.session.commit()
        self.heard[made.id], self.sender[made.id] = people, sender
        self.public.add(made.id)

    @precondition(lambda self: self.heard)
    @rule(number=st.integers(0, 5), chosen=SOME)
    def write(self, number: int, chosen: set[int]) -> None:
        lot = self.words(chosen)
        text = f"Phrase tapée {number}."
        try:
            made = write_statement(self.session, self.enjeu(), text, lot, by=self.world.editor)
        except ValueError:
            assert not {each.id for each in lot} <= self.public
            self.session.rollback()
            return
        self.session.commit()
        assert {each.id for each in lot} <= self.public
        self.texts[made.public_id] = text
        self.cited.setdefault(made.public_id, set()).update(each.id for each in lot)

    @precondition(lambda self: self.texts and self.heard)
    @rule(number=PICK, chosen=SOME)
    def put_behind(self, number: int, chosen: set[int]) -> None:
        found = self.statement(number)
        lot = self.words(chosen)
        try:
            cite(self.session, found, lot, by=self.world.editor)
        except ValueError:
            self.session.rollback()
            assert not {each.id for each in lot} <= self.public
            return
        self.cited[found.public_id] |= {each.id for each in lot}
        self.session.commit()

    @precondition(lambda self: self.texts and self.heard)
    @rule(number=PICK, which=PICK)
    def take_from_behind(self, number: int, which: int) -> None:
        found = self.statement(number)
        (one,) = self.words({which})
        left = self.cited[found.public_id] - {one.id}
        try:
            uncite(self.session, found, one.id, by=self.world.editor)
        except NothingCitedError:
            assert not left & self.public
            self.session.rollback()
            return
        self.session.commit()
        self.cited[found.public_id] = left

    @precondition(lambda self: len(self.texts) > 1)
    @rule(number=PICK, other=PICK, again=st.booleans())
    def unite(self, number: int, other: int, *, again: bool) -> None:
        further = 1 + other % (len(self.texts) - 1)
        survivor, absorbed = self.statement(number), self.statement(number + further)
        into, gone = survivor.public_id, absorbed.public_id
        text = "Phrase réunie." if again else survivor.text
        merge(self.session, survivor, [absorbed], by=self.world.editor, text=text)
        self.session.commit()
        self.texts.pop(gone)
        self.texts[into] = text
        self.cited[into] |= self.cited.pop(gone)
        self.led[gone] = into
        mine = {where: place for place, (owner, where) in self.places.items() if owner == into}
        for place, (owner, where) in list(self.places.items()):
            if owner != gone:
                continue
            if where in mine:
                self.places.pop(place)
                self.led[place] = mine[where]
            else:
                self.places[place] = (into, where)

    @precondition(lambda self: self.texts)
    @rule(number=PICK, going=SOME, both=st.sets(st.integers(0, 8)), place=PICK)
    def divide(self, number: int, going: set[int], both: set[int], place: int) -> None:
        found = self.statement(number)
        cited = sorted(self.cited[found.public_id])
        gone = {cited[each % len(cited)] for each in going if cited}
        kept = {cited[each % len(cited)] for each in both if cited} & gone
        mine = [each for each, (owner, _) in self.places.items() if owner == found.public_id]
        moving = [self.placement(list(self.places).index(each)) for each in mine[: place % 2]]
        self.part(found, f"Phrase séparée {len(self.texts)}.", gone, kept, moving)

    @precondition(lambda self: self.led.keys() - self.ever_places())
    @rule()
    def take_apart(self) -> None:
        """What was merged last comes out again, with what it had brought."""
        query = sa.select(StatementAncestor).order_by(StatementAncestor.id.desc()).limit(1)
        ancestor = self.session.scalars(query).first()
        if ancestor is None:
            return
        found = ancestor.statement
        came = {e.contribution_id for e in found.citations if e.came_with_id == ancestor.id}
        self.part(found, ancestor.text, came, set(), [], ancestor)

    def part(
        self,
        found: Statement,
        text: str,
        gone: set[int],
        kept: set[int],
        moving: list[Placement],
        ancestor: StatementAncestor | None = None,
    ) -> None:
        left = (self.cited[found.public_id] - gone) | kept
        former = ancestor.public_id if ancestor else ""
        try:
            made = split(
                self.session,
                found,
                text,
                going=gone,
                staying=kept,
                places=moving,
                by=self.world.editor,
                revision=found.revision,
                ancestor=ancestor,
            )
        except NothingCitedError:
            assert not gone & self.public or not left & self.public
            self.session.rollback()
            return
        except ValueError:
            assert text == found.text
            self.session.rollback()
            return
        self.session.commit()
        if former:
            assert made.public_id == former
            self.led.pop(former)
        self.texts[made.public_id] = text
        self.cited[made.public_id], self.cited[found.public_id] = gone, left
        for each in moving:
            self.places[each.public_id] = (made.public_id, self.places[each.public_id][1])

    @precondition(lambda self: self.heard)
    @rule(number=PICK)
    def take_words_back(self, number: int) -> None:
        (one,) = self.words({number})
        withdraw(self.session, one)
        self.session.commit()
        self.public.discard(one.id)
        for known in self.cited.values():
            known.discard(one.id)

    @precondition(lambda self: self.public)
    @rule(number=PICK)
    def take_off_the_site(self, number: int) -> None:
        one = self.session.get_one(Contribution, sorted(self.public)[number % len(self.public)])
        decide(
            self.session,
            one,
            DecisionKind.REFUSE,
            by=self.world.moderator,
            revision=one.revision,
            reason=self.session.scalars(sa.select(Reason).limit(1)).one(),
            sentence="Non.",
        )
        self.session.commit()
        self.public.discard(one.id)

    @precondition(lambda self: self.texts)
    @rule(number=PICK, where=PICK)
    def place_it(self, number: int, where: int) -> None:
        found, target = self.statement(number), self.target(where)
        try:
            made = placements.place(
                self.session, found, self.contract(), target, by=self.world.editor
            )
        except NothingCitedError:
            assert not self.backed(found.public_id)
            self.session.rollback()
            return
        self.session.commit()
        self.places[made.public_id] = (found.public_id, target.spelled())

    @precondition(lambda self: self.places)
    @rule(number=PICK, where=PICK)
    def move_it(self, number: int, where: int) -> None:
        found, target = self.placement(number), self.target(where)
        owner = found.statement.public_id
        spelled = target.spelled()
        try:
            placements.move(self.session, found, target, by=self.world.editor)
        except NothingCitedError:
            assert not self.backed(owner)
            self.session.rollback()
            return
        except AlreadyThereError:
            assert (owner, spelled) in self.places.values()
            self.session.rollback()
            return
        self.session.commit()
        self.places[found.public_id] = (owner, spelled)

    @precondition(lambda self: self.places)
    @rule(number=PICK)
    def take_it_out(self, number: int) -> None:
        found = self.placement(number)
        gone = found.public_id
        placements.remove(self.session, found, by=self.world.editor)
        self.session.commit()
        self.places.pop(gone)
        self.gone.add(gone)

    @precondition(lambda self: self.texts)
    @rule(number=PICK)
    def delete(self, number: int) -> None:
        found = self.statement(number)
        gone = found.public_id
        if any(owner == gone for owner, _ in self.places.values()):
            return
        delete_statement(self.session, found, by=self.world.editor)
        self.session.commit()
        self.texts.pop(gone)
        self.cited.pop(gone)
        self.gone.add(gone)

    @precondition(lambda self: self.places)
    @rule(number=PICK)
    def follow_it(self, number: int) -> None:
        found = self.placement(number)
        with suppress(ValueError):
            placements.follow(self.session, found, by=self.world.editor)
            self.session.commit()
            owner, _ = self.places[found.public_id]
            self.places[found.public_id] = (owner, f"action:{found.action_id}")

    @rule(number=PICK, state=st.sampled_from(ActionState), day=st.integers(1, 28))
    def tell(self, number: int, state: ActionState, day: int) -> None:
        known = self.session.scalars(sa.select(Action).order_by(Action.id)).all()
        action = known[number % len(known)]
        last = last_told(self.session, action)
        tell_state(
            self.session,
            action,
            state,
            date(2026, 3, day),
            "Parce que.",
            by=self.world.editor,
            seen=last.id if last else 0,
        )
        self.session.commit()

    @rule()
    def tell_no_more(self) -> None:
        event = self.session.scalars(sa.select(ActionEvent).limit(1)).first()
        if event is not None:
            take_back(self.session, event, by=self.world.editor)
            self.session.commit()

    @rule(text=st.sampled_from(VERSIONS))
    def import_again(self, text: str) -> None:
        """Refused whole when it forgets what sentences stand on."""
        with suppress(ReadingError):
            import_text(self.session, text)
        self.session.commit()

    # What must be true after each of them.

    def people(self, cited: set[int]) -> int:
        voices: dict[int, int] = {}
        for each in cited & self.public:
            sender = self.sender[each]
            voices[sender] = max(voices.get(sender, 0), self.heard[each])
        return sum(voices.values())

    @invariant()
    def citations_are_those_that_were_made(self) -> None:
        if not hasattr(self, "session"):
            return
        self.session.expire_all()
        rows = self.session.execute(
            sa.select(Statement.public_id, Statement.text, Citation.contribution_id).outerjoin(
                Citation, Citation.statement_id == Statement.id
            )
        ).all()
        assert {(row[0], row[2]) for row in rows if row[2]} == {
            (key, each) for key, known in self.cited.items() for each in known
        }
        assert {row[0]: row[1] for row in rows} == self.texts
        lost = sa.select(Citation.id).where(
            Citation.statement_id.not_in(sa.select(Statement.id))
            | Citation.contribution_id.not_in(
                sa.select(Contribution.id).where(Contribution.status != Status.WITHDRAWN)
            )
        )
        assert self.session.scalars(lost).all() == []

    @invariant()
    def places_are_of_their_contract(self) -> None:
        if not hasattr(self, "session"):
            return
        found = list(self.session.scalars(sa.select(Placement)))
        assert {each.public_id: (each.statement.public_id, each.target) for each in found} == (
            self.places
        )
        for each in found:
            assert each.enjeu_id == each.statement.enjeu_id
            assert each.enjeu.vocabulary_id == each.contract.vocabulary_id
            assert each.ambition is None or each.ambition.enjeu_id == each.enjeu_id
            for part in (each.objective, each.action):
                assert part is None or part.ambition_id == each.ambition_id
            if each.action is not None:
                assert each.objective_id == each.action.objective_id

    @invariant()
    def everyone_reads_the_right_figures(self) -> None:
        if not hasattr(self, "session"):
            return
        page = self.client.get("/contrats/ville").text
        whole = load_contract(self.session, "ville")
        assert whole is not None
        with self.app.test_request_context():
            file = documents.write(documents.build(whole), "html").decode()
        for html in (page, file):
            document = JustHTML(html, sanitize=False)
            told = {
                node.attrs["id"].removeprefix("p-"): squash(node.to_text())
                for node in document.query(".born")
            }
            assert set(told) == set(self.places)
            for place, text in told.items():
                self.check(place, text)
        stand = {owner for owner, _ in self.places.values()}
        assert count_born(self.session).get(self.contract().id, 0) == len(stand)
        told = counts(self.session, Asked(self.enjeu().vocabulary))
        assert sum(told.values()) == len(self.heard)
        written = {each for owner in stand for each in self.cited[owner]} & self.public
        assert told[Fate.WRITTEN] == len(written)

    def check(self, place: str, text: str) -> None:
        owner, _ = self.places[place]
        heard = self.cited[owner] & self.public
        found = SAID.search(text)
        if not heard:
            assert "ont été retirées" in text
            return
        assert found is not None, text
        assert (int(found[1]), int(found[2])) == (self.people(self.cited[owner]), len(heard))

    @invariant()
    def no_address_is_lost(self) -> None:
        """Those of what is there are asked for at the end: there are many, and they answer slowly."""
        if not hasattr(self, "session"):
            return
        places = self.ever_places()
        for known in (*self.led, *self.gone):
            self.address(known, is_place=known in places)

    def everything_has_a_page(self) -> None:
        for known in (*self.places, *self.texts):
            self.address(known, is_place=known in self.places)
        mine = (
            sa.select(Action.public_id)
            .join(Action.ambition)
            .where(Action.ambition.has(enjeu_id=self.enjeu().id))
        )
        for action in self.session.scalars(mine):
            assert self.client.get(f"/contrats/ville/actions/{action}").status_code == 200

    def ever_places(self) -> set[str]:
        found = set(self.places)
        while True:
            more = {old for old, new in self.led.items() if new in found} - found
            if not more:
                return found
            found |= more

    def address(self, known: str, *, is_place: bool) -> None:
        end = known
        while end in self.led:
            end = self.led[end]
        base = "/contrats/ville/phrase" if is_place else "/espace/synthese/phrase"
        client = self.client if is_place else self.desk
        answer = client.get(f"{base}/{known}")
        if end not in self.places and end not in self.texts:
            assert answer.status_code == 404, known
        elif end == known:
            assert answer.status_code == 200, known
        else:
            assert (answer.status_code, answer.location) == (301, f"{base}/{end}")


def test_no_sequence_of_acts_breaks_the_chain(site: Flask) -> None:
    """Fewer on PostgreSQL, whose every act takes longer: what is looked for is in our code."""
    Chain.app = site
    examples = 8 if db.engine.dialect.name == "sqlite" else 2
    run_state_machine_as_test(
        Chain,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
