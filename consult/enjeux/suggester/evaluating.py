"""How often the suggestions are right, on tagged words that the model has never met.

The measures are the usual ones. A first choice is right when it is the enjeu given, or another one
that the file accepts; OUTSIDE is a class like the others. For the F1 of an enjeu, a text counts
under the choice when that choice is accepted, and under its enjeu otherwise.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from consult.enjeux.suggester.model import OUTSIDE, Model
from consult.enjeux.suggester.rank import rank
from consult.enjeux.suggester.text import fold

COLUMNS: Final = ("text", "enjeu", "accepted", "lang")
OTHER_NAMES_OF_OUTSIDE: Final = frozenset({"", "aucun", "none", "outside", "autre", "bruit"})
# A name cut short is recognised from this many letters.
SHORTEST_NAME: Final = 3


class EvaluationError(Exception):
    """The file cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """Words and their enjeu; `accepted` has every enjeu that would be right, that one included."""

    text: str
    enjeu: str
    accepted: frozenset[str]
    lang: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model ranked first and second; `score` is the probability it gave the first."""

    case: Case
    first: str
    second: str
    score: float

    @property
    def right(self) -> bool:
        return self.first in self.case.accepted

    @property
    def among_two(self) -> bool:
        return self.right or self.second in self.case.accepted

    @property
    def truth(self) -> str:
        """The enjeu this answer counts under."""
        return self.first if self.right else self.case.enjeu


@dataclass(frozen=True, slots=True)
class Row:
    """One enjeu: of the `suggested`, how many were right; of the `cases`, how many were found."""

    enjeu: str
    cases: int
    suggested: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.suggested if self.suggested else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.cases if self.cases else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Measures:
    """`top1` and `top2` are shares of `cases`; `macro_f1` is the mean over `rows`."""

    cases: int
    top1: float
    top2: float
    macro_f1: float
    rows: tuple[Row, ...]


def read_cases(path: Path, classes: Iterable[str]) -> list[Case]:
    """The cases of a CSV file; `accepted` and `lang` may be missing, then nothing and French.

    Raises EvaluationError with the line of an enjeu that is not one of `classes`.
    """
    known = tuple(classes)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = {"text", "enjeu"} - set(reader.fieldnames or ())
            if missing:
                raise EvaluationError(
                    f"{path}: the first line must name the columns {', '.join(COLUMNS)}; "
                    f"missing: {', '.join(sorted(missing))}."
                )
            return [_case(row, known, f"{path}:{reader.line_num}") for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path}: not a CSV file in UTF-8 ({error}).") from None


def measure(answers: Sequence[Answer]) -> Measures:
    """Of all the answers; the rows are in the order of the names, classes never met left out."""
    count = len(answers)
    classes = sorted({each.truth for each in answers} | {each.first for each in answers})
    rows = tuple(
        Row(
            enjeu,
            sum(each.truth == enjeu for each in answers),
            sum(each.first == enjeu for each in answers),
            sum(each.first == enjeu and each.right for each in answers),
        )
        for enjeu in classes
    )
    # A class that is only ever suggested wrongly has no case to be measured on: it costs the
    # others their recall, not the mean its own zero.
    measured = [row for row in rows if row.cases]
    return Measures(
        count,
        sum(each.right for each in answers) / count if count else 0.0,
        sum(each.among_two for each in answers) / count if count else 0.0,
        sum(row.f1 for row in measured) / len(measured) if measured else 0.0,
        rows,
    )


def answer(cases: Iterable[Case], model: Model) -> list[Answer]:
    answers = []
    for case in cases:
        ranked = rank(case.text, model, case.lang)
        first, score = ranked[0]
        second = ranked[1][0] if len(ranked) > 1 else first
        answers.append(Answer(case, first, second, score))
    return answers


def calibration_error(answers: Sequence[Answer], bins: int = 10) -> float:
    """Expected calibration error: the mean distance between the score given and the share right.

    Answers are put in `bins` of equal width by score (Naeini et al., 2015).
    """
    total = 0.0
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        inside = [
            each for each in answers if low < each.score <= high or (not number and not each.score)
        ]
        if inside:
            said = sum(each.score for each in inside) / len(inside)
            was = sum(each.right for each in inside) / len(inside)
            total += len(inside) * abs(said - was)
    return total / len(answers) if answers else 0.0


def told(answers: Sequence[Answer]) -> dict[str, Any]:
    """The measures, rounded, as they are printed, kept with a model and published."""
    found = measure(answers)
    return {
        "cases": found.cases,
        "speakers": len({each.case.source for each in answers if each.case.source}),
        "top1": round(found.top1, 4),
        "top2": round(found.top2, 4),
        "macro_f1": round(found.macro_f1, 4),
        "calibration_error": round(calibration_error(answers), 4),
        "by_enjeu": [
            {
                "enjeu": row.enjeu,
                "cases": row.cases,
                "suggested": row.suggested,
                "precision": round(row.precision, 4),
                "recall": round(row.recall, 4),
                "f1": round(row.f1, 4),
            }
            for row in found.rows
        ],
    }


def told_of_file(model: Model, path: Path) -> dict[str, Any]:
    """The measures of a model on the cases of a file."""
    return told(
        answer(read_cases(path, [each for each in model.classes if each != OUTSIDE]), model)
    )


def _case(row: dict[str, str | None], classes: tuple[str, ...], where: str) -> Case:
    enjeu = _named(row["enjeu"] or "", classes, where)
    others = (each.strip() for each in re.split(r"[|;,/]", row.get("accepted") or ""))
    accepted = {_named(each, classes, where) for each in others if each}
    lang = (row.get("lang") or "").strip().lower()[:2] or "fr"
    return Case(
        row["text"] or "", enjeu, frozenset({enjeu, *accepted}), lang, row.get("source") or ""
    )


def _named(name: str, classes: tuple[str, ...], where: str) -> str:
    """An enjeu by its key, however it is typed: « Vivre ensemble », « vivre_ensemble », « santé »."""
    key = "-".join(re.findall(r"[a-z]+", fold(name)))
    if key in classes:
        return key
    if key in OTHER_NAMES_OF_OUTSIDE or key.startswith("hors"):
        return OUTSIDE
    close = [each for each in classes if each.startswith(key) or key.startswith(each)]
    if len(key) >= SHORTEST_NAME and len(close) == 1:
        return close[0]
    raise EvaluationError(
        f"{where}: « {name} » is not one of the enjeux: {', '.join((*classes, OUTSIDE))}."
    )
