"""The settings of a règlement as the team reads them: their names, their values, what changed."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.budget.telling import told_last, told_start
from consult.budget.terms import TieBreak
from consult.web.i18n import money, number
from consult.web.labels import label

NAMES: dict[str, Any] = {
    "title": _l("Title"),
    "intro": _l("What you offer"),
    "who_may": _l("Who may propose, in your words"),
    "criteria": _l("What an idea must respect"),
    "barred": _l("What or who is not admitted"),
    "envelope_eur": _l("Envelope for all the projects"),
    "cap_eur": _l("At most for one project"),
    "leftover": _l("What a quarter does not spend"),
    "shares": _l("Parts of the envelope"),
    "opens_at": _l("Ideas from"),
    "closes_at": _l("Ideas until"),
    "admissibility_closes_at": _l("First reading until"),
    "study_closes_at": _l("Study until"),
    "vote_opens_at": _l("Vote from"),
    "vote_closes_at": _l("Vote until"),
    "results_at": _l("Results on"),
    "delivery_closes_at": _l("All is built by"),
    "appeal_days": _l("Days to contest a refusal"),
    "deposit_who": _l("Who proposes"),
    "deposit_min_age": _l("From what age one proposes"),
    "vote_who": _l("Who votes"),
    "vote_min_age": _l("From what age one votes"),
    "vote_entry": _l("How one comes in to vote"),
    "ballot": _l("What one writes on a ballot"),
    "choices_min": _l("Projects to choose, at least"),
    "choices_max": _l("Projects to choose, at most"),
    "points": _l("Points to share out"),
    "rule": _l("How votes are counted"),
    "completion": _l("With the money that is left"),
    "ties": _l("When two projects are equal"),
    "draw_seed": _l("Words of the draw"),
}
OPENINGS = ("opens_at", "vote_opens_at", "results_at")
MONEY = ("envelope_eur", "cap_eur")
LONGEST_TOLD = 300


def told_value(column: str, value: Any) -> str:
    """Any setting, in words; what the town has not settled says so."""
    if value is None or value in ("", [], {}):
        return str(_("not settled"))
    if isinstance(value, datetime):
        return (told_start if column in OPENINGS else told_last)(value)
    return _told_known(column, value)


def _told_known(column: str, value: Any) -> str:
    if isinstance(value, enum.Enum):
        return str(label(value))
    if column == "ties":
        return _list(label(TieBreak(each)) for each in value)
    if column == "shares":
        return _list(f"{name} {money(amount)}" for name, amount in value.items())
    if isinstance(value, int):
        return str(money(value) if column in MONEY else number(value))
    text = " / ".join(str(value).splitlines())
    return text if len(text) <= LONGEST_TOLD else f"{text[:LONGEST_TOLD]}…"


def told_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """« Envelope: 100 000 € → 150 000 € », for each setting that differs."""
    return [
        str(
            _(
                "%(name)s: %(before)s → %(after)s",
                name=str(NAMES[name]),
                before=told_value(name, before[name]),
                after=told_value(name, after[name]),
            )
        )
        for name in after
        if before[name] != after[name]
    ]


def _list(texts: Any) -> str:
    return ", ".join(str(each) for each in texts)
