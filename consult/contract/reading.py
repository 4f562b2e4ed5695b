"""A contract file: the vocabulary of a contract, its tables, and its text in the printed order.

    format: 1
    contract:
      slug: armentieres
      kind: volet                # framework, or volet
      parent: mel                # slug of the framework, imported before (volet only)
      commune: armentieres       # key of a commune, imported before (volet only)
      title: Contrat de ville et des solidarités 2024-2030
      subtitle: Volet communal d’Armentières
      starts: 2024
      ends: 2030
      adopted_on: 2024-06-28     # only when the text prints it
      source: where the text comes from
      listed: false            # left out of the public list: another territory's, kept to compare
    axes:                      # only where the contract has a second, transversal axis
      - key: egalite
        title: the official wording
        short_title: Égalité   # 18 characters at most
        scope: what it covers
    enjeux:
      - key: education
        title: the official wording of this contract
        short_title: Éducation   # 18 characters at most
        scope: parentalité, décrochage…
        icon: education          # a symbol of consult/static/icons.svg
        hue: 1                   # 1 to 6
        intro: text under the heading
        partners: [{label: Partenaires institutionnels, text: …}]
        ambitions:
          - key: education.parentalite
            title: …
            scale: mel           # mel, qpv, or left out
            horizon: 2027
            note: …
            objectives:
              - key: soutenir-les-parents
                text: …
                priority: true   # « prioritaire localement »
                axes: [egalite]  # keys of `axes`; an action may have some too
                pistes: [{key: maison-des-parents, text: …, axes: [egalite]}]
                existing: [{key: mns, text: …}]
            pistes: []           # those that stand directly under the ambition
            existing: []
        indicators:              # rows of the table MEL | QPV | Écart
          - {indicator: part-moins-25-ans, gap: points, reference: MEL, sources: Insee}
    sections:                    # the document, in its printed order
      - key: education-diagnostic
        level: 3                 # 1 to 3
        number: "1.1.a"          # as printed, quoted; may be left out
        title: Le diagnostic
        kind: diagnostic         # prose, enjeu, diagnostic, complements, plan, annex
        enjeu: education         # for enjeu, diagnostic, complements and plan
        body: |                  # Markdown: paragraphs, lists, bold, tables
          …

`gap` is points (QPV minus reference), ratio (QPV over reference), share (the same in %) or none.
Keys are stable, and unique where they stand: an objective's and an action's within the ambition,
an ambition's within the enjeu. Renaming a key removes a thing and adds another: contributions, tags
and statements that refer to it forbid that.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from consult.reading import (
    Entry,
    Faults,
    Key,
    Line,
    OptionalLine,
    OptionalText,
    Source,
    Text,
    Where,
    read_checked,
)

Year = Annotated[int, Field(ge=1900, le=2200)]
ShortTitle = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=18)]
KINDS_OF_AN_ENJEU = ("enjeu", "diagnostic", "complements", "plan")


class ContractEntry(Entry):
    slug: Key
    kind: Literal["framework", "volet"]
    parent: Key | None = None
    commune: Key | None = None
    title: Line
    subtitle: OptionalLine = ""
    starts: Year
    ends: Year
    adopted_on: date | None = None
    source: OptionalLine = ""
    listed: bool = True


class AxisEntry(Entry):
    key: Key
    title: Text
    short_title: ShortTitle
    scope: OptionalText = ""


class PartnerEntry(Entry):
    label: Line
    text: Text


class ActionEntry(Entry):
    key: Key
    text: Text
    axes: tuple[Key, ...] = ()


class ObjectiveEntry(Entry):
    key: Key
    text: Text
    priority: bool = False
    axes: tuple[Key, ...] = ()
    pistes: tuple[ActionEntry, ...] = ()
    existing: tuple[ActionEntry, ...] = ()


class AmbitionEntry(Entry):
    key: Key
    title: Text
    scale: Literal["mel", "qpv", ""] = ""
    horizon: Year | None = None
    note: OptionalText = ""
    objectives: tuple[ObjectiveEntry, ...] = ()
    pistes: tuple[ActionEntry, ...] = ()
    existing: tuple[ActionEntry, ...] = ()


class RowEntry(Entry):
    indicator: Key
    gap: Literal["points", "ratio", "share", "none"]
    reference: Line
    sources: OptionalText = ""


class EnjeuEntry(Entry):
    key: Key
    title: Text
    short_title: ShortTitle
    scope: OptionalText = ""
    icon: Key
    hue: Annotated[int, Field(ge=1, le=6)]
    intro: OptionalText = ""
    partners: tuple[PartnerEntry, ...] = ()
    ambitions: tuple[AmbitionEntry, ...] = ()
    indicators: tuple[RowEntry, ...] = ()


class SectionEntry(Entry):
    key: Key
    level: Annotated[int, Field(ge=1, le=3)]
    number: OptionalLine = ""
    title: Text
    kind: Literal["prose", "enjeu", "diagnostic", "complements", "plan", "annex"]
    enjeu: Key | None = None
    body: OptionalText = ""


class ContractFile(Entry):
    format: Literal[1]
    contract: ContractEntry
    axes: tuple[AxisEntry, ...] = ()
    enjeux: tuple[EnjeuEntry, ...]
    sections: tuple[SectionEntry, ...] = ()


def read_contract(path: Path) -> tuple[ContractFile, Source]:
    """Raises ReadingError with every fault of the file."""
    return read_checked(path, ContractFile, check)


def check(file: ContractFile, source: Source) -> None:
    """What the file says of itself holds together."""
    faults = Faults(source)
    _check_contract(file.contract, faults)
    if not file.enjeux:
        faults.add(("enjeux",), "a contract has at least one enjeu.")
    faults.unique(("enjeux",), [entry.key for entry in file.enjeux])
    faults.unique(("sections",), [entry.key for entry in file.sections])
    faults.unique(("axes",), [entry.key for entry in file.axes])
    _check_axes(file, faults)
    for index, enjeu in enumerate(file.enjeux):
        where: Where = ("enjeux", index, "ambitions")
        faults.unique(where, [entry.key for entry in enjeu.ambitions])
        for place, ambition in enumerate(enjeu.ambitions):
            _check_ambition(ambition, (*where, place), faults)
    _check_indicators(file, faults)
    _check_sections(file, faults)
    faults.stop()


def _check_contract(entry: ContractEntry, faults: Faults) -> None:
    if entry.ends < entry.starts:
        faults.add(("contract", "ends"), "the contract ends before it starts.")
    if entry.kind == "volet" and entry.commune is None:
        faults.add(("contract",), "a volet names its commune.")
    if entry.kind == "framework" and (entry.parent or entry.commune):
        faults.add(("contract",), "a framework has neither parent nor commune.")
    if entry.parent == entry.slug:
        faults.add(("contract", "parent"), "a contract is not its own parent.")


def _check_ambition(ambition: AmbitionEntry, where: Where, faults: Faults) -> None:
    faults.unique((*where, "objectives"), [entry.key for entry in ambition.objectives])
    first: dict[str, int] = {}
    in_order = sorted(actions_of(ambition, where), key=lambda found: faults.source.line(*found[0]))
    for place, entry in in_order:
        line = faults.source.line(*place, "key")
        if entry.key in first:
            faults.add(
                (*place, "key"),
                f"« {entry.key} » already stands at line {first[entry.key]}, in the same ambition.",
            )
        first.setdefault(entry.key, line)


def actions_of(ambition: AmbitionEntry, where: Where) -> list[tuple[Where, ActionEntry]]:
    """Every piste and existing action of an ambition, with its place in the file."""
    holders: list[tuple[Where, AmbitionEntry | ObjectiveEntry]] = [(where, ambition)]
    holders += [
        ((*where, "objectives", index), entry) for index, entry in enumerate(ambition.objectives)
    ]
    return [
        ((*place, name, index), action)
        for place, holder in holders
        for name, actions in (("pistes", holder.pistes), ("existing", holder.existing))
        for index, action in enumerate(actions)
    ]


def bearers_of(
    ambition: AmbitionEntry, where: Where
) -> list[tuple[Where, ObjectiveEntry | ActionEntry]]:
    """Every objective and action of an ambition, that axes can be said of, with its place."""
    objectives: list[tuple[Where, ObjectiveEntry | ActionEntry]] = [
        ((*where, "objectives", index), entry) for index, entry in enumerate(ambition.objectives)
    ]
    return [*objectives, *actions_of(ambition, where)]


def _check_axes(file: ContractFile, faults: Faults) -> None:
    known = {entry.key for entry in file.axes}
    for index, enjeu in enumerate(file.enjeux):
        for place, ambition in enumerate(enjeu.ambitions):
            for where, bearer in bearers_of(ambition, ("enjeux", index, "ambitions", place)):
                for number, key in enumerate(bearer.axes):
                    at: Where = (*where, "axes", number)
                    if key not in known:
                        faults.add(at, f"the axis « {key} » is not in « axes ».")
                    elif key in bearer.axes[:number]:
                        faults.add(at, f"the axis « {key} » is said twice.")


def _check_indicators(file: ContractFile, faults: Faults) -> None:
    first: dict[str, int] = {}
    for index, enjeu in enumerate(file.enjeux):
        for place, row in enumerate(enjeu.indicators):
            where = ("enjeux", index, "indicators", place, "indicator")
            if row.indicator in first:
                line = first[row.indicator]
                faults.add(where, f"« {row.indicator} » already stands at line {line}.")
            first.setdefault(row.indicator, faults.source.line(*where))


def _check_sections(file: ContractFile, faults: Faults) -> None:
    enjeux = {entry.key for entry in file.enjeux}
    met: set[tuple[str, str]] = set()
    for index, section in enumerate(file.sections):
        where: Where = ("sections", index)
        if section.kind in KINDS_OF_AN_ENJEU:
            if section.enjeu is None:
                faults.add(where, f"a section « {section.kind} » names its enjeu.")
                continue
            if (section.kind, section.enjeu) in met:
                faults.add(where, f"« {section.enjeu} » already has a section « {section.kind} ».")
            met.add((section.kind, section.enjeu))
        if section.enjeu is not None and section.enjeu not in enjeux:
            faults.add((*where, "enjeu"), f"the enjeu « {section.enjeu} » is not in this file.")
