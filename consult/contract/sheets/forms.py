"""The commune's own words, one box for each section of the sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField

from consult.contract.sheets.sections import SheetSection
from consult.web.forms import Form, TextField, at_most

LONGEST = 8_000
_BOX = "texte-"


class PrioritiesForm(Form):
    """Made by `priorities_form`, which adds a field for each section."""

    revision = HiddenField()

    @property
    def boxes(self) -> list[Any]:
        return [field for field in self if field.name.startswith(_BOX)]

    def fill(self, texts: Mapping[str, str], revision: int) -> None:
        for field in self.boxes:
            field.data = texts.get(section_of(field), "")
        self.revision.data = str(revision)

    def texts(self) -> dict[str, str]:
        return {section_of(field): field.data or "" for field in self.boxes}

    def seen_revision(self) -> int:
        """-1 for a value that no page gave."""
        given = self.revision.data or ""
        return int(given) if re.fullmatch("[0-9]{1,9}", given) else -1


def section_of(field: Any) -> str:
    """The key of the section that a box is for."""
    return str(field.name).removeprefix(_BOX)


def priorities_form(sections: Sequence[SheetSection], **values: Any) -> PrioritiesForm:
    """The form of these sections, in their order."""
    boxes = {
        f"{_BOX}{each.key}": TextField(each.title, [at_most(LONGEST)], description=each.hint)
        for each in sections
    }
    made: type[PrioritiesForm] = type("PrioritiesForm", (PrioritiesForm,), boxes)
    return made(**values)
