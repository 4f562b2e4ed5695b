"""The look that every page shares: readable colours, known icons, few bytes."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from consult.config import PACKAGE, resource
from consult.web.assets import FRAME_ICONS

STATIC = PACKAGE / "static"
PAPERS = ("paper", "card", "sunk")
# Every pair of colours that carries text somewhere in the style sheets.
TEXT_ON = [
    *((text, paper) for text in ("ink", "soft", "brick", "slate", "bad") for paper in PAPERS),
    *((kind, f"{kind}-tint") for kind in ("good", "warn", "bad", "slate", "brick")),
    *(("ink", f"{kind}-tint") for kind in ("good", "warn", "bad", "slate", "brick")),
    ("on-brick", "brick"),
    ("on-brick", "brick-deep"),
    ("brick-deep", "brick-tint"),
    ("paper", "slate"),
    ("ink", "mark"),
]
DARK = "@media (prefers-color-scheme: dark)"
Colours = dict[str, str]


def read_colours(scheme: str) -> tuple[Colours, dict[int, Colours]]:
    """Tokens of `:root` and of each `.hue-N`, in the light or the dark scheme."""
    css = (STATIC / "css" / "site.css").read_text(encoding="utf-8")
    light, rest = css.split(DARK, 1)
    part = light if scheme == "light" else rest.split("/* Base */", 1)[0]
    root = re.search(r":root \{(.*?)\n *\}", part, re.DOTALL)
    assert root is not None
    hues = {int(n): _tokens(body) for n, body in re.findall(r"\.hue-(\d) \{(.*?)\}", part)}
    return _tokens(root.group(1)), hues


def _tokens(body: str) -> Colours:
    return {
        name: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:])
        for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", body)
    }


def contrast(one: str, other: str) -> float:
    """The WCAG ratio of two #rrggbb colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_on_its_background(scheme: str) -> None:
    tokens, _hues = read_colours(scheme)
    weak = {f"{a} on {b}": round(contrast(tokens[a], tokens[b]), 2) for a, b in TEXT_ON}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_borders_of_fields_and_the_focus_ring_stand_out(scheme: str) -> None:
    tokens, _hues = read_colours(scheme)
    assert min(contrast(tokens["edge"], tokens[paper]) for paper in PAPERS) >= 3
    assert min(contrast(tokens["focus"], tokens[paper]) for paper in PAPERS) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_six_enjeux_are_readable_and_have_their_own_colours(scheme: str) -> None:
    _tokens_found, hues = read_colours(scheme)
    assert sorted(hues) == [1, 2, 3, 4, 5, 6]
    assert len({(hue["h"], hue["t"]) for hue in hues.values()}) == 6
    assert min(contrast(hue["h"], hue["t"]) for hue in hues.values()) >= 4.5


def test_every_icon_that_a_template_names_is_drawn() -> None:
    frame, others = (symbols_of(name) for name in ("frame.svg", "icons.svg"))
    assert set(frame) == FRAME_ICONS
    symbols = frame + others
    drawn = set(symbols)
    kinds = "primary|secondary|quiet|danger|neutral|good|warn|bad"
    named = re.compile(rf'(?:\b_?icon\(|"(?:{kinds})", )"([\w-]{{2,}})"\)')
    missing = {
        f"{template.name}: {name}"
        for template in resource("templates").rglob("*.html")
        for name in named.findall(template.read_text(encoding="utf-8"))
        if name not in drawn
    }
    assert missing == set()
    assert len(symbols) == len(drawn)


def symbols_of(name: str) -> list[str]:
    return re.findall(r'<symbol id="([\w-]+)"', (STATIC / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("css/site.css", 5000),
        ("css/pieces.css", 2400),
        ("frame.svg", 500),
        ("icons.svg", 4000),
        ("css/rtl.css", 600),
    ],
)
def test_what_a_phone_downloads_stays_small(name: str, budget: int) -> None:
    assert compressed(STATIC / name) <= budget


def compressed(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9, mtime=0))
