"""What editors do of the sentences: write, cite, merge, split, reword, delete."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consult.contract.models import Placement
from consult.contract.reworking import merge, split
from consult.synthesis.models import Statement, StatementAncestor
from consult.synthesis.operations import (
    NothingCitedError,
    cite,
    delete_statement,
    edit_statement,
    uncite,
    write_statement,
)
from tests.contract.chain.town import PICK, SOME, Town


class SentenceActs(Town):
    @precondition(lambda self: self.account.words)
    @rule(number=st.integers(0, 5), chosen=SOME)
    def write(self, number: int, chosen: set[int]) -> None:
        """The same sentence written twice is one, which cites both lots."""
        lot = self.words(chosen)
        ids = {each.id for each in lot}
        text = f"Phrase tapée {number}."
        try:
            made = write_statement(self.session, self.enjeu(), text, lot, by=self.world.editor)
        except ValueError:
            assert not ids <= self.account.public
            self.session.rollback()
            self.happened("write, refused")
            return
        self.session.commit()
        assert ids <= self.account.public
        self.account.texts[made.public_id] = text
        self.account.cited.setdefault(made.public_id, set()).update(ids)
        self.happened("write")

    @precondition(lambda self: self.account.texts and self.account.words)
    @rule(number=PICK, chosen=SOME)
    def put_behind(self, number: int, chosen: set[int]) -> None:
        found = self.statement(number)
        lot = self.words(chosen)
        ids = {each.id for each in lot}
        try:
            cite(self.session, found, lot, by=self.world.editor)
        except ValueError:
            self.session.rollback()
            assert not ids <= self.account.public
            self.happened("cite, refused")
            return
        self.account.cited[found.public_id] |= ids
        self.session.commit()
        self.happened("cite")

    @precondition(lambda self: self.account.texts and self.account.words)
    @rule(number=PICK, which=PICK)
    def take_from_behind(self, number: int, which: int) -> None:
        found = self.statement(number)
        cited = sorted(self.account.cited[found.public_id])
        if not cited:
            return
        one = cited[which % len(cited)]
        left = self.account.cited[found.public_id] - {one}
        try:
            uncite(self.session, found, one, by=self.world.editor)
        except NothingCitedError:
            assert not left & self.account.public
            self.session.rollback()
            self.happened("uncite, refused")
            return
        self.session.commit()
        assert left & self.account.public
        self.account.cited[found.public_id] = left
        self.happened("uncite")

    @precondition(lambda self: self.account.texts)
    @rule(number=PICK)
    def reword(self, number: int) -> None:
        found = self.statement(number)
        text = f"Phrase reprise {self.next('text')}."
        edit_statement(
            self.session,
            found,
            text,
            by=self.world.editor,
            revision=found.revision,
            ambition=found.ambition,
        )
        self.session.commit()
        self.account.texts[found.public_id] = text
        self.happened("reword")

    @precondition(lambda self: len(self.account.texts) > 1)
    @rule(number=PICK, other=PICK, again=st.booleans())
    def unite(self, number: int, other: int, *, again: bool) -> None:
        further = 1 + other % (len(self.account.texts) - 1)
        survivor, absorbed = self.statement(number), self.statement(number + further)
        into, gone = survivor.public_id, absorbed.public_id
        text = f"Phrase réunie {self.next('text')}." if again else survivor.text
        merge(self.session, survivor, [absorbed], by=self.world.editor, text=text)
        self.session.commit()
        before = len(self.account.places)
        self.account.unite(into, gone, text)
        twins = before - len(self.account.places)
        self.happened("merge, places united" if twins else "merge", news=bool(twins))

    @precondition(lambda self: self.account.texts)
    @rule(number=PICK, going=SOME, both=st.sets(st.integers(0, 8)), places=st.integers(0, 3))
    def divide(self, number: int, going: set[int], both: set[int], places: int) -> None:
        found = self.statement(number)
        cited = sorted(self.account.cited[found.public_id])
        gone = {cited[each % len(cited)] for each in going if cited}
        kept = {cited[each % len(cited)] for each in both if cited} & gone
        mine = [key for key, (owner, _) in self.account.places.items() if owner == found.public_id]
        moving = [self.placement_at(each) for each in mine[:places]]
        self.part(found, f"Phrase séparée {self.next('text')}.", gone, kept, moving)

    @precondition(lambda self: self.account.led)
    @rule(places=st.integers(0, 2))
    def take_apart(self, places: int) -> None:
        """What was merged last comes out again, with what it had brought."""
        query = sa.select(StatementAncestor).order_by(StatementAncestor.id.desc()).limit(1)
        ancestor = self.session.scalars(query).first()
        if ancestor is None:
            return
        found = ancestor.statement
        came = {e.contribution_id for e in found.citations if e.came_with_id == ancestor.id}
        mine = [key for key, (owner, _) in self.account.places.items() if owner == found.public_id]
        moving = [self.placement_at(each) for each in mine[:places]]
        self.part(found, ancestor.text, came, set(), moving, ancestor)

    def part(
        self,
        found: Statement,
        text: str,
        gone: set[int],
        kept: set[int],
        moving: list[Placement],
        ancestor: StatementAncestor | None = None,
    ) -> None:
        account = self.account
        what = "undo a merge" if ancestor else "split"
        left = (account.cited[found.public_id] - gone) | kept
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
            assert not gone & account.public or not left & account.public
            self.session.rollback()
            self.happened(f"{what}, refused")
            return
        except ValueError:
            assert text == found.text
            self.session.rollback()
            self.happened(f"{what}, refused")
            return
        self.session.commit()
        assert gone & account.public
        assert left & account.public
        if former:
            assert made.public_id == former
            account.led.pop(former)
        addresses = [each.public_id for each in moving]
        account.part(found.public_id, made.public_id, text, gone=gone, left=left, moving=addresses)
        self.happened(f"{what}, with places" if addresses else what)

    @precondition(lambda self: self.account.texts)
    @rule(number=PICK)
    def delete(self, number: int) -> None:
        """One that stands in the text is taken out of it first, as the page of the team asks."""
        standing = {owner for owner, _ in self.account.places.values()}
        free = [each for each in self.account.texts if each not in standing]
        if not free:
            return
        found = self.statement(list(self.account.texts).index(free[number % len(free)]))
        gone = found.public_id
        printed = any(
            each.statement == gone
            for version in self.account.versions
            for each in version.sentences.values()
        )
        delete_statement(self.session, found, by=self.world.editor)
        self.session.commit()
        self.account.delete(gone)
        self.happened("delete, once printed" if printed else "delete", news=printed)
