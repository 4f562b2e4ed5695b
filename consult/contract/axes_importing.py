"""The part of a contract file that speaks of transversal axes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.axes import LINKS
from consult.contract.models import Action, Objective
from consult.contract.reading import ContractFile, ObjectiveEntry, bearers_of
from consult.enjeux.models import Ambition, Enjeu, TransversalAxis, Vocabulary
from consult.reading import Faults
from consult.reference_rows import Upserter, references, told_references

# Links that the file itself describes do not hold back the removal of an axis.
OWN_LINKS = frozenset(table.name for table in LINKS.values())
Bearer = tuple[type[Objective | Action], str, str, str]


def import_axes(
    session: orm.Session,
    vocabulary: Vocabulary,
    file: ContractFile,
    faults: Faults,
    rows: Upserter,
) -> None:
    """After the rest of the file was flushed. An axis that residents' words bear cannot leave."""
    known = {row.key: row for row in vocabulary.axes}
    for position, entry in enumerate(file.axes):
        values = entry.model_dump(exclude={"key"}) | {"position": position}
        row = known.get(entry.key)
        if row is None:
            known[entry.key] = row = TransversalAxis(key=entry.key, vocabulary=vocabulary, **values)
            rows.add(row)
        else:
            rows.change(row, values)
    listed = {entry.key for entry in file.axes}
    for key in [key for key in known if key not in listed]:
        _forget(session, vocabulary, known.pop(key), faults, rows)
    if faults.found:
        return
    session.flush()
    _link(session, vocabulary, file, {key: row.id for key, row in known.items()}, rows)


def _forget(
    session: orm.Session,
    vocabulary: Vocabulary,
    axis: TransversalAxis,
    faults: Faults,
    rows: Upserter,
) -> None:
    table = TransversalAxis.metadata.tables[TransversalAxis.__tablename__]
    used = references(session, table, [axis.id], besides=OWN_LINKS)
    if used:
        faults.add(
            ("axes",),
            f"the axis « {axis.key} » is no longer described here, but it is in use: "
            f"{told_references(used[axis.id])}. Put it back.",
        )
        return
    vocabulary.axes.remove(axis)
    rows.counts.removed += 1


def _link(
    session: orm.Session,
    vocabulary: Vocabulary,
    file: ContractFile,
    axes: dict[str, int],
    rows: Upserter,
) -> None:
    """Lines of the plan and axes, as the file says them; a link added or removed counts as a row."""
    ids = _bearers(session, vocabulary)
    wanted: dict[type[Objective | Action], set[tuple[int, int]]] = {Objective: set(), Action: set()}
    for enjeu in file.enjeux:
        for ambition in enjeu.ambitions:
            for _where, entry in bearers_of(ambition, ()):
                kind = Objective if isinstance(entry, ObjectiveEntry) else Action
                bearer = ids[kind, enjeu.key, ambition.key, entry.key]
                wanted[kind] |= {(bearer, axes[key]) for key in entry.axes}
    for kind, table in LINKS.items():
        bearer_id = next(column for column in table.c if column.name != "axis_id")
        mine = list(axes.values())
        present = {
            (row[0], row[1])
            for row in session.execute(
                sa.select(bearer_id, table.c.axis_id).where(table.c.axis_id.in_(mine))
            )
        }
        for one, axis in sorted(present - wanted[kind]):
            session.execute(sa.delete(table).where(bearer_id == one, table.c.axis_id == axis))
        new = [
            {bearer_id.name: one, "axis_id": axis} for one, axis in sorted(wanted[kind] - present)
        ]
        if new:
            session.execute(sa.insert(table), new)
        rows.counts.added += len(new)
        rows.counts.removed += len(present - wanted[kind])
        rows.counts.unchanged += len(present & wanted[kind])


def _bearers(session: orm.Session, vocabulary: Vocabulary) -> dict[Bearer, int]:
    """Ids by kind, and by the keys of the enjeu, the ambition and the line."""
    found: dict[Bearer, int] = {}
    for kind in LINKS:
        query = (
            sa.select(Enjeu.key, Ambition.key, kind.key, kind.id)
            .select_from(kind)
            .join(Ambition, Ambition.id == kind.ambition_id)
            .join(Enjeu, Enjeu.id == Ambition.enjeu_id)
            .where(Enjeu.vocabulary_id == vocabulary.id)
        )
        for enjeu, ambition, key, row_id in session.execute(query):
            found[kind, enjeu, ambition, key] = row_id
    return found
