"""A consultation's questionnaire as an XLSForm workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from consult.consultations.conditions.language import parse, write
from consult.consultations.models import Choice, Consultation, Question, QuestionKind
from consult.consultations.xlsform.losses import Loss, LossKind
from consult.consultations.xlsform.naming import EXACTLY, INTRO, PLACES, name_of, renamed
from consult.web.workbooks import text_cell

SURVEY = ("type", "name", "label", "hint", "guidance_hint", "required", "relevant", "constraint",
          "appearance", "describes_person")  # fmt: skip
# `icon` and `describes_person` are ours: other tools pass over a column that they do not know.
CHOICES = ("list_name", "name", "label", "icon")
TYPES = {
    QuestionKind.SINGLE: "select_one",
    QuestionKind.SCALE: "select_one",
    QuestionKind.MULTIPLE: "select_multiple",
    QuestionKind.RANKING: "rank",
    QuestionKind.SHORT: "text",
    QuestionKind.LONG: "text",
    QuestionKind.NUMBER: "integer",
}
APPEARANCES = {QuestionKind.SCALE: "likert", QuestionKind.LONG: "multiline"}
# What a questionnaire does not hold: the page around it.
AROUND = ("summary", "what_changes", "degree", "moment", "opens_at", "closes_at", "asks_profile")

Row = dict[str, str]


@dataclass(frozen=True)
class Place:
    """One of those that a question of place offers."""

    key: str
    label: str


def write_workbook(
    consultation: Consultation, places: Sequence[Place], variants: Iterable[str] = ()
) -> tuple[bytes, tuple[Loss, ...]]:
    """The file, in French, and what it cannot hold; `variants`: in what else it is written."""
    sheets = _Sheets(places)
    if consultation.intro:
        sheets.survey.append({"type": "note", "name": INTRO, "label": consultation.intro})
    section = ""
    for number, question in enumerate(consultation.questions):
        if question.section != section:
            sheets.end_group(section)
            sheets.begin_group(question.section, f"section-{number + 1}")
            section = question.section
        sheets.ask(question)
    sheets.end_group(section)
    lost = [Loss(LossKind.CONSULTATION, name) for name in AROUND if getattr(consultation, name)]
    lost += [Loss(LossKind.OTHER_WORDS, variant) for variant in variants]
    settings = {"form_title": consultation.title, "form_id": consultation.slug}
    return _file(sheets, settings), (*lost, *sheets.losses)


@dataclass
class _Sheets:
    places: Sequence[Place]
    survey: list[Row] = field(default_factory=list)
    choices: list[Row] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)

    def begin_group(self, title: str, name: str) -> None:
        if title:
            self.survey.append({"type": "begin_group", "name": name, "label": title})

    def end_group(self, title: str) -> None:
        if title:
            self.survey.append({"type": "end_group"})

    def ask(self, question: Question) -> None:
        if question.kind is QuestionKind.MATRIX:
            self.matrix(question)
        elif question.kind is QuestionKind.PLACE:
            self.place(question)
        else:
            self.plain(question)

    def plain(self, question: Question) -> None:
        kind, name = TYPES[question.kind], name_of(question.key)
        row = _told(question)
        row["type"] = f"{kind} {name}" if question.choices else kind
        row["appearance"] = APPEARANCES.get(question.kind, "")
        if question.max_choices and question.kind is QuestionKind.MULTIPLE:
            row["constraint"] = f"count-selected(.) <= {question.max_choices}"
        elif question.max_choices:
            self.losses.append(Loss(LossKind.MOST_RANKED, question.key, len(self.survey) + 2))
        self.survey.append(row)
        self.offer(name, question.choices)

    def matrix(self, question: Question) -> None:
        """A group on one screen, its first line being the heading, as ODK shows a grid."""
        name = name_of(question.key)
        told = _told(question)
        group = {key: told[key] for key in ("name", "label", "relevant")}
        self.survey.append({"type": "begin_group", "appearance": "field-list", **group})
        kind = f"select_one {name}"
        heading = {"type": kind, "name": f"{name}.heading", "label": " ", "appearance": "label"}
        self.survey.append(heading | {key: told[key] for key in ("hint", "guidance_hint")})
        for row in question.rows:
            line = {"type": kind, "name": f"{name}.{row.key}", "label": row.label}
            self.survey.append(line | {"required": told["required"], "appearance": "list-nolabel"})
        self.survey.append({"type": "end_group"})
        self.offer(name, question.choices)

    def place(self, question: Question) -> None:
        """The places to choose from, then the words that say where exactly."""
        name = name_of(question.key)
        self.survey.append(_told(question) | {"type": f"select_one {PLACES}"})
        exactly = {"type": "text", "name": name + EXACTLY, "label": "Où exactement ?"}
        self.survey.append(exactly | {"relevant": _relevant(question)})
        if not any(row["list_name"] == PLACES for row in self.choices):
            self.choices += [
                {"list_name": PLACES, "name": each.key, "label": each.label} for each in self.places
            ]

    def offer(self, name: str, choices: Iterable[Choice]) -> None:
        self.choices += [
            {"list_name": name, "name": each.key, "label": each.label, "icon": each.icon}
            for each in choices
        ]


def _told(question: Question) -> Row:
    return {
        "name": name_of(question.key),
        "label": question.prompt,
        "hint": question.help,
        "guidance_hint": question.interviewer_help,
        "required": "yes" if question.required else "",
        "describes_person": "yes" if question.describes_person else "",
        "relevant": _relevant(question),
    }


def _relevant(question: Question) -> str:
    if not question.shown_if:
        return ""
    condition = parse(question.shown_if)
    every = {each.key: name_of(each.key) for each in question.consultation.questions}
    return write(renamed(condition, every, {}))


def _file(sheets: _Sheets, settings: Row) -> bytes:
    book = Workbook(write_only=True)
    for title, columns, rows in (
        ("survey", SURVEY, sheets.survey),
        ("choices", CHOICES, sheets.choices),
        ("settings", tuple(settings), [settings]),
    ):
        sheet: Any = book.create_sheet(title)
        sheet.append(columns)
        for row in rows:
            sheet.append([text_cell(sheet, row.get(column, "")) for column in columns])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
