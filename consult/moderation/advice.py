"""The suggestions given for words: made once, when they are published, and kept. Nothing here commits.

A model trained since does not change them in silence: `renew` does, when it is asked to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contributions.models import Contribution, Status, Tagging
from consult.contributions.translations import in_french
from consult.enjeux import suggesting
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import vocabulary
from consult.enjeux.suggester.rank import Suggestion
from consult.moderation.models import Advice

BATCH = 200


def give(session: orm.Session, contribution: Contribution) -> Advice:
    """The advice kept for words, made now when there is none."""
    kept = find(session, contribution.id)
    return kept or _make(session, contribution, vocabulary(session, contribution.vocabulary_id))


def find(session: orm.Session, contribution_id: int) -> Advice | None:
    return session.scalars(
        sa.select(Advice).where(Advice.contribution_id == contribution_id)
    ).first()


def suggestions(advice: Advice) -> list[Suggestion]:
    return [_read(cast(dict[str, Any], each)) for each in advice.ranked]


def forget(session: orm.Session, contribution_id: int) -> None:
    """Its reasons are words of the contribution: they go with them, or change with them."""
    session.execute(sa.delete(Advice).where(Advice.contribution_id == contribution_id))


def renew(session: orm.Session, words: Vocabulary) -> tuple[int, int]:
    """Suggest again for what is still to sort; returns how many were looked at, and how many changed."""
    looked = changed = 0
    for contribution in _to_sort(session, words):
        before = find(session, contribution.id)
        was = [(each.key, each.score) for each in suggestions(before)] if before else []
        if before is not None:
            session.delete(before)
            session.flush()
        after = _make(session, contribution, words)
        looked += 1
        changed += was != [(each.key, each.score) for each in suggestions(after)]
    record(
        session, "vocabulary.suggest_again", words, by=SYSTEM, contributions=looked, changed=changed
    )
    return looked, changed


def _make(session: orm.Session, contribution: Contribution, words: Vocabulary) -> Advice:
    said = in_french(session, contribution)
    found = suggesting.advise(said.whole, words, said.language)
    advice = Advice(
        contribution_id=contribution.id,
        version=found.version,
        ranked=[asdict(each) for each in found.ranked],
    )
    session.add(advice)
    session.flush()
    return advice


def _to_sort(session: orm.Session, words: Vocabulary) -> Iterator[Contribution]:
    query = (
        sa.select(Contribution.id)
        .where(
            Contribution.vocabulary_id == words.id,
            Contribution.status == Status.PUBLISHED,
            Contribution.tagging == Tagging.TO_DO,
        )
        .order_by(Contribution.id)
    )
    ids = list(session.scalars(query))
    for start in range(0, len(ids), BATCH):
        some = sa.select(Contribution).where(Contribution.id.in_(ids[start : start + BATCH]))
        yield from session.scalars(some.order_by(Contribution.id)).all()


def _read(told: dict[str, Any]) -> Suggestion:
    return Suggestion(told["kind"], told["key"], told["score"], tuple(told["words"]))
