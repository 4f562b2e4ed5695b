"""A page of HTML as a tagged PDF (PDF/UA-1), through WeasyPrint, loaded when one is asked for."""

from __future__ import annotations

from typing import Any, NoReturn


def pdf_of(*documents: str) -> bytes:
    """Of one or several whole HTML documents, which carry all they need; each counts its own pages."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    made = [
        HTML(string=each, url_fetcher=_fetch_nothing).render(
            font_config=fonts, pdf_variant="pdf/ua-1"
        )
        for each in documents
    ]
    pages = [page for document in made for page in document.pages]
    content: bytes = made[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1")
    return content


def _fetch_nothing(url: str, **_options: Any) -> NoReturn:
    """No text of a document can make the server fetch an address."""
    raise ValueError(f"a document does not fetch {url}")
