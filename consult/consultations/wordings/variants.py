"""In what else than its own French a consultation can be written."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.web.i18n import current_locale
from consult.web.languages import DEFAULT, LANGUAGES, SIMPLE

# A simpler French first, then each language of the site.
VARIANTS = (SIMPLE, *(code for code in LANGUAGES if code != DEFAULT))


def name_of(variant: str) -> str:
    """For the team, in its language: « Langage simple », « Arabe »."""
    if variant == SIMPLE:
        return str(_("Simple words"))
    return str(current_locale().languages[variant]).capitalize()


def own_name_of(variant: str) -> str:
    """As those who read it name it; nothing for simple words."""
    return "" if variant == SIMPLE else LANGUAGES[variant]


def language_of(variant: str) -> str:
    """The language that its words are in."""
    return DEFAULT if variant == SIMPLE else variant
