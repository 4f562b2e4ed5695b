"""The site's own sentences in the page's language, told apart from what was written in French.

A catalogue that lacks a sentence shows the French one, never the English msgid; in English the
msgid is the sentence. In another language than French a sentence is a `Told`: text like any
other, which knows that it already is in the page's language. What a page prints and is not one
was written in French, and `consult.web.marking` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_babel import Domain, force_locale, get_locale
from markupsafe import Markup, escape

from consult.web.languages import DEFAULT

# Whose msgids are its sentences: what its catalogue lacks needs no other.
_OF_THE_CODE = "en"
_LETTER = re.compile(r"[^\W\d_]")
# Figures whose order would change on a page read from the right: a sign, a range, a number of section.
_ORDERED = re.compile(r"\d.*[^\d\s]|[^\d\s].*\d")
_COMMAS = {"ar": "،"}
# In a sentence of another script, Latin letters are a French name; a placeholder is none.
_LATIN = re.compile(
    r"(%\(\w+\)[sd])"
    r"|((?:\d[\d.]*)?[A-Za-zÀ-ÿ](?:[A-Za-zÀ-ÿ0-9\s,.’'@/-]*[A-Za-zÀ-ÿ0-9])?(?: \([A-Z]+\))?)"
)
_OF_OTHER_LETTERS = {"ar"}
FRENCH = '<span lang="fr">'
FRENCH_FROM_THE_LEFT = '<span lang="fr" dir="ltr">'
FIGURES = '<span dir="ltr">'
CLOSING = "</span>"


class Told(str):
    """Text in the page's language. `parts`: what was put in it, maybe French, before it was."""

    __slots__ = ("_parts", "_sentence")
    _parts: Mapping[str, Any] | None
    _sentence: str

    def __new__(cls, text: str, sentence: str = "", parts: Mapping[str, Any] | None = None) -> Told:
        told = super().__new__(cls, text)
        told._sentence = sentence
        told._parts = parts
        return told

    def __str__(self) -> str:
        return self

    def __html__(self) -> Markup:
        return fill(self._sentence, self._parts) if self._parts else _as_html(str.__str__(self))

    def lower(self) -> Told:
        return Told(super().lower())

    def upper(self) -> Told:
        return Told(super().upper())

    def capitalize(self) -> Told:
        return Told(super().capitalize())

    def strip(self, chars: str | None = None, /) -> Told:
        return Told(super().strip(chars))

    def replace(self, *given: Any) -> Told:
        return Told(super().replace(*given))

    def split(self, *given: Any) -> list[Any]:
        return [Told(each) for each in super().split(*given)]


def like(model: str, text: str) -> str:
    """`text`, told in the page's language when `model` is."""
    return Told(text) if isinstance(model, Told) else text


def join(between: str, texts: Sequence[str]) -> str:
    """`between.join(texts)`, where each text remembers its language."""
    if not any(isinstance(each, Told) for each in texts):
        return between.join(texts)
    parts = {f"text{number}": text for number, text in enumerate(texts)}
    sentence = between.replace("%", "%%").join(f"%({name})s" for name in parts)
    return Told(sentence % parts, sentence, parts)


def listed(texts: Sequence[str]) -> str:
    """« un, deux, trois », with the comma of the page's language."""
    return join(f"{comma()} ", texts)


def comma() -> str:
    return _COMMAS.get(language(), ",")


def language() -> str:
    """Of the sentences told now: the page's, or that of the mail being written."""
    locale = get_locale()
    return locale.language if locale else DEFAULT


@contextmanager
def speaking_french() -> Iterator[None]:
    """What a contract prints is told in the contract's language, on a page in any other."""
    if language() == DEFAULT:
        yield
        return
    with force_locale(DEFAULT):
        yield


def fill(sentence: str, parts: Mapping[str, Any]) -> Markup:
    """`sentence` as HTML, with what is put in it; what of that was written in French says so."""
    marked = {name: in_french(part) for name, part in parts.items()}
    if language() in _OF_OTHER_LETTERS:
        sentence = _marked_latin(sentence)
    return Markup(sentence) % marked  # noqa: S704 (a sentence of the catalogue)


def _as_html(sentence: str) -> Markup:
    """Of a text without placeholders, whose signs are not yet those of HTML."""
    html = str(escape(sentence))
    if language() in _OF_OTHER_LETTERS and html == sentence:
        html = _marked_latin(html)
    return Markup(html)  # noqa: S704 (escaped above)


@lru_cache(maxsize=4096)
def _marked_latin(sentence: str) -> str:
    return _LATIN.sub(
        lambda found: found[1] or f"{FRENCH_FROM_THE_LEFT}{found[2]}{CLOSING}", sentence
    )


def in_french(value: Any) -> Any:
    """`value` as a page prints it: in another language than French, what is French is marked so.

    A screen reader then changes its voice, and letters and figures keep their order on a page that
    is read from the right.
    """
    if type(value) is not str or language() == DEFAULT:
        return value
    from_the_right = get_locale().text_direction == "rtl"
    if _LETTER.search(value):
        opening = FRENCH_FROM_THE_LEFT if from_the_right else FRENCH
    elif from_the_right and _ORDERED.search(value):
        opening = FIGURES
    else:
        return value
    return Markup(opening) + value + Markup(CLOSING)  # noqa: S704


class Sentences(Domain):
    """The catalogues of the site, each followed by the French one."""

    def get_translations(self) -> NullTranslations:
        found: NullTranslations = super().get_translations()
        if found._fallback is None and language() not in {DEFAULT, _OF_THE_CODE}:
            found.add_fallback(self._french())
        return found

    def gettext(self, string: str, /, **variables: Any) -> str:
        return _told(self.get_translations().ugettext(string), variables)

    def ngettext(self, singular: str, plural: str, /, num: int, **variables: Any) -> str:
        variables.setdefault("num", num)
        return _told(self.get_translations().ungettext(singular, plural, num), variables)

    def _french(self) -> NullTranslations:
        (folder,) = self.translation_directories
        return Translations.load(folder, [DEFAULT], self.domain[0])


def _told(sentence: str, variables: Mapping[str, Any]) -> str:
    text = sentence % variables if variables else sentence
    return text if language() == DEFAULT else Told(text, sentence, variables)
