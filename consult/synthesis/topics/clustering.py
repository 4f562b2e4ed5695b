"""Groups of texts that speak of the same thing: average linkage, cut where it means nothing any more.

Two groups are joined while the mean product of their texts' vectors is at least LEAST: the number of
groups is not fixed, and what resembles nothing stays alone. All pairs cannot be compared when there
are many texts: some are grouped, the others join the groups found by the same measure, and those that
join none are sampled in their turn. Nothing is drawn: the order of the texts decides, and the caller
orders them by their content, so that the same words give the same groups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from consult.synthesis.topics.vectors import Floats, Rows, Words

LEAST: Final = 0.093
# To be proposed in a group that the team keeps: it costs a reader's attention to be wrong there.
JOIN: Final = 0.17
SAMPLE: Final = 3_000
ROUNDS: Final = 24
_CHUNK: Final = 10_000

Told = Callable[[], None]


def join_kept(
    words: Words, free: Rows, kept: Sequence[Rows], refused: Sequence[frozenset[int]]
) -> tuple[Rows, Floats]:
    """For each text of `free`: the group of `kept` that it is near to, or -1, and how near.

    `refused` gives, for each text of `free`, the groups it may not join.
    """
    if not kept or not len(free):
        return np.full(len(free), -1), np.zeros(len(free), np.float32)
    means = np.stack([words.mean(each) for each in kept])
    likeness = words.likeness(free, means)
    for row, groups in enumerate(refused):
        if groups:
            likeness[row, list(groups)] = -1
    return _best(likeness, JOIN)


def group(words: Words, texts: Rows, told: Told = lambda: None) -> list[Rows]:
    """Groups of at least two of `texts`, each in the order of `texts`; the others are in none."""
    left, met = texts, np.zeros(0, np.int64)
    groups: list[Rows] = []
    for _ in range(ROUNDS):
        # Those that were compared already and found nobody wait behind.
        fresh = left[~np.isin(left, met)]
        if len(fresh) < 1 or len(left) < 2:
            break
        sample = np.concatenate([fresh, left[np.isin(left, met)]])[:SAMPLE]
        found = _group_all(words, sample)
        told()
        met = np.union1d(met, sample)
        if found and len(left) > len(sample):
            found = _gather(words, left, found)
            told()
        groups += found
        if found:
            left = left[~np.isin(left, np.concatenate(found))]
    return _join_groups(words, groups)


def average_linkage(likeness: Floats, sizes: Sequence[int], least: float) -> Rows:
    """By row, the number of its group. `likeness` (symmetric) is used up; `sizes` weigh its rows.

    The nearest-neighbour chain (Benzécri; Murtagh, 1983): each step joins two that are nearest to each
    other, in a time proportional to the square of their number.
    """
    number = len(likeness)
    np.fill_diagonal(likeness, -1)
    weight = np.asarray(sizes, np.float32).copy()
    into = np.arange(number)
    standing = np.ones(number, bool)
    chain: list[int] = []
    first = 0
    while True:
        if not chain:
            while first < number and not standing[first]:
                first += 1
            if first == number:
                return _roots(into)
            chain.append(first)
        top = chain[-1]
        best = int(likeness[top].argmax())
        value = likeness[top, best]
        if len(chain) > 1 and likeness[top, chain[-2]] >= value:
            best = chain[-2]
        if value < least:
            standing[top] = False
            likeness[top, :] = likeness[:, top] = -1
            chain.clear()
        elif len(chain) > 1 and best == chain[-2]:
            one, other = sorted((chain.pop(), chain.pop()))
            total = weight[one] + weight[other]
            joined = (weight[one] * likeness[one] + weight[other] * likeness[other]) / total
            joined[one] = joined[other] = -1
            likeness[one, :] = likeness[:, one] = joined
            likeness[other, :] = likeness[:, other] = -1
            weight[one], into[other], standing[other] = total, one, False
        else:
            chain.append(best)


def _roots(into: Rows) -> Rows:
    """`into` always names a smaller row: one pass leads each to the root of its group."""
    for row in range(len(into)):
        into[row] = into[into[row]]
    return into


def _group_all(words: Words, texts: Rows) -> list[Rows]:
    rows = words.rows(texts)
    likeness = np.asarray((rows @ rows.T).toarray(), np.float32)
    labels = average_linkage(likeness, np.ones(len(texts), np.int64).tolist(), LEAST)
    return [texts[each] for each in _by_label(labels) if len(each) > 1]


def _gather(words: Words, texts: Rows, groups: list[Rows]) -> list[Rows]:
    """The same groups with those of `texts` that are near enough to one of them."""
    means = np.stack([words.mean(each) for each in groups])
    own = np.full(words.counts.shape[0], -1)
    for number, members in enumerate(groups):
        own[members] = number
    label = own[texts]
    for start in range(0, len(texts), _CHUNK):
        some = slice(start, start + _CHUNK)
        best, _ = _best(words.likeness(texts[some], means), LEAST)
        label[some] = np.where(label[some] >= 0, label[some], best)
    return [texts[label == number] for number in range(len(groups))]


def _join_groups(words: Words, groups: list[Rows]) -> list[Rows]:
    """Groups of different rounds that speak of the same thing; the largest come first."""
    if len(groups) > 1:
        means = np.stack([words.mean(each) for each in groups])
        labels = average_linkage(means @ means.T, [len(each) for each in groups], LEAST)
        groups = [
            np.sort(np.concatenate([groups[number] for number in each]))
            for each in _by_label(labels)
        ]
    return sorted(groups, key=lambda each: (-len(each), int(each[0])))


def _by_label(labels: Rows) -> list[Rows]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)


def _best(likeness: Floats, least: float) -> tuple[Rows, Floats]:
    best = likeness.argmax(axis=1)
    value = likeness[np.arange(len(likeness)), best]
    return np.where(value >= least, best, -1), value
