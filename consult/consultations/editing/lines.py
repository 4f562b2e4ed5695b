"""The choices of a question, or the lines of a matrix, typed one a line of the page.

Buttons of the same form add, move and take off lines: they work from a keyboard, without scripts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wtforms import Field

from consult.web.forms import clean_line

BLANKS = 2
FEWEST = 4
MORE = 5
MOST = 60


@dataclass(frozen=True)
class Line:
    """`key` is empty for a new one."""

    key: str = ""
    label: str = ""
    icon: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.label


class LinesField(Field):
    """`data`: the lines as they stand on the page, blank ones included.

    Each line sends « name-key », « name-label » and « name-icon ».
    """

    data: list[Line]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read by `process`: a line is three values."""

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        super().process(formdata, *args, **kwargs)
        if formdata is not None:
            columns = [formdata.getlist(f"{self.name}-{part}") for part in ("key", "label", "icon")]
            keys, labels, icons = columns
            self.data = [
                Line(
                    clean_line(_at(keys, n)) or "",
                    clean_line(label) or "",
                    clean_line(_at(icons, n)) or "",
                )
                for n, label in enumerate(labels[:MOST])
            ]
            self.raw_data = [each.label for each in self.data]
        self.data = list(self.data or [])

    @property
    def filled(self) -> list[Line]:
        return [each for each in self.data if not each.is_blank]

    @property
    def shown(self) -> list[Line]:
        """With blank lines to go on writing."""
        blanks = sum(each.is_blank for each in self.data)
        wanted = max(BLANKS - blanks, FEWEST - len(self.data), 0)
        room = max(MOST - len(self.data), 0)
        return [*self.data, *[Line()] * min(wanted, room)]

    def act(self, verb: str, place: int) -> None:
        """`more` adds blank lines; `up`, `down` and `drop` are done to the line at `place`."""
        if verb == "more":
            self.data += [Line()] * min(MORE, max(MOST - len(self.data), 0))
            return
        if not 0 <= place < len(self.data):
            return
        line = self.data.pop(place)
        if verb != "drop":
            step = -1 if verb == "up" else 1
            self.data.insert(max(0, place + step), line)

    def fill(self, labels: list[str]) -> None:
        """A ready-made list takes the place of what was there."""
        self.data = [Line(label=each) for each in labels]


def _at(values: list[str], place: int) -> str:
    return values[place] if place < len(values) else ""
