"""Writing down what a run proposes, batch by batch, around what the team did meanwhile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Statement
from consult.synthesis.topics.models import SetAside, Topic, TopicMember
from consult.synthesis.topics.scope import heard
from consult.synthesis.topics.units import Unit
from consult.synthesis.topics.wording import refresh_words

if TYPE_CHECKING:
    from consult.synthesis.topics.proposing import Group

# Contributions written in one transaction: a fraction of a second.
BATCH: Final = 10_000
# Values in one statement: SQLite takes 32 766.
_MOST: Final = 5_000


@dataclass
class Planned:
    """A group to write, or (without `group`) contributions that are in none any more."""

    group: Group | None
    topic: int | None
    members: list[int]


class Writer:
    """Made before the computation: it remembers what was proposed then, to keep its addresses."""

    def __init__(self, session: orm.Session, enjeu: Enjeu, units: Sequence[Unit]) -> None:
        self.enjeu_id = enjeu.id
        self.contributions = sum(len(unit.members) for unit in units)
        self.grouped = self.groups = 0
        self.considered = {each for unit in units for each in unit.members}
        self.revisions = {
            each: revision
            for unit in units
            for each, revision in zip(unit.members, unit.revisions, strict=True)
        }
        self.before = _proposed(session, enjeu.id)
        self.eligible = heard(enjeu)

    def batches(self, groups: Sequence[Group]) -> Iterator[list[Planned]]:
        """Whole groups, about BATCH contributions at a time, then those that stay alone."""
        alone = self.considered.difference(*(group.nearness for group in groups))
        self.grouped = len(self.considered) - len(alone)
        self.groups = len(groups)
        known = self._recognised(groups)
        batch: list[Planned] = []
        size = 0
        for number, group in enumerate(groups):
            batch.append(Planned(group, group.topic or known.get(number), list(group.nearness)))
            size += len(group.nearness)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        rest = sorted(alone)
        parts = [rest[start : start + BATCH] for start in range(0, len(rest), BATCH)] or [[]]
        batch.append(Planned(None, None, parts[0]))
        yield batch
        for part in parts[1:]:
            yield [Planned(None, None, part)]

    def _recognised(self, groups: Sequence[Group]) -> dict[int, int]:
        """By number of a new group: the proposal it continues, having more than half of its words."""
        where = {each: topic for topic, members in self.before.items() for each in members}
        found: dict[int, int] = {}
        for number, group in enumerate(groups):
            shared = Counter(where[each] for each in group.nearness if each in where)
            most = [
                (count, -topic) for topic, count in shared.items()
                if count * 2 > len(self.before[topic])
            ]  # fmt: skip
            if group.topic is None and most:
                found[number] = -max(most)[1]
        return found

    def write(self, session: orm.Session, batch: Sequence[Planned]) -> None:
        """What the team kept or set aside since the run read the words stays as they left it.

        Nothing is written of a text that was taken back, or changed, since the run read it: the
        words of its group are then chosen again, among what can be cited now.
        """
        session.execute(sa.select(Enjeu.id).where(Enjeu.id == self.enjeu_id).with_for_update())
        everyone = sorted(each for planned in batch for each in planned.members)
        self._hold(session, everyone)
        states = self._citable(session, everyone)
        taken = self._aside(session, everyone) | (set(everyone) - states.keys())
        own = TopicMember.enjeu_id == self.enjeu_id, ~TopicMember.kept
        for some in _parts(everyone):
            session.execute(
                sa.delete(TopicMember).where(*own, TopicMember.contribution_id.in_(some))
            )
        kept = self._kept(session, everyone)
        rows: list[dict[str, Any]] = []
        near: list[dict[str, Any]] = []
        changed: list[Topic] = []
        for planned in batch:
            if planned.group is None:
                continue
            topic = self._topic(session, planned)
            if topic is None:
                continue
            if any(states.get(each) != self.revisions[each] for each in planned.members):
                changed.append(topic)
            for each, nearness in planned.group.nearness.items():
                if each in kept:
                    near.append({"id": kept[each], "nearness": nearness})
                elif each not in taken:
                    rows.append(self._row(topic.id, each, nearness))
        if rows:
            session.execute(sa.insert(TopicMember), rows)
        if near:
            session.execute(sa.update(TopicMember), near)
        for topic in changed:
            refresh_words(session, topic)

    def _hold(self, session: orm.Session, ids: Sequence[int]) -> None:
        """An author who takes words back waits for the end of this transaction, or this one for them.

        It is the lock that a row pointing at them takes anyway, taken before they are looked at.
        """
        for some in _parts(ids):
            query = sa.select(Contribution.id).where(Contribution.id.in_(some))
            held = query.order_by(Contribution.id).with_for_update(read=True, key_share=True)
            session.execute(held)

    def _row(self, topic_id: int, contribution_id: int, nearness: float) -> dict[str, Any]:
        return {
            "topic_id": topic_id,
            "enjeu_id": self.enjeu_id,
            "contribution_id": contribution_id,
            "kept": False,
            "nearness": nearness,
        }

    def _topic(self, session: orm.Session, planned: Planned) -> Topic | None:
        """None for a kept group that the team undid meanwhile."""
        group = planned.group
        if group is None:
            return None
        topic = session.get(Topic, planned.topic) if planned.topic is not None else None
        if topic is None:
            if group.topic is not None:
                return None
            topic = Topic(enjeu_id=self.enjeu_id)
            session.add(topic)
        elif not topic.kept and self.before.get(topic.id) != set(planned.members):
            # Whoever has the former list before their eyes is told that it changed.
            topic.revision += 1
        topic.words = group.words
        session.flush()
        return topic

    def _aside(self, session: orm.Session, among: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for some in _parts(among):
            query = sa.select(SetAside.contribution_id).where(
                SetAside.enjeu_id == self.enjeu_id, SetAside.contribution_id.in_(some)
            )
            found |= set(session.scalars(query))
        return found

    def _citable(self, session: orm.Session, among: Sequence[int]) -> dict[int, int]:
        """The present revision of those that can still be cited."""
        found: dict[int, int] = {}
        for some in _parts(among):
            query = sa.select(Contribution.id, Contribution.revision).where(
                Contribution.id.in_(some), *self.eligible
            )
            found |= {row.id: row.revision for row in session.execute(query)}
        return found

    def _kept(self, session: orm.Session, among: Sequence[int]) -> dict[int, int]:
        """By contribution, the row of those that the team put somewhere."""
        found: dict[int, int] = {}
        for some in _parts(among):
            query = sa.select(TopicMember.contribution_id, TopicMember.id).where(
                TopicMember.enjeu_id == self.enjeu_id,
                TopicMember.kept,
                TopicMember.contribution_id.in_(some),
            )
            found |= {row.contribution_id: row.id for row in session.execute(query)}
        return found

    def sweep(self, session: orm.Session) -> None:
        """Proposals of words that cannot be cited any more, then proposals of nothing."""
        own = TopicMember.enjeu_id == self.enjeu_id, ~TopicMember.kept
        citable = sa.exists().where(Contribution.id == TopicMember.contribution_id, *self.eligible)
        session.execute(
            sa.delete(TopicMember).where(*own, ~citable),
            execution_options={"synchronize_session": False},
        )
        members = sa.exists().where(TopicMember.topic_id == Topic.id)
        written = sa.exists().where(Statement.topic_id == Topic.id)
        session.execute(
            sa.delete(Topic).where(
                Topic.enjeu_id == self.enjeu_id, ~Topic.kept, ~members, ~written
            ),
            execution_options={"synchronize_session": False},
        )


def _proposed(session: orm.Session, enjeu_id: int) -> dict[int, set[int]]:
    query = (
        sa.select(TopicMember.topic_id, TopicMember.contribution_id)
        .join(Topic, Topic.id == TopicMember.topic_id)
        .where(Topic.enjeu_id == enjeu_id, ~Topic.kept)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for topic_id, contribution_id in session.execute(query):
        found[topic_id].add(contribution_id)
    return dict(found)


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _MOST):
        yield ids[start : start + _MOST]
