"""The demonstration's own data: invented words, dated from the day they are loaded."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("data")

Entry = dict[str, Any]


def read(name: str) -> dict[str, list[Entry]]:
    """The lists of file `name`."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, list[Entry]] = yaml.safe_load(text)
    return loaded


def spread(now: datetime, days_ago: int, number: int) -> datetime:
    """An instant of that day in opening hours; `number` tells apart those of one day."""
    day = now - timedelta(days=days_ago)
    minutes = 9 * 60 + (number * 37) % (9 * 60)
    moment = day.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)
    return min(moment, now - timedelta(minutes=5))
