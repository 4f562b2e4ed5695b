"""The tables MEL | QPV | Écart: which figures stand in which column, and the gaps between them.

Figures that disagree are both printed, each with its year and its source. A figure nobody has is
« non disponible », never zero, and no gap is computed from it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contract.models import Contract, GapKind, IndicatorRow
from consult.territory.models import IndicatorValue
from consult.web.i18n import NARROW, number, percent, plain

MINUS = "\u2212"
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Figure:
    """`territory` is empty when the column's heading already says it."""

    territory: str
    text: str
    note: str
    gap: str


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator: its reference figures, and one figure for each quarter."""

    label: str
    references: tuple[Figure, ...]
    quarters: tuple[Figure, ...]


@dataclass(frozen=True)
class IndicatorTable:
    """`reference` heads the second column; empty when the lines do not share one."""

    reference: str
    lines: tuple[IndicatorLine, ...]
    sources: tuple[str, ...]


def indicator_table(contract: Contract, rows: list[IndicatorRow]) -> IndicatorTable:
    names = {row.reference for row in rows}
    shared = names.pop() if len(names) == 1 else ""
    return IndicatorTable(
        shared,
        tuple(_line(contract, row, named=not shared) for row in rows),
        _sources(contract, rows),
    )


def _line(contract: Contract, row: IndicatorRow, *, named: bool) -> IndicatorLine:
    references = [value for value in row.indicator.values if value.territory == row.reference]
    base = references[0].value if references else None
    unit = row.indicator.unit
    quarters = quarters_of(contract, row)
    return IndicatorLine(
        row.indicator.label,
        tuple(
            Figure(value.territory if named else "", amount(value.value, unit), note, "")
            for value, note in _noted(references)
        )
        or (Figure(row.reference if named else "", _("not available"), "", ""),),
        tuple(
            Figure(
                value.perimeter.name if value.perimeter else value.territory,
                amount(value.value, unit),
                note,
                gap(row.gap, value.value, base, unit),
            )
            for value, note in _noted(quarters)
        )
        or (Figure("", _("not available"), "", ""),),
    )


def quarters_of(contract: Contract, row: IndicatorRow) -> list[IndicatorValue]:
    """Figures of the quarters: those of this commune, and finer ones that are in no perimeter."""
    wider = _wider_territories(contract) | {row.reference}
    return [
        value
        for value in row.indicator.values
        if value.territory not in wider and _is_here(contract, value)
    ]


def _wider_territories(contract: Contract) -> set[str]:
    commune = contract.commune
    if commune is None:
        return set()
    return {commune.name, commune.epci.name, commune.epci.short_name}


def _is_here(contract: Contract, value: IndicatorValue) -> bool:
    if value.perimeter is None or contract.commune_id is None:
        return True
    return any(commune.id == contract.commune_id for commune in value.perimeter.communes)


def _noted(values: list[IndicatorValue]) -> list[tuple[IndicatorValue, str]]:
    """Each value with its year and source where another figure of the same place disagrees."""
    places = [value.territory for value in values]
    return [(value, _note(value) if places.count(value.territory) > 1 else "") for value in values]


def _note(value: IndicatorValue) -> str:
    return ", ".join(part for part in (str(value.year or ""), value.source) if part)


def _sources(contract: Contract, rows: list[IndicatorRow]) -> tuple[str, ...]:
    """What each row says of its sources or, when it says nothing, what its figures say."""
    found: list[str] = []
    for row in rows:
        if row.sources:
            found.append(row.sources)
            continue
        used = quarters_of(contract, row)
        used += [value for value in row.indicator.values if value.territory == row.reference]
        found += [_note(value) for value in used]
    return tuple(dict.fromkeys(source for source in found if source))


def amount(value: Decimal, unit: str) -> str:
    """46,4 % · 1 710 € · 2 969."""
    text = plain(value)
    if unit == "%":
        return f"{text}{NARROW}%"
    if unit == "EUR":
        return f"{text}{NARROW}€"
    return text if unit in COUNTED else f"{text}{NARROW}{unit}"


# Units that go without saying beside the indicator's name.
COUNTED: Collection[str] = frozenset({"", "personnes", "nombre", "habitants"})


def gap(kind: GapKind, value: Decimal, reference: Decimal | None, unit: str) -> str:
    """The « Écart » between a quarter and the reference, as printed."""
    if kind is GapKind.NONE:
        return ""
    if reference is None or (kind is not GapKind.POINTS and reference == 0):
        return str(_("not available"))
    if kind is GapKind.POINTS:
        return _difference(value - reference, unit)
    if kind is GapKind.RATIO:
        return _ratio(value / reference)
    return str(_("%(share)s of the total", share=percent(_tenths(100 * value / reference), 1)))


def _difference(difference: Decimal, unit: str) -> str:
    sign = "+" if difference > 0 else MINUS if difference < 0 else ""
    text = plain(abs(difference))
    if unit == "%":
        # « 1,3 point »: in French the plural begins at two.
        return str(
            ngettext(
                "%(sign)s%(number)s point",
                "%(sign)s%(number)s points",
                int(abs(difference)),
                sign=sign,
                number=text,
            )
        )
    return f"{sign}{amount(abs(difference), unit)}"


def _ratio(ratio: Decimal) -> str:
    """× 0,5: one decimal is enough to compare, but a tenth of something is not nothing."""
    places = TENTH if ratio >= TENTH or ratio == 0 else Decimal("0.01")
    rounded = ratio.quantize(places, ROUND_HALF_UP)
    return f"×{NARROW}{number(rounded, 1 if places == TENTH else 2)}"


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(TENTH, ROUND_HALF_UP)
