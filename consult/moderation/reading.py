"""A text as a moderator reads it: what was spotted in it, marked and listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from consult.contributions.models import Contribution
from consult.moderation.personal_data import Kind, find, highlight
from consult.web.labels import label


@dataclass(frozen=True)
class Marked:
    """Safe HTML paragraphs, and (kind, words) of everything spotted, the title's first."""

    title: Markup
    paragraphs: list[Markup]
    spotted: list[tuple[Kind, str]]


def marked(contribution: Contribution) -> Marked:
    lines = [line for line in contribution.text.split("\n") if line.strip()]
    title, *paragraphs = [
        highlight(line, find(line), label) for line in (contribution.title, *lines)
    ]
    return Marked(title, paragraphs, _spotted([contribution.title, *lines]))


def flags(contribution: Contribution) -> list[Kind]:
    """The kinds of personal data that the text may hold, each once, for a line of the queue."""
    found = _spotted([contribution.title, *contribution.text.split("\n")])
    return [kind for kind in Kind if any(kind is each for each, _ in found)]


def days_waited(contribution: Contribution, now: datetime) -> int:
    return max(0, (now - contribution.submitted_at).days)


def read_before(contribution: Contribution, days: int) -> datetime:
    """Until when the town, which promises `days`, can read the words in time."""
    return contribution.submitted_at + timedelta(days=days)


def _spotted(lines: list[str]) -> list[tuple[Kind, str]]:
    found = ((span.kind, line[span.start : span.end]) for line in lines for span in find(line))
    return list(dict.fromkeys(found))
