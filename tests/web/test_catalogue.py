"""The French catalogue is complete, used, and well typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "_l": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
MESSAGES = {
    "consult": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}


@cache
def catalogue() -> Catalog:
    with (ROOT / "translations/fr/LC_MESSAGES/messages.po").open("rb") as po:
        return read_po(po, locale="fr")


@cache
def msgids() -> frozenset[str]:
    """First forms of every message of the code and the templates."""
    found: set[str] = set()
    for folder, method in MESSAGES.items():
        for _name, _line, message, *_ in extract_from_dir(
            str(ROOT / folder), method, keywords=KEYWORDS
        ):
            found.add(message[0] if isinstance(message, tuple) else message)
    return frozenset(found)


def forms(message: Message) -> Iterator[str]:
    yield from message.string if isinstance(message.string, (tuple, list)) else (message.string,)


def translated() -> list[Message]:
    return [message for message in catalogue() if message.id]


def test_every_sentence_has_its_french() -> None:
    missing = []
    for msgid in sorted(msgids()):
        message = catalogue().get(msgid)
        if message is None or not all(forms(message)) or message.fuzzy:
            missing.append(msgid)
    assert not missing


def test_no_sentence_is_left_over() -> None:
    left = [
        m.id for m in translated() if (m.id if isinstance(m.id, str) else m.id[0]) not in msgids()
    ]
    assert not left


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in translated():
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        expected = set(re.findall(r"%\(\w+\)[sd]", " ".join(ids)))
        for form in forms(message):
            given = set(re.findall(r"%\(\w+\)[sd]", form))
            assert given <= expected, (message.id, form)
            assert given == expected or len(ids) > 1, (message.id, form)


@pytest.mark.parametrize(
    ("fault", "pattern"),
    [
        ("an ordinary space before ; : ! ?", r"[ \u00a0][;:!?](?!\w)"),
        ("no space before ; ! ?", r"[\w»)][;!?](?=\s|$)"),
        ("an ordinary space inside « »", r"«[ \u00a0]|[ \u00a0]»"),
        ("a straight apostrophe", r"\w'\w"),
        ("straight quotes", r'"'),
        ("three dots", r"\.\.\."),
        ("two spaces", r"  "),
    ],
)
def test_french_typography(fault: str, pattern: str) -> None:
    wrong = [form for m in translated() for form in forms(m) if re.search(pattern, form)]
    assert not wrong, fault
