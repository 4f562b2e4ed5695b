"""What a moderator chose to see of a line, kept in the address from one page to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from consult.contributions.models import Channel, Contribution, Source
from consult.territory.models import Perimeter, PlaceScope

# « For more than … days », as offered.
AGES = (1, 3, 7)
_LANGUAGE = re.compile("[a-z]{2,3}")
_CHANNELS = {channel.value: channel for channel in Channel}
_SOURCES = {source.value: source for source in Source}


@dataclass(frozen=True)
class Filters:
    """`quarter` is a perimeter's key or a PlaceScope's value; `age` days at least, 0 for any."""

    channel: Channel | None = None
    quarter: str = ""
    age: int = 0
    language: str = ""
    source: Source | None = None

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Filters:
        """From a page's address; what does not exist is no choice."""
        age = {str(days): days for days in AGES}.get(arguments.get("age", ""), 0)
        language = arguments.get("language", "")
        return cls(
            _CHANNELS.get(arguments.get("channel", "")),
            arguments.get("quarter", ""),
            age,
            language if _LANGUAGE.fullmatch(language) else "",
            _SOURCES.get(arguments.get("source", "")),
        )

    def arguments(self) -> dict[str, str]:
        """For the addresses of the pages that keep the same choice."""
        chosen = {
            "channel": self.channel.value if self.channel else "",
            "quarter": self.quarter,
            "age": str(self.age or ""),
            "language": self.language,
            "source": self.source.value if self.source else "",
        }
        return {name: value for name, value in chosen.items() if value}

    def conditions(self, now: datetime) -> list[sa.ColumnElement[bool]]:
        """The same choice, said in SQL."""
        chosen: list[sa.ColumnElement[bool]] = []
        if self.channel is not None:
            chosen.append(Contribution.channel == self.channel)
        if self.quarter:
            chosen.append(_of_quarter(self.quarter))
        if self.age:
            chosen.append(Contribution.submitted_at < now - timedelta(days=self.age))
        if self.language:
            chosen.append(Contribution.language == self.language)
        if self.source is not None:
            chosen.append(Contribution.source == self.source)
        return chosen


def _of_quarter(quarter: str) -> sa.ColumnElement[bool]:
    scopes = {scope.value: scope for scope in PlaceScope if scope is not PlaceScope.PERIMETER}
    if quarter in scopes:
        return Contribution.place_scope == scopes[quarter]
    here = sa.select(Perimeter.id).where(Perimeter.key == quarter).scalar_subquery()
    chosen: sa.ColumnElement[bool] = Contribution.perimeter_id == here
    return chosen
