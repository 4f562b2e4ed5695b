"""What a questionnaire loses on its way, told one by one."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class LossKind(enum.Enum):
    """The words say what became of it; `{about}` is what it is about."""

    TYPE = "« {about} » has no question here: left out."
    FEW_CHOICES = "« {about} » offers fewer than two choices: left out."
    NOTE = "the note « {about} » is not a question: left out."
    REPEAT = "« {about} » is asked several times there: here its questions are asked once."
    OR_OTHER = "« {about} » offers « other » with free words: add a question for these words."
    CONDITION = "« {about} » is asked to everyone: its condition cannot be read here."
    CONSTRAINT = "the constraint of « {about} » is not checked."
    REQUIRED = "« {about} » is optional: whether it is required depends on a formula."
    LANGUAGE = "the words in « {about} » are left out: one language is read."
    COLUMN = "the column « {about} » is not read."
    APPEARANCE = "the appearance « {about} » is not kept."
    FORMULA_IN_TEXT = "« {about} » shows an earlier answer: the reference stays as it is written."
    CONSULTATION = "« {about} » of the consultation is not in a questionnaire: left out."
    OTHER_WORDS = "the words in « {about} » are left out: such a file is written in French here."
    MOST_RANKED = "« {about} » ranks all its choices there, not the first ones only."


@dataclass(frozen=True)
class Loss:
    """`row` is that of the sheet « survey », counted as a spreadsheet does; 0 for the whole workbook."""

    kind: LossKind
    about: str
    row: int = 0

    def __str__(self) -> str:
        told = self.kind.value.format(about=self.about)
        return f"row {self.row}: {told}" if self.row else told
