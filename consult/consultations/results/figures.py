"""The figures of a consultation as the page and the files tell them: format 1, plain data.

    {format, people, crossed_by,
     questions: [{key, kind, prompt, section, told, asked, answered, silent, texts,
                  tables: [{key, title, answered, lines: [{key, label, cell, share}]}],
                  together: [{first, second, both, of_first, expected, chance}]}],
     crossing: {key, label, columns: [{label, people}],
                tables: [{question, title, several, lines: [{label, cells, shares}]}]} or None,
     heard: [{key, title, lines: [{key, label, cell, share, reference, gap}], sources}]}

A cell is {shown: value | few | withheld, people: a whole number or None}; shares are in percent, of
those who answered in a table and of the people of the column in a crossing, and None where a count is
not told. `told` is counted, words (read, not counted) or withheld. What the team reads has exact cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from consult.consultations.conditions.language import Selected, leaves_of, parse
from consult.consultations.models import Consultation, Question, QuestionKind
from consult.consultations.results import masking
from consult.consultations.results.counting import Brought, Tally
from consult.consultations.results.pairs import Pair, Ticked, going_together
from consult.consultations.results.sides import hides_across
from consult.consultations.results.variables import Variable, variables
from consult.contributions.heard.places import Group
from consult.web.secrecy import FEW, SMALLEST_PUBLISHED, WITHHELD, Cell, Shown

FORMAT = 1
COUNTED, WORDS, KEPT_BACK = "counted", "words", "withheld"


def cell_of(cell: Cell) -> dict[str, Any]:
    return {"shown": cell.shown.value, "people": cell.value}


def share_of(cell: Cell, whole: int) -> float | None:
    return round(100 * cell.value / whole, 1) if whole and cell.value is not None else None


def exactly(people: int) -> Cell:
    return Cell(Shown.VALUE, people)


@dataclass(frozen=True)
class Released:
    """One variable and what may be read of each of its options."""

    variable: Variable
    answered: int
    counts: list[int]
    cells: list[Cell]

    @property
    def is_withheld(self) -> bool:
        return bool(self.cells) and all(cell == WITHHELD for cell in self.cells)

    @property
    def hidden(self) -> list[int]:
        return [index for index, cell in enumerate(self.cells) if cell.value is None]


def release(variable: Variable, tally: Tally) -> Released:
    """Masked for everyone."""
    counts = variable.counts(tally)
    answered = variable.answered(tally)
    if 0 < answered < SMALLEST_PUBLISHED:
        cells = [WITHHELD] * len(counts)
    elif variable.several:
        cells = masking.mask_ticks(counts, answered, variable.most)
    else:
        cells = masking.mask_single(counts)
    return Released(variable, answered, counts, cells)


@dataclass
class Public:
    """What is public of each question: its variables, unless nothing of it may be read."""

    consultation: Consultation
    brought: Brought
    places: list[Group]

    def __post_init__(self) -> None:
        self.released = {
            question.id: [
                release(variable, self.brought.tallies[question.id])
                for variable in variables(question, self.brought.tallies[question.id], self.places)
            ]
            for question in self.consultation.questions
        }
        self.kept_back: set[int] = set()

    def hold_back(self, crossed: set[int]) -> None:
        """The questions whose number of people asked would tell what is masked of an earlier one.

        `crossed`: ids of the questions of which some cell of the crossing is masked.
        """
        by_key = {question.key: question for question in self.consultation.questions}
        for question in self.consultation.questions:
            if question.shown_if and self._gives_away(question, by_key, crossed):
                self.kept_back.add(question.id)

    def _gives_away(
        self, question: Question, by_key: dict[str, Question], crossed: set[int]
    ) -> bool:
        asked = self.brought.tallies[question.id].asked
        for group in (asked, self.brought.people - asked):
            if 0 < group < SMALLEST_PUBLISHED:
                return True
        condition = parse(question.shown_if)
        leaves = list(leaves_of(condition))
        keys = {leaf.key if isinstance(leaf, Selected) else leaf.operand.key for leaf in leaves}
        parents = [by_key[key] for key in keys]
        if any(parent.id in self.kept_back for parent in parents):
            return True
        masked = [p for p in parents if any(each.hidden for each in self.released[p.id])]
        alone = len(parents) == 1 and (
            parents[0].kind is not QuestionKind.MULTIPLE
            or (len(leaves) == 1 and isinstance(leaves[0], Selected))
        )
        if not alone:
            # Who gave two answers at once is a count of its own, that links the two.
            return bool(masked) or any(parent.id in crossed for parent in parents)
        return bool(masked) and hides_across(condition, parents[0], self.released[parents[0].id])

    def question(self, question: Question, ticked: Ticked) -> dict[str, Any]:
        tally = self.brought.tallies[question.id]
        told = _head(question)
        if question.id in self.kept_back:
            return told | _kept_back()
        if 0 < tally.answered < SMALLEST_PUBLISHED:
            told |= {"told": KEPT_BACK, "asked": cell_of(exactly(tally.asked)),
                     "answered": cell_of(FEW), "silent": cell_of(WITHHELD), "texts": 0}  # fmt: skip
            return told | {"tables": [], "together": []}
        told |= _numbers(question, tally)
        told["tables"] = [_table(each) for each in self.released[question.id]]
        told["together"] = []
        pairs = self.released[question.id]
        if question.kind is QuestionKind.MULTIPLE and not any(each.hidden for each in pairs):
            # In words: the figures of a pair, beside a crossing, could tell what that one masks.
            found = going_together(question, self.brought, ticked)
            told["together"] = [_in_words(pair) for pair in found]
        return told


def exact_question(
    question: Question, brought: Brought, places: list[Group], ticked: Ticked
) -> dict[str, Any]:
    """As the team reads it."""
    tally = brought.tallies[question.id]
    told = _head(question) | _numbers(question, tally)
    found = variables(question, tally, places, least=1)
    told["tables"] = [_table(_exact(each, tally)) for each in found]
    told["together"] = []
    if question.kind is QuestionKind.MULTIPLE:
        pairs = going_together(question, brought, ticked)
        told["together"] = [_in_words(pair) | _in_figures(pair) for pair in pairs]
    return told


def _exact(variable: Variable, tally: Tally) -> Released:
    counts = variable.counts(tally)
    return Released(variable, variable.answered(tally), counts, masking.exact(counts))


def _head(question: Question) -> dict[str, Any]:
    return {
        "key": question.key,
        "kind": question.kind.value,
        "prompt": question.prompt,
        "section": question.section,
    }


def _kept_back() -> dict[str, Any]:
    hidden = cell_of(WITHHELD)
    return {"told": KEPT_BACK, "asked": hidden, "answered": hidden, "silent": hidden,
            "texts": 0, "tables": [], "together": []}  # fmt: skip


def kept_back(figures: dict[str, Any]) -> set[str]:
    """The keys of the questions of which nothing is told."""
    return {each["key"] for each in figures["questions"] if each["told"] == KEPT_BACK}


def _numbers(question: Question, tally: Tally) -> dict[str, Any]:
    """Non-answers are told exactly, even below five: they are what shares are not of."""
    words = question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
    return {
        "told": WORDS if words else COUNTED,
        "asked": cell_of(exactly(tally.asked)),
        "answered": cell_of(exactly(tally.answered)),
        "silent": cell_of(exactly(tally.silent)),
        "texts": tally.published,
    }


def _table(found: Released) -> dict[str, Any]:
    """Shares of those who answered. A line of a matrix that few people filled tells not even how few."""
    few = found.is_withheld and 0 < found.answered < SMALLEST_PUBLISHED
    options = found.variable.options
    lines = [
        {
            "key": option.key,
            "label": option.label,
            "cell": cell_of(cell),
            "share": share_of(cell, found.answered),
        }
        for option, cell in zip(options, found.cells, strict=True)
    ]
    return {
        "key": found.variable.key,
        "title": found.variable.label,
        "answered": None if few else found.answered,
        "lines": lines,
    }


def _in_words(pair: Pair) -> dict[str, Any]:
    return {"first": pair.first.label, "second": pair.second.label}


def _in_figures(pair: Pair) -> dict[str, Any]:
    return {
        "both": pair.both,
        "of_first": pair.of_first,
        "expected": round(pair.expected, 1),
        "lift": round(pair.lift, 2),
        "chance": pair.chance,
    }


def crossed_cells(shown: Sequence[Cell], people: Sequence[int]) -> dict[str, Any]:
    """The cells of a line of a crossing, and the shares of the people of each column."""
    return {
        "cells": [cell_of(cell) for cell in shown],
        "shares": [share_of(cell, whole) for cell, whole in zip(shown, people, strict=True)],
    }
