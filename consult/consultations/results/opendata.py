"""The published figures as rows, for the open data: what the page tells, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _

from consult.consultations.results.words import count
from consult.web.spreadsheets import Value

Row = Sequence[Value]


def rows(figures: Mapping[str, Any], title: str) -> Iterator[Row]:
    """A table that a machine reads: a line a figure. Masked counts say why they are not told."""
    yield (
        _("Consultation"),
        _("Question"),
        _("What is counted"),
        _("Read by"),
        _("Among"),
        _("Answer"),
        _("People"),
        _("Share (%)"),
    )
    everyone = _("All those who answered")
    yield (title, "", _("People"), "", everyone, "", figures["people"], None)
    if late := figures.get("late"):
        arrived = _("Arrived after the closing")
        yield (title, "", _("People"), "", everyone, arrived, count(late), None)
    for question in figures["questions"]:
        yield from ((title, *row) for row in _question(question, everyone))
    crossing = figures["crossing"]
    if crossing:
        prompts = {each["key"]: each["prompt"] for each in figures["questions"]}
        yield from ((title, *row) for row in _crossing(crossing, prompts))
    for table in figures["heard"]:
        for line in table["lines"]:
            people = count(line["cell"])
            yield (title, "", _("Who spoke"), "", table["title"], line["label"], people,
                   line["share"])  # fmt: skip


def _question(question: Mapping[str, Any], everyone: str) -> Iterator[Row]:
    prompt = question["prompt"]
    for name, told in (
        ("asked", _("People asked")),
        ("answered", _("People who answered")),
        ("silent", _("No answer")),
    ):
        yield (prompt, told, "", everyone, "", count(question[name]), None)
    for table in question["tables"]:
        about = prompt if table["title"] == prompt else f"{prompt} – {table['title']}"
        for line in table["lines"]:
            yield (about, _("Answers"), "", everyone, line["label"], count(line["cell"]),
                   line["share"])  # fmt: skip


def _crossing(crossing: Mapping[str, Any], prompts: Mapping[str, str]) -> Iterator[Row]:
    by = crossing["label"]
    for column in crossing["columns"]:
        yield ("", _("People"), by, column["label"], "", column["people"], None)
    for table in crossing["tables"]:
        prompt = prompts[table["question"]]
        for line in table["lines"]:
            told = zip(crossing["columns"], line["cells"], line["shares"], strict=True)
            for column, cell, share in told:
                yield (prompt, _("Answers"), by, column["label"], line["label"], count(cell),
                       share)  # fmt: skip
