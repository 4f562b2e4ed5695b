"""From what each column is taken for to a mapping, with the questions that are to be made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping as Reading
from collections.abc import Sequence

from flask_babel import gettext as _

from consult.consultations.editing.entries import short_key
from consult.consultations.imports.mapping import ColumnEntry, Mapping, NewEntry
from consult.consultations.imports.matching import pieces, prompt_of
from consult.consultations.imports.proposing import separator_of
from consult.consultations.imports.surveying import Column, Survey
from consult.consultations.imports.taking import NEW_CHOICE, NEW_ROW, Taken, entry_of
from consult.consultations.reading import LONGEST_PROMPT, ChoiceEntry, QuestionEntry, RowEntry
from consult.contributions.written import plain
from consult.web.i18n import number
from consult.web.tables import FileError

MOST_CHOICES = 60
LONGEST_LABEL = 255


class TooManyChoicesError(Exception):
    """The answers of `column` are too different, or too much alike, to be choices."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def build(
    survey: Survey,
    taken: Reading[int, Taken],
    slug: str,
    new: NewEntry | None,
    keys: Sequence[str] = (),
) -> Mapping:
    """`keys`: of the questions that are there. Raises TooManyChoicesError, or FileError."""
    making = _Making(set(keys))
    for column in survey.columns:
        told = taken.get(column.index, Taken())
        if column.is_personal:
            continue
        if told.is_new:
            making.add(column, told)
        elif entry := entry_of(column.title, told):
            making.columns.append(entry)
    return Mapping(
        format=1,
        consultation=slug,
        new=new,
        questions=tuple(making.questions()),
        columns=tuple(making.columns),
    )


def whole_mapping_fault(mapping: Mapping) -> str:
    """Why this mapping cannot be used, in the words of the page; empty when it can be."""
    if not any(each.question for each in mapping.columns):
        return str(_("No column is put with a question: there is nothing to import."))
    once: set[str] = set()
    for each in mapping.columns:
        if not each.question and each.holds in once:
            return str(
                _("Two columns hold the same thing: leave “%(column)s” aside.", column=each.column)
            )
        once.add(each.holds)
    return ""


class _Making:
    """Questions made as their columns come."""

    def __init__(self, keys: set[str]) -> None:
        self.taken = keys
        self.columns: list[ColumnEntry] = []
        self.entries: dict[str, QuestionEntry] = {}
        self.groups: dict[tuple[str, str], str] = {}
        self.rows: dict[str, list[RowEntry]] = defaultdict(list)
        self.choices: dict[str, dict[str, ChoiceEntry]] = defaultdict(dict)

    def add(self, column: Column, told: Taken) -> None:
        if told.code == NEW_CHOICE:
            key = self._group(column, "multiple", told.code)
            choice = self._choice(key, column.part or column.title)
            self._column(column, told, holds="choice", question=key, of=choice.key)
        elif told.code == NEW_ROW:
            key = self._group(column, "matrix", told.code)
            label = (column.part or column.title)[:LONGEST_LABEL]
            row = RowEntry(key=short_key(label, [r.key for r in self.rows[key]]), label=label)
            self.rows[key].append(row)
            self._offer(key, column, "")
            self._column(column, told, holds="row", question=key, of=row.key)
        else:
            kind = told.code.partition(":")[2]
            key = self._question(column.title, kind)
            separator = (told.separator or separator_of(column)) if kind == "multiple" else ""
            if kind in {"single", "multiple"}:
                self._offer(key, column, separator)
            self._column(column, told, holds="question", question=key, separator=separator)

    def questions(self) -> list[QuestionEntry]:
        """Raises TooManyChoicesError for a list of fewer than two choices too."""
        found = []
        for key, entry in self.entries.items():
            choices = tuple(self.choices[key].values())
            if entry.kind in {"single", "multiple", "matrix"} and len(choices) < 2:
                raise TooManyChoicesError(entry.prompt)
            values = {"choices": choices, "rows": tuple(self.rows[key])}
            found.append(entry.model_copy(update=values))
        return found

    def _group(self, column: Column, kind: str, code: str) -> str:
        name = (column.stem, code)
        if name not in self.groups:
            self.groups[name] = self._question(column.stem, kind)
        return self.groups[name]

    def _question(self, title: str, kind: str) -> str:
        prompt = prompt_of(title)
        if len(prompt) > LONGEST_PROMPT:
            raise FileError(
                1, _("the name of the column “%(column)s” is longer than %(most)s characters: it cannot "
                     "be a question. Shorten it in the file, or leave the column aside.",
                     column=f"{title[:60]}…", most=number(LONGEST_PROMPT))
            )  # fmt: skip
        key = short_key(prompt, self.taken)
        self.taken.add(key)
        self.entries[key] = QuestionEntry.model_validate(
            {"key": key, "kind": kind, "prompt": prompt}
        )
        return key

    def _offer(self, key: str, column: Column, separator: str) -> None:
        """What stands in the cells becomes the choices, in the order of the file."""
        if column.more:
            raise TooManyChoicesError(column.title)
        for cell in column.values:
            for piece in pieces(cell, separator, {}):
                self._choice(key, piece)
        if len(self.choices[key]) > MOST_CHOICES:
            raise TooManyChoicesError(column.title)

    def _choice(self, key: str, written: str) -> ChoiceEntry:
        choices = self.choices[key]
        label = written[:LONGEST_LABEL]
        if plain(label) not in choices:
            used = [each.key for each in choices.values()]
            choices[plain(label)] = ChoiceEntry(key=short_key(label, used), label=label)
        return choices[plain(label)]

    def _column(self, column: Column, told: Taken, **values: str) -> None:
        said = {"column": column.title, "values": told.values, **values}
        said["others"] = "aside" if told.aside else "refuse"
        self.columns.append(ColumnEntry.model_validate(said))
