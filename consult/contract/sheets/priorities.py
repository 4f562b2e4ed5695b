"""The « Priorités communales » sheet: what the contract and the data say, then the commune's words.

Every figure comes from the database with its source, and what is not known is said to be so. Which
sections there are is data (`priorites.yaml`); what can stand at the head of one is here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.contract.documents.axes import with_marks
from consult.contract.documents.build import indicators
from consult.contract.documents.markdown import blocks_of, line_of, printable
from consult.contract.documents.tree import Block, Document, Heading, Part, Run, Sentence
from consult.contract.models import ActionKind, Section
from consult.contract.queries import PlanObjective, Whole
from consult.contract.sheets.blocks import channels_table, listing, table, unknown, words
from consult.contract.sheets.queries import Spoken
from consult.contract.sheets.sections import Facts, SheetSection
from consult.contributions.places import perimeters_today
from consult.db import utcnow
from consult.enjeux.models import Enjeu
from consult.territory.models import Perimeter
from consult.web.i18n import day, local, number

Printer = Callable[["_Sheet", SheetSection], list[Block]]


def build_priorities(
    whole: Whole,
    spoken: Spoken,
    sections: Sequence[SheetSection],
    texts: Mapping[str, str],
    today: date | None = None,
) -> Document:
    """`texts`: the commune's own words, in light Markdown, by key of a section."""
    contract = whole.contract
    sheet = _Sheet(with_marks(whole), spoken)
    blocks: list[Block] = []
    for place, section in enumerate(sections, start=1):
        blocks.append(Heading(1, str(place), printable(section.title), f"f-{section.key}"))
        blocks += _PRINTERS[section.facts](sheet, section)
        text = texts.get(section.key, "")
        blocks += blocks_of(text) or unknown(_("The commune has written nothing here yet."))
    return Document(
        slug=f"{contract.slug}-priorites",
        title=_("Priorities of the commune"),
        subtitle=printable(contract.subtitle or contract.title),
        town=contract.commune.name if contract.commune else "",
        period=f"{contract.starts}-{contract.ends}",
        version=_("Version of %(date)s", date=day(today or local(utcnow()).date())),
        source=printable(contract.title),
        blocks=tuple(blocks),
        brief=True,
    )


