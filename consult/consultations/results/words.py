"""How figures are told on a page: counts, shares, bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consult.consultations.models import Question, QuestionKind
from consult.consultations.results.counting import Tally
from consult.contributions.heard.charts import LONGEST, ROW, Bar, Chart
from consult.web.i18n import NARROW, number, percent
from consult.web.secrecy import Cell, Shown, show
from consult.web.spreadsheets import Value


def count(cell: Mapping[str, Any]) -> Value:
    """A number for a file, or why there is none."""
    return cell["people"] if cell["people"] is not None else told(cell)


def told(cell: Mapping[str, Any]) -> str:
    return show(Cell(Shown(cell["shown"]), cell["people"]))


def share(value: float | None) -> str:
    return "–" if value is None else percent(value, 1)


def prompts(figures: Mapping[str, Any]) -> dict[str, str]:
    """By the key of each question."""
    return {question["key"]: question["prompt"] for question in figures["questions"]}


def chart(lines: Sequence[Mapping[str, Any]]) -> Chart:
    """A bar a line, as long as its share; the people and the share are written at its end."""
    longest = max((line["share"] or 0 for line in lines), default=0)
    unit = LONGEST / longest if longest else 0.0
    bars = tuple(
        Bar(
            line["label"],
            _beside(line),
            ROW * index,
            None if line["share"] is None else round(line["share"] * unit, 2),
            None,
        )
        for index, line in enumerate(lines)
    )
    return Chart(bars, ROW * len(bars))


def _beside(line: Mapping[str, Any]) -> str:
    if line["share"] is None:
        return told(line["cell"])
    return f"{number(line['cell']['people'])}{NARROW}· {share(line['share'])}"


@dataclass(frozen=True)
class Average:
    """Of numbers, or of the ranks given to each choice of a ranking, `ranked` people each."""

    mean: float = 0.0
    median: float = 0.0
    ranks: tuple[tuple[str, float, int], ...] = ()


def average(question: Question, tally: Tally) -> Average | None:
    """For the team; None for other kinds, and where nobody answered."""
    if question.kind is QuestionKind.NUMBER and tally.counts:
        whole = sum(tally.counts.values())
        mean = sum(value * people for value, people in tally.counts.items()) / whole
        return Average(mean, _median(tally.counts, whole))
    if question.kind is QuestionKind.RANKING and tally.ranks:
        found = []
        for choice in question.choices:
            own = {rank: n for (of, rank), n in tally.ranks.items() if of == choice.id}
            people = sum(own.values())
            if people:
                found.append(
                    (choice.label, sum(rank * n for rank, n in own.items()) / people, people)
                )
        return Average(ranks=tuple(sorted(found, key=lambda each: each[1])))
    return None


def _median(counts: Mapping[int, int], whole: int) -> float:
    """Between the two in the middle, where there are two."""
    middles = {(whole - 1) // 2, whole // 2}
    values, seen = [], 0
    for value in sorted(counts):
        values += [value for at in middles if seen <= at < seen + counts[value]]
        seen += counts[value]
    return sum(values) / len(values)
