"""What the home page tells: where residents' words led, and honest figures."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Placement
from consult.contract.printed import is_readable, printed_text, statements_readable
from consult.contributions.models import Contribution, Status
from consult.enjeux.models import TrainedModel, Vocabulary
from consult.enjeux.suggester.model import Model, shipped_model
from consult.enjeux.suggesting import model_for
from consult.synthesis.models import Citation
from consult.synthesis.provenance import people_behind

LATEST = 3


@dataclass(frozen=True)
class Change:
    """A sentence that readers find in the contract: its words, the people published behind it."""

    placement: Placement
    text: str
    people: int


@dataclass(frozen=True)
class Figures:
    """Words received and not withdrawn, published, and behind a sentence that a reader finds in a
    contract: see `statements_readable`.
    """

    received: int
    published: int
    written: int


def latest_changes(session: orm.Session, limit: int = LATEST) -> list[Change]:
    """The last sentences written into a contract that published words still stand behind; two queries.

    One that stands in several places is told once, at the last that can be read.
    """
    backed = (
        sa.select(Citation.id)
        .join(Citation.contribution)
        .where(
            Citation.statement_id == Placement.statement_id,
            Contribution.status == Status.PUBLISHED,
        )
        .correlate(Placement)
    )
    later = orm.aliased(Placement)
    elsewhere = sa.select(later.id).where(
        later.statement_id == Placement.statement_id,
        later.id > Placement.id,
        is_readable(later),
    )
    query = (
        sa.select(Placement, printed_text())
        .where(backed.exists(), is_readable(), ~elsewhere.correlate(Placement).exists())
        .options(
            orm.joinedload(Placement.statement),
            orm.joinedload(Placement.contract),
            orm.joinedload(Placement.enjeu),
        )
        .order_by(Placement.created_at.desc(), Placement.id.desc())
        .limit(limit)
    )
    found = session.execute(query).all()
    people = people_behind(session, [each.statement_id for each, _ in found])
    return [
        Change(each, each.statement.text if text is None else text, people[each.statement_id])
        for each, text in found
    ]


def figures(session: orm.Session) -> Figures:
    """One query; a contribution behind several sentences counts once."""
    written = (
        sa.select(sa.func.count(sa.distinct(Citation.contribution_id)))
        .join(Contribution, Contribution.id == Citation.contribution_id)
        .where(
            Contribution.status == Status.PUBLISHED,
            Citation.statement_id.in_(statements_readable()),
        )
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(
            sa.func.count().filter(Contribution.status != Status.WITHDRAWN),
            sa.func.count().filter(Contribution.status == Status.PUBLISHED),
            written,
        ).select_from(Contribution)
    ).one()
    return Figures(*row)


def model_in_use(session: orm.Session) -> tuple[Vocabulary | None, Model]:
    """The model that suggests, and the contract it speaks of: the last trained, or the shipped one."""
    trained = sa.select(TrainedModel.vocabulary_id).order_by(TrainedModel.id.desc()).limit(1)
    shared = set(shipped_model().classes)
    query = (
        sa.select(Vocabulary).options(orm.selectinload(Vocabulary.enjeux)).order_by(Vocabulary.id)
    )
    vocabularies = list(session.scalars(query))
    chosen = session.scalars(trained).first()
    for each in vocabularies:
        if each.id == chosen:
            return each, model_for(session, each)
    for each in vocabularies:
        if shared.issuperset(enjeu.key for enjeu in each.enjeux):
            return each, shipped_model()
    return None, shipped_model()
