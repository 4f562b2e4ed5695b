"""The texts of an enjeu, as a run reads them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Contribution, Translation
from consult.contributions.translations import french_columns
from consult.enjeux.models import Enjeu
from consult.synthesis.topics.models import SetAside, Topic, TopicMember, TopicRefusal
from consult.synthesis.topics.scope import EVERYTHING, Scope, heard
from consult.synthesis.topics.units import Unit

_AT_A_TIME = 5_000


class _Row(NamedTuple):
    id: int
    title: str
    text: str
    language: str
    alike: int | None
    topic: int | None
    revision: int


def read_units(session: orm.Session, enjeu: Enjeu, scope: Scope) -> list[Unit]:
    """What can be cited in this scope and is not set aside, and all that the team put in groups.

    Contributions that say the same in the same words are one text.
    """
    kept = sa.and_(
        TopicMember.contribution_id == Contribution.id,
        TopicMember.enjeu_id == enjeu.id,
        TopicMember.kept,
    )
    aside = sa.exists().where(
        SetAside.contribution_id == Contribution.id, SetAside.enjeu_id == enjeu.id
    )
    asked = heard(enjeu)
    if scope != EVERYTHING:
        asked.append(sa.or_(TopicMember.id.is_not(None), sa.and_(*heard(enjeu, scope))))
    query = (
        sa.select(
            Contribution.id,
            *french_columns(),
            Fingerprint.group_id,
            TopicMember.topic_id,
            Contribution.revision,
        )
        .outerjoin(Translation, Translation.contribution_id == Contribution.id)
        .outerjoin(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .outerjoin(TopicMember, kept)
        .where(*asked, ~aside)
    )
    rows = session.execute(query.execution_options(yield_per=_AT_A_TIME))
    return list(_units((_Row(*row) for row in rows), _refusals(session, enjeu)))


def _refusals(session: orm.Session, enjeu: Enjeu) -> dict[int, set[int]]:
    query = (
        sa.select(TopicRefusal.contribution_id, TopicRefusal.topic_id)
        .join(Topic, Topic.id == TopicRefusal.topic_id)
        .where(Topic.enjeu_id == enjeu.id)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for contribution_id, topic_id in session.execute(query):
        found[contribution_id].add(topic_id)
    return found


def _units(rows: Iterable[_Row], refused: dict[int, set[int]]) -> Iterable[Unit]:
    alone: list[_Row] = []
    alike: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        (alone if row.alike is None else alike[row.alike]).append(row)
    for rows_of_one in [[row] for row in alone] + list(alike.values()):
        yield _unit(rows_of_one, refused)


def _unit(rows: Sequence[_Row], refused: dict[int, set[int]]) -> Unit:
    # The same text whatever the order of arrival.
    text, language = min((f"{row.title}\n{row.text}", row.language) for row in rows)
    kept: dict[int, int] = defaultdict(int)
    for row in rows:
        if row.topic is not None:
            kept[row.topic] += 1
    topic = max(kept, key=lambda each: (kept[each], -each)) if kept else None
    none: Any = set()
    states = sorted((row.id, row.revision) for row in rows)
    return Unit(
        text,
        language,
        tuple(each for each, _ in states),
        topic,
        frozenset().union(*(refused.get(row.id, none) for row in rows)),
        tuple(revision for _, revision in states),
    )
