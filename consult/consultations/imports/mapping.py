"""What each column of a file of answers holds: a file that the page makes, and that people can write.

    format: 1
    consultation: votre-quartier     # the address of a consultation that is here, or of the one to make
    new:                             # only to make it, from the questions below
      title: Votre quartier en 2023
      contract: armentieres          # slug of a contract, imported before
      commune: armentieres           # key of a commune, imported before
      opens: 2023-03-01              # it was answered from this day
      closes: 2023-04-30             # until this one, which is past
      degree: consultation           # and `moment`, as in a file of consultations
    questions: []                    # as in a file of consultations: those that are not there yet
    columns:                         # one for each column to read; the others are left aside
      - column: Horodateur           # its name, as in the file
        holds: day                   # the day it was said
        month_first: false           # true: 3/12/2024 is the twelfth of March
      - column: Qu’est-ce qui presse ?
        holds: question
        question: priorites          # the key of the question
        separator: ";"               # where one cell holds several answers, or a ranking, best first
        values: {Un emploi: emploi, Ne sait pas: ""}   # what the cells say, and the key of the choice;
                                                       # nothing sets the answer aside
        others: refuse               # aside: what is none of the choices is set aside too
      - {column: "Q5[SQ001]", holds: choice, question: besoins, of: creche}   # a box of its own, ticked
      - {column: "Q6[SQ001]", holds: row, question: avis, of: proprete}       # a line of a table
      - {column: "Q7[1]", holds: rank, question: ordre, rank: 1}              # who comes first
      - {column: Quartier, holds: quarter, values: {Le Bizet: bizet-briqueterie, Lille: hors}}
      - {column: Âge, holds: age}         # a number of years, a year of birth or a band
      - {column: Genre, holds: gender}
      - {column: Langue, holds: language}
      - {column: Canal, holds: channel}   # papier, entretien, porte-à-porte, atelier; else: import
      - {column: N°, holds: identifier}   # recognises the row when the file comes again
      - {column: Brouillon, holds: draft} # a row where it says yes was never sent: it is left out

`values` of a quarter: key of a perimeter, `ailleurs`, `hors` or nothing; of an age: under_18,
from_18_to_25, from_26_to_64, over_64; of a gender: women, men. Choices need no `values` when the cells
have their key or their label, whatever the accents and the capitals. Several columns may hold the same
text question: their words are put one under the other. On a column that holds the day,
`others: aside` leaves out the rows without a day: in some tools, answers never sent.

Names, e-mail addresses, telephone numbers and network addresses are recognised and refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from consult.consultations.reading import QuestionEntry, faults_of_questions
from consult.reading import Entry, Faults, Key, Line, Source, read_checked
from consult.web.clock import Closing, Opening

Holds = Literal[
    "question",
    "choice",
    "row",
    "rank",
    "day",
    "language",
    "quarter",
    "age",
    "gender",
    "identifier",
    "channel",
    "draft",
]
# One column at most for each of these.
ONCE = frozenset({"day", "language", "quarter", "age", "gender", "identifier", "channel", "draft"})
TO_A_QUESTION = frozenset({"question", "choice", "row", "rank"})


class ColumnEntry(Entry):
    column: str
    holds: Holds
    question: Key | Literal[""] = ""
    of: Key | Literal[""] = ""
    rank: Annotated[int, Field(ge=1)] | None = None
    separator: Literal["", ";", ",", "|"] = ""
    values: dict[str, str] = Field(default_factory=dict)
    others: Literal["refuse", "aside"] = "refuse"
    month_first: bool = False


class NewEntry(Entry):
    title: Line
    contract: Key
    commune: Key
    opens: Opening
    closes: Closing
    degree: Literal["information", "consultation", "concertation", "codecision"] = "consultation"
    moment: Literal["diagnostic", "co-construction", "revue", "co-instruction", "evaluation"] = (
        "diagnostic"
    )


class Mapping(Entry):
    format: Literal[1]
    consultation: Key
    new: NewEntry | None = None
    questions: tuple[QuestionEntry, ...] = ()
    columns: tuple[ColumnEntry, ...]

    def holding(self, what: Holds) -> ColumnEntry | None:
        return next((each for each in self.columns if each.holds == what), None)

    @property
    def asks_profile(self) -> bool:
        return any(each.holds in {"age", "gender"} for each in self.columns)


def read_mapping(path: Path) -> tuple[Mapping, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, Mapping, check)


def check(mapping: Mapping, source: Source) -> None:
    faults = Faults(source)
    faults.unique(("columns",), [each.column for each in mapping.columns], name="column")
    if not any(each.holds in TO_A_QUESTION for each in mapping.columns):
        faults.add(("columns",), "no column holds the answer to a question.")
    seen: set[str] = set()
    for index, each in enumerate(mapping.columns):
        where = ("columns", index)
        if each.holds in ONCE and each.holds in seen:
            faults.add(where, f"two columns hold « {each.holds} ».")
        seen.add(each.holds)
        if (each.holds in TO_A_QUESTION) != bool(each.question):
            faults.add(
                where, "« question » goes with question, choice, row and rank, and only them."
            )
        if (each.holds in {"choice", "row"}) != bool(each.of):
            faults.add(where, "« of » goes with choice and row, and only with them.")
        if (each.holds == "rank") != (each.rank is not None):
            faults.add(where, "« rank » goes with « holds: rank », and only with it.")
    faults.found += faults_of_questions(mapping.questions, ("questions",), source).found
    if mapping.new is not None and mapping.new.closes <= mapping.new.opens:
        faults.add(("new", "closes"), "« closes » comes before « opens ».")
    faults.stop()


def written(mapping: Mapping) -> str:
    """The file that `read_mapping` reads back."""
    told = dumped(mapping)
    return str(yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=100))


def dumped(mapping: Mapping) -> dict[str, Any]:
    """What differs from the defaults, as plain values."""
    values = mapping.model_dump(exclude_defaults=True)
    found: dict[str, Any] = json.loads(json.dumps(values, default=str))
    return found
