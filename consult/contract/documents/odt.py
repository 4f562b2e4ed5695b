"""The contract as an OpenDocument text: real headings, lists, tables and table of contents."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from flask_babel import gettext as _

from consult.contract.documents import odt_styles, tree
from consult.contract.documents.odt_styles import encoded
from consult.contract.documents.tree import Block, Document, Heading, Line, Run

TEXT_WIDTH_CM = 17


def write(document: Document) -> bytes:
    import odfdo

    odt = odfdo.Document("text")
    _set_styles(odt, odfdo, document)
    _set_metadata(odt, document)
    body = odt.body
    body.clear()
    for xml in (*_cover(document), _contents(document.headings), *_blocks(document.blocks)):
        if xml:
            body.append(odfdo.Element.from_tag(xml))
    stream = BytesIO()
    odt.save(stream)
    return stream.getvalue()


def _set_styles(odt: Any, odfdo: Any, document: Document) -> None:
    for xml in odt_styles.PARAGRAPHS:
        odt.insert_style(odfdo.Element.from_tag(xml))
    for xml in odt_styles.OTHERS:
        odt.insert_style(odfdo.Element.from_tag(xml), automatic='family="table' in xml)
    for xml in _column_styles(document):
        odt.insert_style(odfdo.Element.from_tag(xml), automatic=True)
    for outline in odt.styles.get_elements("//text:outline-style"):
        outline.parent.insert(odfdo.Element.from_tag(odt_styles.OUTLINE), position=0)
        outline.delete()
    footer = odt_styles.FOOTER.format(name=escape(document.name), version=escape(document.version))
    for page in odt.styles.get_elements("//style:master-page"):
        page.append(odfdo.Element.from_tag(footer))


def _set_metadata(odt: Any, document: Document) -> None:
    odt.language = "fr-FR"
    odt.meta.title = document.name
    if document.town:
        odt.meta.creator = document.town


def _cover(document: Document) -> list[str]:
    lines = (
        (document.town, "Standard"),
        (document.title, "Title"),
        (document.subtitle, "Subtitle"),
        (document.version, "Text body"),
        (document.source, "Sources du tableau"),
    )
    return [_paragraph((Run(text),), style) for text, style in lines if text]


def _contents(headings: tuple[Heading, ...]) -> str:
    """An index LibreOffice can bring up to date, already holding its entries."""
    title = escape(str(_("Contents")))
    levels = "".join(
        f'<text:table-of-content-entry-template text:outline-level="{level}" '
        f'text:style-name="Contents_20_{level}"><text:index-entry-link-start/>'
        "<text:index-entry-chapter/><text:index-entry-text/>"
        '<text:index-entry-tab-stop style:type="right" style:leader-char="."/>'
        "<text:index-entry-page-number/><text:index-entry-link-end/>"
        "</text:table-of-content-entry-template>"
        for level in (1, 2, 3)
    )
    entries = "".join(
        f'<text:p text:style-name="Contents_20_{heading.level}">'
        '<text:a xlink:type="simple" text:style-name="Index_20_Link" '
        'text:visited-style-name="Index_20_Link" '
        f"xlink:href={quoteattr('#' + heading.anchor)}>"
        f"{escape(heading.full)}</text:a></text:p>"
        for heading in headings
    )
    return (
        '<text:table-of-content text:name="Sommaire" text:protected="true">'
        '<text:table-of-content-source text:outline-level="3" '
        'text:use-outline-level="true"><text:index-title-template '
        f'text:style-name="Contents_20_Heading">{title}</text:index-title-template>{levels}'
        "</text:table-of-content-source><text:index-body>"
        '<text:index-title text:name="Sommaire_titre">'
        f'<text:p text:style-name="Contents_20_Heading">{title}</text:p>'
        f"</text:index-title>{entries}</text:index-body></text:table-of-content>"
    )


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    return [xml for block in blocks for xml in _block(block)]


def _block(block: Block) -> list[str]:
    match block:
        case Heading():
            return [_heading(block)]
        case tree.Table():
            return _table(block)
        case tree.Pairs():
            return [_paragraph(line) for line in block.lines]
        case tree.Notes():
            return [_paragraph(block.line, "Sources du tableau")]
        case _:
            return _text(block)


def _text(block: tree.Listing | tree.Sentence | tree.Paragraph) -> list[str]:
    match block:
        case tree.Listing():
            return [_listing(block, "Puce")]
        case tree.Sentence():
            return _sentence(block, "Parole d’habitants", "Provenance")
        case tree.Paragraph():
            return [_paragraph(block.line)]


def _heading(heading: Heading) -> str:
    name = quoteattr(heading.anchor)
    return (
        f'<text:h text:style-name="Heading_20_{heading.level}" '
        f'text:outline-level="{heading.level}"><text:bookmark-start text:name={name}/>'
        f"{escape(heading.full)}<text:bookmark-end text:name={name}/></text:h>"
    )


def _sentence(block: tree.Sentence, style: str, provenance: str) -> list[str]:
    said = [_paragraph((Run(block.text),), style)] if block.text else []
    return [*said, _paragraph((Run(block.provenance),), provenance)]


def _listing(block: tree.Listing, style: str) -> str:
    name = "Numeros" if block.ordered else "Puces"
    items = "".join(
        f"<text:list-item>{_paragraph(item.line, style)}"
        f"{''.join(_listing(inner, style) for inner in item.inner)}</text:list-item>"
        for item in block.items
    )
    return f'<text:list text:style-name="{name}">{items}</text:list>'


def _paragraph(line: Line, style: str = "Text body") -> str:
    inside = "".join(_run(run) for run in line)
    return f'<text:p text:style-name="{encoded(style)}">{inside}</text:p>'


def _run(run: Run) -> str:
    text = "<text:line-break/>".join(escape(part) for part in run.text.split("\n"))
    # Runs of blanks are one blank in XML unless they say so.
    text = text.replace("  ", ' <text:s text:c="1"/>')
    style = {(True, False): "Gras", (False, True): "Italique", (True, True): "GrasItalique"}
    if name := style.get((run.bold, run.italic)):
        text = f'<text:span text:style-name="{name}">{text}</text:span>'
    if run.href:
        return f'<text:a xlink:type="simple" xlink:href={quoteattr(run.href)}>{text}</text:a>'
    return text


def _table(block: tree.Table) -> list[str]:
    columns = "".join(
        f'<table:table-column table:style-name="{_column(share)}"/>' for share in block.widths
    )
    head = ""
    if block.head:
        cells = "".join(
            _cell(_paragraph((Run(title),), "Cellule titre"), "Entete") for title in block.head
        )
        head = (
            f"<table:table-header-rows><table:table-row>{cells}</table:table-row>"
            "</table:table-header-rows>"
        )
    rows = "".join(_row(row) for row in block.rows)
    caption = [_paragraph((Run(block.caption),), "Légende")] if block.caption else []
    # LibreOffice reads the title of a table to those who do not see it.
    title = f"<table:title>{escape(block.caption)}</table:title>" if block.caption else ""
    table = f'<table:table table:style-name="Tableau">{title}{columns}{head}{rows}</table:table>'
    return [*caption, table, _paragraph(())]


def _row(row: tree.Row) -> str:
    cells = "<table:covered-table-cell/>" * row.first
    for cell in row.cells:
        inside = "".join(_part(part, bool(cell.header)) for part in cell.parts)
        cells += _cell(inside or _paragraph((), "Cellule"), "Case", cell.rowspan)
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(inside: str, style: str, rowspan: int = 1) -> str:
    spans = f' table:number-rows-spanned="{rowspan}"' if rowspan > 1 else ""
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>'
        f"{inside}</table:table-cell>"
    )


def _part(part: tree.Part, header: bool) -> str:
    match part:
        case tree.Listing():
            return _listing(part, "Cellule")
        case tree.Sentence():
            return "".join(_sentence(part, "Cellule parole", "Cellule provenance"))
        case tree.Figure():
            return _paragraph(part.line, "Cellule")
        case tree.Paragraph():
            title = header and not all(run.italic for run in part.line)
            return _paragraph(part.line, "Cellule titre" if title else "Cellule")


def _column(share: int) -> str:
    return f"Colonne{share}"


def _column_styles(document: Document) -> list[str]:
    shares = {
        share
        for block in document.blocks
        if isinstance(block, tree.Table)
        for share in block.widths
    }
    return [
        f'<style:style style:name="{_column(share)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{TEXT_WIDTH_CM * share / 100:.2f}cm"/>'
        "</style:style>"
        for share in sorted(shares)
    ]
