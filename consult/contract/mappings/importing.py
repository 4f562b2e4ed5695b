"""Bringing the mapping of two contracts in line with its file."""

from __future__ import annotations

from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contract.mappings.models import EnjeuMapping
from consult.contract.mappings.queries import Point, points_of, rows_between
from consult.contract.mappings.reading import KINDS, MappingFile
from consult.contract.models import Contract
from consult.contract.queries import contract_of_slug
from consult.reading import Faults, Source
from consult.reference_rows import Counts, Upserter

Ends = tuple[tuple[int, int | None], tuple[int, int | None]]


def import_mapping(session: orm.Session, file: MappingFile, source: Source) -> Counts:
    """All of the file or, with ReadingError, nothing of it."""
    faults = Faults(source)
    left = _contract(session, file.mapping.left, "from", faults)
    right = _contract(session, file.mapping.right, "to", faults)
    if left is None or right is None:
        faults.stop()
        raise AssertionError("a missing contract is a fault")
    if rows_between(session, right.vocabulary_id, left.vocabulary_id):
        faults.add(
            ("mapping",),
            f"the mapping from « {right.slug} » to « {left.slug} » is already here, and is read "
            "both ways: turn this file round.",
        )
    wanted = _lines(file, points_of(left.vocabulary), points_of(right.vocabulary), faults)
    faults.stop()
    rows = Upserter(session)
    with session.begin_nested():
        present = rows_between(session, left.vocabulary_id, right.vocabulary_id)
        _bring_in_line(rows, wanted, present)
        session.flush()
        if not rows.counts.nothing:
            record(session, "mapping.import", left, by=SYSTEM, **vars(rows.counts))
    return rows.counts


def _contract(session: orm.Session, slug: str, side: str, faults: Faults) -> Contract | None:
    found = contract_of_slug(session, slug)
    if found is None:
        faults.add(
            ("mapping", side),
            f"the contract « {slug} » is not here: run « consult contract import {slug} » first.",
        )
    return found


def _lines(
    file: MappingFile, lefts: dict[str, Point], rights: dict[str, Point], faults: Faults
) -> dict[Ends, EnjeuMapping]:
    wanted: dict[Ends, EnjeuMapping] = {}
    for index, entry in enumerate(file.lines):
        left, right = lefts.get(entry.left), rights.get(entry.right)
        for side, key, point, slug in (
            ("from", entry.left, left, file.mapping.left),
            ("to", entry.right, right, file.mapping.right),
        ):
            if point is None:
                faults.add(
                    ("lines", index, side), f"« {key} » is no enjeu nor ambition of « {slug} »."
                )
        if left is None or right is None:
            continue
        wanted[left.ids, right.ids] = EnjeuMapping(
            from_enjeu_id=left.ids[0],
            from_ambition_id=left.ids[1],
            to_enjeu_id=right.ids[0],
            to_ambition_id=right.ids[1],
            kind=KINDS[entry.kind],
            note=entry.note or file.mapping.note,
        )
    return wanted


def _bring_in_line(
    rows: Upserter,
    wanted: dict[Ends, EnjeuMapping],
    present: list[EnjeuMapping],
) -> None:
    for row in present:
        ends = (row.from_enjeu_id, row.from_ambition_id), (row.to_enjeu_id, row.to_ambition_id)
        said = wanted.pop(ends, None)
        if said is None:
            rows.remove(row)
        else:
            rows.change(row, {"kind": said.kind, "note": said.note})
    for new in wanted.values():
        rows.add(new)
