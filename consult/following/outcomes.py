"""What became of contributions: the sentences that cite them, where these stand, what was done since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import ActionEvent, Contract, Placement, PlacementKind
from consult.contract.placements import key_of_piste, piste_of_key
from consult.contract.places import Place, as_it_stands, of_version
from consult.contract.printed import latest_version
from consult.contract.standing import printed_numbers, with_target
from consult.contract.states import told_of_actions
from consult.contract.version_models import (
    PRINTED,
    ContractVersion,
    VersionCitation,
    VersionSentence,
)
from consult.contributions.models import Contribution, Status
from consult.following.models import Told, ToldKind
from consult.synthesis.models import Citation
from consult.synthesis.provenance import people_behind


@dataclass(frozen=True)
class Written(Place):
    """A place in a contract.

    `at`: since when all can read it there; with `published` False nobody can before the next version.
    `people` counts everybody heard behind it there. `events` are those of the action that the sentence
    stands behind, the oldest first.
    """

    at: datetime
    published: bool
    people: int
    events: tuple[ActionEvent, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """A sentence of the town that cites the contribution.

    `people` counts everybody heard behind it: where all can read it first, or as it is being written.
    `written` are its places, the oldest first.
    """

    statement: str
    cited_at: datetime
    people: int
    written: tuple[Written, ...]

    @property
    def public(self) -> tuple[Written, ...]:
        """The places where all can read it."""
        return tuple(place for place in self.written if place.published)


def outcomes(
    session: orm.Session,
    contributions: Sequence[Contribution],
    told: Mapping[int, Sequence[Told]] | None = None,
) -> dict[int, list[Outcome]]:
    """By contribution id, oldest first; seven queries at most. `told`: as `queries.told_of` gives it.

    Only published contributions have any: others are not read by anyone outside the team. In a
    contract with a version, words stand where the last one prints them, as it was told: a sentence
    written, placed or united since waits for the next one, and so do words that were off the site that
    day.
    """
    published = [each.id for each in contributions if each.status is Status.PUBLISHED]
    if not published:
        return {}
    query = (
        sa.select(Citation)
        .where(Citation.contribution_id.in_(published))
        .order_by(Citation.id)
        .options(orm.joinedload(Citation.statement))
    )
    citations = session.scalars(query).all()
    ids = {each.statement_id for each in citations}
    standing = {key: standing_now(lines) for key, lines in (told or {}).items()}
    held = [key for key in published if standing.get(key)]
    places = _Places(session, ids, held)
    found: dict[int, list[Outcome]] = {}
    for each in citations:
        written = places.of(each, standing.get(each.contribution_id, {}))
        people = next((place.people for place in written if place.published), None)
        if people is None:
            people = places.people_in_work(each.statement_id)
        outcome = Outcome(each.statement.text, each.created_at, people, written)
        found.setdefault(each.contribution_id, []).append(outcome)
    return found


def standing_now(told: Sequence[Told]) -> dict[str, Told]:
    """By address, of what was told of one contribution: the sentences that its words stand behind."""
    last = {each.stands_at: each for each in sorted(told, key=lambda each: each.id)}
    return {address: each for address, each in last.items() if each.kind is ToldKind.ENTERED}


@dataclass
class _Places:
    """The places of some statements: those that the latest versions print, and the working ones.

    `told` are the contributions that stand somewhere, as far as was told.
    """

    session: orm.Session
    statement_ids: set[int]
    told: list[int]
    # By statement and contribution.
    printed: dict[tuple[int | None, int], list[tuple[VersionSentence, Contract]]] = field(
        default_factory=dict
    )
    people: dict[int, int] | None = None
    people_printed: dict[int, int] = field(default_factory=dict)
    working: dict[int, list[tuple[Placement, bool]]] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    events: dict[str, tuple[ActionEvent, ...]] = field(default_factory=dict)
    followed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.statement_ids:
            return
        if self.told:
            self._load_printed()
        self._load_working()
        self._load_events()

    def of(self, citation: Citation, standing: Mapping[str, Told]) -> tuple[Written, ...]:
        here = []
        statement_id = citation.statement_id
        for sentence, contract in self.printed.get((statement_id, citation.contribution_id), ()):
            told = standing.get(sentence.placement_public_id)
            if told is not None:
                followed = self.followed.get(sentence.placement_public_id, "")
                place = of_version(sentence, contract, followed)
                people = self.people_printed.get(sentence.id, 0)
                here.append(self._written(place, told.telling.at, people, published=True))
        known = {each.public_id for each in here}
        for placement, has_version in self.working.get(statement_id, ()):
            if placement.public_id not in known:
                place = as_it_stands(placement, self.numbers.get(placement.id, ""))
                at, people = placement.created_at, self.people_in_work(statement_id)
                here.append(self._written(place, at, people, published=not has_version))
        return tuple(here)

    def _written(self, place: Place, at: datetime, people: int, *, published: bool) -> Written:
        events = self.events.get(place.action_id, ()) if place.action_id else ()
        return Written(**vars(place), at=at, published=published, people=people, events=events)

    def _load_printed(self) -> None:
        query = (
            sa.select(VersionSentence, Contract, VersionCitation.contribution_id)
            .join(VersionSentence.version)
            .join(ContractVersion.contract)
            .join(VersionCitation, VersionCitation.sentence_id == VersionSentence.id)
            .where(
                ContractVersion.id == latest_version(Contract.id),
                VersionSentence.statement_id.in_(self.statement_ids),
                VersionCitation.contribution_id.in_(self.told),
            )
            .order_by(VersionSentence.id)
        )
        for sentence, contract, contribution_id in self.session.execute(query):
            key = (sentence.statement_id, contribution_id)
            self.printed.setdefault(key, []).append((sentence, contract))
        ids = {sentence.id for each in self.printed.values() for sentence, _ in each}
        self.people_printed = people_behind(self.session, ids, PRINTED)

    def _load_working(self) -> None:
        has_version = sa.exists().where(ContractVersion.contract_id == Placement.contract_id)
        query = (
            sa.select(Placement, has_version)
            .where(Placement.statement_id.in_(self.statement_ids))
            .order_by(Placement.created_at, Placement.id)
        )
        query = with_target(query).options(orm.joinedload(Placement.statement))
        for placement, published in self.session.execute(query):
            self.working.setdefault(placement.statement_id, []).append((placement, published))
        unpublished = [
            placement
            for each in self.working.values()
            for placement, published in each
            if not published
        ]
        self.numbers = printed_numbers(self.session, unpublished)

    def people_in_work(self, statement_id: int) -> int:
        """Asked of the database once, when it matters: a sentence that is read has its own."""
        if self.people is None:
            self.people = people_behind(self.session, self.statement_ids)
        return self.people.get(statement_id, 0)

    def _load_events(self) -> None:
        """The states of actions are told at once: no version waits for them."""
        sentences = [sentence for each in self.printed.values() for sentence, _ in each]
        pistes = [
            key_of_piste(each.placement_public_id)
            for each in sentences
            if each.kind is PlacementKind.PISTE and not each.action_public_id
        ]
        actions = {each.action_public_id for each in sentences if each.action_public_id}
        actions |= {
            placement.action.public_id
            for each in self.working.values()
            for placement, _ in each
            if placement.action
        }
        for action, events in told_of_actions(self.session, actions, pistes):
            self.events[action.public_id] = tuple(events)
            if action.key in pistes:
                self.followed[piste_of_key(action.key)] = action.public_id
