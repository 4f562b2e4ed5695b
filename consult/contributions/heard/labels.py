"""How a count, a share, a gap and an index are told."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contributions import labels as _words_of_the_answers
from consult.contributions.heard.tables import Row, Unheard
from consult.web.i18n import NARROW, number, percent
from consult.web.secrecy import Cell, show

assert _words_of_the_answers

INDEX_DIGITS = 3


def count(cell: Cell) -> str:
    return show(cell)


def share(value: float | None) -> str:
    return "–" if value is None else percent(value, 1)


def gap(value: float | None) -> str:
    """+3,2 or −3,2, with a true minus sign."""
    if value is None:
        return "–"
    rounded = round(value, 1)
    sign = "+" if rounded > 0 else "\u2212" if rounded < 0 else ""
    return f"{sign}{number(abs(rounded), 1)}"


def index(value: float) -> str:
    return number(value, INDEX_DIGITS)


def bar(row: Row) -> str:
    """Beside a bar: people, then their share."""
    if row.cell.value is None or row.share is None:
        return count(row.cell)
    return f"{number(row.cell.value)}{NARROW}· {share(row.share)}"


def reason(found: Unheard) -> str:
    """Why a public stands among those not heard yet."""
    row = found.row
    if row.cell.value is None:
        return str(_("fewer than 5 people heard"))
    if not row.cell.value:
        return str(_("nobody heard"))
    told = ngettext("%(num)s person heard", "%(num)s people heard", row.cell.value)
    return str(
        _(
            "%(people)s: %(share)s of the answers for %(part)s of the population",
            people=told,
            share=share(row.share),
            part=share(row.reference),
        )
    )
