"""Questionnaires to begin with: real polls, each in a file of this folder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from consult.consultations.reading import QuestionEntry, faults_of_questions
from consult.reading import Entry, Line, Source, Text, read_checked

NAMES = ("priorites", "satisfaction", "question-ouverte")


class ReadyMade(Entry):
    """`name` and `about` are for the team; the rest is what the new consultation says."""

    name: Line
    about: Line
    title: Line
    summary: Text
    intro: Text
    what_changes: Text
    degree: Literal["information", "consultation", "concertation", "codecision"]
    moment: Literal["diagnostic", "co-construction", "revue", "co-instruction", "evaluation"]
    questions: tuple[QuestionEntry, ...]


@cache
def ready_made() -> dict[str, ReadyMade]:
    """By name, in the order in which they are offered."""
    return {name: _read(name) for name in NAMES}


def _read(name: str) -> ReadyMade:
    found, _source = read_checked(Path(__file__).with_name(f"{name}.yaml"), ReadyMade, _check)
    return found


def _check(file: ReadyMade, source: Source) -> None:
    faults_of_questions(file.questions, ("questions",), source).stop()
