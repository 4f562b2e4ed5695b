"""What each column is taken for, as the page says it: a short code, that is proposed and then chosen.

nothing, day, language, quarter, age, gender, identifier, channel, draft
q:KEY           the whole answer to a question
c:KEY:CHOICE    one of its choices, ticked or not
r:KEY:ROW       a line of its table
k:KEY:2         what comes second
new:KIND        a question to make from this column (single, multiple, short, long, number)
new:choice, new:row   a choice, or a line, of a question to make from all the columns alike
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from consult.consultations.imports.mapping import TO_A_QUESTION, ColumnEntry, Holds

NOTHING = "nothing"
NEW_CHOICE, NEW_ROW = "new:choice", "new:row"
NEW_KINDS = ("single", "multiple", "short", "long", "number")
ALONE: tuple[Holds, ...] = tuple(each for each in get_args(Holds) if each not in TO_A_QUESTION)
_LETTERS: dict[str, Holds] = {"q": "question", "c": "choice", "r": "row", "k": "rank"}


@dataclass
class Taken:
    """`values` by hand: what a cell says, and the key of what it means, empty to set it aside."""

    code: str = NOTHING
    separator: str = ""
    month_first: bool = False
    aside: bool = False
    values: dict[str, str] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.code.startswith("new:")

    @property
    def question(self) -> str:
        """The key of the question that is there already; empty otherwise."""
        letter, _, rest = self.code.partition(":")
        return rest.partition(":")[0] if letter in _LETTERS else ""


def entry_of(title: str, taken: Taken) -> ColumnEntry | None:
    """The entry of a mapping; None for a column left aside. Not of a question to make."""
    if taken.code == NOTHING:
        return None
    letter, _, rest = taken.code.partition(":")
    key, _, of = rest.partition(":")
    holds = _LETTERS.get(letter) or next(each for each in ALONE if each == taken.code)
    return ColumnEntry.model_validate(
        {
            "column": title,
            "holds": holds,
            "question": key if holds in TO_A_QUESTION else "",
            "of": of if holds in {"choice", "row"} else "",
            "rank": int(of) if holds == "rank" else None,
            "separator": taken.separator if holds == "question" else "",
            "values": taken.values,
            "others": "aside" if taken.aside else "refuse",
            "month_first": taken.month_first,
        }
    )