class _Sheet:
    """What the contract and the data say, for each kind of facts."""

    def __init__(self, whole: Whole, spoken: Spoken) -> None:
        self.whole = whole
        self.spoken = spoken

    def nothing(self, _section: SheetSection) -> list[Block]:
        return []

    def quarters(self, _section: SheetSection) -> list[Block]:
        commune = self.whole.contract.commune
        if commune is None:
            return [*unknown(_("This contract names no commune: its quarters are not known."))]
        perimeters = perimeters_today(commune)
        if not perimeters:
            return [*unknown(_("No quarter of this commune is known."))]
        head = (_("Quarter"), _("Kind"), _("Population"), _("Perimeter of"), _("Source"))
        rows = [_quarter(each) for each in perimeters]
        return [table(_("The quarters of the commune"), head, rows, (26, 10, 22, 12, 30))]

    def indicators(self, _section: SheetSection) -> list[Block]:
        blocks: list[Block] = []
        without = []
        for enjeu in self.whole.enjeux:
            found = indicators(self.whole, enjeu)
            blocks += found
            if not found:
                without.append(enjeu.short_title)
        if without:
            blocks += unknown(
                _("No indicator is known for: %(enjeux)s.", enjeux=", ".join(without))
            )
        return blocks

    def residents(self, _section: SheetSection) -> list[Block]:
        blocks: list[Block] = []
        for enjeu in self.whole.enjeux:
            born = {each.text: each for each in self.whole.born if each.enjeu_id == enjeu.id}
            if born:
                blocks.append(words(enjeu.short_title, bold=True))
            blocks += [
                Sentence(each.public_id, printable(text), each.provenance.told())
                for text, each in born.items()
            ]
        return blocks or [*unknown(_("No sentence of the contract comes from residents yet."))]

    def ambitions(self, _section: SheetSection) -> list[Block]:
        head = (_("Enjeu"), _("Ambitions"))
        rows: list[tuple[str, Sequence[Part]]] = [
            (
                enjeu.short_title,
                listing(ambition.title for ambition in enjeu.ambitions)
                or unknown(_("None is written.")),
            )
            for enjeu in self.whole.enjeux
        ]
        return [table(_("The ambitions of the contract, by enjeu"), head, rows, (22, 78))]

    def priorities(self, _section: SheetSection) -> list[Block]:
        plans = [objective for plan in self.whole.plans.values() for objective in plan]
        if any(objective.priority for objective in plans):
            return self._plan(
                _("Objectives of local priority, by enjeu"),
                _("Objectives of local priority"),
                lambda objective: [objective.text] if objective.priority else [],
            )
        every = self._plan(
            _("Objectives of the contract, by enjeu"),
            _("Objectives"),
            lambda objective: [objective.text] if objective.id is not None else [],
        )
        unmarked = _(
            "The contract does not mark which objectives come first: all of them are here."
        )
        return [*unknown(unmarked), *every]

    def pistes(self, _section: SheetSection) -> list[Block]:
        return self._plan(
            _("Possible actions, by enjeu"),
            _("Possible actions"),
            lambda objective: _actions(objective, ActionKind.PISTE),
        )

    def existing(self, _section: SheetSection) -> list[Block]:
        return self._plan(
            _("Existing actions, by enjeu"),
            _("Existing actions"),
            lambda objective: _actions(objective, ActionKind.EXISTING),
        )

    def partners(self, _section: SheetSection) -> list[Block]:
        head = (_("Enjeu"), _("Who acts with the town"))
        rows: list[tuple[str, Sequence[Part]]] = []
        for enjeu in self.whole.enjeux:
            lines = [
                (Run(f"{printable(each.label)}\u202f: ", bold=True), *line_of(each.text))
                for each in enjeu.partners
            ]
            rows.append((enjeu.short_title, listing(lines) or unknown(_("Nobody is named."))))
        return [table(_("Pilots and partners, by enjeu"), head, rows, (22, 78))]

    def participation(self, section: SheetSection) -> list[Block]:
        blocks = channels_table(self.spoken, _("Published words, by channel"))
        if not blocks:
            blocks = [*unknown(_("No words of residents are published yet."))]
        born = len({each.text for each in self.whole.born})
        blocks.append(
            words(
                ngettext(
                    "%(num)s sentence of the contract comes from residents.",
                    "%(num)s sentences of the contract come from residents.",
                    born,
                )
            )
        )
        return blocks + self.parts(section)

    def parts(self, section: SheetSection) -> list[Block]:
        """The parts of the contract that deal with it, by their number and their title."""
        found = [
            f"{each.number} {each.title}".strip()
            for each in self.whole.sections
            if _is_part(each, section.parts)
        ]
        if not found:
            return [*unknown(_("The contract has no part about this."))]
        return [words(_("In the contract:")), *listing((Run(printable(each)),) for each in found)]

    def _plan(
        self, caption: str, title: str, lines_of: Callable[[PlanObjective], list[str]]
    ) -> list[Block]:
        rows: list[tuple[str, Sequence[Part]]] = []
        for enjeu in self.whole.enjeux:
            lines = [line for objective in self._objectives(enjeu) for line in lines_of(objective)]
            rows.append((enjeu.short_title, listing(lines) or unknown(_("None is written."))))
        return [table(caption, (_("Enjeu"), title), rows, (22, 78))]

    def _objectives(self, enjeu: Enjeu) -> list[PlanObjective]:
        return [
            objective
            for ambition in enjeu.ambitions
            for objective in self.whole.plans.get(ambition.id, [])
        ]


def _quarter(perimeter: Perimeter) -> tuple[str, ...]:
    population = _("not known")
    if perimeter.population is not None:
        year = f" ({perimeter.population_year})" if perimeter.population_year else ""
        population = f"{number(perimeter.population)}{year}"
    return (
        perimeter.name,
        perimeter.kind.value,
        population,
        str(perimeter.generation),
        perimeter.source or _("not known"),
    )


def _actions(objective: PlanObjective, kind: ActionKind) -> list[str]:
    return [action.text for action in objective.actions if action.kind is kind]


def _is_part(section: Section, beginnings: Sequence[str]) -> bool:
    return any(
        section.key == beginning or section.key.startswith(f"{beginning}-")
        for beginning in beginnings
    )


_PRINTERS: dict[Facts, Printer] = {
    Facts.QUARTERS: _Sheet.quarters,
    Facts.INDICATORS: _Sheet.indicators,
    Facts.RESIDENTS: _Sheet.residents,
    Facts.AMBITIONS: _Sheet.ambitions,
    Facts.PRIORITIES: _Sheet.priorities,
    Facts.PISTES: _Sheet.pistes,
    Facts.EXISTING: _Sheet.existing,
    Facts.PARTNERS: _Sheet.partners,
    Facts.PARTICIPATION: _Sheet.participation,
    Facts.PARTS: _Sheet.parts,
    Facts.NONE: _Sheet.nothing,
}
