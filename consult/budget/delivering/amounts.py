"""Euros and years as French spreadsheets write them."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _

from consult.contributions.written import plain
from consult.web.tables import CellError

LARGEST = 2**31 - 1
_UNKNOWN = frozenset({"", "-", "–", "?", "nc", "n/c", "nd", "n/d", "na", "n/a", "non communique",
                      "non connu", "inconnu", "non chiffre", "a definir", "non renseigne"})  # fmt: skip
_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009]+")
_AMOUNT = re.compile(
    r"(?P<figures>-?\d[\d.,]*)(?P<unit>k|m|mille|million|millions)?(?:€|euros?|eur)?(?:ttc|ht)?"
)
_TIMES = {"k": 1_000, "mille": 1_000, "m": 1_000_000, "million": 1_000_000, "millions": 1_000_000}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def read_euros(written: str) -> int | None:
    """Whole euros, rounded; None when it is not known. Raises CellError.

    « 12 500,00 € », « 12 k€ », « 1,2 M€ », « 12.500,00 ». « 12,500 » is refused: a thousand times apart
    for two readers.
    """
    if plain(written) in _UNKNOWN:
        return None
    found = _AMOUNT.fullmatch(_BLANKS.sub("", written).lower())
    if found is None:
        raise _not_understood(written)
    value = _decimal(found["figures"], written)
    euros = (value * _TIMES.get(found["unit"] or "", 1)).quantize(Decimal(1), ROUND_HALF_UP)
    if not 0 <= euros <= LARGEST:
        raise CellError(_("the amount “%(written)s” is not possible.", written=written[:40]))
    return int(euros)


def _decimal(figures: str, written: str) -> Decimal:
    """The last sign between figures is that of the decimals when it comes once."""
    signs = [each for each in figures if each in ".,"]
    if not signs:
        return _number(figures, written)
    last = signs[-1]
    others = {each for each in signs if each != last}
    whole, _sign, after = figures.rpartition(last)
    if signs.count(last) > 1:
        # 1.250.000: nothing but thousands.
        if others or not _is_thousands(figures.split(last)):
            raise _not_understood(written)
        return _number(figures.replace(last, ""), written)
    if others:
        other = others.pop()
        if not _is_thousands(whole.split(other)):
            raise _not_understood(written)
        whole = whole.replace(other, "")
    elif len(after) == 3:
        raise CellError(
            _(
                "the amount “%(written)s” can be read in two ways: write it like this: 12500,00.",
                written=written[:40],
            )
        )
    return _number(f"{whole}.{after or 0}", written)


def _is_thousands(groups: list[str]) -> bool:
    return all(len(each) == 3 for each in groups[1:]) and 1 <= len(groups[0].lstrip("-")) <= 3


def _number(text: str, written: str) -> Decimal:
    # More figures than any budget: arithmetic on them would take long.
    if len(text) > 20:
        raise _not_understood(written)
    return Decimal(text)


def _not_understood(written: str) -> CellError:
    return CellError(
        _(
            "the amount “%(written)s” is not understood: write it like this: 12500,00.",
            written=written[:40],
        )
    )


def read_year(written: str) -> int | None:
    """The only year of « Édition 2019 », « 2019-05-03 »; None for an empty cell. Raises CellError."""
    if not written.strip():
        return None
    years = {int(each) for each in _YEAR.findall(written)}
    if len(years) != 1:
        raise CellError(
            _(
                "the year “%(written)s” is not understood: write it like this: 2019.",
                written=written[:40],
            )
        )
    return years.pop()
