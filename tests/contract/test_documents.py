"""The contract as a file: real headings, tables and contents, whatever characters people typed."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import zipfile
import zlib
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.contract import documents
from consult.contract.documents import tree
from consult.contract.documents.markdown import blocks_of
from consult.contract.models import Contract, Placement, PlacementKind
from consult.contract.queries import load_contract
from consult.contributions.models import Channel
from consult.synthesis.models import Statement
from tests import factories
from tests.contract.volet_file import import_text, make_places, make_statement
from tests.pages import PageClient

ODD = 'Prix <5 € & "guillemets" =SUM(1) {{ 1234*4321 }} {% raw %} \x00\x0b\x1f\ufffe 🙂 \u202eabc'
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture
def volet(session: orm.Session) -> Contract:
    make_places(session)
    import_text(session)
    session.commit()
    return session.scalars(sa.select(Contract)).one()


@pytest.fixture
def document(session: orm.Session, volet: Contract) -> tree.Document:
    whole = load_contract(session, volet.slug)
    assert whole
    return documents.build(whole, date(2026, 3, 1))


def document_with(session: orm.Session, contract: Contract, statement: Statement) -> tree.Document:
    """The document once the sentence stands among what the exchanges brought."""
    session.add(
        Placement(
            contract=contract,
            statement=statement,
            kind=PlacementKind.COMPLEMENT,
            enjeu=statement.enjeu,
        )
    )
    session.flush()
    whole = load_contract(session, contract.slug)
    assert whole
    return documents.build(whole)


@pytest.fixture
def odd_document(session: orm.Session, world: factories.World) -> tree.Document:
    """Every text people can type holds characters that break careless programs."""
    contract = session.merge(world.contract)
    contract.title = contract.subtitle = ODD.replace("\x00", "")
    for section in contract.sections:
        section.title, section.body = ODD.replace("\x00", ""), ODD.replace("\x00", "")
    statement = make_statement(session, world, ODD.replace("\x00", ""), {Channel.ONLINE: (1,)})
    return document_with(session, contract, statement)


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read(name))


def text_of(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def unpacked(pdf: bytes) -> bytes:
    """The objects of a PDF, most of which are kept compressed."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL)
    found = [pdf]
    for stream in streams:
        with contextlib.suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(found)


def test_the_version_is_dated_in_french(document: tree.Document) -> None:
    assert document.version == "Version du 1er mars 2026"


