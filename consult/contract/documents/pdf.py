"""The contract as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

from consult.contract.documents.html import page
from consult.contract.documents.tree import Document
from consult.web.pdf import pdf_of


def write(document: Document) -> bytes:
    return pdf_of(page(document))
