"""What was ticked, typed and graded on a ballot's page."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from consult.budget.models import Project
from consult.budget.terms import BallotKind
from consult.budget.voting.contents import Content, Rules

# What no rule accepts, for what is no number: it is told, and nothing else is lost.
WRONG = -1
_LARGEST = 1_000_000


def read(rules: Rules, before: Content, form: MultiDict[str, str]) -> Content:
    """`before`, with what the page showed replaced by what it sent.

    `shown` holds the numbers that stood on the page: others keep what they had.
    """
    shown = {number for number in form.get("shown", "").split() if number in rules.costs}
    content = {number: value for number, value in before.items() if number not in shown}
    for number in shown:
        value = _value(rules, number, form)
        if value is not None:
            content[number] = value
    return dict(sorted(content.items(), key=lambda pair: int(pair[0])))


def _value(rules: Rules, number: str, form: MultiDict[str, str]) -> int | None:
    """None where nothing was chosen."""
    if rules.kind in {BallotKind.APPROVAL, BallotKind.KNAPSACK}:
        return 1 if number in form.getlist("p") else None
    typed = form.get(f"p-{number}", "").strip()
    if not typed or (rules.kind is BallotKind.POINTS and typed == "0"):
        return None
    return int(typed) if typed.isdecimal() and int(typed) <= _LARGEST else WRONG


def step(rules: Rules, content: Content, number: str, by: int) -> Content:
    """One point more or less for a project, never under none."""
    if rules.kind is not BallotKind.POINTS or number not in rules.costs:
        return content
    value = max(0, content.get(number, 0)) + by
    rest = {each: points for each, points in content.items() if each != number}
    return {**rest, number: value} if value > 0 else rest


def in_quarter(projects: list[Project], quarter: str) -> list[Project]:
    """Those of one quarter, by its key; everything when no project is there."""
    found = [each for each in projects if each.perimeter and each.perimeter.key == quarter]
    return found or projects
