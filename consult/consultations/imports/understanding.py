"""The rows of a file, understood by a mapping: what each of them answered, or why it cannot be taken."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from flask_babel import gettext as _

from consult.consultations.asking import asked
from consult.consultations.imports import person_readers, readers
from consult.consultations.imports.mapping import TO_A_QUESTION, ColumnEntry, Mapping
from consult.consultations.imports.readers import Column, Draft
from consult.consultations.imports.surveying import cell, named
from consult.consultations.models import (
    Answer,
    AnswerChoice,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.operations import SEVERAL, Given
from consult.contributions import receipts
from consult.contributions.models import Channel
from consult.contributions.operations import Place
from consult.contributions.personal_columns import is_address, is_personal_name
from consult.contributions.profiles import Profile
from consult.contributions.written import place_names
from consult.web.tables import CellError, Faulty, FileError, Seen, too_long


class Why(enum.Enum):
    """Why a row is left out without being a fault."""

    UNSENT = "unsent"  # begun in the other tool, and never sent there
    EMPTY = "empty"  # it answers no question


@dataclass(frozen=True)
class LeftOut:
    line: int
    why: Why


@dataclass(frozen=True)
class Row:
    """One row, understood; `given` is by question key. `digest` recognises it for ever.

    `repeats`: rows of this file that said the very same before it. `unasked`: answers set aside,
    to questions that this person would not have been asked.
    """

    line: int
    given: dict[str, Given]
    place: Place
    profile: Profile
    said_on: date | None
    language: str
    channel: Channel
    external_id: str
    unasked: int = 0
    digest: str = ""
    repeats: int = 0


Read = Row | Faulty | LeftOut


class Understanding:
    """Of rows, by a mapping. Raises FileError for one that does not fit the consultation."""

    def __init__(self, mapping: Mapping, consultation: Consultation, today: date) -> None:
        self.mapping = mapping
        self.consultation = consultation
        self.today = today
        self.names = place_names(consultation.commune)
        self.questions = {question.key: question for question in consultation.questions}
        self.columns = {each.column: self._column(each) for each in mapping.columns}
        self.is_conditioned = any(question.shown_if for question in consultation.questions)

    def _column(self, entry: ColumnEntry) -> Column:
        if is_personal_name(entry.column):
            raise FileError(
                1, _("the column “%(name)s” tells who people are: it is never imported.",
                     name=entry.column)
            )  # fmt: skip
        if entry.holds in TO_A_QUESTION:
            return self._answers(entry)
        makers = {
            "day": lambda: person_readers.day_column(entry),
            "language": person_readers.language_column,
            "quarter": lambda: readers.quarter_column(entry, self.consultation.commune, self.names),
            "age": lambda: person_readers.age_column(entry),
            "gender": lambda: person_readers.gender_column(entry),
            "identifier": person_readers.identifier_column,
            "channel": person_readers.channel_column,
            "draft": person_readers.draft_column,
        }
        return makers[entry.holds]()

    def _answers(self, entry: ColumnEntry) -> Column:
        question = self.questions.get(entry.question)
        if question is None or not _fits(entry, question):
            raise FileError(
                1, _("the column “%(name)s” is put with a question, a choice or a line that is not "
                     "there.", name=entry.column)
            )  # fmt: skip
        match entry.holds:
            case "choice":
                return readers.box_column(entry, question)
            case "row":
                return readers.row_column(entry, question)
            case "rank":
                return readers.rank_column(entry, question)
        return readers.answer_column(entry, question, self.consultation.commune, self.names)

    def rows(self, stream: BinaryIO, most: int | None = None) -> Iterator[Read]:
        """Raises FileError; TooLongError at the row after the `most`-th."""
        columns, rows = named(stream)
        places = {column.title: column.index for column in columns}
        for name in self.columns.keys() - places.keys():
            raise FileError(1, _("no column is called “%(name)s”.", name=name))
        seen, alike = Seen(), Seen()
        try:
            for count, (number, cells) in enumerate(rows, start=1):
                if most is not None and count > most:
                    raise too_long(number, most)
                read = self._row(number, cells, places)
                yield self._numbered(read, seen, alike) if isinstance(read, Row) else read
        finally:
            seen.close()
            alike.close()

    def _row(self, line: int, cells: list[str], places: dict[str, int]) -> Read:
        draft = Draft(self.today)
        faults = []
        # The day comes first: an age is that of the year when it was said.
        entries = sorted(self.mapping.columns, key=lambda each: each.holds != "day")
        for entry in entries:
            place = places[entry.column]
            said = cell(cells, place)
            if not said and entry.holds != "day":
                continue
            if entry.holds in TO_A_QUESTION and is_address(said):
                faults.append(_told(entry, _("an e-mail address or a number of somebody.")))
                continue
            try:
                # A text keeps its lines.
                self.columns[entry.column].read(cells[place] if said else "", draft)
            except CellError as error:
                faults.append(_told(entry, str(error)))
        if draft.unsent:
            return LeftOut(line, Why.UNSENT)
        if faults:
            return Faulty(line, tuple(faults))
        return self._put_together(line, draft)

    def _put_together(self, line: int, draft: Draft) -> Read:
        given = {key: self._given(question, draft) for key, question in self.questions.items()}
        given = {key: each for key, each in given.items() if not each.is_empty}
        faults = [
            _("“%(question)s”: more answers than it takes.", question=self.questions[key].prompt)
            for key, each in given.items()
            if _too_many(self.questions[key], each)
        ]
        if faults:
            return Faulty(line, tuple(faults))
        kept = self._asked(given) if self.is_conditioned else given
        if not kept:
            return LeftOut(line, Why.EMPTY)
        return Row(
            line=line,
            given=kept,
            place=draft.place,
            profile=draft.profile if self.consultation.asks_profile else Profile(),
            said_on=draft.said_on,
            language=draft.language,
            channel=draft.channel,
            external_id=draft.external_id,
            unasked=len(given) - len(kept),
        )

    def _given(self, question: Question, draft: Draft) -> Given:
        key = question.key
        ranks = draft.ranks.get(key, {})
        choices = draft.choices.get(key, [])
        if ranks:
            choices = list(dict.fromkeys(ranks[rank] for rank in sorted(ranks)))
        return Given(
            text="\n".join(draft.texts.get(key, [])),
            number=draft.numbers.get(key),
            choices=tuple(choices),
            cells=tuple(draft.cells.get(key, [])),
            place=draft.places.get(key),
        )

    def _asked(self, given: dict[str, Given]) -> dict[str, Given]:
        """Without the answers to questions that the others hide."""
        sheet = AnswerSheet(consultation=self.consultation)
        sheet.answers = [_answer(self.questions[key], each) for key, each in given.items()]
        keys = {question.key for question in asked(sheet)}
        return {key: each for key, each in given.items() if key in keys}

    def _numbered(self, row: Row, seen: Seen, alike: Seen) -> Read:
        """With its digest: of its identifier, or of all it says and how often that was said before it.

        Keyed, since it outlives what is taken back. Two people who answered the same are two rows.
        """
        said = json.dumps([_said(row), str(row.said_on), row.language, row.channel.value])
        answers = json.dumps(_said(row)).encode()
        repeats, _first = alike.note(hashlib.sha256(answers).digest(), row.line)
        parts = (self.consultation.slug, str(bool(row.external_id)), row.external_id or said)
        digest = hashlib.sha256("\x1f".join(parts).encode())
        before, first = seen.note(digest.digest(), row.line)
        if row.external_id and before:
            sentence = _(
                "the identifier “%(name)s” already stands at line %(line)s.",
                name=row.external_id[:40],
                line=first,
            )
            return Faulty(row.line, (sentence,))
        digest.update(str(before).encode())
        keyed = receipts.keyed("imported-answers", digest.hexdigest())
        return replace(row, digest=keyed, repeats=repeats)


def _told(entry: ColumnEntry, sentence: str) -> str:
    return str(_("in “%(column)s”, %(fault)s", column=entry.column[:60], fault=sentence))


def _fits(entry: ColumnEntry, question: Question) -> bool:
    kinds = {
        "choice": {QuestionKind.MULTIPLE, QuestionKind.SINGLE, QuestionKind.SCALE},
        "row": {QuestionKind.MATRIX},
        "rank": {QuestionKind.RANKING},
        "question": set(QuestionKind) - {QuestionKind.MATRIX},
    }
    options = question.rows if entry.holds == "row" else question.choices
    return question.kind in kinds[entry.holds] and (
        not entry.of or entry.of in {option.key for option in options}
    )


def _too_many(question: Question, given: Given) -> bool:
    most = question.max_choices if question.kind in SEVERAL else 1
    return most is not None and len(given.choices) > most


def _answer(question: Question, given: Given) -> Answer:
    """As conditions read it; of no sheet of the database."""
    place = given.place
    return Answer(
        question_id=question.id,
        text=given.text or None,
        number=given.number,
        place_scope=place.scope if place else None,
        perimeter=place.perimeter if place else None,
        chosen=[AnswerChoice(choice_id=choice.id) for choice in given.choices],
    )


def _said(row: Row) -> list[object]:
    """All that somebody answered, the same for whoever answered the same."""
    place = [row.place.scope.value, row.place.perimeter.key if row.place.perimeter else ""]
    profile = [each.value if each else "" for each in (row.profile.age, row.profile.gender)]
    return [place, profile, *(_answer_said(key, row.given[key]) for key in sorted(row.given))]


def _answer_said(key: str, given: Given) -> list[object]:
    place = given.place
    return [
        key,
        given.text,
        given.number,
        [choice.key for choice in given.choices],
        sorted((row.key, choice.key) for row, choice in given.cells),
        [place.scope.value, place.perimeter.key if place.perimeter else ""] if place else [],
    ]
