"""One action of a contract: where it is, and the residents' sentences behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.sql.base import ExecutableOption

from consult.contract.documents.naming import section_anchor
from consult.contract.models import (
    Action,
    ActionEvent,
    ActionKind,
    Contract,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contract.standing import PLAN_SECTIONS, first_number
from consult.contract.states import history
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Statement
from consult.synthesis.provenance import (
    CITED,
    Backing,
    Provenance,
    add_up,
    people_behind_all,
    provenances,
)

NOBODY = add_up(())


@dataclass(frozen=True)
class Behind:
    """A sentence at one of its places; `owner_id` is that of what has its words behind it.

    `statement` is that of the working text, None in a published version.
    """

    public_id: str
    text: str
    owner_id: int
    supports: bool
    statement: Statement | None = None


@dataclass(frozen=True)
class Line:
    """An action as it is written in the plan.

    `anchor` is where it stands on the page of the contract, `number` that of its section as printed;
    they and `objective` may be empty.
    """

    public_id: str
    kind: ActionKind
    text: str
    enjeu: Enjeu | None
    anchor: str
    number: str
    ambition: str
    objective: str


@dataclass(frozen=True)
class Told:
    """`supports` speak of the action itself, `around` only of its objective; `people` are heard in
    `supports`, each once. `version` is the number of the last one that prints an action which the
    text read today does not hold any more, else 0.
    """

    contract: Contract
    line: Line
    version: int = 0
    events: list[ActionEvent] = field(default_factory=list)
    supports: list[Behind] = field(default_factory=list)
    around: list[Behind] = field(default_factory=list)
    heard: dict[int, Provenance] = field(default_factory=dict)
    people: int = 0

    @property
    def present(self) -> ActionEvent | None:
        return self.events[-1] if self.events else None

    def provenance(self, behind: Behind) -> Provenance:
        return self.heard.get(behind.owner_id, NOBODY)


def working_action(
    session: orm.Session, slug: str, public_id: str
) -> tuple[Contract, Action] | None:
    query = (
        sa.select(Contract, Action)
        .select_from(Action)
        .join(Action.ambition)
        .join(Ambition.enjeu)
        .join(Contract, Contract.vocabulary_id == Enjeu.vocabulary_id)
        .where(Contract.slug == slug, Action.public_id == public_id)
        .options(*whole_action())
    )
    row = session.execute(query).first()
    return None if row is None else (row[0], row[1])


def whole_action() -> tuple[ExecutableOption, ...]:
    """To load an Action with all that tells where it stands."""
    return (
        orm.joinedload(Action.ambition).joinedload(Ambition.enjeu),
        orm.joinedload(Action.objective),
    )


def working(session: orm.Session, contract: Contract, action: Action) -> Told:
    """As the team is writing it; five queries, however many sentences and events there are."""
    line = _line(session, action, contract)
    return tell(session, Told(contract, line), action.id, _behind(session, action), CITED)


def tell(
    session: orm.Session,
    told: Told,
    action_id: int | None,
    sentences: list[Behind],
    backing: Backing,
) -> Told:
    """With what was said of the action and by whom; `action_id` is None once its row is gone."""
    supports = [each for each in sentences if each.supports]
    said = {each.text for each in supports}
    every = {each.owner_id for each in sentences}
    return Told(
        told.contract,
        told.line,
        told.version,
        [] if action_id is None else history(session, [action_id]).get(action_id, []),
        supports,
        [each for each in sentences if not each.supports and each.text not in said],
        provenances(session, every, backing) if every else {},
        people_behind_all(session, {each.owner_id for each in supports}, backing),
    )


def _line(session: orm.Session, action: Action, contract: Contract) -> Line:
    enjeu = action.ambition.enjeu
    query = sa.select(Section.kind, Section.key, Section.number).where(
        Section.contract_id == contract.id,
        Section.enjeu_id == enjeu.id,
        Section.kind.in_(PLAN_SECTIONS),
    )
    found: dict[SectionKind, tuple[str, str]] = {}
    for kind, key, number in session.execute(query.order_by(Section.position)):
        found.setdefault(kind, (key, number))
    around = [found[kind] for kind in PLAN_SECTIONS if kind in found]
    return Line(
        action.public_id,
        action.kind,
        action.text,
        enjeu,
        section_anchor(around[0][0]) if around else "",
        first_number(number for _, number in around),
        action.ambition.title,
        action.objective.text if action.objective else "",
    )


def _behind(session: orm.Session, action: Action) -> list[Behind]:
    asked = [Placement.action_id == action.id]
    if action.objective_id is not None:
        asked.append(
            sa.and_(
                Placement.kind == PlacementKind.OBJECTIVE,
                Placement.objective_id == action.objective_id,
            )
        )
    query = (
        sa.select(Placement)
        .where(sa.or_(*asked))
        .options(orm.joinedload(Placement.statement))
        .order_by(Placement.id)
    )
    return [
        Behind(
            each.public_id,
            each.statement.text,
            each.statement_id,
            each.action_id == action.id,
            each.statement,
        )
        for each in session.scalars(query)
    ]
