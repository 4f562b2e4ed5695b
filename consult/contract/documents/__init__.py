"""A contract as a file: Word, OpenDocument, tagged PDF, standalone web page.

    document = build(load_contract(session, slug))
    content = write(document, "docx")

The library behind each form is imported when that form is first asked for.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import import_module

from consult.config import resource
from consult.contract.documents.build import build
from consult.contract.documents.tree import Document

__all__ = ["FORMS", "build", "fingerprint", "write"]

FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "html": "text/html",
}


def write(document: Document, form: str) -> bytes:
    """The file of `document`; the last ones made are kept, so that a click costs work only once."""
    return _write(document, form, _templates_stamp())


@lru_cache(maxsize=8)
def _write(document: Document, form: str, _stamp: int) -> bytes:
    writer = import_module(f"consult.contract.documents.{form}")
    content: bytes = writer.write(document)
    return content


def fingerprint(document: Document, form: str) -> str:
    """Changes whenever what the file would say changes, or the template it is made from."""
    text = f"{form}\n{_templates_stamp()}\n{document!r}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _templates_stamp() -> int:
    """The town may edit the templates while the site runs."""
    folder = resource("templates") / "documents"
    return max((path.stat().st_mtime_ns for path in folder.glob("volet.*")), default=0)
