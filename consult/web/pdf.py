"""A page of HTML as a tagged PDF (PDF/UA-1), through WeasyPrint, loaded when one is asked for."""

from __future__ import annotations

from typing import Any, NoReturn


def pdf_of(page: str) -> bytes:
    """Of a whole HTML document, which carries all it needs."""
    from weasyprint import HTML

    html = HTML(string=page, url_fetcher=_fetch_nothing)
    content: bytes = html.write_pdf(pdf_variant="pdf/ua-1")
    return content


def _fetch_nothing(url: str, **_options: Any) -> NoReturn:
    """No text of a document can make the server fetch an address."""
    raise ValueError(f"a document does not fetch {url}")
