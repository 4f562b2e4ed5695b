"""The contract as a Word file, made from a template that a town can edit in Word or LibreOffice.

templates/documents/volet.docx holds the cover, the headers and footers and every style. In it,

    {{ town }} {{ title }} {{ subtitle }} {{ version }} {{ source }} {{ period }}   stand for texts,
    {{p contents }}   alone in its paragraph, for the table of contents,
    {{p body }}       alone in its paragraph, for the whole text and its tables.

What the body looks like is decided by the template's styles, found by their names: the built-in
« heading 1 » to « heading 3 » (Titre 1 to 3), « List Bullet », « List Number », « Caption » and
« toc 1 » to « toc 3 »; and our own « Parole d’habitants », « Provenance », « Sources du tableau »,
« Cellule », « Cellule titre », « Cellule puce », « Cellule parole », « Cellule provenance », and
the table style « Tableau du contrat ». A style that the town removed falls back on the default one.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from consult.config import resource
from consult.contract.documents import tree
from consult.contract.documents.tree import Block, Document, Heading, Line, Run
from consult.db import utcnow

# A4 between margins of 18 mm, in twentieths of a point.
TEXT_WIDTH = 9865


def write(document: Document) -> bytes:
    from docxtpl import DocxTemplate

    template = DocxTemplate(resource("templates") / "documents" / "volet.docx")
    template.init_docx()
    words = _Words(template.docx)
    context = {
        "town": document.town,
        "title": document.title,
        "subtitle": document.subtitle,
        "version": document.version,
        "source": document.source,
        "period": document.period,
        "contents": Markup(words.contents(document.headings)),  # noqa: S704
        "body": Markup(words.body(document.blocks)),  # noqa: S704
    }
    template.render(context, jinja_env=SandboxedEnvironment(autoescape=True), autoescape=True)
    properties = template.docx.core_properties
    properties.title = document.name
    properties.author = document.town
    properties.language = "fr-FR"
    properties.created = properties.modified = utcnow().replace(tzinfo=None)
    stream = BytesIO()
    template.save(stream)
    return stream.getvalue()


class _Words:
    """Blocks as WordprocessingML, with the identifiers of one template's styles."""

    def __init__(self, docx: Any) -> None:
        self.docx = docx
        self.styles = {style.name.lower(): style.style_id for style in docx.styles}
        self.bookmarks: dict[str, int] = {}

    def body(self, blocks: tuple[Block, ...]) -> str:
        return "".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return self.heading(block)
            case tree.Table():
                return self.table(block)
            case tree.Pairs():
                return "".join(self.paragraph(line) for line in block.lines)
            case tree.Notes():
                return self.paragraph(block.line, "Sources du tableau")
            case _:
                return self.text(block)

    def text(self, block: tree.Listing | tree.Sentence | tree.Paragraph) -> str:
        match block:
            case tree.Listing():
                return self.listing(block)
            case tree.Sentence():
                return self.sentence(block, "Parole d’habitants", "Provenance")
            case tree.Paragraph():
                return self.paragraph(block.line)

    def heading(self, heading: Heading) -> str:
        number = self._bookmark(heading)
        inside = (
            f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:06}"/>'
            f'{self.runs((Run(heading.full),))}<w:bookmarkEnd w:id="{number}"/>'
        )
        return self._paragraph(inside, f"heading {heading.level}")

    def contents(self, headings: tuple[Heading, ...]) -> str:
        """A field that holds its entries; Word fills it again, with page numbers, on opening."""
        instruction = r' TOC \o "1-3" \h \z \u '
        entries = []
        for index, heading in enumerate(headings):
            begin = _field_begin(instruction) if index == 0 else ""
            mark = f"_Toc{self._bookmark(heading):06}"
            link = (
                f'<w:hyperlink w:anchor="{mark}" w:history="1">'
                f"{self.runs((Run(heading.full),))}</w:hyperlink>"
            )
            end = _END if index == len(headings) - 1 else ""
            entries.append(self._paragraph(begin + link + end, f"toc {heading.level}"))
        if not entries:
            return ""
        gallery = (
            '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
            "<w:docPartUnique/></w:docPartObj></w:sdtPr>"
        )
        return f"<w:sdt>{gallery}<w:sdtContent>{''.join(entries)}</w:sdtContent></w:sdt>"

    def sentence(self, block: tree.Sentence, style: str, provenance: str) -> str:
        said = self.paragraph((Run(block.text),), style) if block.text else ""
        return said + self.paragraph((Run(block.provenance),), provenance)

    def listing(self, block: tree.Listing, depth: int = 1, style: str = "") -> str:
        base = style or ("List Number" if block.ordered else "List Bullet")
        name = base if depth == 1 or style else f"{base} {min(depth, 3)}"
        number = self._numbering(name) if block.ordered and not style else ""
        found = []
        for item in block.items:
            found.append(self._paragraph(self.runs(item.line), name, number))
            found += [self.listing(inner, depth + 1, style) for inner in item.inner]
        return "".join(found)

    def table(self, block: tree.Table) -> str:
        widths = [TEXT_WIDTH * share // 100 for share in block.widths]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        style = self.styles.get("tableau du contrat", "")
        caption = f"<w:tblCaption w:val={quoteattr(block.caption)}/>" if block.caption else ""
        properties = (
            f'<w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/>'
            f"{caption}</w:tblPr>"
        )
        rows = self._head(block, widths)
        rows += "".join(self._row(row, widths) for row in block.rows)
        above = self.paragraph((Run(block.caption),), "Caption") if block.caption else ""
        table = f"<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        return above + table + self.paragraph(())

    def _head(self, block: tree.Table, widths: list[int]) -> str:
        if not block.head:
            return ""
        cells = "".join(
            self._cell(self.paragraph((Run(title),), "Cellule titre"), width)
            for title, width in zip(block.head, widths, strict=True)
        )
        # Repeated at the top of each page, and announced as headings by screen readers.
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _row(self, row: tree.Row, widths: list[int]) -> str:
        """Columns before `row.first` go on being covered by the row that began the group."""
        cells = "".join(
            self._cell(self.paragraph((), "Cellule"), widths[column], "<w:vMerge/>")
            for column in range(row.first)
        )
        for column, cell in enumerate(row.cells, start=row.first):
            merge = '<w:vMerge w:val="restart"/>' if cell.rowspan > 1 else ""
            inside = "".join(self._part(part, bool(cell.header)) for part in cell.parts)
            cells += self._cell(inside or self.paragraph((), "Cellule"), widths[column], merge)
        return f"<w:tr>{cells}</w:tr>"

    def _cell(self, inside: str, width: int, merge: str = "") -> str:
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}</w:tcPr>{inside}</w:tc>'

    def _part(self, part: tree.Part, header: bool) -> str:
        match part:
            case tree.Listing():
                return self.listing(part, style="Cellule puce")
            case tree.Sentence():
                return self.sentence(part, "Cellule parole", "Cellule provenance")
            case tree.Figure():
                return self.paragraph(part.line, "Cellule")
            case tree.Paragraph():
                title = header and not all(run.italic for run in part.line)
                return self.paragraph(part.line, "Cellule titre" if title else "Cellule")

    def paragraph(self, line: Line, style: str = "") -> str:
        return self._paragraph(self.runs(line), style)

    def _paragraph(self, inside: str, style: str = "", number: str = "") -> str:
        found = self.styles.get(style.lower(), "")
        name = f'<w:pStyle w:val="{found}"/>' if found else ""
        properties = f"<w:pPr>{name}{number}</w:pPr>" if name or number else ""
        return f"<w:p>{properties}{inside}</w:p>"

    def runs(self, line: Line) -> str:
        return "".join(self._run(run) for run in line)

    def _run(self, run: Run) -> str:
        marks = ("<w:b/>" if run.bold else "") + ("<w:i/>" if run.italic else "")
        marks += '<w:u w:val="single"/>' if run.href else ""
        properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
        lines = [f'<w:t xml:space="preserve">{escape(text)}</w:t>' for text in run.text.split("\n")]
        text = f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"
        if not run.href:
            return text
        from docx.opc.constants import RELATIONSHIP_TYPE

        target = self.docx.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f'<w:hyperlink r:id="{target}" w:history="1">{text}</w:hyperlink>'

    def _bookmark(self, heading: Heading) -> int:
        return self.bookmarks.setdefault(heading.anchor, 100 + len(self.bookmarks))

    def _numbering(self, style: str) -> str:
        """Each ordered list counts from one: Word would go on from the list before."""
        if style.lower() not in self.styles:
            return ""
        properties = self.docx.styles[style].element.pPr
        if properties is None or properties.numPr is None:
            return ""
        numbering = self.docx.part.numbering_part.element
        abstract = numbering.num_having_numId(properties.numPr.numId.val).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(0).add_startOverride(1)
        return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number.numId}"/></w:numPr>'


_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _field_begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(instruction)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
