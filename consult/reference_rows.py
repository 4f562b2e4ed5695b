"""Bringing rows in line with a reference file: ids are kept, and what others rely on stays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.db import Base


@dataclass
class Counts:
    """What an import did, counted in rows."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def include(self, other: Counts) -> None:
        """What a part of the import did is counted with the rest."""
        self.added += other.added
        self.changed += other.changed
        self.removed += other.removed
        self.unchanged += other.unchanged

    def told(self) -> str:
        if self.nothing:
            return f"nothing to change ({self.unchanged} rows already up to date)"
        return (
            f"{self.added} added, {self.changed} changed, {self.removed} removed, "
            f"{self.unchanged} unchanged"
        )


class Upserter:
    """Counts while it adds, changes and removes. Nothing is committed here."""

    def __init__(self, session: orm.Session) -> None:
        self.session = session
        self.counts = Counts()

    def add(self, row: Base) -> None:
        self.session.add(row)
        self.counts.added += 1

    def change(self, row: Base, values: dict[str, Any]) -> None:
        """Set only what differs, so that an unchanged row is not written."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        if different:
            self.counts.changed += 1
        else:
            self.counts.unchanged += 1

    def remove(self, row: Base) -> None:
        self.session.delete(row)
        self.counts.removed += 1


def references(
    session: orm.Session, table: sa.Table, ids: Collection[int], *, besides: Collection[str] = ()
) -> dict[int, dict[str, int]]:
    """How many rows of which table refer to each of `ids`, leaving out the tables in `besides`."""
    found: dict[int, dict[str, int]] = {}
    if not ids:
        return found
    for other in Base.metadata.sorted_tables:
        if other.name in besides:
            continue
        for column in other.columns:
            if not any(key.column.table is table for key in column.foreign_keys):
                continue
            query = sa.select(column, sa.func.count()).where(column.in_(ids)).group_by(column)
            for row_id, number in session.execute(query):
                tables = found.setdefault(row_id, {})
                tables[other.name] = tables.get(other.name, 0) + number
    return found


def told_references(tables: dict[str, int]) -> str:
    """« tag (3), statement (1) »."""
    return ", ".join(f"{name.replace('_', ' ')} ({number})" for name, number in tables.items())
