"""Ideas that speak of the same thing as one about to be sent, for its author to read first.

`consult.contributions.lookalikes` finds copies; here the words are others and the thing is the
same. Words of at least four letters are cut to their first six (« bancs », « banc », « ombragée »,
« ombrage »), and weighed by how rare they are among the campaign's ideas; two ideas are compared by
the cosine of these weights, those of a title counted twice. It proposes, and nothing is decided by
it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.models import Campaign, Idea
from consult.contributions.models import Contribution, Status
from consult.enjeux.suggester.text import fold

MOST = 3
# Read at most so many of a campaign, the latest: a few milliseconds.
MOST_READ = 2_000
LEAST = 0.3
LEAST_IN_COMMON = 2
_WORD = re.compile(r"[^\W\d_]{4,}")
_ROOT = 6
# Words that every idea has.
_EMPTY = frozenset(
    """
    avec dans pour plus cette cela sont mais leur leurs nous vous elle elles tout tous toute
    toutes comme aussi faire fait faut avoir etre serait seraient pourra pouvoir peut entre
    sans sous chez quand parce place rue quartier ville mettre mise installer creer
    """.split()  # noqa: SIM905
)


def similar(session: orm.Session, campaign: Campaign, title: str, text: str) -> list[Idea]:
    """Published ideas of the campaign that look like these words, the nearest first."""
    query = (
        sa.select(Idea.id, Contribution.title, Contribution.text)
        .join(Idea.contribution)
        .where(Idea.campaign_id == campaign.id, Contribution.status == Status.PUBLISHED)
        .order_by(Idea.number.desc())
        .limit(MOST_READ)
    )
    known = {row.id: _roots(row.title, row.text) for row in session.execute(query)}
    nearest = _nearest(_roots(title, text), known)
    if not nearest:
        return []
    found = session.scalars(
        sa.select(Idea)
        .where(Idea.id.in_(nearest))
        .options(
            orm.joinedload(Idea.contribution).joinedload(Contribution.perimeter),
            orm.joinedload(Idea.perimeter),
            orm.selectinload(Idea.pictures),
        )
    )
    by_id = {each.id: each for each in found}
    return [by_id[each] for each in nearest]


def _nearest(asked: Counter[str], known: dict[int, Counter[str]]) -> list[int]:
    seen = Counter(root for roots in known.values() for root in roots)
    weights = {root: math.log(1 + (len(known) + 1) / count) for root, count in seen.items()}
    rare = math.log(2 + len(known))

    def weigh(roots: Iterable[str], counts: Counter[str]) -> float:
        return sum((weights.get(root, rare) * counts[root]) ** 2 for root in roots)

    scores = []
    own = math.sqrt(weigh(asked, asked))
    for number, roots in known.items():
        common = asked.keys() & roots.keys()
        if len(common) < LEAST_IN_COMMON:
            continue
        together = sum(weights[root] ** 2 * asked[root] * roots[root] for root in common)
        score = together / (own * math.sqrt(weigh(roots, roots)))
        if score >= LEAST:
            scores.append((-score, number))
    return [number for _score, number in sorted(scores)[:MOST]]


def _roots(title: str, text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for words, weight in ((title, 2), (text, 1)):
        for word in _WORD.findall(fold(words)):
            if word not in _EMPTY:
                found[word[:_ROOT]] = max(found[word[:_ROOT]], weight)
    return found
