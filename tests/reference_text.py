"""What the tests of imported files share."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import orm

from consult.reading import Model, ReadingError, Source, checked, parse
from consult.reference_rows import Counts


def line_of(text: str, words: str) -> int:
    """The line of `text` that holds `words`: where a fault must be told."""
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


def changed(text: str, old: str, new: str) -> str:
    """`text` with one thing changed, which must stand in it."""
    assert old in text, old
    return text.replace(old, new, 1)


def load_text(
    session: orm.Session,
    text: str,
    model: type[Model],
    check: Callable[[Model, Source], None],
    load: Callable[[orm.Session, Model, Source], Counts],
) -> Counts:
    """What a command does of a file, of `text`."""
    source = parse(text, "essai.yaml")
    counts = load(session, checked(source, model, check), source)
    session.expire_all()
    return counts


def faults_of(session: orm.Session, act: Callable[[], object]) -> list[tuple[int, str]]:
    """What an import that is refused says."""
    with pytest.raises(ReadingError) as refused:
        act()
    session.expire_all()
    return told(refused.value)


def told(error: Exception) -> list[tuple[int, str]]:
    """Each fault as its line and its sentence; every line of the error must be one."""
    found = [re.fullmatch(r"essai\.yaml:(\d+): (\S.*\.)", line) for line in str(error).split("\n")]
    assert all(found), str(error)
    return [(int(match[1]), match[2]) for match in found if match]
