"""A file of consultations, each with its questionnaire. One file may hold several.

    format: 1
    consultations:
      - slug: votre-quartier       # the address: /consultations/votre-quartier
        contract: armentieres      # slug of a contract, imported before: its enjeux sort the words
        commune: armentieres       # key of a commune, imported before: its quarters are offered
        title: Votre quartier demain
        summary: one or two sentences for the list
        intro: why you ask         # each line of a « | » text is a paragraph
        what_changes: what the answers will change
        degree: concertation       # information, consultation, concertation, codecision
        moment: co-construction    # diagnostic, co-construction, revue, co-instruction, evaluation
        opens: 2027-01-11          # a day, or a day and an hour (2027-01-11 09:00), in Paris
        closes: 2027-03-31         # a day alone is included: answers are received until its end
        late_days: 7               # answers begun before the end are still received for 0 to 30 days
        profile: true              # false: the age band and the gender are not asked (optional)
        questions:                 # one a screen, in this order
          - key: priorites
            kind: multiple         # single, multiple, scale, short, long, number, ranking, matrix, place
            prompt: Qu’est-ce qui presse le plus ?
            help: Deux réponses au plus.
            interviewer_help: ...  # for whoever asks it aloud; people who answer alone do not read it
            section: Le quartier   # the heading above it, printed where a part begins
            shown_if: ${age} != '' # a condition on earlier answers (consult/consultations/conditions)
            required: false        # true is for what cannot be done without
            describes_person: false # true: the answer says who answers; results can be read by it
            max_choices: 2         # for multiple and ranking; left out: as many as one wants
            choices:               # for single, multiple, scale, ranking and matrix: two at least
              - {key: emploi, label: Trouver du travail, icon: emploi}
            rows:                  # for matrix only: its lines, each answered by one of the choices
              - {key: ecole, label: L’école}
        wordings:                  # the same in other words: simple, en, ar, tr, pt, pl
          simple:
            title: Et demain ?
            question/priorites/prompt: Qu’est-ce qui presse ?
            question/priorites/choice/emploi: Le travail

`summary`, `intro`, `what_changes`, `late_days`, `profile`, `help`, `interviewer_help`, `section`,
`shown_if`, `required`, `describes_person` (for single and scale), `icon` (a symbol of
consult/static/icons.svg) and `wordings` may be left out. A `place` question offers the commune's
quarters and a line to say where exactly.

Under `wordings`, each part has the path that consult/consultations/wordings/parts.py gives it. A part
that is not said there stays in French; a language that the file does not name, as the team wrote it.

A consultation that the team prepares on the site is a draft until somebody opens it; one that is
imported is open between its dates, and a draft of the same slug becomes so.

Importing a file again brings its consultations in line with it, dates included: they then win over
`consult consultations open` and `close`. Consultations that the file does not name stay as they
are. Slugs and keys are stable: renaming one removes a thing and adds another.

Once a question has an answer, even in a questionnaire not sent yet, it cannot be removed, and its
kind, prompt and max_choices stay; a choice that somebody ticked keeps its label. Questions and
choices can still be added, moved and explained. Nor does a consultation that was answered change
its contract or its commune.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from consult.consultations.conditions.checking import Fault, Found
from consult.consultations.conditions.checking import check as check_conditions
from consult.consultations.conditions.language import Condition, ConditionError, parse
from consult.consultations.models import QuestionKind
from consult.consultations.wordings.parts import LINES, LONGEST_LINE, parts_of
from consult.consultations.wordings.variants import VARIANTS
from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalText,
    Source,
    Text,
    Where,
    read_checked,
)
from consult.web.clock import Closing, Opening
from consult.web.forms import LONGEST_ANSWER

WITH_CHOICES = frozenset(
    kind.value
    for kind in (
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.SCALE,
        QuestionKind.RANKING,
        QuestionKind.MATRIX,
    )
)
BOUNDED = frozenset({QuestionKind.MULTIPLE.value, QuestionKind.RANKING.value})
# A person is of one kind: several ticks would count them twice.
MOST_LATE_DAYS = 30
DESCRIBING = frozenset({QuestionKind.SINGLE.value, QuestionKind.SCALE.value})


# The same in a file, in a workbook and in the editor: what one of them takes, the others show and keep.
LONGEST_SUMMARY = 500
LONGEST_TEXT = LONGEST_ANSWER
LONGEST_PROMPT = 1_000
LONGEST_HELP = 1_000
LONGEST_INTERVIEWER_HELP = 2_000


def _at_most(length: int, *, least: int = 0) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=length)


Variant = Annotated[str, StringConstraints(pattern=f"^({'|'.join(VARIANTS)})$")]


class ChoiceEntry(Entry):
    key: Key
    label: Line
    icon: Key | Literal[""] = ""


class RowEntry(Entry):
    key: Key
    label: Line


class QuestionEntry(Entry):
    key: Key
    kind: Literal[
        "single",
        "multiple",
        "scale",
        "short",
        "long",
        "number",
        "ranking",
        "matrix",
        "place",
    ]
    prompt: Annotated[str, _at_most(LONGEST_PROMPT, least=1)]
    help: Annotated[str, _at_most(LONGEST_HELP)] = ""
    interviewer_help: Annotated[str, _at_most(LONGEST_INTERVIEWER_HELP)] = ""
    section: Line | Literal[""] = ""
    shown_if: OptionalText = ""
    required: bool = False
    describes_person: bool = False
    max_choices: Annotated[int, Field(ge=1)] | None = None
    choices: tuple[ChoiceEntry, ...] = ()
    rows: tuple[RowEntry, ...] = ()


class ConsultationEntry(Entry):
    slug: Key
    contract: Key
    commune: Key
    title: Line
    summary: Annotated[str, _at_most(LONGEST_SUMMARY)] = ""
    intro: Annotated[str, _at_most(LONGEST_TEXT)] = ""
    what_changes: Annotated[str, _at_most(LONGEST_TEXT)] = ""
    degree: Literal["information", "consultation", "concertation", "codecision"]
    moment: Literal["diagnostic", "co-construction", "revue", "co-instruction", "evaluation"]
    opens: Opening
    closes: Closing
    profile: bool = True
    entry: Literal["anyone", "card", "mail", "team"] = "anyone"
    late_days: Annotated[int, Field(ge=0, le=MOST_LATE_DAYS)] = 7
    questions: tuple[QuestionEntry, ...]
    wordings: dict[Variant, dict[str, Text]] = Field(default_factory=dict)


class ConsultationsFile(Entry):
    format: Literal[1]
    consultations: tuple[ConsultationEntry, ...]


def read_consultations(path: Path) -> tuple[ConsultationsFile, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, ConsultationsFile, check)


def check(file: ConsultationsFile, source: Source) -> None:
    """What the file says of itself holds together."""
    faults = Faults(source)
    faults.periods("consultations", file.consultations, "no consultation is described.")
    for index, entry in enumerate(file.consultations):
        where: Where = ("consultations", index)
        if not entry.questions:
            faults.add((*where, "questions"), "a consultation asks at least one question.")
        faults.found += faults_of_questions(entry.questions, (*where, "questions"), source).found
        _check_wordings(entry, where, faults)
    faults.stop()


def _check_wordings(entry: ConsultationEntry, where: Where, faults: Faults) -> None:
    lines = {part.path: part.kind in LINES for part in parts_of(entry)}
    for variant, texts in entry.wordings.items():
        for path, text in texts.items():
            here: Where = (*where, "wordings", variant, path)
            if path not in lines:
                faults.add(here, f"this consultation has no part « {path} ».")
            elif lines[path] and (len(text) > LONGEST_LINE or "\n" in text):
                faults.add(here, f"this is one line of {LONGEST_LINE} characters at most.")


def faults_of_questions(
    questions: tuple[QuestionEntry, ...], where: Where, source: Source
) -> Faults:
    """What is wrong with the questionnaire that stands at `where` in a file."""
    faults = Faults(source)
    faults.unique(where, [question.key for question in questions])
    for place, question in enumerate(questions):
        _check_question(question, (*where, place), faults)
    _check_conditions(questions, where, faults)
    return faults


@dataclass(frozen=True)
class _Conditioned:
    """A question as the check of conditions reads it."""

    key: str
    shown_if: Condition | None
    choice_keys: frozenset[str] | None
    is_number: bool
    is_matrix: bool


def faults_of_conditions(
    questions: Sequence[QuestionEntry], read: Callable[[int], Condition | None] | None = None
) -> list[Found]:
    """Of conditions that can be read and could never work. `read` gives that of the question at a place.

    Raises ConditionError, without `read`, for one that cannot be read.
    """

    def own(place: int) -> Condition | None:
        told = questions[place].shown_if
        return parse(told) if told else None

    return check_conditions(
        [
            _Conditioned(
                question.key,
                (read or own)(index),
                _offered(question),
                question.kind == QuestionKind.NUMBER.value,
                question.kind == QuestionKind.MATRIX.value,
            )
            for index, question in enumerate(questions)
        ]
    )


def holds_together(questions: tuple[QuestionEntry, ...], *, alone: bool = False) -> bool:
    """Whether a file could hold these questions; `alone`: whatever their conditions refer to."""
    faults = Faults(Source("", None, {}))
    # YAML refuses what cannot be printed; JSON can say it, and a database cannot hold it.
    if any("\\u0000" in question.model_dump_json() for question in questions):
        return False
    for question in questions:
        _check_question(question, (), faults)
        _condition(question, (), faults)
    if not alone:
        faults.found += faults_of_questions(questions, (), faults.source).found
    return not faults.found


def _check_conditions(questions: tuple[QuestionEntry, ...], where: Where, faults: Faults) -> None:
    place = {question.key: index for index, question in enumerate(questions)}

    def read(index: int) -> Condition | None:
        return _condition(questions[index], (*where, index, "shown_if"), faults)

    for found in faults_of_conditions(questions, read):
        message = _FAULTS[found.fault].format(about=found.about)
        faults.add((*where, place[found.key], "shown_if"), message)


def _condition(question: QuestionEntry, where: Where, faults: Faults) -> Condition | None:
    if not question.shown_if:
        return None
    try:
        return parse(question.shown_if)
    except ConditionError as error:
        faults.add(where, f"this condition is not understood from its character {error.at + 1} on.")
        return None


def _offered(question: QuestionEntry) -> frozenset[str] | None:
    """A place is compared with the key of a perimeter, which this file does not know: as a text."""
    return frozenset(choice.key for choice in question.choices) or None


_FAULTS = {
    Fault.UNKNOWN: "no question of this consultation has the key « {about} ».",
    Fault.ITSELF: "a question cannot depend on its own answer.",
    Fault.LATER: "« {about} » is asked later: a condition only looks back.",
    Fault.NO_CHOICES: "« {about} » offers no choices that could be ticked.",
    Fault.UNKNOWN_CHOICE: "« {about} » is not one of the choices offered.",
    Fault.NOT_A_NUMBER: "« {about} » is not a question « number »: it has no order.",
    Fault.NOT_ONE_ANSWER: "« {about} » has several lines: a condition cannot read it.",
    Fault.TOO_LARGE: "no answer to « {about} » can be compared with that: it takes a whole number "
    "of nine figures at most.",
}


def _check_question(question: QuestionEntry, where: Where, faults: Faults) -> None:
    offered = len(question.choices)
    faults.unique((*where, "choices"), [choice.key for choice in question.choices])
    if question.kind not in WITH_CHOICES and offered:
        faults.add((*where, "choices"), f"a question « {question.kind} » has no choices.")
    if question.kind in WITH_CHOICES and offered < 2:
        faults.add(
            (*where, "choices"), f"a question « {question.kind} » offers at least two choices."
        )
    if question.describes_person and question.kind not in DESCRIBING:
        faults.add(
            (*where, "describes_person"),
            "« describes_person » is for questions « single » and « scale »: remove it.",
        )
    _check_rows(question, where, faults)
    most = question.max_choices
    if most is None:
        return
    if question.kind not in BOUNDED:
        faults.add(
            (*where, "max_choices"),
            "« max_choices » is for questions « multiple » and « ranking »: remove it.",
        )
    elif most > offered:
        faults.add(
            (*where, "max_choices"),
            f"« max_choices » is {most}, more than the choices, which are {offered}.",
        )


def _check_rows(question: QuestionEntry, where: Where, faults: Faults) -> None:
    faults.unique((*where, "rows"), [row.key for row in question.rows])
    is_matrix = question.kind == QuestionKind.MATRIX.value
    if is_matrix and not question.rows:
        faults.add((*where, "rows"), "a question « matrix » has at least one line.")
    if question.rows and not is_matrix:
        faults.add((*where, "rows"), f"a question « {question.kind} » has no lines.")
