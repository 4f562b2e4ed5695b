"""The demonstration's appeals and reports, through the product's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from consult.contributions.models import Contribution
from consult.demo.files import Entry, read
from consult.demo.places import Town
from consult.moderation import appeals, reports
from consult.moderation.review_models import ReportReason

LONG_ENOUGH = 60


def load_second_looks(town: Town) -> Iterator[int]:
    """Yields after each; the words they are about are loaded and decided before."""
    data = read("second_looks")
    for number, entry in enumerate(data["appeals"]):
        _appeal(town, entry)
        yield number
    for number, entry in enumerate(data["reports"]):
        _report(town, f"demonstration-{number}", entry)
        yield number


def _appeal(town: Town, entry: Entry) -> None:
    contribution = town.said[entry["words"]]
    appeals.submit(
        town.session,
        contribution,
        entry["sentence"],
        days=LONG_ENOUGH,
        at=_then(town, contribution, entry["after"]),
    )
    made = appeals.latest_of(town.session, contribution)
    if made is not None and entry.get("answer"):
        at = _then(town, contribution, entry["answered_after"])
        appeals.maintain(town.session, made, entry["answer"], by=town.team["administrator"], at=at)


def _report(town: Town, key: str, entry: Entry) -> None:
    contribution = town.said[entry["words"]]
    at = _then(town, contribution, entry["after"])
    reason = ReportReason(entry["reason"])
    sentence = entry.get("sentence") or ""
    reports.submit(town.session, contribution, key, reason, sentence, at=at)
    if entry.get("note"):
        last = reports.waiting(town.session, contribution)[-1].id
        note, by = entry["note"], town.team["moderator"]
        reports.keep(town.session, contribution, until=last, note=note, by=by)


def _then(town: Town, contribution: Contribution, days: int) -> datetime:
    return min(contribution.submitted_at + timedelta(days=days), town.now)
