"""Where the words of a receipt stand, in a bounded number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet
from consult.contract.models import Placement, PlacementKind
from consult.contract.standing import printed_numbers
from consult.contributions.models import Contribution, Receipt, Status, Tag
from consult.synthesis.models import Citation, Statement
from consult.synthesis.provenance import people_behind


@dataclass(frozen=True)
class Written:
    """The paragraph of a contract. `number` is that of its section as printed, perhaps empty."""

    at: datetime
    kind: PlacementKind
    contract_slug: str
    contract_title: str
    public_id: str
    number: str
    ambition: str
    objective: str
    action: str


@dataclass(frozen=True)
class Outcome:
    """A sentence of the town that cites the contribution.

    `people` counts everybody heard in the published contributions it cites.
    """

    statement: str
    cited_at: datetime
    people: int
    written: Written | None


def contributions_of(session: orm.Session, receipt: Receipt) -> list[Contribution]:
    """In the order they were sent, with all that a page tells of them (three queries).

    The parts of a message that was split follow each other.
    """
    query = (
        sa.select(Contribution)
        .where(Contribution.receipt_id == receipt.id)
        .order_by(Contribution.id)
        .options(
            orm.joinedload(Contribution.perimeter),
            orm.joinedload(Contribution.lineage),
            orm.selectinload(Contribution.steps),
            orm.selectinload(Contribution.tags).joinedload(Tag.enjeu),
        )
    )
    return sorted(session.scalars(query), key=lambda each: (each.origin_id, each.id))


def contribution_of(
    session: orm.Session, receipt: Receipt, public_id: str, *, lock: bool
) -> Contribution | None:
    """None for somebody else's. `lock` holds the row, read afresh, until the transaction ends."""
    query = sa.select(Contribution).where(
        Contribution.receipt_id == receipt.id, Contribution.public_id == public_id
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).first()


def sheet_of(session: orm.Session, receipt: Receipt) -> AnswerSheet | None:
    """The questionnaire behind a receipt: ticked answers are counted, and are no contributions."""
    query = (
        sa.select(AnswerSheet)
        .where(AnswerSheet.receipt_id == receipt.id)
        .options(orm.joinedload(AnswerSheet.consultation))
    )
    return session.scalars(query).first()


def outcomes(
    session: orm.Session, contributions: Sequence[Contribution]
) -> dict[int, list[Outcome]]:
    """By contribution id, oldest first; three queries at most.

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
        .order_by(Citation.id)
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
    numbers = printed_numbers(
        session, [placement for _, placement in rows if placement is not None]
    )
    found: dict[int, list[Outcome]] = {}
    for citation, placement in rows:
        outcome = Outcome(
            citation.statement.text,
            citation.created_at,
            people[citation.statement_id],
            _written(placement, numbers) if placement else None,
        )
        found.setdefault(citation.contribution_id, []).append(outcome)
    return found


def _written(placement: Placement, numbers: dict[int, str]) -> Written:
    contract = placement.contract
    return Written(
        at=placement.created_at,
        kind=placement.kind,
        contract_slug=contract.slug,
        contract_title=contract.subtitle or contract.title,
        public_id=placement.public_id,
        number=numbers.get(placement.id, ""),
        ambition=placement.ambition.title if placement.ambition else "",
        objective=placement.objective.text if placement.objective else "",
        action=placement.action.text if placement.action else "",
    )
