"""The distinctive words of a group whose members the team, or an author, just changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Translation
from consult.contributions.translations import french_columns
from consult.synthesis.topics.models import Topic, TopicMember
from consult.synthesis.topics.reading import read, surfaces
from consult.synthesis.topics.scope import heard
from consult.synthesis.topics.telling import distinctive

# Texts of the group, and of the rest of the enjeu, that are compared; a run compares them all.
MOST: Final = 400


def refresh_words(session: orm.Session, topic: Topic) -> None:
    """Choose them again; the next run does it on all the texts of the enjeu."""
    mine = sa.exists().where(
        TopicMember.contribution_id == Contribution.id, TopicMember.topic_id == topic.id
    )
    inside = _texts(session, topic, mine)
    others = _texts(session, topic, ~mine)
    everywhere, written = _count(inside + others)
    counted, _ = _count(inside)
    found = distinctive(counted, len(inside), everywhere, len(inside) + len(others))
    topic.words = [min(written[key].items(), key=lambda n: (-n[1], n[0]))[0] for key in found]
    session.flush()


def _texts(
    session: orm.Session, topic: Topic, chosen: sa.ColumnElement[bool]
) -> list[tuple[str, str]]:
    """The latest ones, each text once."""
    query = (
        sa.select(*french_columns())
        .select_from(Contribution)
        .outerjoin(Translation, Translation.contribution_id == Contribution.id)
        .where(*heard(topic.enjeu), chosen)
        .order_by(Contribution.id.desc())
        .limit(MOST)
    )
    rows = session.execute(query)
    return list(dict.fromkeys((f"{title}\n{text}", language) for title, text, language in rows))


def _count(texts: Iterable[tuple[str, str]]) -> tuple[Counter[str], dict[str, Counter[str]]]:
    """By word, the texts that have it and how it is written there."""
    counted: Counter[str] = Counter()
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for key, surface in surfaces([read(*each) for each in texts]):
        counted[key] += 1
        written[key][surface] += 1
    return counted, written
