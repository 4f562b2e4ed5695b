"""The styles of the OpenDocument form: headings, table cells, residents' sentences."""

from __future__ import annotations

ACCENT = "#8f3a1f"
SOFT = "#f5efe6"
FONT = (
    'style:font-name="Liberation Sans" fo:font-family="Liberation Sans, Arial, sans-serif" '
    'fo:language="fr" fo:country="FR"'
)
BAR = f'fo:border-left="3pt solid {ACCENT}" fo:background-color="{SOFT}" fo:padding-left="0.2cm"'


def paragraph(
    name: str, text: str = "", shape: str = "", parent: str = "Standard", **attributes: str
) -> str:
    """A paragraph style; `name` is displayed as it is, whatever its characters."""
    extra = "".join(
        f' style:{key.replace("_", "-")}="{value}"' for key, value in attributes.items()
    )
    return (
        f'<style:style style:name="{encoded(name)}" style:display-name="{name}" '
        f'style:family="paragraph" style:parent-style-name="{encoded(parent)}"{extra}>'
        f"<style:paragraph-properties {shape}/><style:text-properties {text}/></style:style>"
    )


def encoded(name: str) -> str:
    """ODF names cannot hold a space: « Heading 1 » is named Heading_20_1."""
    return name.replace(" ", "_20_").replace("’", "_2019_")


def _heading(level: int, size: str, colour: str, before: str) -> str:
    return paragraph(
        f"Heading {level}",
        f'{FONT} fo:font-size="{size}" fo:font-weight="bold" fo:color="{colour}"',
        f'fo:margin-top="{before}" fo:margin-bottom="0.25cm" fo:keep-with-next="always"',
        parent="Heading",
        default_outline_level=str(level),
        next_style_name="Text_20_body",
    )


def _contents(level: int, indent: str, weight: str) -> str:
    return paragraph(
        f"Contents {level}",
        f'{FONT} fo:font-size="10pt" fo:font-weight="{weight}"',
        f'fo:margin-left="{indent}" fo:margin-top="0.05cm" fo:margin-bottom="0.05cm"',
        parent="Index",
    )


PARAGRAPHS = (
    paragraph("Text body", f'{FONT} fo:font-size="10.5pt"', 'fo:margin-bottom="0.22cm"'),
    _heading(1, "18pt", ACCENT, "1cm"),
    _heading(2, "14pt", "#22201d", "0.8cm"),
    _heading(3, "12pt", ACCENT, "0.6cm"),
    _contents(1, "0cm", "bold"),
    _contents(2, "0.6cm", "normal"),
    _contents(3, "1.2cm", "normal"),
    paragraph(
        "Contents Heading",
        f'{FONT} fo:font-size="18pt" fo:font-weight="bold" fo:color="{ACCENT}"',
        'fo:break-before="page" fo:margin-bottom="0.4cm"',
    ),
    paragraph(
        "Title",
        f'{FONT} fo:font-size="30pt" fo:font-weight="bold" fo:color="{ACCENT}"',
        'fo:margin-top="5cm" fo:margin-bottom="0.4cm"',
    ),
    paragraph("Subtitle", f'{FONT} fo:font-size="16pt"', 'fo:margin-bottom="0.8cm"'),
    paragraph(
        "Légende",
        f'{FONT} fo:font-size="9.5pt" fo:font-weight="bold"',
        'fo:margin-top="0.3cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
    ),
    paragraph(
        "Sources du tableau",
        f'{FONT} fo:font-size="8.5pt"',
        'fo:margin-top="0.15cm" fo:margin-bottom="0.35cm"',
    ),
    paragraph("Puce", f'{FONT} fo:font-size="10.5pt"', 'fo:margin-bottom="0.08cm"'),
    paragraph(
        "Parole d’habitants",
        f'{FONT} fo:font-size="10.5pt"',
        f'fo:margin-top="0.2cm" fo:keep-with-next="always" {BAR}',
    ),
    paragraph(
        "Provenance",
        f'{FONT} fo:font-size="9pt" fo:font-style="italic"',
        f'fo:margin-bottom="0.35cm" {BAR}',
    ),
    paragraph("Cellule", f'{FONT} fo:font-size="9pt"', 'fo:margin-bottom="0.06cm"'),
    paragraph(
        "Cellule titre",
        f'{FONT} fo:font-size="9pt" fo:font-weight="bold"',
        'fo:margin-bottom="0.06cm"',
    ),
    paragraph("Cellule parole", f'{FONT} fo:font-size="9pt"', f'fo:keep-with-next="always" {BAR}'),
    paragraph(
        "Cellule provenance",
        f'{FONT} fo:font-size="8pt" fo:font-style="italic"',
        f'fo:margin-bottom="0.1cm" {BAR}',
    ),
    paragraph("Pied de page", f'{FONT} fo:font-size="8.5pt"', ""),
)


def _list(name: str, number: bool) -> str:
    """Three levels, each with its sign hanging to the left of the text."""
    kind = "number" if number else "bullet"
    sign = 'style:num-format="1" style:num-suffix="."' if number else 'text:bullet-char="•"'
    levels = "".join(
        f'<text:list-level-style-{kind} text:level="{level}" {sign}><style:list-level-properties '
        'text:list-level-position-and-space-mode="label-alignment">'
        "<style:list-level-label-alignment "
        f'text:label-followed-by="listtab" text:list-tab-stop-position="{0.4 * level:.1f}cm" '
        f'fo:text-indent="-0.4cm" fo:margin-left="{0.4 * level:.1f}cm"/>'
        "</style:list-level-properties>"
        f"</text:list-level-style-{kind}>"
        for level in (1, 2, 3)
    )
    return f'<text:list-style style:name="{name}">{levels}</text:list-style>'


# The headings bear the numbers that the contract prints: none is counted by the program.
OUTLINE = (
    '<text:outline-style style:name="Outline">'
    + "".join(
        f'<text:outline-level-style text:level="{level}" style:num-format=""/>'
        for level in (1, 2, 3)
    )
    + "</text:outline-style>"
)

# Styles of the characters and of the tables, beside the paragraphs'.
OTHERS = (
    _list("Puces", number=False),
    _list("Numeros", number=True),
    # The lines of the contents lead somewhere without the blue of a web link.
    '<style:style style:name="Index_20_Link" style:display-name="Index Link" style:family="text"/>',
    '<style:style style:name="Gras" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>',
    '<style:style style:name="Italique" style:family="text">'
    '<style:text-properties fo:font-style="italic"/></style:style>',
    '<style:style style:name="GrasItalique" style:family="text">'
    '<style:text-properties fo:font-weight="bold" fo:font-style="italic"/></style:style>',
    '<style:style style:name="Tableau" style:family="table"><style:table-properties '
    'style:width="17cm" table:align="left" table:border-model="collapsing"/></style:style>',
    '<style:style style:name="Case" style:family="table-cell"><style:table-cell-properties '
    'fo:border="0.5pt solid #b9ab97" fo:padding="0.1cm"/></style:style>',
    '<style:style style:name="Entete" style:family="table-cell"><style:table-cell-properties '
    f'fo:border="0.5pt solid #b9ab97" fo:padding="0.1cm" fo:background-color="{SOFT}"/>'
    "</style:style>",
)
FOOTER = (
    '<style:footer><text:p text:style-name="Pied_20_de_20_page">{name} · {version} · '
    '<text:page-number text:select-page="current">1</text:page-number> / '
    "<text:page-count>1</text:page-count></text:p></style:footer>"
)
