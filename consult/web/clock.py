"""Instants as people write them in a file: a day, or a day and an hour, by the town's clock.

They are types of pydantic models. An hour that bears its own offset keeps it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import PlainValidator
from pydantic_core import PydanticCustomError
from wtforms.validators import StopValidation

from consult.web.i18n import TIMEZONE, local

MIDNIGHT = time()
# Beyond these a date is a slip of the hand, and some instants have no name in universal time.
FIRST_YEAR, LAST_YEAR = 1900, 2200
EARLIEST = date(FIRST_YEAR, 1, 1)


def opening(written: object) -> datetime:
    """A day begins at midnight."""
    read = _read(written)
    return _instant(read) if isinstance(read, datetime) else _midnight(read)


def closing(written: object) -> datetime:
    """A day alone is counted whole: what closes on the 31st is still open in the evening."""
    read = _read(written)
    return _instant(read) if isinstance(read, datetime) else _midnight(read + timedelta(days=1))


Opening = Annotated[datetime, PlainValidator(opening)]
Closing = Annotated[datetime, PlainValidator(closing)]


def midnight(day: date | datetime) -> datetime:
    """When that day begins by the town's clock; an instant is of the day it falls on there."""
    if isinstance(day, datetime):
        day = day.astimezone(TIMEZONE).date()
    return datetime.combine(day, time(), TIMEZONE)


def as_opening(instant: datetime) -> tuple[date, time | None]:
    """The day and the hour to show in a form; a day that begins at midnight has no hour."""
    here = local(instant)
    return here.date(), None if here.time() == MIDNIGHT else _minute(here)


def as_closing(instant: datetime) -> tuple[date, time | None]:
    """What closes at midnight is open until the end of the day before."""
    here = local(instant)
    if here.time() == MIDNIGHT:
        return here.date() - timedelta(days=1), None
    return here.date(), _minute(here)


def _minute(instant: datetime) -> time:
    return time(instant.hour, instant.minute)


def possible_day(_form: object, field: Any) -> None:
    """A validator of days typed in a form; what follows it can count on them."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise StopValidation(str(_l("This day is not possible.")))


def _read(written: object) -> date | datetime:
    """YAML makes dates of the commonest forms; « 2027-03-31 18:00 » comes as text."""
    read = _parsed(written.strip()) if isinstance(written, str) else written
    if not isinstance(read, date) or not FIRST_YEAR <= read.year <= LAST_YEAR:
        raise PydanticCustomError(
            "instant",
            "write a day, such as 2027-03-31, or a day and an hour, such as 2027-03-31 18:00",
        )
    return read


def _parsed(text: str) -> date | datetime | None:
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return None


def _midnight(day: date) -> datetime:
    return _instant(datetime.combine(day, time()))


def _instant(read: datetime) -> datetime:
    return (read if read.tzinfo else read.replace(tzinfo=TIMEZONE)).astimezone(UTC)
