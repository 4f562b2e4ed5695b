"""A contract's text as data, with its stable keys: what versions keep and what JSON files give.

« contract », « axes », « enjeux » and « sections » have the very form of an import file (see
`consult.contract.reading`), so that what is exported can be imported. « sentences » are those born of
residents' words, each with the keys of the place where it stands; an action that only such a sentence
made is told there, and is no line of the plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.axes import Axes, axes_of
from consult.contract.models import (
    Action,
    ActionKind,
    Contract,
    IndicatorRow,
    Objective,
    Placement,
)
from consult.enjeux.models import Ambition, Enjeu, TransversalAxis

Content = dict[str, Any]


def content_of(session: orm.Session, contract: Contract) -> Content:
    """Nine queries, however long the contract is."""
    return {
        "contract": _heading(contract),
        "axes": [_axis(each) for each in contract.vocabulary.axes],
        "enjeux": _enjeux(session, contract),
        "sections": [_section(each) for each in contract.sections],
        "sentences": _sentences(session, contract),
    }


def _heading(contract: Contract) -> Content:
    return {
        "slug": contract.slug,
        "kind": contract.kind.value,
        **({"parent": contract.parent.slug} if contract.parent else {}),
        **({"commune": contract.commune.key} if contract.commune else {}),
        "title": contract.title,
        "subtitle": contract.subtitle,
        "starts": contract.starts,
        "ends": contract.ends,
        "adopted_on": contract.adopted_on.isoformat() if contract.adopted_on else None,
        "source": contract.source,
        "listed": contract.listed,
    }


def _axis(axis: TransversalAxis) -> Content:
    return {
        "key": axis.key,
        "title": axis.title,
        "short_title": axis.short_title,
        "scope": axis.scope,
    }


def _section(section: Any) -> Content:
    return {
        "key": section.key,
        "level": section.level,
        "number": section.number,
        "title": section.title,
        "kind": section.kind.value,
        "enjeu": section.enjeu.key if section.enjeu else None,
        "body": section.body,
    }


def _enjeux(session: orm.Session, contract: Contract) -> list[Content]:
    enjeux = session.scalars(
        sa.select(Enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
        .options(orm.selectinload(Enjeu.ambitions), orm.selectinload(Enjeu.partners))
        .order_by(Enjeu.position)
    ).all()
    mine = sa.select(Ambition.id).join(Ambition.enjeu)
    mine = mine.where(Enjeu.vocabulary_id == contract.vocabulary_id)
    objectives = list(
        session.scalars(
            sa.select(Objective)
            .where(Objective.ambition_id.in_(mine))
            .order_by(Objective.position, Objective.id)
        )
    )
    actions = list(
        session.scalars(
            sa.select(Action)
            .where(Action.ambition_id.in_(mine), ~Action.born)
            .order_by(Action.position, Action.id)
        )
    )
    rows = list(
        session.scalars(
            sa.select(IndicatorRow)
            .where(IndicatorRow.contract_id == contract.id)
            .options(orm.joinedload(IndicatorRow.indicator))
            .order_by(IndicatorRow.position)
        )
    )
    lines = Lines(objectives, actions, axes_of(session, enjeux))
    return [_enjeu(each, lines, rows) for each in enjeux]


@dataclass(frozen=True)
class Lines:
    """The lines of the plans of a contract, and the transversal axes that each serves."""

    objectives: list[Objective]
    actions: list[Action]
    axes: Axes


def _enjeu(enjeu: Enjeu, lines: Lines, rows: list[IndicatorRow]) -> Content:
    return {
        "key": enjeu.key,
        "title": enjeu.title,
        "short_title": enjeu.short_title,
        "scope": enjeu.scope,
        "icon": enjeu.icon,
        "hue": enjeu.hue,
        "intro": enjeu.intro,
        "partners": [{"label": each.label, "text": each.text} for each in enjeu.partners],
        "ambitions": [_ambition(each, lines) for each in enjeu.ambitions],
        "indicators": [
            {
                "indicator": row.indicator.key,
                "gap": row.gap.value,
                "reference": row.reference,
                "sources": row.sources,
            }
            for row in rows
            if row.enjeu_id == enjeu.id
        ],
    }


def _ambition(ambition: Ambition, lines: Lines) -> Content:
    mine = [each for each in lines.actions if each.ambition_id == ambition.id]
    return {
        "key": ambition.key,
        "title": ambition.title,
        "scale": ambition.scale,
        "horizon": ambition.horizon,
        "note": ambition.note,
        "objectives": [
            {
                "key": each.key,
                "text": each.text,
                "priority": each.priority,
                "axes": _keys(lines.axes.objectives.get(each.id, ())),
                **_actions(mine, each.id, lines.axes),
            }
            for each in lines.objectives
            if each.ambition_id == ambition.id
        ],
        **_actions(mine, None, lines.axes),
    }


def _keys(axes: Sequence[TransversalAxis]) -> list[str]:
    return [axis.key for axis in axes]


def _actions(actions: list[Action], objective_id: int | None, axes: Axes) -> Content:
    def told(kind: ActionKind) -> list[Content]:
        return [
            {"key": each.key, "text": each.text, "axes": _keys(axes.actions.get(each.id, ()))}
            for each in actions
            if each.objective_id == objective_id and each.kind is kind
        ]

    return {"pistes": told(ActionKind.PISTE), "existing": told(ActionKind.EXISTING)}


def _sentences(session: orm.Session, contract: Contract) -> list[Content]:
    query = (
        sa.select(Placement)
        .where(Placement.contract_id == contract.id)
        .options(
            orm.joinedload(Placement.statement),
            orm.joinedload(Placement.enjeu),
            orm.joinedload(Placement.ambition),
            orm.joinedload(Placement.objective),
            orm.joinedload(Placement.action),
        )
        .order_by(Placement.id)
    )
    return [
        {
            "id": each.public_id,
            "kind": each.kind.value,
            "enjeu": each.enjeu.key,
            "ambition": each.ambition.key if each.ambition else None,
            "objective": each.objective.key if each.objective else None,
            "action": each.action.key if each.action else None,
            "text": each.statement.text,
        }
        for each in session.scalars(query)
    ]
