"""What the tests of imported files share."""

from __future__ import annotations

import re


def line_of(text: str, words: str) -> int:
    """The line of `text` that holds `words`: where a fault must be told."""
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


def changed(text: str, old: str, new: str) -> str:
    """`text` with one thing changed, which must stand in it."""
    assert old in text, old
    return text.replace(old, new, 1)


def told(error: Exception) -> list[tuple[int, str]]:
    """Each fault as its line and its sentence; every line of the error must be one."""
    found = [re.fullmatch(r"essai\.yaml:(\d+): (\S.*\.)", line) for line in str(error).split("\n")]
    assert all(found), str(error)
    return [(int(match[1]), match[2]) for match in found if match]