def test_the_word_file_has_real_headings_tables_and_contents(document: tree.Document) -> None:
    root = part(documents.write(document, "docx"), "word/document.xml")

    headings = [
        text_of(paragraph)
        for paragraph in root.iter(f"{W}p")
        for style in paragraph.iter(f"{W}pStyle")
        if style.get(f"{W}val", "").startswith("Heading")
    ]
    assert headings == [heading.full for heading in document.headings]
    assert len(list(root.iter(f"{W}tbl"))) == 2
    assert len(list(root.iter(f"{W}tblHeader"))) == 2
    assert any("TOC" in text_of(field) for field in root.iter(f"{W}instrText"))
    anchors = {link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")}
    marks = {mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")}
    assert anchors
    assert anchors <= marks
    assert "{{" not in text_of(root)


def test_the_word_file_says_its_title_and_its_language(document: tree.Document) -> None:
    content = documents.write(document, "docx")

    core = part(content, "docProps/core.xml")
    assert document.name in text_of(core)
    assert "fr-FR" in text_of(core)
    languages = {each.get(f"{W}val") for each in part(content, "word/styles.xml").iter(f"{W}lang")}
    assert languages == {"fr-FR"}
    settings = part(content, "word/settings.xml")
    assert settings.find(f"{W}updateFields") is not None


def test_the_odt_has_real_headings_tables_and_contents(document: tree.Document) -> None:
    root = part(documents.write(document, "odt"), "content.xml")

    headings = [text_of(heading) for heading in root.iter(f"{TEXT}h")]
    assert headings == [heading.full for heading in document.headings]
    assert len(list(root.iter(f"{TABLE}table"))) == 2
    assert len(list(root.iter(f"{TEXT}table-of-content"))) == 1
    for row in root.iter(f"{TABLE}table-row"):
        cells = [each for each in row if each.tag.endswith(("table-cell", "covered-table-cell"))]
        assert len(cells) == 4


def test_the_web_page_needs_nothing_else(document: tree.Document) -> None:
    html = documents.write(document, "html").decode()

    assert html.startswith("<!doctype html>")
    assert "<style>" in html
    for outside in ("<link", "<script", "src=", "url("):
        assert outside not in html
    assert html.index("1.1.a</span> Bilan") < html.index("1.1.b</span> Le plan")


def test_the_pdf_is_tagged_and_in_french(document: tree.Document) -> None:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        pytest.skip("Pango is not installed: WeasyPrint cannot make a PDF")

    content = documents.write(document, "pdf")

    assert content.startswith(b"%PDF-")
    inside = unpacked(content)
    for sign in (b"/MarkInfo", b"/StructTreeRoot", b"/Lang (fr)", b"pdfuaid:part", b"/TH", b"/H2"):
        assert sign in inside, sign


@pytest.mark.parametrize("form", ["docx", "odt", "html"])
def test_odd_characters_break_no_file(odd_document: tree.Document, form: str) -> None:
    content = documents.write(odd_document, form)

    if form == "html":
        text = content.decode()
        assert "Prix &lt;5 € &amp;" in text
    else:
        name = "word/document.xml" if form == "docx" else "content.xml"
        text = text_of(part(content, name))
        assert "Prix <5 € &" in text
    assert "=SUM(1) {{ 1234*4321 }} {% raw %}" in text
    assert "5332114" not in text
    assert "\x0b" not in text


def test_residents_sentences_are_printed_with_where_they_come_from(
    session: orm.Session, world: factories.World
) -> None:
    contract = session.merge(world.contract)
    statement = make_statement(
        session, world, "Une salle pour les devoirs.", {Channel.ONLINE: (1,), Channel.PAPER: (2,)}
    )
    document = document_with(session, contract, statement)

    told = "Dit par 3 personnes, en 2 contributions\u202f: 1 en ligne, 1 sur papier"
    assert told in text_of(part(documents.write(document, "docx"), "word/document.xml"))
    assert told in text_of(part(documents.write(document, "odt"), "content.xml"))
    assert told in documents.write(document, "html").decode()


def test_each_numbered_list_of_the_word_file_counts_from_one(
    session: orm.Session, volet: Contract
) -> None:
    for section in volet.sections[:2]:
        section.body = "1. un\n2. deux\n"
    session.flush()
    whole = load_contract(session, volet.slug)
    assert whole

    content = documents.write(documents.build(whole), "docx")

    used = {each.get(f"{W}val") for each in part(content, "word/document.xml").iter(f"{W}numId")}
    restarted = {
        number.get(f"{W}numId")
        for number in part(content, "word/numbering.xml").iter(f"{W}num")
        if number.find(f"{W}lvlOverride") is not None
    }
    assert len(used & restarted) == 2


def test_markdown_becomes_lists_tables_and_emphasis() -> None:
    listing, table, paragraph = blocks_of(
        "- un\n  - *dedans*\n- deux\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\nfin\\\nsuite"
    )

    assert isinstance(listing, tree.Listing)
    assert listing.items[0].inner[0].items[0].line == (tree.Run("dedans", italic=True),)
    assert isinstance(table, tree.Table)
    assert table.head == ("a", "b")
    assert table.rows[0].cells[1].parts == (tree.Paragraph((tree.Run("2", bold=True),)),)
    assert isinstance(paragraph, tree.Paragraph)
    assert "".join(run.text for run in paragraph.line) == "fin\nsuite"


@pytest.mark.usefixtures("volet")
@pytest.mark.parametrize(
    ("form", "start"), [("docx", b"PK"), ("odt", b"PK"), ("html", b"<!doctype")]
)
def test_a_reader_takes_the_contract_away_once(client: PageClient, form: str, start: bytes) -> None:
    url = f"/contrats/ville/telecharger/{form}"

    first = client.get(url)

    assert first.status_code == 200
    assert first.data.startswith(start)
    assert first.headers["Content-Disposition"] == f"attachment; filename=ville.{form}"
    assert first.headers["Content-Length"] == str(len(first.data))
    assert "Set-Cookie" not in first.headers
    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.usefixtures("volet")
def test_a_changed_contract_is_another_file(session: orm.Session, client: PageClient) -> None:
    url = "/contrats/ville/telecharger/docx"
    first = client.get(url)
    session.scalars(sa.select(Contract)).one().title = "Un autre titre"
    session.commit()

    assert client.get(url).headers["ETag"] != first.headers["ETag"]


@pytest.mark.usefixtures("volet")
def test_an_unknown_kind_of_file_is_not_found(client: PageClient) -> None:
    assert client.get("/contrats/ville/telecharger/exe").status_code == 404


@pytest.mark.usefixtures("volet")
def test_taking_the_contract_away_in_a_loop_is_slowed_down(client: PageClient) -> None:
    url = "/contrats/ville/telecharger/odt"
    codes = [client.get(url, headers={"If-None-Match": "*"}).status_code for _ in range(21)]

    assert codes[-1] == 429


@pytest.fixture
def office(tmp_path: Path) -> list[str]:
    """A LibreOffice of the test's own."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    return [program, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_libreoffice_opens_the_file(
    document: tree.Document, office: list[str], tmp_path: Path, app: Flask, form: str
) -> None:
    file = tmp_path / f"volet.{form}"
    file.write_bytes(documents.write(document, form))

    subprocess.run(
        [*office, "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )

    text = (tmp_path / "volet.txt").read_text(encoding="utf-8-sig")
    for words in ("1.1.b Le plan", "Café des parents", "+11,3 points"):
        assert words in text
