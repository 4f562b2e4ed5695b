"""QR codes drawn in the page itself: nothing to fetch, nothing the content policy forbids."""

from __future__ import annotations

import segno
from markupsafe import Markup

# What readers need around the code, in modules (ISO/IEC 18004).
QUIET_ZONE = 4


def qr_svg(content: str, label: str) -> Markup:
    """An <svg class="qr"> that reads `content`; `label` is what a screen reader says of it.

    Black on white in dark mode too: some readers see nothing in an inverted code.
    """
    matrix = segno.make(content, error="m", micro=False).matrix
    size = len(matrix) + 2 * QUIET_ZONE
    runs = "".join(_row(y + QUIET_ZONE, row) for y, row in enumerate(matrix))
    return Markup(
        '<svg class="qr" viewBox="0 0 {size} {size}" width="180" height="180" role="img"'
        ' aria-label="{label}" shape-rendering="crispEdges">'
        '<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{runs}"/></svg>'
    ).format(size=size, label=label, runs=runs)


def _row(y: int, row: bytearray) -> str:
    """One rectangle for each run of dark modules."""
    path = ""
    x = 0
    while x < len(row):
        start = x
        while x < len(row) and row[x]:
            x += 1
        if x > start:
            path += f"M{start + QUIET_ZONE} {y}h{x - start}v1h-{x - start}z"
        x += 1
    return path
