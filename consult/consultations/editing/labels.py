"""The words of the editor: states, faults of conditions, refusals, pictograms, scales, losses."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.consultations.conditions.checking import Fault
from consult.consultations.editing.received import Why
from consult.consultations.states import State
from consult.consultations.wordings.variants import name_of
from consult.consultations.xlsform.losses import Loss, LossKind
from consult.web.labels import label, name_members

name_members(
    {
        State.DRAFT: _l("Draft"),
        State.COMING: _l("To come"),
        State.OPEN: _l("Open"),
        State.CLOSED: _l("Closed"),
        Fault.UNKNOWN: _l("No question of this consultation is called “%(about)s”."),
        Fault.ITSELF: _l("A question cannot depend on its own answer."),
        Fault.LATER: _l("“%(about)s” is asked later: a condition only looks back."),
        Fault.NO_CHOICES: _l("“%(about)s” offers no choice that could be ticked."),
        Fault.UNKNOWN_CHOICE: _l("“%(about)s” is not one of the choices offered."),
        Fault.NOT_A_NUMBER: _l("“%(about)s” does not ask for a number: it has no order."),
        Fault.NOT_ONE_ANSWER: _l("“%(about)s” has several lines: a condition cannot read it."),
        Fault.TOO_LARGE: _l(
            "“%(about)s” is compared with something that no answer can be: write a number of nine "
            "figures at most."
        ),
        Why.KEPT: _l("Residents have answered: this can no longer change."),
        Why.WORDS: _l(
            "Residents have answered these words: only their spelling can still be corrected."
        ),
        Why.OFFERED: _l("Residents have answered: what was offered to them stays. Put it back."),
        Why.STEPS: _l("Residents have answered: nothing is added to this list any more."),
        Why.PROMISED: _l(
            "Residents have read this promise: you can complete it, and not take it back."
        ),
        Why.CLOSED: _l(
            "Residents have answered, and nobody is asked any more. To ask otherwise, copy the "
            "consultation."
        ),
        Why.OPENED: _l("Residents have answered: the day it opened stays."),
        LossKind.TYPE: _l("“%(about)s” has no kind of question here: it is left out."),
        LossKind.FEW_CHOICES: _l("“%(about)s” offers fewer than two choices: it is left out."),
        LossKind.NOTE: _l("The note “%(about)s” is not a question: it is left out."),
        LossKind.REPEAT: _l("“%(about)s” is asked several times there: here it is asked once."),
        LossKind.OR_OTHER: _l(
            "“%(about)s” lets people write another answer: add a question for their words."
        ),
        LossKind.CONDITION: _l(
            "“%(about)s” is asked of everyone: its condition cannot be read here."
        ),
        LossKind.CONSTRAINT: _l("The constraint of “%(about)s” is not checked."),
        LossKind.REQUIRED: _l(
            "“%(about)s” is optional: there, a formula says whether it is required."
        ),
        LossKind.LANGUAGE: _l("The words in “%(about)s” are left out: one language is read."),
        LossKind.COLUMN: _l("The column “%(about)s” is not read."),
        LossKind.APPEARANCE: _l("The appearance “%(about)s” is not kept."),
        LossKind.FORMULA_IN_TEXT: _l(
            "“%(about)s” shows an earlier answer: the reference stays as it is written."
        ),
        LossKind.CONSULTATION: _l("“%(about)s” has no place in such a file: it is left out."),
        LossKind.OTHER_WORDS: _l(
            "The words in “%(about)s” have no place in such a file: it is written in French."
        ),
        LossKind.MOST_RANKED: _l(
            "The question “%(about)s” ranks all its choices there, not the first ones only."
        ),
    }
)
STATE_BADGES = {State.DRAFT: "warn", State.COMING: "neutral", State.OPEN: "good",
                State.CLOSED: "neutral"}  # fmt: skip
ABOUT_WORDS = {
    "title": _l("Title"),
    "summary": _l("In one or two sentences"),
    "intro": _l("Why this consultation"),
    "what_changes": _l("What your answer changes"),
    "degree": _l("What the town commits itself to"),
    "moment": _l("Moment of the contract"),
    "commune": _l("Commune"),
    "vocabulary": _l("Contract"),
    "opens_at": _l("First day"),
    "closes_at": _l("Last day"),
    "asks_profile": _l("Age and gender at the end"),
    "late_days": _l("Days for late answers"),
    "entry": _l("Who may answer"),
}
# What a choice may be drawn with: symbols of `icons.svg` that mean something to a resident.
PICTOGRAMS = {
    "": _l("No pictogram"),
    "vivre-ensemble": _l("Living together"),
    "education": _l("School"),
    "emploi": _l("Work"),
    "sante": _l("Health"),
    "transition": _l("Nature"),
    "solidarite": _l("Mutual aid"),
    "home": _l("House"),
    "people": _l("People"),
    "phone": _l("Telephone"),
    "mail": _l("Letter"),
    "online": _l("Screen"),
    "paper": _l("Sheet of paper"),
    "document": _l("Document"),
    "key": _l("Key"),
    "lock": _l("Padlock"),
    "door": _l("Door"),
    "clock": _l("Clock"),
    "calendar": _l("Calendar"),
    "pin": _l("Place on a map"),
    "idea": _l("Idea"),
    "quote": _l("Words said"),
    "vote": _l("Ballot box"),
    "eye": _l("Eye"),
    "check": _l("Tick"),
    "close": _l("Cross"),
    "plus": _l("Plus sign"),
    "minus": _l("Minus sign"),
    "arrow-up": _l("Arrow going up"),
    "arrow-down": _l("Arrow going down"),
    "hors": _l("Something else"),
}
# Those that social centres and towns really use (DOMAIN.md). They are content, in the town's language.
SCALES: dict[str, tuple[str, ...]] = {
    "accord": ("Pas du tout", "Un peu", "En partie", "Complètement"),
    "frequence": ("Jamais", "Rarement", "Souvent", "Très souvent"),
    "simplicite": ("Très simple", "Plutôt simple", "Plutôt compliquée", "Très compliquée",
                   "Non concerné"),
    "satisfaction": ("Très insatisfait", "Plutôt insatisfait", "Plutôt satisfait",
                     "Très satisfait"),
    "quantite": ("Trop", "Suffisamment", "Pas assez"),
}  # fmt: skip
KIND_HINTS: dict[str, LazyString] = {
    "single": _l("Big buttons, one answer."),
    "multiple": _l("Several answers, with a maximum if you wish."),
    "scale": _l("Steps in order: from never to very often."),
    "short": _l("One line to write."),
    "long": _l("A few sentences. The team reads them, then publishes them without a name."),
    "number": _l("A whole number."),
    "ranking": _l("Choices to put in order."),
    "matrix": _l("The same choices for each line of a table."),
    "place": _l("A quarter of the town, and where exactly."),
}


def told_fault(fault: Fault, about: str) -> str:
    return label(fault) % {"about": about}


def told_loss(loss: Loss) -> str:
    about = str(ABOUT_WORDS.get(loss.about, loss.about))
    if loss.kind is LossKind.OTHER_WORDS:
        about = name_of(loss.about)
    told = label(loss.kind) % {"about": about}
    return _("Line %(line)s: %(fault)s", line=loss.row, fault=told) if loss.row else told
