"""The form of one question, built from its kind."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from consult.consultations.models import Answer, Question, QuestionKind
from consult.consultations.operations import TEXTS, Given
from consult.consultations.queries import chosen_keys
from consult.contributions.places import place_choices
from consult.territory.models import Commune
from consult.web.forms import Form, LineField, Required, TextField, at_most

SHORT_ANSWER = 300
LARGEST_NUMBER = 999_999_999
# People group thousands: 1 786 with a plain, no-break or narrow no-break space.
_SPACES = re.compile("[ \u00a0\u202f]")
_WHOLE = re.compile("[0-9]{1,9}")
CHOOSE_FROM_LIST = _l("Choose from the list.")


class AnswerForm(Form):
    """Base of the forms made by `question_form`; the one field is `answer`."""

    answer: Field

    @property
    def typed(self) -> str:
        """The words or figures typed, as they came; empty for ticks."""
        return str(self.answer.data or "") if isinstance(self.answer, LineField | TextField) else ""


def question_form(question: Question, saved: Answer | None = None) -> AnswerForm:
    """The form of this question; what was saved is shown until something is sent."""

    class QuestionForm(AnswerForm):
        answer = _field(question)

    if _is_sent():
        # Without what was saved: a list of radio buttons sent empty would keep its former choice.
        return QuestionForm()
    return QuestionForm(data={"answer": _shown(question, saved)})


def input_attributes(question: Question) -> dict[str, Any]:
    """What the widget of a written answer needs on a phone's keyboard."""
    match question.kind:
        case QuestionKind.LONG:
            return {"rows": 6}
        case QuestionKind.NUMBER:
            return {"inputmode": "numeric", "autocomplete": "off"}
        case _:
            return {"autocomplete": "off"}


def _is_sent() -> bool:
    return request.method == "POST"


def read_answer(question: Question, form: AnswerForm) -> Given:
    """What a valid form says."""
    data = form.answer.data
    if question.kind in TEXTS:
        return Given(text=data or "")
    if question.kind is QuestionKind.NUMBER:
        return Given(number=whole_number(data) if data else None)
    keys = set(data or ()) if question.kind is QuestionKind.MULTIPLE else {data}
    return Given(choices=tuple(choice for choice in question.choices if choice.key in keys))


def whole_number(typed: str) -> int | None:
    """1 786 → 1786; None when it is not a whole number between 0 and LARGEST_NUMBER."""
    digits = _SPACES.sub("", typed)
    return int(digits) if _WHOLE.fullmatch(digits) else None


def _field(question: Question) -> Any:
    validators: list[Any] = [_required(question)] if question.required else []
    choices = [SelectChoice(choice.key, choice.label) for choice in question.choices]
    match question.kind:
        case QuestionKind.SINGLE | QuestionKind.SCALE:
            known = {choice.key for choice in question.choices}
            return RadioField(
                question.prompt,
                [*validators, _known(known)],
                choices=choices,
                validate_choice=False,
                description=question.help,
            )
        case QuestionKind.MULTIPLE:
            return SelectMultipleField(
                question.prompt,
                [*validators, _known({choice.key for choice in question.choices}), _few(question)],
                choices=choices,
                validate_choice=False,
                description=question.help,
            )
        case QuestionKind.SHORT:
            return LineField(
                _("Your answer"), [*validators, at_most(SHORT_ANSWER)], description=question.help
            )
        case QuestionKind.LONG:
            return TextField(_("Your answer"), [*validators, at_most()], description=question.help)
        case QuestionKind.NUMBER:
            return LineField(
                _("Your answer, in figures"), [*validators, _whole], description=question.help
            )
    raise AssertionError(f"kind not handled: {question.kind}")


def _shown(question: Question, saved: Answer | None) -> Any:
    if question.kind in TEXTS:
        return saved.text if saved else None
    if question.kind is QuestionKind.NUMBER:
        return str(saved.number) if saved and saved.number is not None else None
    keys = chosen_keys(saved, question)
    if question.kind is QuestionKind.MULTIPLE:
        return keys
    return keys[0] if keys else None


def _required(question: Question) -> Required:
    if question.kind in TEXTS:
        return Required(_("Write a few words."))
    if question.kind is QuestionKind.NUMBER:
        return Required(_("Write a number."))
    return Required(_("Choose an answer."))


def _known(keys: set[str]) -> Any:
    """Ticks that the page offered: anything else was not made with it."""

    def check(_form: Form, field: Field) -> None:
        given = field.data if isinstance(field.data, list) else [field.data]
        if any(key is not None and key not in keys for key in given):
            raise ValidationError(str(CHOOSE_FROM_LIST))

    return check


def _few(question: Question) -> Any:
    def check(_form: Form, field: Field) -> None:
        most = question.max_choices
        if most is not None and len(set(field.data or ())) > most:
            message = ngettext(
                "Choose %(num)s answer at most.", "Choose %(num)s answers at most.", most
            )
            raise ValidationError(message)

    return check


def _whole(_form: Form, field: Field) -> None:
    if field.data and whole_number(field.data) is None:
        raise ValidationError(_("Write a whole number in figures, for example 12."))


class PlaceForm(Form):
    """Where the person lives: optional, so nothing ticked is an answer too."""

    place = RadioField(_l("Where do you live?"), validate_choice=False)

    def offer(self, commune: Commune, chosen: str | None) -> None:
        """Fill the list, with `chosen` ticked until something is sent."""
        self.place.choices = place_choices(commune)
        self.place.description = _("Optional. It helps to know which quarters we have heard.")
        if not self.is_submitted():
            self.place.data = chosen

    def validate_place(self, field: Field) -> None:
        if field.data and field.data not in {choice.value for choice in self.place.choices or ()}:
            raise ValidationError(str(CHOOSE_FROM_LIST))


class SendForm(Form):
    """The last button; it carries nothing but the token."""
