"""What residents and moderators do of the words."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.following.operations import withdraw
from consult.moderation.masking import mask
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.operations import decide, undo
from consult.moderation.queries import last_decision
from consult.synthesis.topics import operations as topics
from consult.synthesis.topics.models import Topic
from tests import factories
from tests.contract.chain.account import Words
from tests.contract.chain.town import PICK, SOME, Town

SENDERS = 4


def submission(sender: int) -> str:
    """The key of the form that this sender sent: their code comes from it."""
    return f"habitant-{sender}"


class WordsActs(Town):
    @rule(people=st.integers(1, 9), sender=st.integers(0, SENDERS - 1))
    def say(self, people: int, sender: int) -> None:
        """Four senders at most: whoever says two things is one voice."""
        number = self.next("words")
        token, passage = f"avis-{number:03}-dit", f"chez-{number:03}-untel"
        made = factories.make_contribution(
            self.session,
            self.world,
            f"Il manque {token} {passage} et un banc.",
            heard_from=people,
            submission=submission(sender),
            status=Status.PUBLISHED,
        )
        made.tagging = Tagging.TAGGED
        made.tags.append(Tag(enjeu=self.enjeu(), origin=TagOrigin.STAFF))
        made.vocabulary = self.enjeu().vocabulary
        self.session.commit()
        self.account.words[made.id] = Words(
            made.public_id, people, sender, token, passage, len(self.account.versions)
        )
        self.happened("say")

    @precondition(lambda self: self.account.words)
    @rule(number=PICK)
    def take_words_back(self, number: int) -> None:
        """Twice is once."""
        (one,) = self.words({number})
        was = self.account.words[one.id].status
        withdraw(self.session, one)
        self.session.commit()
        self.account.withdraw(one.id)
        again = "again" if was is Status.WITHDRAWN else f"when {was.value}"
        self.happened(f"take words back, {again}", news=True)

    @precondition(lambda self: self.account.public)
    @rule(number=PICK)
    def take_off_the_site(self, number: int) -> None:
        one = self.of_status(number, Status.PUBLISHED)
        assert one is not None
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
        self.account.words[one.id].status = Status.REFUSED
        self.happened("take off the site", news=True)

    @rule(number=PICK)
    def put_back_on_the_site(self, number: int) -> None:
        """The moderator undoes the refusal, then publishes the words again."""
        one = self.of_status(number, Status.REFUSED, Status.RECEIVED)
        if one is None:
            return
        words = self.account.words[one.id]
        if words.status is Status.REFUSED:
            decision = last_decision(self.session, one)
            assert decision is not None
            undo(self.session, decision, by=self.world.moderator)
            words.status = Status.RECEIVED
            self.happened("undo a refusal", news=True)
        else:
            decide(
                self.session,
                one,
                DecisionKind.PUBLISH,
                by=self.world.moderator,
                revision=one.revision,
            )
            words.status = Status.PUBLISHED
            self.happened("put back on the site", news=True)
        self.session.commit()

    @rule(number=PICK)
    def mask_a_passage(self, number: int) -> None:
        """By the same gesture, words that wait are published."""
        one = self.of_status(number, Status.PUBLISHED, Status.RECEIVED)
        if one is None or self.account.words[one.id].masked:
            return
        words = self.account.words[one.id]
        mask(self.session, one, [words.passage], by=self.world.moderator, revision=one.revision)
        self.session.commit()
        words.masked, words.status = True, Status.PUBLISHED
        self.happened("mask a passage", news=True)

    # Groups of words, of which sentences are written.

    def _topic(self, number: int) -> Topic | None:
        known = list(self.account.groups)
        if not known:
            return None
        query = sa.select(Topic).where(Topic.public_id == known[number % len(known)])
        return self.session.scalars(query).one()

    @precondition(lambda self: self.account.public)
    @rule(chosen=SOME)
    def gather(self, chosen: set[int]) -> None:
        held = {each for known in self.account.groups.values() for each in known}
        lot = [each for each in self.words(chosen) if self._free(each, held)]
        if not lot:
            return
        made = topics.new_topic(self.session, self.enjeu(), "Des bancs", by=self.world.editor)
        topics.move(self.session, self.enjeu(), lot, source=None, target=made, by=self.world.editor)
        self.session.commit()
        self.account.groups[made.public_id] = {each.id for each in lot}
        self.happened("gather in a group")

    def _free(self, one: Contribution, held: set[int]) -> bool:
        return self.account.words[one.id].public and one.id not in held

    @precondition(lambda self: self.account.groups)
    @rule(number=PICK)
    def scatter(self, number: int) -> None:
        """The group ends: the sentences written from it stay, with what they cite."""
        topic = self._topic(number)
        if topic is None:
            return
        gone = topic.public_id
        topics.dissolve(self.session, topic, by=self.world.editor, revision=topic.revision)
        self.session.commit()
        self.account.groups.pop(gone)
        self.happened("end a group")

    @precondition(lambda self: self.account.groups)
    @rule(number=PICK)
    def write_from_a_group(self, number: int) -> None:
        topic = self._topic(number)
        if topic is None:
            return
        mine = self.account.groups[topic.public_id] & self.account.public
        if not mine:
            return
        lot = [self.session.get_one(Contribution, each) for each in sorted(mine)]
        text = f"Phrase du groupe {self.next('text')}."
        made = topics.write_statement(self.session, topic, text, lot, by=self.world.editor)
        self.session.commit()
        self.account.texts[made.public_id] = text
        self.account.cited[made.public_id] = set(mine)
        self.happened("write from a group")
