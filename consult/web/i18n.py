"""Language, dates and numbers as French readers write them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import get_locale

from consult.config import resource
from consult.extensions import babel

DEFAULT_LOCALE = "fr"
TIMEZONE = ZoneInfo("Europe/Paris")
NARROW = "\u202f"
_DAY = re.compile(r"^(\d{1,2}(?:er)?) ")


def configure_i18n(app: Flask) -> None:
    folder = resource("translations")
    compile_stale_catalogues(folder)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    babel.init_app(
        app,
        default_locale=DEFAULT_LOCALE,
        default_timezone="Europe/Paris",
        locale_selector=lambda: DEFAULT_LOCALE,
    )
    app.jinja_env.filters.update(
        number=number,
        date=unbroken(day),
        datetime=unbroken(moment),
        hour=hour,
        money=money,
        percent=percent,
        isodate=isodate,
    )
    app.context_processor(_page_language)


def compile_stale_catalogues(folder: Path) -> None:
    """In a checkout a catalogue can be newer than its compiled form: compile it again.

    An installed wheel carries the compiled form only as new as its source, so nothing happens there.
    """
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parts[-3])
        # A name of its own: two processes may start at once.
        part = compiled.with_suffix(f".{os.getpid()}.part")
        with part.open("wb") as mo:
            write_mo(mo, catalogue)
        part.replace(compiled)


def _page_language() -> dict[str, str]:
    locale = current_locale()
    return {"locale_code": locale.language, "text_direction": locale.text_direction}


def current_locale() -> Locale:
    return get_locale() or Locale.parse(DEFAULT_LOCALE)


def number(value: int | float | Decimal, digits: int | None = None) -> str:
    """1 786; `digits` fixes the decimals (2,0 with one)."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=current_locale())


def money(euros: int | float | Decimal) -> str:
    """12 500 €, without cents: budgets are told in whole euros."""
    return f"{number(round(euros), 0)}{NARROW}€"


def percent(value: float | Decimal, digits: int = 0) -> str:
    """`value` is already out of a hundred."""
    return f"{number(value, digits)}{NARROW}%"


def local(value: datetime) -> datetime:
    return value.astimezone(TIMEZONE)


def day(value: date | datetime | None, style: str = "d MMMM y") -> str:
    """3 mars 2027 (an instant is told in Paris time); an unknown date is an empty string."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value).date()
    return _first(format_date(value, style, locale=current_locale()))


def moment(value: datetime | None, style: str = "d MMMM y 'à' HH'\u202fh\u202f'mm") -> str:
    if value is None:
        return ""
    return _first(format_datetime(local(value), style, locale=current_locale()))


def _first(text: str) -> str:
    """« 1 mars » is written « 1er mars »."""
    return text.replace("1 ", "1er ", 1) if text.startswith("1 ") else text


def unbroken(told: Callable[..., str]) -> Callable[..., str]:
    """On a page, a line never ends between a day and its month."""
    return lambda value, *style: _DAY.sub("\\1\u00a0", told(value, *style))


def hour(value: datetime | None) -> str:
    """14 h 32, in Paris time."""
    return moment(value, "HH'\u202fh\u202f'mm")


def isodate(value: date | datetime | None) -> str:
    """For the `datetime` attribute of a <time>."""
    return "" if value is None else value.isoformat()


def plain(value: Any) -> str:
    """Any indicator value as printed: an integer without decimals, otherwise as many as given."""
    amount = Decimal(str(value)).normalize()
    exponent = amount.as_tuple().exponent
    return number(amount, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
