"""The questionnaire of an XLSForm workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from consult.consultations.conditions.language import (
    LONGEST,
    All,
    Condition,
    ConditionError,
    parse,
    write,
)
from consult.consultations.reading import (
    DESCRIBING,
    LONGEST_HELP,
    LONGEST_INTERVIEWER_HELP,
    LONGEST_PROMPT,
    LONGEST_TEXT,
    ChoiceEntry,
    QuestionEntry,
    RowEntry,
    faults_of_conditions,
)
from consult.consultations.xlsform.losses import Loss, LossKind
from consult.consultations.xlsform.naming import EXACTLY, PLACES, key_of, renamed
from consult.consultations.xlsform.rows import Row, Sheets, TooLongError, XlsFormError, sheets_of
from consult.reading import LONGEST_LINE

SIMPLE: Final = {"text": "short", "string": "short", "integer": "number", "int": "number"}
SELECTS: Final = {"select_one": "single", "select_multiple": "multiple", "rank": "ranking"}
# Other spellings that the standard still accepts.
SPELLINGS: Final = (
    ("select one from ", "select_one "), ("select1 ", "select_one "), ("select one ", "select_one "),
    ("select all that apply from ", "select_multiple "),
    ("select all that apply ", "select_multiple "), ("select_multiple ", "select_multiple "),
    ("begin group", "begin_group"), ("end group", "end_group"),
    ("begin repeat", "begin_repeat"), ("end repeat", "end_repeat"),
)  # fmt: skip
# How a question looks there has no meaning that is lost here.
LOOKS: Final = re.compile(
    r"(?:field-list|table-list|label|list-nolabel|list|likert|multiline|minimal|"
    r"quick|quickcompact|columns(?:-\d+|-pack)?|no-buttons|w\d+|summary)"
)
_MOST = re.compile(r"count-selected\(\s*\.\s*\)\s*(<=?)\s*(\d+)")
_YES, _NO = {"yes", "true", "true()"}, {"no", "false", "false()"}
MOST_STEPS: Final = 11
LONGEST_COLUMNS: Final = {
    "label": LONGEST_PROMPT,
    "hint": LONGEST_HELP,
    "guidance_hint": LONGEST_INTERVIEWER_HELP,
}


@dataclass(frozen=True)
class Questionnaire:
    """`slug` is what the workbook calls itself, perhaps empty; `losses` in the order of the rows."""

    title: str
    slug: str
    intro: str
    questions: tuple[QuestionEntry, ...]
    losses: tuple[Loss, ...]


def read_workbook(content: bytes) -> Questionnaire:
    """Raises XlsFormError for what is not an XLSForm, or has no question that can be asked here."""
    sheets = sheets_of(content)
    reader = _Reader(sheets)
    reader.read()
    if not reader.questions:
        raise XlsFormError("no question of this workbook can be asked here.")
    losses = sorted((*sheets.losses, *reader.losses), key=lambda loss: loss.row)
    return Questionnaire(
        sheets.settings.get("form_title") or sheets.settings.get("title", ""),
        sheets.settings.get("form_id") or sheets.settings.get("id_string", ""),
        reader.intro,
        tuple(reader.questions),
        tuple(losses),
    )


@dataclass
class _Group:
    title: str
    relevant: Condition | None


@dataclass
class _Reader:
    sheets: Sheets
    questions: list[QuestionEntry] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    intro: str = ""
    groups: list[_Group] = field(default_factory=list)
    # By name there: the key here; by key and choice there, the choice here.
    keys: dict[str, str] = field(default_factory=dict)
    choices: dict[tuple[str, str], str] = field(default_factory=dict)
    at: int = 0

    def read(self) -> None:
        rows = self.sheets.survey
        while self.at < len(rows):
            row = rows[self.at]
            kind = _kind(row)
            self.looks(row)
            if kind in {"begin_group", "begin_repeat"}:
                self.begin(row, kind)
            elif kind in {"end_group", "end_repeat"}:
                self.groups.pop()
            elif kind == "note" and not self.questions and not self.intro:
                self.intro = row.get("label", "")
                self.measure(row, "label", LONGEST_TEXT)
            elif kind == "note":
                self.lose(LossKind.NOTE, row)
            elif kind:
                self.question(row, kind)
            self.at += 1
        self.free_of_faults()

    def free_of_faults(self) -> None:
        """What is refused of a condition when a questionnaire is saved is left out, and told."""
        faulty = {found.key for found in faults_of_conditions(self.questions)}
        for number, question in enumerate(self.questions):
            if question.key in faulty:
                self.losses.append(Loss(LossKind.CONDITION, question.prompt))
                self.questions[number] = question.model_copy(update={"shown_if": ""})

    def begin(self, row: Row, kind: str) -> None:
        if kind == "begin_repeat":
            self.lose(LossKind.REPEAT, row)
        lines = self.lines_of_grid() if kind == "begin_group" else ()
        if lines:
            self.grid(row, lines)
            return
        self.measure(row, "label", LONGEST_LINE)
        self.groups.append(_Group(row.get("label", ""), self.condition(row)))

    def lines_of_grid(self) -> Sequence[Row]:
        """The rows of a group that asks the same choices of each line; empty for another group."""
        inside = []
        for row in self.sheets.survey[self.at + 1 :]:
            kind = _kind(row)
            if kind == "end_group":
                break
            inside.append(row)
            if not kind.startswith("select_one ") or row.get("relevant"):
                return ()
        same = {_kind(row) for row in inside}
        table = "table-list" in self.sheets.survey[self.at].get("appearance", "")
        heading = inside and "label" in inside[0].get("appearance", "").split()
        return inside if len(same) == 1 and (table or heading) else ()

    def grid(self, group: Row, lines: Sequence[Row]) -> None:
        heading = lines[0] if "label" in lines[0].get("appearance", "").split() else None
        asked = [line for line in lines if line is not heading]
        told = {
            name: heading[name] for name in ("hint", "guidance_hint") if heading and name in heading
        }
        rows: dict[str, RowEntry] = {}
        for line in asked:
            name = line.get("name", "").removeprefix(f"{group.get('name', '')}.")
            self.measure(line, "label", LONGEST_LINE, self.at + lines.index(line) + 3)
            key = key_of(name, rows)
            rows[key] = RowEntry(key=key, label=line.get("label") or name)
        required = bool(asked) and all(self.required(line) for line in asked)
        self.add(
            {**group, **told}, "matrix", _kind(lines[0]).split()[1], tuple(rows.values()), required
        )
        self.at += len(lines) + 1

    def question(self, row: Row, kind: str) -> None:
        word, _, rest = kind.partition(" ")
        chosen, _, more = rest.partition(" ")
        looks = row.get("appearance", "").split()
        if word in SIMPLE and not rest:
            if self.says_where(row):
                return
            self.add(row, "long" if "multiline" in looks else SIMPLE[word])
        elif word in SELECTS and chosen == PLACES:
            self.add(row, "place")
        elif word in SELECTS and chosen:
            if more == "or_other":
                self.lose(LossKind.OR_OTHER, row)
            scale = word == "select_one" and "likert" in looks
            self.add(row, "scale" if scale else SELECTS[word], chosen)
        elif word == "range" and (steps := _steps(row)):
            self.add(row, "scale", offered=[(str(step), str(step)) for step in steps])
        else:
            self.lose(LossKind.TYPE, row)

    def says_where(self, row: Row) -> bool:
        """The words of a question of place have a question of their own there."""
        before = self.questions[-1] if self.questions else None
        name = row.get("name", "")
        return (
            before is not None
            and before.kind == "place"
            and name.endswith(EXACTLY)
            and self.keys.get(name.removesuffix(EXACTLY)) == before.key
        )

    def add(
        self,
        row: Row,
        kind: str,
        chosen: str = "",
        rows: tuple[RowEntry, ...] = (),
        required: bool | None = None,
        offered: Sequence[tuple[str, str]] = (),
    ) -> None:
        name = row.get("name", "")
        key = key_of(name, dict.fromkeys(self.keys.values()))
        options = self.options(name, chosen, offered)
        if (chosen or offered) and len(options) < 2:
            self.lose(LossKind.FEW_CHOICES, row)
            return
        for column, longest in LONGEST_COLUMNS.items():
            self.measure(row, column, longest)
        condition = self.condition(row, *(group.relevant for group in self.groups))
        self.keys[name] = key
        most = self.most(row, kind, len(options))
        if "${" in row.get("label", ""):
            self.lose(LossKind.FORMULA_IN_TEXT, row)
        try:
            entry = QuestionEntry.model_validate(
                {
                    "key": key,
                    "kind": kind,
                    "prompt": row.get("label") or name,
                    "help": row.get("hint", ""),
                    "interviewer_help": row.get("guidance_hint", ""),
                    "section": next((g.title for g in reversed(self.groups) if g.title), ""),
                    "shown_if": write(condition) if condition else "",
                    "required": self.required(row) if required is None else required,
                    "describes_person": row.get("describes_person", "").lower() in _YES
                    and kind in DESCRIBING,
                    "max_choices": most,
                    "choices": options,
                    "rows": rows,
                }
            )
        except ValidationError as error:
            fault = error.errors()[0]
            where = ".".join(str(part) for part in fault["loc"])
            raise XlsFormError(f"row {self.at + 2}, {where}: {fault['msg']}.") from None
        self.questions.append(entry)

    def options(
        self, name: str, chosen: str, offered: Sequence[tuple[str, str]]
    ) -> tuple[ChoiceEntry, ...]:
        listed = [
            (each.get("name") or each.get("value", ""), each.get("label", ""), each.get("icon", ""))
            for each in self.sheets.choices
            if chosen and each.get("list_name") == chosen
        ]
        found: dict[str, ChoiceEntry] = {}
        for there, label, icon in listed or [(one, two, "") for one, two in offered]:
            key = key_of(there, found)
            self.choices[name, there] = key
            try:
                found[key] = ChoiceEntry(key=key, label=label or there, icon=icon)
            except ValidationError:
                raise XlsFormError(
                    f"the choice « {there} » of « {chosen} »: its label has 1 to 255 characters, "
                    "its icon is the name of a symbol."
                ) from None
        return tuple(found.values())

    def condition(self, row: Row, *around: Condition | None) -> Condition | None:
        terms = [each for each in around if each is not None]
        if row.get("relevant"):
            try:
                own = parse(row["relevant"])
                terms.append(renamed(own, self.keys, self.choices))
            except (ConditionError, KeyError):
                self.lose(LossKind.CONDITION, row)
        if not terms:
            return None
        found = terms[0] if len(terms) == 1 else All(tuple(terms))
        if len(write(found)) > LONGEST:
            self.lose(LossKind.CONDITION, row)
            return None
        return found

    def required(self, row: Row) -> bool:
        told = row.get("required", "no").lower()
        if told not in _YES | _NO:
            self.lose(LossKind.REQUIRED, row)
        return told in _YES

    def most(self, row: Row, kind: str, offered: int) -> int | None:
        if not row.get("constraint"):
            return None
        found = _MOST.fullmatch(row["constraint"].strip())
        if found is None or kind != "multiple":
            self.lose(LossKind.CONSTRAINT, row)
            return None
        most = int(found[2]) - (found[1] == "<")
        return most if 1 <= most <= offered else None

    def measure(self, row: Row, column: str, most: int, number: int | None = None) -> None:
        if len(row.get(column, "").strip()) > most:
            raise TooLongError(number or self.at + 2, column, most)

    def looks(self, row: Row) -> None:
        for each in row.get("appearance", "").split():
            if not LOOKS.fullmatch(each):
                self.losses.append(Loss(LossKind.APPEARANCE, each, self.at + 2))

    def lose(self, kind: LossKind, row: Row) -> None:
        about = row.get("label") or row.get("name") or row.get("type", "")
        self.losses.append(Loss(kind, about, self.at + 2))


def _kind(row: Row) -> str:
    """As the standard spells it today."""
    kind = " ".join(row.get("type", "").split())
    for old, new in SPELLINGS:
        if kind.startswith(old.strip()) and (kind + " ").startswith(old):
            return (new + kind[len(old) :]).strip()
    return kind


def _steps(row: Row) -> list[int]:
    """Of a range of few whole numbers; empty for another."""
    told = dict(re.findall(r"(start|end|step)\s*=\s*(-?\d+(?:\.\d+)?)", row.get("parameters", "")))
    numbers = [told.get("start", "0"), told.get("end", "10"), told.get("step", "1")]
    if not all(re.fullmatch(r"-?\d+", each) for each in numbers):
        return []
    start, end, step = (int(each) for each in numbers)
    # Counted before it is made: a workbook may ask for millions of steps.
    found = range(start, end + 1, step) if step > 0 else range(0)
    return list(found) if 2 <= len(found[: MOST_STEPS + 1]) <= MOST_STEPS else []
