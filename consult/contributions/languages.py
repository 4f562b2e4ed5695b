"""The language that words are in: the page's, unless their author says another."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from consult.web.i18n import current_locale
from consult.web.languages import page_language

# Those of the quarters' residents first; the others by name.
USUAL_LANGUAGES = (
    "fr",
    "ar",
    "tr",
    "en",
    "uk",
    "pt",
    "pl",
    "ro",
    "es",
    "it",
    "ber",
    "fa",
    "ps",
    "so",
)
# What the common repertory of languages does not name in every language.
_NAMES = {"ber": _l("Berber")}


def language_choices() -> list[tuple[str, str]]:
    """Codes and names, told in the reader's language."""
    names = current_locale().languages
    return [(code, str(_NAMES.get(code) or names.get(code, code))) for code in USUAL_LANGUAGES]


class LanguageField(SelectField):
    """In which language a resident wrote; left alone, or absent from what is sent, it is the page's."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(
            label or _l("In which language did you write?"),
            choices=language_choices,
            **{"default": page_language, **kwargs},
        )
