"""The sentences that a screen shows without the server: what is wrong, what was answered."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.consultations import forms
from consult.consultations.models import Question, QuestionKind
from consult.consultations.wordings.words import AnyQuestion
from consult.contributions.places import place_choices, read_place, told_place
from consult.web.forms import LONGEST_ANSWER, at_most

_LINES = "@@lines@@"


def faults(question: Question) -> dict[str, str]:
    """By what `values.js` finds wrong; the words are those of the form."""
    return {
        "required": forms.required_message(question),
        "few": forms.few_message(question.max_choices) if question.max_choices else "",
        "whole": forms.whole_message(),
        "rank": forms.same_rank_message(),
        "lines": forms.lines_message(_LINES),
        "long": str(at_most(longest(question)).message),
    }


def longest(question: Question) -> int:
    """How many characters its words may have."""
    return LONGEST_ANSWER if question.kind is QuestionKind.LONG else forms.SHORT_ANSWER


def told_lines(question: AnyQuestion) -> list[tuple[str, str]]:
    """Every line that an answer to it can be told by, with the value that it tells, as `told` does."""
    choices = [(choice.key, choice.label) for choice in question.choices]
    match question.kind:
        case QuestionKind.RANKING:
            ranks = range(1, (question.max_choices or len(choices)) + 1)
            return [(f"{key}:{rank}", f"{rank}. {text}") for rank in ranks for key, text in choices]
        case QuestionKind.MATRIX:
            return [
                (f"{row.key}:{key}", _("%(name)s: %(value)s", name=row.label, value=text))
                for row in question.rows
                for key, text in choices
            ]
        case QuestionKind.PLACE:
            commune = question.consultation.commune
            places = [
                (each.value, read_place(each.value, commune)) for each in place_choices(commune)
            ]
            return [
                (value, line)
                for value, place in places
                for line in told_place(place.scope, place.perimeter)
            ]
        case _:
            return choices


def words_of_the_kit() -> dict[str, str]:
    """What the scripts write by themselves, in the language of the page."""
    said = {
        "missing": _("Something is still missing:"),
        "left": _("An answer is still missing:"),
        "none": _("No answer"),
        "erase": _("Erase my answer"),
        "empty": _("You have not answered anything yet."),
        "start": _("Answer one question at least, then send."),
        "unasked": _(
            "These answers are not sent: after what you changed, these questions are not asked of you "
            "any more."
        ),
    }
    return {name: str(text) for name, text in said.items()}
