"""The base of every form, and fields that receive text as people really type it."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from consult.web.languages import DEFAULT, page_language
from consult.web.sentences import Told

# C0 and C1 controls but newline and tab, lone surrogates and other non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONGEST_ANSWER = 4_000


class _Typographic:
    """The sentences of WTForms, with the apostrophes of the rest of the site."""

    def __init__(self, translations: Any) -> None:
        self._translations = translations

    def gettext(self, text: str) -> str:
        return _typographic(self._translations.gettext(text))

    def ngettext(self, one: str, many: str, number: int) -> str:
        return _typographic(self._translations.ngettext(one, many, number))


def _typographic(text: str) -> str:
    typed = str(text).replace("'", "’")
    return typed if page_language() == DEFAULT else Told(typed)


class Form(FlaskForm):
    """A form in the page's language, whose expired token is told kindly and keeps what was typed."""

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Any:
            return _Typographic(super().get_translations(form))

    EXPIRED = _l(
        "This page stayed open for a long time. Your words are still here: send them once more."
    )

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators=extra_validators)
        token = self._fields.get("csrf_token")
        if token is not None and token.errors:
            token.errors = [self.EXPIRED]
        return valid


def clean_text(value: str | None) -> str | None:
    """One form for each text: composed Unicode, plain newlines, nothing unprintable, no outer blanks."""
    if value is None:
        return None
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", unicodedata.normalize("NFC", value)).strip()


def clean_line(value: str | None) -> str | None:
    """The same on a single line."""
    text = clean_text(value)
    return None if text is None else re.sub(r"\s+", " ", text)


def each_once(values: list[str] | None) -> list[str] | None:
    """What was ticked, without repetition: a page made by hand can send the same box twice."""
    return None if values is None else list(dict.fromkeys(values))


class LineField(StringField):
    """One line of text, cleaned."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[clean_line], **kwargs)


class TextField(TextAreaField):
    """Several lines of text, cleaned."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=[clean_text], **kwargs)


class Required(InputRequired):
    """Asks for an answer in the words given (a text of blanks is no answer)."""

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


def at_most(length: int = LONGEST_ANSWER) -> Length:
    return Length(
        max=length,
        message=_l("This text is too long: keep %(max)d characters at most.", max=length),
    )
