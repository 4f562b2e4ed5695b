"""What became of contributions: the sentences that cite them, where these stand, what was done since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import ActionEvent, Placement, PlacementKind
from consult.contract.standing import printed_numbers
from consult.contract.states import history
from consult.contract.version_models import ContractVersion, VersionSentence
from consult.contributions.models import Contribution, Status
from consult.synthesis.models import Citation, Statement
from consult.synthesis.provenance import people_behind


@dataclass(frozen=True)
class Written:
    """A place in a contract. `number` is that of its section as printed, perhaps empty.

    `at`: since when all can read it there; with `published` False nobody can before the next version.
    `text` is the sentence as it is printed there. `events` are those of the action that the sentence
    stands behind, the oldest first.
    """

    at: datetime
    published: bool
    kind: PlacementKind
    contract_slug: str
    contract_title: str
    public_id: str
    text: str
    number: str
    ambition: str
    objective: str
    action: str
    action_id: str
    events: tuple[ActionEvent, ...]


@dataclass(frozen=True)
class Outcome:
    """A sentence of the town that cites the contribution.

    `people` counts everybody heard in the published contributions it cites; `written` are its
    places, the oldest first.
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
    session: orm.Session, contributions: Sequence[Contribution]
) -> dict[int, list[Outcome]]:
    """By contribution id, oldest first; five queries at most.

    Only published contributions have any: others are not read by anyone outside the team.
    """
    published = [each.id for each in contributions if each.status is Status.PUBLISHED]
    if not published:
        return {}
    query = (
        sa.select(Citation, Placement)
        .join(Citation.statement)
        .outerjoin(Placement, Placement.statement_id == Statement.id)
        .where(Citation.contribution_id.in_(published))
        .order_by(Citation.id, Placement.created_at, Placement.id)
        .options(
            orm.contains_eager(Citation.statement),
            orm.joinedload(Placement.contract),
            orm.joinedload(Placement.ambition),
            orm.joinedload(Placement.objective),
            orm.joinedload(Placement.action),
        )
    )
    rows = [(citation, placement) for citation, placement in session.execute(query)]
    people = people_behind(session, {citation.statement_id for citation, _ in rows})
    placed = [placement for _, placement in rows if placement is not None]
    numbers = printed_numbers(session, placed)
    versions = latest_prints(session, placed)
    events = history(session, {each.action_id for each in placed if each.action_id})
    found: dict[int, list[Outcome]] = {}
    for citation, group in groupby(rows, key=lambda row: row[0]):
        outcome = Outcome(
            citation.statement.text,
            citation.created_at,
            people[citation.statement_id],
            tuple(
                _written(each, numbers, events, versions.get(each.contract_id))
                for _, each in group
                if each is not None
            ),
        )
        found.setdefault(citation.contribution_id, []).append(outcome)
    return found


@dataclass
class Prints:
    """What the latest version of a contract prints of some sentences, by the address of each."""

    published_at: datetime
    texts: dict[str, str] = field(default_factory=dict)


def latest_prints(session: orm.Session, placements: Sequence[Placement]) -> dict[int, Prints]:
    """By contract id; nothing for a contract that never had a version. One query."""
    if not placements:
        return {}
    last = (
        sa.select(ContractVersion.contract_id, sa.func.max(ContractVersion.number).label("number"))
        .where(ContractVersion.contract_id.in_({each.contract_id for each in placements}))
        .group_by(ContractVersion.contract_id)
        .subquery()
    )
    asked = VersionSentence.placement_public_id.in_({each.public_id for each in placements})
    query = (
        sa.select(
            ContractVersion.contract_id,
            ContractVersion.published_at,
            VersionSentence.placement_public_id,
            VersionSentence.text,
        )
        .join(
            last,
            sa.and_(
                last.c.contract_id == ContractVersion.contract_id,
                last.c.number == ContractVersion.number,
            ),
        )
        .outerjoin(
            VersionSentence, sa.and_(VersionSentence.version_id == ContractVersion.id, asked)
        )
    )
    found: dict[int, Prints] = {}
    for contract_id, published_at, address, text in session.execute(query):
        prints = found.setdefault(contract_id, Prints(published_at))
        if address is not None:
            prints.texts[address] = text
    return found


def _written(
    placement: Placement,
    numbers: dict[int, str],
    events: dict[int, list[ActionEvent]],
    prints: Prints | None,
) -> Written:
    """Without a version, the working text is what all can read."""
    contract = placement.contract
    printed = prints.texts.get(placement.public_id) if prints else None
    return Written(
        at=prints.published_at if prints else placement.created_at,
        published=prints is None or printed is not None,
        kind=placement.kind,
        contract_slug=contract.slug,
        contract_title=contract.subtitle or contract.title,
        public_id=placement.public_id,
        text=printed or placement.statement.text,
        number=numbers.get(placement.id, ""),
        ambition=placement.ambition.title if placement.ambition else "",
        objective=placement.objective.text if placement.objective else "",
        action=placement.action.text if placement.action else "",
        action_id=placement.action.public_id if placement.action else "",
        events=tuple(events.get(placement.action_id or 0, ())),
    )
