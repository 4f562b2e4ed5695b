"""How degrees, moments and kinds of question are told, shortly and in a whole sentence."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.consultations.models import Degree, Entry, Moment, QuestionKind
from consult.web.labels import name_members

name_members(
    {
        Degree.INFORMATION: _l("Information"),
        Degree.CONSULTATION: _l("Consultation"),
        Degree.CONCERTATION: _l("Working together"),
        Degree.CODECISION: _l("Deciding together"),
        Moment.DIAGNOSTIC: _l("Shared diagnosis"),
        Moment.CO_CONSTRUCTION: _l("Building together"),
        Moment.PROJECT_REVIEW: _l("Project review"),
        Moment.CO_INSTRUCTION: _l("Examining projects together"),
        Moment.EVALUATION: _l("Evaluation"),
        Entry.ANYONE: _l("Anyone"),
        Entry.CARD: _l("One answer for each card that the town hands out"),
        Entry.MAIL: _l("One answer for each e-mail address"),
        Entry.TEAM: _l("The team only"),
        QuestionKind.SINGLE: _l("One answer"),
        QuestionKind.MULTIPLE: _l("Several answers"),
        QuestionKind.SCALE: _l("Scale"),
        QuestionKind.SHORT: _l("A few words"),
        QuestionKind.LONG: _l("Free text"),
        QuestionKind.NUMBER: _l("Number"),
        QuestionKind.RANKING: _l("Ranking"),
        QuestionKind.MATRIX: _l("Table of lines"),
        QuestionKind.PLACE: _l("Place"),
    }
)

_PROMISES = {
    Degree.INFORMATION: _l("The town tells you what it is doing. It answers your questions."),
    Degree.CONSULTATION: _l("The town listens to you, then it decides. It tells you what it kept."),
    Degree.CONCERTATION: _l("The town prepares its choices with you, then it decides."),
    Degree.CODECISION: _l("You decide with the town."),
}
_TIMINGS = {
    Moment.DIAGNOSTIC: _l("We are looking at what works and what does not."),
    Moment.CO_CONSTRUCTION: _l("We are writing what will be done."),
    Moment.PROJECT_REVIEW: _l("We are checking how the projects are moving forward."),
    Moment.CO_INSTRUCTION: _l("We are choosing the projects to support."),
    Moment.EVALUATION: _l("We are looking at what has changed."),
}


def promise(degree: Degree) -> str:
    """How far the town commits itself, as a resident can repeat it."""
    return str(_PROMISES[degree])


def timing(moment: Moment) -> str:
    """Where the contract stands when the question is asked."""
    return str(_TIMINGS[moment])
