"""What a version keeps beside its document: where each sentence and each action of it stands."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Objective, Placement, Section, SectionKind
from consult.contract.parts import path_of
from consult.contract.standing import PLAN_SECTIONS, first_number, printed_numbers, with_target
from consult.contract.version_models import (
    ContractVersion,
    VersionAction,
    VersionCitation,
    VersionSentence,
)
from consult.contributions.models import Contribution, Status
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.models import Citation


def sentences_of(session: orm.Session, contract: Contract) -> list[VersionSentence]:
    """Two queries."""
    query = with_target(
        sa.select(Placement).where(Placement.contract_id == contract.id).order_by(Placement.id)
    ).options(
        orm.joinedload(Placement.statement),
        orm.joinedload(Placement.enjeu),
        orm.joinedload(Placement.ambition).joinedload(Ambition.enjeu),
    )
    placements = session.scalars(query).all()
    numbers = printed_numbers(session, placements)
    return [
        VersionSentence(
            placement_public_id=each.public_id,
            statement_id=each.statement_id,
            text=each.statement.text,
            enjeu=each.enjeu.key,
            kind=each.kind,
            number=numbers[each.id],
            ambition=each.ambition.title if each.ambition else "",
            action=each.action.text if each.action else "",
            action_public_id=each.action.public_id if each.action else "",
            **_under(each.objective),
        )
        for each in placements
    ]


def keep_citations(session: orm.Session, version: ContractVersion) -> None:
    """Those whose words stand behind the sentences of this version, as they are now; two statements."""
    session.flush()
    behind = (
        sa.select(VersionSentence.id, Citation.contribution_id)
        .join(Citation, Citation.statement_id == VersionSentence.statement_id)
        .join(Citation.contribution)
        .where(VersionSentence.version_id == version.id, Contribution.status == Status.PUBLISHED)
    )
    columns = ["sentence_id", "contribution_id"]
    session.execute(sa.insert(VersionCitation).from_select(columns, behind))
    # Words taken back at this very moment: who takes them back after this waits, and erases the rows.
    mine = sa.select(VersionSentence.id).where(VersionSentence.version_id == version.id)
    gone = sa.select(Contribution.id).where(Contribution.status == Status.WITHDRAWN)
    session.execute(
        sa.delete(VersionCitation)
        .where(VersionCitation.sentence_id.in_(mine), VersionCitation.contribution_id.in_(gone))
        .execution_options(synchronize_session=False)
    )


def actions_of(session: orm.Session, contract: Contract) -> list[VersionAction]:
    """Every line of the plans, those born of residents too; two queries."""
    query = (
        sa.select(Action)
        .join(Action.ambition)
        .join(Ambition.enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
        .order_by(Enjeu.position, Ambition.position, Action.born, Action.position, Action.id)
        .options(
            orm.contains_eager(Action.ambition).contains_eager(Ambition.enjeu),
            orm.joinedload(Action.objective),
        )
    )
    sections: dict[tuple[int, SectionKind], Section] = {}
    mine = sa.select(Section).where(
        Section.contract_id == contract.id, Section.kind.in_(PLAN_SECTIONS)
    )
    for section in session.scalars(mine.order_by(Section.position)):
        if section.enjeu_id is not None:
            sections.setdefault((section.enjeu_id, section.kind), section)
    made = []
    for action in session.scalars(query):
        enjeu = action.ambition.enjeu
        around = [sections.get((enjeu.id, kind)) for kind in PLAN_SECTIONS]
        made.append(
            VersionAction(
                public_id=action.public_id,
                kind=action.kind,
                text=action.text,
                enjeu=enjeu.key,
                section=next((each.key for each in around if each), ""),
                number=first_number(each.number for each in around if each),
                ambition=action.ambition.title,
                **_under(action.objective),
            )
        )
    return made


def _under(objective: Objective | None) -> dict[str, str]:
    if objective is None:
        return {}
    return {"objective": objective.text, "objective_path": path_of(objective)}
