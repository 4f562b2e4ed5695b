"""The form of one question, built from its kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from consult.consultations.fields import MatrixField, RankingField
from consult.consultations.models import Answer, AnswerSheet, Question, QuestionKind
from consult.consultations.operations import TEXTS, Given
from consult.consultations.queries import cell_keys, chosen_keys, ranked_keys
from consult.consultations.wordings.words import AnyQuestion
from consult.contributions.languages import LanguageField
from consult.contributions.places import place_choices, place_value, read_place
from consult.territory.models import Commune
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.sentences import listed

SHORT_ANSWER = 300
# People group thousands: 1 786 with a plain, no-break or narrow no-break space.
_SPACES = re.compile("[ \u00a0\u202f]")
_WHOLE = re.compile("[0-9]{1,9}")
CHOOSE_FROM_LIST = _l("Choose from the list.")


class AnswerForm(Form):
    """Base of the forms made by `question_form`: `answer`, and `words` beside a place."""

    answer: Field
    words: LineField | None = None

    @property
    def typed(self) -> str:
        """The words or figures typed, as they came; empty for ticks."""
        written = self.words or self.answer
        return str(written.data or "") if isinstance(written, LineField | TextField) else ""


def question_form(question: AnyQuestion, saved: Answer | None = None) -> AnswerForm:
    """The form of this question, in the words given; what was saved is shown until something is sent."""
    form = _form_class(question)
    # Without what was saved: a list of radio buttons sent empty would keep its former choice.
    return form() if _is_sent() else form(data=_saved(question, saved))


def rehearsed_form(
    question: AnyQuestion, saved: Answer | None = None, given: MultiDict[str, str] | None = None
) -> AnswerForm:
    """The same for who only tries it: with what was `given` in an address, and nothing to protect."""
    form = _form_class(question)
    free = {"csrf": False}
    if given is not None:
        return form(formdata=given, meta=free)
    return form(formdata=None, data=_saved(question, saved), meta=free)


def part_form(
    question: AnyQuestion,
    prefix: str,
    *,
    saved: Answer | None = None,
    given: MultiDict[str, str] | None = None,
) -> AnswerForm:
    """One of several on a page, its names beginning with `prefix`: the page's own form is protected.

    Nothing is required of it: what stands on paper is all that there is.
    """
    form = _form_class(question, lenient=True)
    free = {"csrf": False}
    if given is not None:
        return form(formdata=given, prefix=prefix, meta=free)
    return form(formdata=None, data=_saved(question, saved), prefix=prefix, meta=free)


def _form_class(question: AnyQuestion, *, lenient: bool = False) -> type[AnswerForm]:
    required = question.required and not lenient

    class QuestionForm(AnswerForm):
        answer = _field(question, required=required)
        words = _place_words() if question.kind is QuestionKind.PLACE else None

    return QuestionForm


def _saved(question: AnyQuestion, saved: Answer | None) -> dict[str, Any]:
    return {"answer": _shown(question, saved), "words": saved.text if saved else None}


def input_attributes(question: AnyQuestion) -> dict[str, Any]:
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
    if question.kind is QuestionKind.PLACE:
        place = read_place(data, question.consultation.commune) if data else None
        return Given(place=place, text=form.typed)
    by_key = {choice.key: choice for choice in question.choices}
    if question.kind is QuestionKind.RANKING:
        return Given(choices=tuple(by_key[key] for key in sorted(data or {}, key=data.get)))
    if question.kind is QuestionKind.MATRIX:
        rows = [row for row in question.rows if row.key in (data or {})]
        return Given(cells=tuple((row, by_key[data[row.key]]) for row in rows))
    keys = set(data or ()) if question.kind is QuestionKind.MULTIPLE else {data}
    return Given(choices=tuple(choice for choice in question.choices if choice.key in keys))


def given_by(question: Question, form: AnswerForm, *, skipped: bool) -> Given | None:
    """What was answered, nothing when it was passed; None when the screen must be shown again."""
    valid = form.validate()
    if skipped and not question.required:
        return Given() if valid or set(form.errors) <= {"answer"} else None
    return read_answer(question, form) if valid else None


def whole_number(typed: str) -> int | None:
    """1 786 → 1786; None when it is not a whole number from 0 to 999 999 999."""
    digits = _SPACES.sub("", typed)
    return int(digits) if _WHOLE.fullmatch(digits) else None


def _field(question: AnyQuestion, *, required: bool) -> Any:
    validators: list[Any] = [_required(question)] if required else []
    return _FIELDS[question.kind](question, validators)


def _choices(question: AnyQuestion) -> list[SelectChoice]:
    return [SelectChoice(choice.key, choice.label) for choice in question.choices]


def _keys(question: AnyQuestion) -> set[str]:
    return {choice.key for choice in question.choices}


def _one(question: AnyQuestion, validators: list[Any]) -> Any:
    return RadioField(
        question.prompt,
        [*validators, _known(_keys(question))],
        choices=_choices(question),
        validate_choice=False,
        description=question.help,
    )


def _several(question: AnyQuestion, validators: list[Any]) -> Any:
    return SelectMultipleField(
        question.prompt,
        [*validators, _known(_keys(question)), _few(question)],
        choices=_choices(question),
        validate_choice=False,
        description=question.help,
    )


def _short(question: AnyQuestion, validators: list[Any]) -> Any:
    return LineField(
        _("Your answer"), [*validators, at_most(SHORT_ANSWER)], description=question.help
    )


def _long(question: AnyQuestion, validators: list[Any]) -> Any:
    return TextField(_("Your answer"), [*validators, at_most()], description=question.help)


def _number(question: AnyQuestion, validators: list[Any]) -> Any:
    return LineField(_("Your answer, in figures"), [*validators, _whole], description=question.help)


def _ranking(question: AnyQuestion, validators: list[Any]) -> Any:
    return RankingField(
        question.prompt,
        [*validators, _known_keys(question), _one_a_rank],
        choices=_choices(question),
        ranks=question.max_choices or len(question.choices),
        description=question.help,
    )


def _matrix(question: AnyQuestion, required: list[Any]) -> Any:
    return MatrixField(
        question.prompt,
        [*([_every_line] if required else []), _known_keys(question)],
        rows=[(row.key, row.label) for row in question.rows],
        choices=_choices(question),
        description=question.help,
    )


def _place(question: AnyQuestion, validators: list[Any]) -> Any:
    places = place_choices(question.consultation.commune)
    return RadioField(
        question.prompt,
        [*validators, _known({each.value for each in places})],
        choices=places,
        validate_choice=False,
        description=question.help,
    )


_FIELDS: dict[QuestionKind, Callable[[AnyQuestion, list[Any]], Any]] = {
    QuestionKind.SINGLE: _one,
    QuestionKind.SCALE: _one,
    QuestionKind.MULTIPLE: _several,
    QuestionKind.SHORT: _short,
    QuestionKind.LONG: _long,
    QuestionKind.NUMBER: _number,
    QuestionKind.RANKING: _ranking,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.PLACE: _place,
}


def _place_words() -> LineField:
    return LineField(_("Where exactly?"), [at_most(SHORT_ANSWER)])


def _shown(question: AnyQuestion, saved: Answer | None) -> Any:
    """What was saved, as the field of this kind takes it."""
    if saved is None:
        return None
    match question.kind:
        case QuestionKind.SHORT | QuestionKind.LONG:
            shown: Any = saved.text
        case QuestionKind.NUMBER:
            shown = None if saved.number is None else str(saved.number)
        case QuestionKind.PLACE:
            scope = saved.place_scope
            shown = place_value(scope, saved.perimeter) if scope else None
        case QuestionKind.RANKING:
            shown = ranked_keys(saved, question)
        case QuestionKind.MATRIX:
            shown = cell_keys(saved, question)
        case QuestionKind.MULTIPLE:
            shown = chosen_keys(saved, question)
        case _:
            shown = next(iter(chosen_keys(saved, question)), None)
    return shown


def _required(question: AnyQuestion) -> Required:
    return Required(required_message(question))


def required_message(question: AnyQuestion) -> str:
    if question.kind in TEXTS:
        return str(_("Write a few words."))
    if question.kind is QuestionKind.NUMBER:
        return str(_("Write a number."))
    if question.kind is QuestionKind.RANKING:
        return str(_("Give a number to one answer at least."))
    return str(_("Choose an answer."))


def _known(keys: set[str]) -> Any:
    """Ticks that the page offered: anything else was not made with it."""

    def check(_form: Form, field: Field) -> None:
        given = field.data if isinstance(field.data, list) else [field.data]
        if any(key is not None and key not in keys for key in given):
            raise ValidationError(str(CHOOSE_FROM_LIST))

    return check


def _known_keys(question: AnyQuestion) -> Any:
    """Of a ranking or a matrix: only what the page offered."""

    def check(_form: Form, field: Field) -> None:
        data = field.data or {}
        keys = {choice.key for choice in question.choices}
        if isinstance(field, RankingField):
            wrong = set(data) - keys or any(rank not in field.ranks for rank in data.values())
        else:
            wrong = set(data.values()) - keys
        if wrong:
            raise ValidationError(str(CHOOSE_FROM_LIST))

    return check


def _one_a_rank(_form: Form, field: Field) -> None:
    ranks = list((field.data or {}).values())
    if len(set(ranks)) < len(ranks):
        raise ValidationError(same_rank_message())


def same_rank_message() -> str:
    return str(_("Two answers have the same place: give each its own."))


def _every_line(_form: Form, field: MatrixField) -> None:
    missing = [label for key, label in field.rows if key not in (field.data or {})]
    if missing:
        raise ValidationError(lines_message(listed(missing)))


def lines_message(lines: str) -> str:
    return str(_("An answer is missing for: %(lines)s.", lines=lines))


def _few(question: AnyQuestion) -> Any:
    def check(_form: Form, field: Field) -> None:
        most = question.max_choices
        if most is not None and len(set(field.data or ())) > most:
            raise ValidationError(few_message(most))

    return check


def few_message(most: int) -> str:
    return str(ngettext("Choose %(num)s answer at most.", "Choose %(num)s answers at most.", most))


def _whole(_form: Form, field: Field) -> None:
    if field.data and whole_number(field.data) is None:
        raise ValidationError(whole_message())


def whole_message() -> str:
    return str(_("Write a whole number in figures, for example 12."))


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
    """The last button, and the language of what was written, when something was."""

    language = LanguageField()

    def __init__(self, sheet: AnswerSheet, *, has_words: bool = False, **kwargs: Any) -> None:
        """`has_words`: where it is not known yet what will be written."""
        super().__init__(data={"language": sheet.language}, **kwargs)
        if not has_words and not any(answer.text for answer in sheet.answers):
            del self.language

    def said_in(self, sheet: AnswerSheet) -> str:
        """Of a validated form."""
        return str(self.language.data) if self.language else sheet.language
