"""From a contract in the database to the document its readers see."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from consult.contract.documents.axes import axes_table, with_marks
from consult.contract.documents.markdown import blocks_of, line_of, printable
from consult.contract.documents.naming import name_paragraphs
from consult.contract.documents.plan import ambitions_table, plan_table
from consult.contract.documents.tree import (
    Block,
    Cell,
    Document,
    EnjeuMark,
    Figure,
    Group,
    Heading,
    Notes,
    Pairs,
    Paragraph,
    Row,
    Run,
    Sentence,
    Table,
)
from consult.contract.indicators import Figure as IndicatorFigure
from consult.contract.indicators import IndicatorLine, indicator_table
from consult.contract.models import ContractKind, PlacementKind, Section, SectionKind
from consult.contract.queries import Whole
from consult.db import utcnow
from consult.enjeux.models import Enjeu
from consult.web.i18n import day, local
from consult.web.sentences import speaking_french


@speaking_french()
def build(whole: Whole, today: date | None = None) -> Document:
    """The whole document; `today` is printed as the date of this version."""
    whole = with_marks(whole)
    contract = whole.contract
    blocks: list[Block] = []
    for section in whole.sections:
        blocks += _section(whole, section)
    if not whole.sections:
        for enjeu in whole.enjeux:
            blocks += _bare_enjeu(whole, enjeu)
    blocks += axes_table(whole)
    return Document(
        slug=contract.slug,
        title=printable(contract.title),
        subtitle=printable(contract.subtitle),
        town=contract.commune.name if contract.commune else "",
        period=f"{contract.starts}-{contract.ends}",
        version=_("Version of %(date)s", date=day(today or local(utcnow()).date())),
        source=printable(contract.source),
        blocks=tuple(blocks),
    )


def mark(enjeu: Enjeu) -> EnjeuMark:
    return EnjeuMark(enjeu.short_title, enjeu.icon, enjeu.hue)


def _section(whole: Whole, section: Section) -> list[Block]:
    is_enjeu = section.kind is SectionKind.ENJEU
    enjeu = whole.enjeu(section.enjeu_id) if section.enjeu_id is not None else None
    blocks: list[Block] = [
        Heading(
            section.level,
            printable(section.number),
            printable(section.title),
            f"s-{section.key}",
            mark(enjeu) if enjeu and is_enjeu else None,
        )
    ]
    if enjeu is not None:
        blocks += _of_enjeu(whole, section.kind, enjeu)
    body: list[Block] = list(blocks_of(section.body))
    if section.kind is SectionKind.COMPLEMENTS and enjeu is not None:
        return name_paragraphs(section.key, blocks + body) + complements(whole, enjeu)
    # The body introduces the table of its section.
    return name_paragraphs(section.key, blocks[:1] + body + blocks[1:])


def _of_enjeu(whole: Whole, kind: SectionKind, enjeu: Enjeu) -> list[Block]:
    """What the software prints in a section of an enjeu, beside its body."""
    if kind is SectionKind.ENJEU:
        return list(blocks_of(enjeu.intro))
    if kind is SectionKind.DIAGNOSTIC:
        return indicators(whole, enjeu)
    if kind is SectionKind.PLAN:
        return [*partners(enjeu), *plan(whole, enjeu)]
    return []


def _bare_enjeu(whole: Whole, enjeu: Enjeu) -> list[Block]:
    """A contract without a text of its own still shows its enjeux."""
    blocks: list[Block] = [Heading(1, "", printable(enjeu.title), f"s-{enjeu.key}", mark(enjeu))]
    if enjeu.scope:
        blocks.append(Paragraph((Run(printable(enjeu.scope)),)))
    blocks += blocks_of(enjeu.intro)
    return [
        *name_paragraphs(enjeu.key, blocks),
        *indicators(whole, enjeu),
        *complements(whole, enjeu),
        *partners(enjeu),
        *plan(whole, enjeu),
    ]


def complements(whole: Whole, enjeu: Enjeu) -> list[Block]:
    """The paragraphs that residents' words added to « Compléments issus des échanges »."""
    return [
        Sentence(born.public_id, printable(born.text), born.provenance.told())
        for born in whole.born
        if born.enjeu_id == enjeu.id and born.kind is PlacementKind.COMPLEMENT
    ]


def partners(enjeu: Enjeu) -> list[Block]:
    if not enjeu.partners:
        return []
    pairs = tuple((printable(each.label), printable(each.text)) for each in enjeu.partners)
    return [Pairs(_("Who acts with the town"), pairs)]


def plan(whole: Whole, enjeu: Enjeu) -> list[Block]:
    if whole.contract.kind is ContractKind.FRAMEWORK:
        return ambitions_table(whole, enjeu)
    return plan_table(whole, enjeu)


def indicators(whole: Whole, enjeu: Enjeu) -> list[Block]:
    """The table MEL | QPV | Écarts of an enjeu, and its sources."""
    rows = whole.rows.get(enjeu.id, [])
    if not rows:
        return []
    table = indicator_table(whole.contract, rows)
    blocks: list[Block] = [
        Table(
            "indicators",
            _("Indicators: %(enjeu)s", enjeu=enjeu.short_title),
            (_("Indicator"), table.reference or _("Reference"), _("QPV"), _("Gap")),
            tuple(_indicator_group(line) for line in table.lines),
            (34, 18, 30, 18),
        )
    ]
    if table.sources:
        blocks.append(Notes(_("Sources"), tuple(printable(text) for text in table.sources)))
    return blocks


def _indicator_group(line: IndicatorLine) -> Group:
    """One row for each quarter; the indicator and its reference stand once beside them."""
    spans = len(line.quarters)
    label = Cell((Paragraph((Run(printable(line.label)),)),), "group", spans)
    references = Cell(tuple(_figure(figure) for figure in line.references), "", spans)
    rows = []
    for index, figure in enumerate(line.quarters):
        gap = (Paragraph(line_of(figure.gap)),) if figure.gap else ()
        cells = (Cell((_figure(figure),)), Cell(gap))
        rows.append(Row((label, references, *cells)) if index == 0 else Row(cells, first=2))
    return Group(tuple(rows))


def _figure(figure: IndicatorFigure) -> Figure:
    return Figure(printable(figure.territory), figure.text, printable(figure.note))
