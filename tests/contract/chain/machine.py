"""The machine: acts in any order and, after each of them, what must be true whatever was done."""

from __future__ import annotations

from random import Random

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant

from consult.contract.models import Placement
from consult.contract.version_models import ContractVersion, VersionCitation, VersionSentence
from consult.contributions.models import Contribution, Status
from consult.db import Base
from consult.extensions import limiter
from consult.following.models import Told
from consult.synthesis.models import Citation, Statement
from tests.contract.chain import coverage, pages, receipts
from tests.contract.chain.account import Line
from tests.contract.chain.contract_acts import ContractActs, digest
from tests.contract.chain.deck import dealt
from tests.contract.chain.looking import Look
from tests.contract.chain.reader import Reader
from tests.contract.chain.sentence_acts import SentenceActs
from tests.contract.chain.words_acts import SENDERS, WordsActs

# Words, sentences and places that an act finds at least.
FEWEST = 3


class Chain(WordsActs, SentenceActs, ContractActs):
    @initialize(published=st.booleans(), chance=st.randoms(note_method_calls=False))
    def begin(self, *, published: bool, chance: Random) -> None:
        """A chain that already has something to merge, to move and to lose, in a version or not;
        then every act, in some order."""
        self.open()
        self.frozen = {}
        self.sound = False
        self.public = Reader(self.app, self.app.response_class, use_cookies=True)
        self.desk = Reader(self.app, self.app.response_class, use_cookies=True)
        self.desk.sign_in(self.world.editor)
        for sender, people in enumerate((3, 1, 4, 2, 7, 5)):
            self.say(people=people, sender=sender % SENDERS)
        for number, chosen in enumerate(({0, 1, 2}, {2, 3}, {4, 5, 0})):
            self.write(number=number, chosen=chosen)
            self.place_it(number=number, where=0)
            self.place_it(number=number, where=1 + number)
        if published:
            self.publish_a_version()
        for play in dealt(chance):
            self.check()
            self.replenish()
            play(self, chance)

    def replenish(self) -> None:
        """Something is said, written and placed: what the acts ask for."""
        account = self.account
        while len(account.public) < FEWEST:
            self.say(people=2, sender=len(account.words) % SENDERS)
        backed = [key for key in account.texts if self.backed(key)]
        for number in range(FEWEST - len(backed)):
            last = sorted(account.words).index(max(account.public))
            self.write(number=100 * self.next("needed") + number, chosen={last})
        for _ in range(FEWEST - len(account.places)):
            backed = [key for key in account.texts if self.backed(key)]
            self.place_it(number=list(account.texts).index(backed[-1]), where=self.next("where"))

    def check(self) -> None:
        self.the_rows_are_those_of_the_account()
        self.places_are_of_their_contract()
        self.receipts_were_told_what_was_published()
        self.everyone_reads_the_right_text()

    def teardown(self) -> None:
        if not hasattr(self, "session"):
            return
        try:
            # What an act has broken already is told once.
            if self.sound:
                self.read_everything()
                pages.read_every_statement(self.account, self.desk)
                self.withdrawn_words_are_nowhere()
        finally:
            self.close()

    @invariant()
    def all_is_as_it_should_be(self) -> None:
        self.sound = False
        self.check()
        self.sound = True

    # What must be true.

    def the_rows_are_those_of_the_account(self) -> None:
        self.session.expire_all()
        rows = self.session.execute(
            sa.select(Statement.public_id, Statement.text, Citation.contribution_id).outerjoin(
                Citation, Citation.statement_id == Statement.id
            )
        ).all()
        assert {(row[0], row[2]) for row in rows if row[2]} == {
            (key, each) for key, known in self.account.cited.items() for each in known
        }
        assert {row[0]: row[1] for row in rows} == self.account.texts
        lost = sa.select(Citation.id).where(
            Citation.statement_id.not_in(sa.select(Statement.id))
            | Citation.contribution_id.not_in(
                sa.select(Contribution.id).where(Contribution.status != Status.WITHDRAWN)
            )
        )
        assert self.session.scalars(lost).all() == []
        self.versions_keep_who_stood_behind_them()

    def versions_keep_who_stood_behind_them(self) -> None:
        """Nobody more since, and nobody less but those who took their words back."""
        query = (
            sa.select(
                ContractVersion.number,
                VersionSentence.placement_public_id,
                VersionCitation.contribution_id,
            )
            .join(VersionSentence, VersionSentence.version_id == ContractVersion.id)
            .join(VersionCitation, VersionCitation.sentence_id == VersionSentence.id)
        )
        assert {tuple(row) for row in self.session.execute(query)} == {
            (version.number, place, key)
            for version in self.account.versions
            for place, each in version.sentences.items()
            for key in each.said
        }

    def places_are_of_their_contract(self) -> None:
        found = list(self.session.scalars(sa.select(Placement)))
        assert {each.public_id: (each.statement.public_id, each.target) for each in found} == (
            self.account.places
        )
        for each in found:
            assert each.enjeu_id == each.statement.enjeu_id
            assert each.enjeu.vocabulary_id == each.contract.vocabulary_id
            assert each.ambition is None or each.ambition.enjeu_id == each.enjeu_id
            for part in (each.objective, each.action):
                assert part is None or part.ambition_id == each.ambition_id
            if each.action is not None:
                assert each.objective_id == each.action.objective_id

    def receipts_were_told_what_was_published(self) -> None:
        rows = self.session.scalars(sa.select(Told).order_by(Told.id))
        told: dict[int, list[Line]] = {key: [] for key in self.account.words}
        for row in rows:
            number = int(row.telling.version_label.removeprefix("version "))
            told[row.contribution_id].append(
                Line(number, row.kind, row.text, row.placement_public_id, row.stands_at)
            )
        for key, words in self.account.words.items():
            assert sorted(map(str, told[key])) == sorted(map(str, words.lines))

    def everyone_reads_the_right_text(self) -> None:
        if self.news:
            self.read_everything()
        else:
            self.look().read_the_text()
        self.news = False

    def look(self) -> Look:
        limiter.reset()
        self.session.expire_all()
        return Look(self.account, self.public, self.lines_of_today())

    def read_everything(self) -> None:
        look = self.look()
        look.read_the_text()
        look.read_its_files()
        look.read_every_version()
        look.read_the_front_page()
        pages.read_every_sentence(look)
        pages.read_every_action(look)
        receipts.read_every_receipt(look)
        look.follow_the_links()
        coverage.read_the_coverage(self.account, self.desk)
        self.what_is_published_stays()

    def what_is_published_stays(self) -> None:
        """Nothing changes a version, and it holds the words of no resident."""
        for version in self.session.scalars(sa.select(ContractVersion)):
            assert digest(version.document) == self.frozen[version.number]
            kept = str(version.document)
            assert not any(
                each.token in kept or each.passage in kept for each in self.account.words.values()
            )

    def withdrawn_words_are_nowhere(self) -> None:
        """In no column of any table: neither the words nor what a moderator hid of them."""
        gone = [each for each in self.account.words.values() if each.status is Status.WITHDRAWN]
        if not gone:
            return
        for table in Base.metadata.sorted_tables:
            columns = [each for each in table.c if isinstance(each.type, (sa.String, sa.JSON))]
            kept = [
                sa.cast(column, sa.Text).contains(part)
                for column in columns
                for each in gone
                for part in (each.token, each.passage)
            ]
            if kept:
                found = self.session.execute(sa.select(*columns).where(sa.or_(*kept))).all()
                assert not found, (table.name, found)
