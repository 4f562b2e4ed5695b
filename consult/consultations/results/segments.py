"""Segments of respondents: people whose answers look alike, found by hierarchical grouping.

Each person is a row of 0 and 1, a column for each choice of the questions that everyone is asked; the
positions of a scale are one column from 0 to 1. Questions that describe the person are left out: segments
are made of what people think. Ward's method (J. H. Ward, « Hierarchical grouping to optimize an
objective function », Journal of the American Statistical Association 58, 1963) joins the nearest ones; of
2 to 6 segments, the cut with the best mean silhouette (P. J. Rousseeuw, Journal of Computational and
Applied Mathematics 20, 1987) is kept, unless even that one is too faint to mean anything.

Of more than `SAMPLE` people, one in so many is taken, in the order in which they answered: distances are
those of every pair. SciPy is loaded when segments are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import (
    Answer,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.queries import something_remains
from consult.consultations.results.counting import sent_to
from consult.web.secrecy import SMALLEST_PUBLISHED

SAMPLE = 1_000
MOST_SEGMENTS = 6
# Fewer people than this make no segments worth a name.
FEWEST_PEOPLE = 30
# Kaufman and Rousseeuw (1990) find no structure below a quarter; answers of few questions are coarse.
FAINT = 0.15
# What sets a segment apart: so many points above everyone's share, three answers at most.
POINTS = 15.0
TRAITS = 3
_GROUPED = frozenset({QuestionKind.SINGLE, QuestionKind.SCALE, QuestionKind.MULTIPLE})
_CHUNK = 500


@dataclass(frozen=True)
class Trait:
    """An answer given more often in the segment: shares in percent of its people, and of everyone."""

    prompt: str
    answer: str
    share: float
    overall: float


@dataclass(frozen=True)
class Segment:
    people: int
    share: float
    traits: tuple[Trait, ...]


@dataclass(frozen=True)
class Segments:
    """`of`: the people grouped, fewer than `people` when they are a sample. Empty: no clear segment."""

    people: int
    of: int
    found: tuple[Segment, ...]


def segments(session: orm.Session, consultation: Consultation) -> Segments:
    """None of the segments has fewer than five people."""
    questions = [
        question
        for question in consultation.questions
        if question.kind in _GROUPED and not question.shown_if and not question.describes_person
    ]
    ids = _sheets(session, consultation)
    people = len(ids)
    step = max(1, -(-people // SAMPLE))
    taken = ids[::step]
    if len(taken) < FEWEST_PEOPLE or not questions:
        return Segments(people, len(taken), ())
    chosen = _chosen(session, questions, taken)
    groups = group(_matrix(questions, taken, chosen))
    found = [_segment(questions, [taken[i] for i in members], taken, chosen) for members in groups]
    return Segments(people, len(taken), tuple(sorted(found, key=lambda each: -each.people)))


def group(rows: Sequence[Sequence[float]]) -> list[list[int]]:
    """The members of each segment, as indexes of `rows`; empty where no cut is clear."""
    import numpy
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import pdist, squareform

    matrix = numpy.asarray(rows, dtype=float)
    distances = squareform(pdist(matrix))
    if not distances.any():
        return []
    tree = linkage(matrix, method="ward")
    best: tuple[float, list[list[int]]] = (FAINT, [])
    for wanted in range(2, MOST_SEGMENTS + 1):
        labels = fcluster(tree, wanted, criterion="maxclust")
        members = [numpy.flatnonzero(labels == each).tolist() for each in numpy.unique(labels)]
        if len(members) < 2 or min(map(len, members)) < SMALLEST_PUBLISHED:
            continue
        clear = _silhouette(distances, labels)
        if clear > best[0]:
            best = clear, members
    return best[1]


def _silhouette(distances: Any, labels: Any) -> float:
    """The mean over everyone of (b - a) / max(a, b): a to one's own segment, b to the nearest other."""
    import numpy

    names = numpy.unique(labels)
    sums = numpy.stack([distances[:, labels == name].sum(axis=1) for name in names], axis=1)
    sizes = numpy.array([(labels == name).sum() for name in names])
    own = numpy.searchsorted(names, labels)
    rows = numpy.arange(len(labels))
    inside = sums[rows, own] / numpy.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = numpy.inf
    outside = means.min(axis=1)
    widest = numpy.maximum(inside, outside)
    widths = numpy.divide(outside - inside, widest, out=numpy.zeros_like(widest), where=widest > 0)
    return float(widths.mean())


def _sheets(session: orm.Session, consultation: Consultation) -> list[int]:
    query = sa.select(AnswerSheet.id).where(*sent_to(consultation), something_remains())
    return list(session.scalars(query.order_by(AnswerSheet.id)))


def _chosen(
    session: orm.Session, questions: Sequence[Question], sheets: Sequence[int]
) -> dict[int, set[int]]:
    """The ids of the choices that each sheet ticked."""
    found: dict[int, set[int]] = {sheet: set() for sheet in sheets}
    asked = [question.id for question in questions]
    for start in range(0, len(sheets), _CHUNK):
        query = (
            sa.select(Answer.sheet_id, AnswerChoice.choice_id)
            .join(Answer.chosen)
            .where(
                Answer.sheet_id.in_(sheets[start : start + _CHUNK]), Answer.question_id.in_(asked)
            )
        )
        for sheet, choice in session.execute(query):
            found[sheet].add(choice)
    return found


def _matrix(
    questions: Sequence[Question], sheets: Sequence[int], chosen: dict[int, set[int]]
) -> list[list[float]]:
    """Someone who passed a scale stands in its middle."""
    rows = []
    for sheet in sheets:
        row: list[float] = []
        for question in questions:
            ticks = [float(choice.id in chosen[sheet]) for choice in question.choices]
            if question.kind is QuestionKind.SCALE:
                at = ticks.index(1.0) if 1.0 in ticks else (len(ticks) - 1) / 2
                row.append(at / max(len(ticks) - 1, 1))
            else:
                row += ticks
        rows.append(row)
    return rows


def _segment(
    questions: Sequence[Question],
    members: Sequence[int],
    everyone: Sequence[int],
    chosen: dict[int, set[int]],
) -> Segment:
    traits = []
    for question in questions:
        for choice in question.choices:
            own = 100 * sum(choice.id in chosen[each] for each in members) / len(members)
            overall = 100 * sum(choice.id in chosen[each] for each in everyone) / len(everyone)
            if own - overall >= POINTS:
                traits.append(Trait(question.prompt, choice.label, round(own), round(overall)))
    traits.sort(key=lambda each: each.overall - each.share)
    share = 100 * len(members) / len(everyone)
    return Segment(len(members), round(share), tuple(traits[:TRAITS]))
