"""The contract as a tagged PDF (PDF/UA-1), through WeasyPrint."""

from __future__ import annotations

from typing import Any, NoReturn

from consult.contract.documents.html import page
from consult.contract.documents.tree import Document


def write(document: Document) -> bytes:
    from weasyprint import HTML

    html = HTML(string=page(document), url_fetcher=_fetch_nothing)
    content: bytes = html.write_pdf(pdf_variant="pdf/ua-1")
    return content


def _fetch_nothing(url: str, **_options: Any) -> NoReturn:
    """The page carries all it needs: no text of a contract can make the server fetch an address."""
    raise ValueError(f"a document does not fetch {url}")
