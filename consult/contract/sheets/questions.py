"""The questions of a review of projects, made from what is missing and nothing else."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from flask_babel import ngettext


@dataclass(frozen=True)
class Missing:
    """Counts of one enjeu.

    `pistes` and `existing` actions are written; `unplaced` sentences of residents are not in the
    contract; `outside` contributions are in no sentence; `unheard` objectives of local priority have
    no residents' words; `due` ambitions end within a year; `figureless` indicators have no figure for
    the quarters.
    """

    pistes: int
    existing: int
    unplaced: int
    outside: int
    unheard: int
    due: int
    figureless: int


def questions(missing: Missing) -> list[str]:
    """One for each count that is not zero, in the order of the note."""
    told = (
        ngettext(
            "%(num)s possible action is written: has it started, and who leads it?",
            "%(num)s possible actions are written: which have started, and who leads them?",
            missing.pistes,
        ),
        ngettext(
            "%(num)s existing action is written: does it still reach the quarters?",
            "%(num)s existing actions are written: do they still reach the quarters?",
            missing.existing,
        ),
        ngettext(
            "%(num)s sentence of residents is not in the contract: where does it belong?",
            "%(num)s sentences of residents are not in the contract: where do they belong?",
            missing.unplaced,
        ),
        ngettext(
            "%(num)s contribution is in no sentence: what does it ask for?",
            "%(num)s contributions are in no sentence: what do they ask for?",
            missing.outside,
        ),
        ngettext(
            "%(num)s objective of local priority has no residents’ words: whom to ask?",
            "%(num)s objectives of local priority have no residents’ words: whom to ask?",
            missing.unheard,
        ),
        ngettext(
            "%(num)s ambition ends within a year: what is left to do?",
            "%(num)s ambitions end within a year: what is left to do?",
            missing.due,
        ),
        ngettext(
            "%(num)s indicator has no figure for the quarters: who has one?",
            "%(num)s indicators have no figure for the quarters: who has them?",
            missing.figureless,
        ),
    )
    return [str(line) for count, line in zip(astuple(missing), told, strict=True) if count]
