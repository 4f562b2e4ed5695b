"""Difficulties that go together: pairs of choices ticked by the same people more often than chance.

For each pair of choices of a question with several answers, among the people who answered it, the
one-sided exact test of Fisher (« Statistical Methods for Research Workers », 5th edition, 1934): how
often would chance alone, each choice keeping its number of people, bring so many people to tick both?
All the pairs of a question are tested together (S. Holm, « A simple sequentially rejective multiple test
procedure », Scandinavian Journal of Statistics 6, 1979), so that one question tells a pair wrongly less
than once in a hundred. Where few ticks are allowed people must choose between them, so that a pair that
goes together all the same is told with more caution than the test asks for.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import (
    Answer,
    AnswerChoice,
    Choice,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.results.counting import Brought, sent_to
from consult.web.secrecy import SMALLEST_PUBLISHED

LEVEL = 0.01


@dataclass(frozen=True)
class Pair:
    """`both` people ticked the two; `expected`, how many chance would bring. `lift` is their ratio.

    `of_first` of those who ticked the first choice ticked the second one too.
    """

    first: Choice
    second: Choice
    both: int
    of_first: int
    expected: float
    chance: float

    @property
    def lift(self) -> float:
        return self.both / self.expected


Ticked = Counter[tuple[int, int, int]]


def count_pairs(session: orm.Session, consultation: Consultation) -> Ticked:
    """People by (question id, choice id, higher choice id). One query."""
    one, other = orm.aliased(AnswerChoice), orm.aliased(AnswerChoice)
    asked = [q.id for q in consultation.questions if q.kind is QuestionKind.MULTIPLE]
    keys = (Answer.question_id, one.choice_id, other.choice_id)
    query = (
        sa.select(*keys, sa.func.count())
        .join(Answer.sheet)
        .join(one, one.answer_id == Answer.id)
        .join(other, sa.and_(other.answer_id == Answer.id, one.choice_id < other.choice_id))
        .where(*sent_to(consultation), Answer.question_id.in_(asked))
        .group_by(*keys)
    )
    if not asked:
        return Counter()
    return Counter({(row[0], row[1], row[2]): row[3] for row in session.execute(query)})


def going_together(question: Question, brought: Brought, ticked: Ticked) -> list[Pair]:
    """The pairs beyond chance, the strongest first.

    Only those of which each of the four groups (both, one, the other, none) has five people at least.
    """
    tally = brought.tallies[question.id]
    tested: list[Pair] = []
    for first, second in combinations(question.choices, 2):
        low, high = sorted((first.id, second.id))
        both = ticked[question.id, low, high]
        one, other = tally.counts[first.id], tally.counts[second.id]
        if not one or not other:
            continue
        expected = one * other / tally.answered
        chance = at_least(both, one, other, tally.answered)
        tested.append(Pair(first, second, both, one, expected, chance))
    kept = [pair for pair in beyond_chance(tested) if _is_large(pair, tally.answered, tally.counts)]
    return sorted(kept, key=lambda pair: -pair.lift)


def beyond_chance(tested: Sequence[Pair]) -> list[Pair]:
    """Holm's procedure: the smallest chances first, each held against a level that loosens."""
    kept = []
    for done, pair in enumerate(sorted(tested, key=lambda each: each.chance)):
        if pair.chance > LEVEL / (len(tested) - done):
            break
        kept.append(pair)
    return kept


def at_least(both: int, one: int, other: int, everyone: int) -> float:
    """The chance that of `everyone`, groups of `one` and `other` people share `both` or more of them."""
    most = min(one, other)
    least = max(both, one + other - everyone, 0)
    if least > most:
        return 0.0
    total = 0.0
    for shared in range(least, most + 1):
        term = math.exp(
            _ways(one, shared) + _ways(everyone - one, other - shared) - _ways(everyone, other)
        )
        total += term
        # Past the summit terms only get smaller.
        if shared * everyone > one * other and term < total * 1e-12:
            break
    return min(1.0, total)


def _ways(of: int, taken: int) -> float:
    """The logarithm of a binomial coefficient."""
    return math.lgamma(of + 1) - math.lgamma(taken + 1) - math.lgamma(of - taken + 1)


def _is_large(pair: Pair, answered: int, counts: Counter[int]) -> bool:
    one, other = counts[pair.first.id], counts[pair.second.id]
    groups = (pair.both, one - pair.both, other - pair.both, answered - one - other + pair.both)
    return min(groups) >= SMALLEST_PUBLISHED
