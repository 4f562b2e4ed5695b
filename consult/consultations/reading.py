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
        profile: true              # false: the age band and the gender are not asked (optional)
        questions:                 # one a screen, in this order
          - key: priorites
            kind: multiple         # single, multiple, scale, short, long, number
            prompt: Qu’est-ce qui presse le plus ?
            help: Deux réponses au plus.
            required: false        # true is for what cannot be done without
            max_choices: 2         # for multiple only; left out: as many as one wants
            choices:               # for single, multiple and scale: two at least
              - {key: emploi, label: Trouver du travail, icon: emploi}

`summary`, `intro`, `what_changes`, `profile`, `help`, `required` and `icon` (a symbol of
consult/static/icons.svg) may be left out.

Importing a file again brings its consultations in line with it, dates included: they then win over
`consult consultations open` and `close`. Consultations that the file does not name stay as they
are. Slugs and keys are stable: renaming one removes a thing and adds another.

Once a question has an answer, even in a questionnaire not sent yet, it cannot be removed, and its
kind, prompt and max_choices stay; a choice that somebody ticked keeps its label. Questions and
choices can still be added, moved and explained. Nor does a consultation that was answered change
its contract or its commune.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from consult.consultations.models import QuestionKind
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

WITH_CHOICES = frozenset(
    kind.value for kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.SCALE)
)


class ChoiceEntry(Entry):
    key: Key
    label: Line
    icon: Key | Literal[""] = ""


class QuestionEntry(Entry):
    key: Key
    kind: Literal["single", "multiple", "scale", "short", "long", "number"]
    prompt: Text
    help: OptionalText = ""
    required: bool = False
    max_choices: Annotated[int, Field(ge=1)] | None = None
    choices: tuple[ChoiceEntry, ...] = ()


class ConsultationEntry(Entry):
    slug: Key
    contract: Key
    commune: Key
    title: Line
    summary: OptionalText = ""
    intro: OptionalText = ""
    what_changes: OptionalText = ""
    degree: Literal["information", "consultation", "concertation", "codecision"]
    moment: Literal["diagnostic", "co-construction", "revue", "co-instruction", "evaluation"]
    opens: Opening
    closes: Closing
    profile: bool = True
    questions: tuple[QuestionEntry, ...]


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
        faults.unique((*where, "questions"), [question.key for question in entry.questions])
        for place, question in enumerate(entry.questions):
            _check_question(question, (*where, "questions", place), faults)
    faults.stop()


def _check_question(question: QuestionEntry, where: Where, faults: Faults) -> None:
    offered = len(question.choices)
    faults.unique((*where, "choices"), [choice.key for choice in question.choices])
    if question.kind not in WITH_CHOICES and offered:
        faults.add((*where, "choices"), f"a question « {question.kind} » has no choices.")
    if question.kind in WITH_CHOICES and offered < 2:
        faults.add(
            (*where, "choices"), f"a question « {question.kind} » offers at least two choices."
        )
    most = question.max_choices
    if most is None:
        return
    if question.kind != QuestionKind.MULTIPLE.value:
        faults.add(
            (*where, "max_choices"), "« max_choices » is for questions « multiple »: remove it."
        )
    elif most > offered:
        faults.add(
            (*where, "max_choices"),
            f"« max_choices » is {most}, more than the choices, which are {offered}.",
        )
