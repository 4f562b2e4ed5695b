"""Remarks and their answers as files for the annex of a délibération: a table, a document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib import import_module

from flask import Response
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.contract.documents import FORMS
from consult.contract.documents.markdown import printable
from consult.contract.documents.tree import (
    Block,
    Cell,
    Document,
    Group,
    Heading,
    Paragraph,
    Part,
    Row,
    Run,
    Table,
)
from consult.contract.remarks import labels, queries
from consult.contract.remarks.models import Remark
from consult.contract.remarks.shown import Shown
from consult.contract.remarks.telling import author
from consult.contributions.rewordings import read_rewording
from consult.db import utcnow
from consult.web.i18n import day
from consult.web.labels import label
from consult.web.spreadsheets import Value, csv_stream

assert labels  # the answers have words

DOCX = FORMS["docx"]


def csv(session: orm.Session, text: Shown) -> Response:
    return csv_stream(_rows(session, text), f"avis-et-amendements-{text.contract.slug}.csv")


def _rows(session: orm.Session, text: Shown) -> Iterator[Sequence[Value]]:
    yield (
        _("Number"),
        _("Received on"),
        _("Section"),
        _("Passage as it was read"),
        _("Nature"),
        _("Author"),
        _("Opinion, or reason of the change"),
        _("Proposed wording"),
        _("Answer"),
        _("Reason of the answer"),
        _("Answered on"),
        _("Section changed"),
        _("Version"),
    )
    published = queries.publications(session, [text.contract.id])
    for remark in queries.each_told(session, text.contract):
        found = read_rewording(remark.words)
        last = remark.last
        yield (
            remark.public_id,
            day(_received(remark)),
            remark.heading or _("The whole text"),
            remark.quote,
            label(remark.kind),
            author(remark),
            found.why if found else remark.words,
            found.proposed if found else "",
            label(last.kind) if last else "",
            last.reason if last else "",
            day(last.created_at) if last else "",
            section_told(text, last.section_key) if last else "",
            queries.version_of(published, text.contract.id, last) if last else None,
        )


def _received(remark: Remark) -> date | None:
    """An avis is of the day that it bears."""
    return remark.contribution.submitted_at if remark.contribution else remark.given_on


def section_told(text: Shown, key: str) -> str:
    return next((each.heading for each in text.sections if each.section == key), key)


def docx(session: orm.Session, text: Shown) -> bytes:
    """Made at each click and kept nowhere: words taken back are in no file of ours."""
    writer = import_module("consult.contract.documents.docx")
    content: bytes = writer.write(document(session, text))
    return content


def document(session: orm.Session, text: Shown) -> Document:
    """A heading for each section with remarks, in the printed order, and their table."""
    by_section: dict[str, list[Remark]] = {}
    for remark in queries.each_told(session, text.contract):
        by_section.setdefault(remark.section_key, []).append(remark)
    titles = {"": str(_("The whole text"))}
    titles |= {each.section: each.heading for each in text.sections}
    for key, remarks in by_section.items():
        titles.setdefault(key, remarks[0].heading)
    blocks: list[Block] = []
    for key, title in titles.items():
        if key in by_section:
            blocks += [Heading(1, "", printable(title), f"s-{key}"), _table(by_section[key])]
    if not blocks:
        blocks.append(Paragraph((Run(_("No remark was published.")),)))
    contract = text.contract
    return Document(
        slug=contract.slug,
        title=str(_("Opinions and amendments, and what became of them")),
        subtitle=printable(contract.subtitle or contract.title),
        town=contract.commune.name if contract.commune else "",
        period=f"{contract.starts}-{contract.ends}",
        version=str(_("State of %(date)s", date=day(utcnow()))),
        source="",
        blocks=tuple(blocks),
    )


def _table(remarks: Sequence[Remark]) -> Table:
    head = (_("Passage"), _("Opinion or proposed wording"), _("Answer and reason"))
    groups = tuple(Group((_row(each),)) for each in remarks)
    return Table("remarks", "", head, groups, (30, 38, 32))


def _row(remark: Remark) -> Row:
    found = read_rewording(remark.words)
    said = [_paragraph(_told(remark), bold=True)]
    if found is not None:
        said += [_paragraph(str(_("Proposed wording:")), bold=True), *_lines(found.proposed)]
        if found.why:
            said += [_paragraph(str(_("Why:")), bold=True), *_lines(found.why)]
    else:
        said += _lines(remark.words)
    answered: list[Part] = []
    for each in remark.answers:
        when = _("%(answer)s, on %(date)s", answer=label(each.kind), date=day(each.created_at))
        told = (
            str(_("The town reads its answer again.")) if each is remark.read_again else each.reason
        )
        answered += [_paragraph(str(when), bold=True), *_lines(told)]
    answered = answered or [_paragraph(str(_("Waits for an answer")))]
    return Row((Cell(tuple(_lines(remark.quote))), Cell(tuple(said)), Cell(tuple(answered))))


def _told(remark: Remark) -> str:
    return f"{author(remark)} ({day(_received(remark))})"


def _lines(text: str) -> list[Part]:
    return [_paragraph(line) for line in text.split("\n") if line.strip()]


def _paragraph(text: str, *, bold: bool = False) -> Part:
    return Paragraph((Run(printable(text), bold=bold),))
