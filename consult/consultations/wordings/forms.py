"""All the parts of a consultation in one variant, a field each, named by its path."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField

from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.operations import Written
from consult.consultations.wordings.parts import (
    LINES,
    LONGEST_LINE,
    Part,
    PartKind,
    is_outdated,
)
from consult.web.forms import Form, LineField, TextField, at_most

STILL = "still:"
# In letters: what two lines of the page hold.
SHORT = 90
NAMES = {
    PartKind.TITLE: _l("Title"),
    PartKind.SUMMARY: _l("In one or two sentences"),
    PartKind.INTRO: _l("Why this consultation"),
    PartKind.WHAT_CHANGES: _l("What your answer changes"),
    PartKind.SECTION: _l("Name of the part"),
    PartKind.PROMPT: _l("Question"),
    PartKind.HELP: _l("Help"),
    PartKind.INTERVIEWER_HELP: _l("For whoever asks aloud"),
    PartKind.CHOICE: _l("Answer"),
    PartKind.ROW: _l("Line of the table"),
}


@dataclass(frozen=True)
class Shown:
    """A part as the page shows it. `former`: the French it was written from, when that changed.

    `saved`: what somebody else saved while this page was being filled, when it is not what was typed.
    """

    part: Part
    field: Field
    is_missing: bool
    former: str = ""
    still: Field | None = None
    saved: str | None = None

    @property
    def attributes(self) -> dict[str, Any]:
        """Of its field: as many lines as the French takes, and what is wrong with it."""
        found: dict[str, Any] = {}
        if isinstance(self.field, TextField):
            found["rows"] = 2 if len(self.part.french) < SHORT else 5
        if self.field.errors:
            found |= {"aria-invalid": "true", "aria-describedby": f"{self.field.id}-error"}
        return found

    @property
    def name(self) -> str:
        return str(NAMES[self.part.kind])


class WordsForm(Form):
    """Base of the forms made by `words_form`."""

    seen = HiddenField()


def words_form(parts: Sequence[Part], rows: Mapping[str, Wording]) -> WordsForm:
    """With what is written; `rows` by path."""
    fields: dict[str, Any] = {part.path: _field(part) for part in parts}
    for part in parts:
        if part.path in rows and is_outdated(part, rows[part.path].french):
            fields[STILL + part.path] = BooleanField(_l("Still right"))
    data = {path: row.text for path, row in rows.items() if path in fields}
    form: WordsForm = type("PartsForm", (WordsForm,), fields)(data=data)
    return form


def shown(
    form: WordsForm, parts: Sequence[Part], rows: Mapping[str, Wording], *, clashing: bool = False
) -> list[Shown]:
    found = []
    for part in parts:
        row, field = rows.get(part.path), form[part.path]
        still = next((each for each in form if each.name == STILL + part.path), None)
        stored = row.text if row is not None else ""
        found.append(
            Shown(
                part,
                field,
                is_missing=row is None,
                former=row.french if row is not None and still is not None else "",
                still=still,
                saved=stored if clashing and stored != (field.data or "") else None,
            )
        )
    return found


def typed(form: WordsForm, parts: Sequence[Part]) -> dict[str, Written]:
    """Of a validated form."""
    return {
        part.path: Written(
            form[part.path].data or "",
            bool(STILL + part.path in form and form[STILL + part.path].data),
        )
        for part in parts
    }


def digest(parts: Sequence[Part], rows: Mapping[str, Wording]) -> str:
    """Of the French and of what is written: another one was saved since when it differs."""
    told = [[part.path, part.french, _text(rows, part)] for part in parts]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def _text(rows: Mapping[str, Wording], part: Part) -> str:
    return rows[part.path].text if part.path in rows else ""


def _field(part: Part) -> Field:
    if part.kind in LINES:
        return LineField(part.french, [at_most(LONGEST_LINE)])
    return TextField(part.french, [at_most()])
