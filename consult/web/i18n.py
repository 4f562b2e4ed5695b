"""Dates and numbers as the readers of each language write them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import date, datetime, time
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
from consult.web.languages import DEFAULT, page_language
from consult.web.sentences import Sentences, Told, like

TIMEZONE = ZoneInfo("Europe/Paris")
NARROW = "\u202f"
_DAY = re.compile(r"^(\d{1,2}(?:er)?) ")
_NUMBER = re.compile(r"#[#,.0]*0")
_IN_EUROPE = {"pt": "pt_PT", "en": "en_GB"}
# How each language arranges what the pages tell, by CLDR; French where it says nothing else.
_PATTERNS = {
    "d MMMM y": {"pt": "d 'de' MMMM 'de' y"},
    "d MMMM": {"pt": "d 'de' MMMM"},
    "MMMM y": {"pt": "LLLL 'de' y", "pl": "LLLL y"},
    "d MMMM y 'à' HH'\u202fh\u202f'mm": {
        "en": "d MMMM y 'at' HH:mm",
        "ar": "d MMMM y، HH:mm",
        "tr": "d MMMM y, HH:mm",
        "pt": "d 'de' MMMM 'de' y, 'às' HH:mm",
        "pl": "d MMMM y, HH:mm",
    },
    "HH'\u202fh\u202f'mm": dict.fromkeys(("en", "ar", "tr", "pt", "pl"), "HH:mm"),
}


def configure_i18n(app: Flask) -> None:
    folder = resource("translations")
    compile_stale_catalogues(folder)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(folder)
    babel.init_app(
        app,
        default_locale=DEFAULT,
        default_timezone="Europe/Paris",
        locale_selector=page_language,
    )
    # In place of the property that makes Flask-Babel's own.
    babel.domain_instance = Sentences()
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
    """Of the page, or of the mail being written; with the figures of Europe."""
    found = get_locale()
    code = str(found) if found else DEFAULT
    return Locale.parse(_IN_EUROPE.get(code, code))


def number(value: int | float | Decimal, digits: int | None = None) -> str:
    """1 786; `digits` fixes the decimals (2,0 with one)."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=current_locale())


def money(euros: int | float | Decimal) -> str:
    """12 500 €, without cents: budgets are told in whole euros."""
    amount, locale = number(round(euros), 0), current_locale()
    if locale.language == DEFAULT:
        return f"{amount}{NARROW}€"
    pattern = locale.currency_formats["standard"].pattern.partition(";")[0]
    return Told(_NUMBER.sub(amount, pattern).replace("¤", "€"))


def percent(value: float | Decimal, digits: int = 0) -> str:
    """`value` is already out of a hundred."""
    share, locale = number(value, digits), current_locale()
    if locale.language == DEFAULT:
        return f"{share}{NARROW}%"
    return Told(_NUMBER.sub(share, locale.percent_formats[None].pattern))


def local(value: datetime) -> datetime:
    return value.astimezone(TIMEZONE)


def day(value: date | datetime | None, style: str = "d MMMM y") -> str:
    """3 mars 2027 (an instant is told in Paris time); an unknown date is an empty string."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = local(value).date()
    locale = current_locale()
    return _first(format_date(value, _pattern(style, locale), locale=locale), locale)


def moment(value: datetime | None, style: str = "d MMMM y 'à' HH'\u202fh\u202f'mm") -> str:
    if value is None:
        return ""
    locale = current_locale()
    return _first(format_datetime(local(value), _pattern(style, locale), locale=locale), locale)


def _pattern(style: str, locale: Locale) -> str:
    return _PATTERNS.get(style, {}).get(locale.language, style)


def _first(text: str, locale: Locale) -> str:
    """« 1 mars » is written « 1er mars »."""
    if locale.language != DEFAULT:
        return Told(text)
    return text.replace("1 ", "1er ", 1) if text.startswith("1 ") else text


def unbroken(told: Callable[..., str]) -> Callable[..., str]:
    """On a page, a line never ends between a day and its month."""

    def on_a_page(value: Any, *style: str) -> str:
        text = told(value, *style)
        return like(text, _DAY.sub("\\1\u00a0", text))

    return on_a_page


def hour(value: datetime | None) -> str:
    """14 h 32, in Paris time."""
    return moment(value, "HH'\u202fh\u202f'mm")


def clock(value: time) -> str:
    """An hour of the day, as `hour` tells it."""
    return value.strftime("%H\u202fh\u202f%M" if current_locale().language == DEFAULT else "%H:%M")


def isodate(value: date | datetime | None) -> str:
    """For the `datetime` attribute of a <time>."""
    return "" if value is None else value.isoformat()


def plain(value: Any) -> str:
    """Any indicator value as printed: an integer without decimals, otherwise as many as given."""
    amount = Decimal(str(value)).normalize()
    exponent = amount.as_tuple().exponent
    return number(amount, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
