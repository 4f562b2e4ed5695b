"""The rows of a workbook under one name a column, in one language.

A workbook may name a column in several ways (« relevance », « label::Français (fr) »); pyxform, the
reference implementation, knows them, and says first whether the workbook is an XLSForm at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, is_zipfile

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import get_xlsform
from pyxform.xls2xform import convert

from consult.consultations.xlsform.losses import Loss, LossKind

TRANSLATED: Final = frozenset({"label", "hint", "guidance_hint", "constraint_message",
                               "required_message"})  # fmt: skip
OTHER_NAMES: Final = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "constraining_message": "constraint_message",
    "control::appearance": "appearance",
    "list name": "list_name",
    "image": "media::image",
}
SURVEY: Final = frozenset({"type", "name", "label", "hint", "guidance_hint", "required", "relevant",
                           "constraint", "appearance", "parameters", "describes_person"})  # fmt: skip
CHOICES: Final = frozenset({"list_name", "name", "label", "icon"})
_FRENCH = re.compile(r"\bfr\b|fran[cç]ais|french", re.IGNORECASE)

_NO_WORKBOOK: Final = "this file is not a workbook (.xlsx) that can be opened."

Row = Mapping[str, str]


class XlsFormError(Exception):
    """The workbook is not an XLSForm, or has something that no questionnaire may have."""


class TooLongError(XlsFormError):
    """`row` of the survey, as a spreadsheet counts, says more in `column` than `most` characters."""

    def __init__(self, row: int, column: str, most: int) -> None:
        super().__init__(f"row {row}: « {column} » is longer than {most} characters.")
        self.row, self.column, self.most = row, column, most


@dataclass(frozen=True)
class Sheets:
    """`survey` has every row of the sheet, so that row n is the one numbered n + 2 there."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Row
    losses: tuple[Loss, ...]


def sheets_of(content: bytes) -> Sheets:
    """Raises XlsFormError with what pyxform says."""
    if not is_zipfile(BytesIO(content)):
        raise XlsFormError(_NO_WORKBOOK)
    try:
        convert(BytesIO(content), file_type=".xlsx")
        found = get_xlsform(BytesIO(content), file_type=".xlsx")
    except PyXFormError as error:
        raise XlsFormError(str(error)) from None
    except (BadZipFile, ValueError, KeyError, OSError, SyntaxError):
        raise XlsFormError(_NO_WORKBOOK) from None
    settings = dict(next(iter(found.settings or ()), {}))
    losses: list[Loss] = []
    language = _language(found.survey or (), settings.get("default_language", ""), losses)
    survey = tuple(_row(each, language) for each in found.survey or ())
    choices = tuple(_row(each, language) for each in found.choices or ())
    _tell_columns(survey, SURVEY, losses)
    _tell_columns(choices, CHOICES | {"value"}, losses)
    return Sheets(survey, choices, settings, tuple(losses))


def _language(rows: Iterable[Mapping[str, Any]], default: str, losses: list[Loss]) -> str:
    """The one to read, empty when labels have none: French, or the default one, or the first."""
    found: list[str] = []
    for row in rows:
        for column in row:
            name, _, language = column.partition("::")
            if _canonical(name) in TRANSLATED and language and language not in found:
                found.append(language)
    if not found:
        return ""
    alone = any(_canonical(column) == "label" for row in rows for column in row)
    french = [each for each in found if _FRENCH.search(each)]
    chosen = (
        ""
        if alone and not french
        else (french or [each for each in found if each == default] or found)[0]
    )
    losses += [Loss(LossKind.LANGUAGE, each) for each in found if each != chosen]
    return chosen


def _row(row: Mapping[str, Any], language: str) -> Row:
    read: dict[str, str] = {}
    for column, value in row.items():
        name, _, of = column.partition("::")
        name = _canonical(name)
        if name in TRANSLATED:
            if of == language or (not of and name not in read):
                read[name] = str(value).strip()
        else:
            read[_canonical(column)] = str(value).strip()
    return {name: value for name, value in read.items() if value}


def _canonical(column: str) -> str:
    plain = column.strip().lower()
    return OTHER_NAMES.get(plain, plain)


def _tell_columns(rows: Iterable[Row], known: frozenset[str], losses: list[Loss]) -> None:
    """Once a column, at the first row where something stands in it."""
    told: set[str] = set()
    for number, row in enumerate(rows):
        for column in row.keys() - known - told:
            told.add(column)
            losses.append(Loss(LossKind.COLUMN, column, number + 2))
