"""Numbers as a `.pb` file writes them."""

from __future__ import annotations

import re
from fractions import Fraction

from consult.budget.tally.model import Money, whole

DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,15}(?:[.,][0-9]{0,9})?|[.,][0-9]{1,9})")


def number(text: str) -> Money:
    """« 1200 », « 1200.50 », « 1200,50 », exactly. Raises ValueError for anything else."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(text)
    return whole(Fraction(text.replace(",", ".")))


def written(amount: Money) -> str:
    """The shortest decimal that is `amount` exactly. Raises ValueError when there is none (a third)."""
    exact = Fraction(amount)
    if exact.denominator == 1:
        return str(exact.numerator)
    for places in range(1, 10):
        scaled = exact * 10**places
        if scaled.denominator == 1:
            digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
            sign = "-" if exact < 0 else ""
            return f"{sign}{digits[:-places]}.{digits[-places:]}"
    raise ValueError(f"{exact} has no exact decimal of nine places")
