"""Fields of the record: counts, dates and choices that keep what was typed when it is wrong."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, SelectField, SelectMultipleField, widgets

from consult.web.forms import clean_line, each_once
from consult.web.labels import label

MOST = 9_999
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class TypedField(Field):
    """One line read by `parse`; what cannot be read stays in the field as it was typed."""

    widget = widgets.TextInput()

    def parse(self, typed: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = clean_line(valuelist[0]) if valuelist else ""
        self.data = self.parse(typed) if typed else None

    def _value(self) -> str:
        if self.raw_data:
            return clean_line(str(self.raw_data[0])) or ""
        return "" if self.data is None else self.show(self.data)


class CountField(TypedField):
    """A number of people, of dots or of minutes; empty when nobody counted."""

    def __init__(self, text: Any, validators: Any = None, least: int = 0, **kwargs: Any) -> None:
        keys = {"inputmode": "numeric", "autocomplete": "off", "size": "4"}
        super().__init__(text, validators, render_kw=keys, **kwargs)
        self.least = least

    def parse(self, typed: str) -> int:
        if not re.fullmatch(r"[0-9]{1,4}", typed) or int(typed) < self.least:
            raise ValueError(
                _(
                    "Write a whole number, between %(least)d and %(most)d.",
                    least=self.least,
                    most=MOST,
                )
            )
        return int(typed)


class DayField(TypedField):
    """A day, from the browser's calendar or typed as 3/11/2026."""

    widget = widgets.DateInput()

    def parse(self, typed: str) -> date:
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                found = datetime.strptime(typed, form).date()  # noqa: DTZ007
            except ValueError:
                continue
            if EARLIEST <= found <= LATEST:
                return found
        raise ValueError(_("Write a date like 3/11/2026."))

    def show(self, value: date) -> str:
        return value.isoformat()


class HourField(TypedField):
    """An hour of the day: 14:00, 14h or 14h30."""

    widget = widgets.TimeInput()

    def parse(self, typed: str) -> time:
        found = re.fullmatch(r"([0-9]{1,2})\s?[:hH]\s?([0-9]{2})?(?::[0-9]{2})?", typed)
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 0)
        if hour > 23 or minute > 59:
            raise ValueError(_("Write an hour like 14:30."))
        return time(hour, minute)

    def show(self, value: time) -> str:
        return value.strftime("%H:%M")


class MemberField(SelectField):
    """One member of an enumeration, by its value and in its own words."""

    def __init__(self, text: Any, family: type[enum.Enum], **kwargs: Any) -> None:
        super().__init__(text, choices=words_of(family), **kwargs)


class CheckboxesField(SelectMultipleField):
    """Several members; the macro of the choices draws fields of this name as boxes to tick."""

    def __init__(self, text: Any, family: type[enum.Enum], **kwargs: Any) -> None:
        super().__init__(text, choices=words_of(family), filters=[each_once], **kwargs)


def words_of(family: type[enum.Enum]) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(str(member.value), label(member)) for member in family]
