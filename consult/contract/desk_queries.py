"""What the editors see beside the text: who edits, who changed what, where sentences come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract import drafts, locks
from consult.contract.documents import tree
from consult.contract.documents.tree import Block, Heading
from consult.contract.models import Contract, Placement, Section
from consult.contract.plan_queries import first_words
from consult.contract.readings import Reading
from consult.contract.version_models import ContractVersion, Edit, Lock
from consult.contributions.models import Contribution
from consult.enjeux.models import Enjeu
from consult.synthesis.models import Statement
from consult.web.pagination import Page, keyset

PAGE_SIZE = 40


@dataclass(frozen=True)
class Origin:
    """A resident-born sentence of a section: its text, who is behind it, its statement, and the first
    of the published words that it comes from.
    """

    public_id: str
    text: str
    heard: str
    statement: str
    words: tuple[Contribution, ...]


@dataclass(frozen=True)
class Stretch:
    """A section of the working text as it is printed, and its margin. `path` is its part's, empty for
    what the contract's file alone says (the transversal axes).

    `enjeu` has an introduction and partners here (`presents`), or a plan (`plans`).
    """

    blocks: tuple[Block, ...]
    heading: Heading
    path: str
    section: Section | None
    enjeu: Enjeu | None
    presents: bool
    plans: bool
    origins: tuple[Origin, ...]
    lock: Lock | None
    last: Edit | None
    draft: datetime | None


def stretches(session: orm.Session, reading: Reading, *, by: User) -> list[Stretch]:
    """Of the working text, in the printed order; five queries more than the text."""
    contract = reading.contract
    statements = _statements(session, contract)
    said = first_words(session, {each.id for each in statements.values()})
    held = locks.live(session, contract)
    waiting = drafts.waiting(session, contract, by=by)
    edits = last_edits(session, contract)
    sections = {f"s-{each.key}": each for each in contract.sections}
    enjeux = {f"s-{each.key}": each for each in contract.vocabulary.enjeux}
    found: list[Stretch] = []
    for heading, blocks in _by_section(reading.document.blocks):
        section = sections.get(heading.anchor)
        enjeu = section.enjeu if section else enjeux.get(heading.anchor)
        path = _path(section, enjeu)
        kind = section.kind.value if section else ""
        presents = kind in {"", "enjeu"} and enjeu is not None
        # The introduction of an enjeu is a part of its own, told in the same margin.
        also = f"enjeu/{enjeu.key}" if presents and enjeu else path
        found.append(
            Stretch(
                blocks,
                heading,
                path,
                section,
                enjeu,
                presents,
                kind in {"", "plan"} and enjeu is not None,
                tuple(_origins(blocks, reading, statements, said)),
                held.get(path) or held.get(also),
                edits.get(path) or edits.get(also),
                waiting.get(path) or waiting.get(also),
            )
        )
    return found


def _path(section: Section | None, enjeu: Enjeu | None) -> str:
    if section:
        return f"section/{section.key}"
    return f"enjeu/{enjeu.key}" if enjeu else ""


def _by_section(blocks: Sequence[Block]) -> list[tuple[Heading, tuple[Block, ...]]]:
    found: list[tuple[Heading, list[Block]]] = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append((block, [block]))
        elif found:
            found[-1][1].append(block)
    return [(heading, tuple(inside)) for heading, inside in found]


def _origins(
    blocks: Sequence[Block],
    reading: Reading,
    statements: dict[str, _Known],
    said: dict[int, list[Contribution]],
) -> Iterator[Origin]:
    for public_id in _sentences(blocks):
        statement = statements[public_id]
        yield Origin(
            public_id,
            reading.texts[public_id],
            reading.heard[public_id].told(),
            statement.public_id,
            tuple(said.get(statement.id, ())),
        )


def _sentences(blocks: Sequence[Block | tree.Part]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, tree.Sentence):
            yield block.public_id
        elif isinstance(block, tree.Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from _sentences(cell.parts)


class _Known(NamedTuple):
    """A statement, by its two ids."""

    id: int
    public_id: str


def _statements(session: orm.Session, contract: Contract) -> dict[str, _Known]:
    """By the public id of each place."""
    query = (
        sa.select(Placement.public_id, Statement.id, Statement.public_id)
        .join(Placement.statement)
        .where(Placement.contract_id == contract.id)
    )
    return {place: _Known(key, public_id) for place, key, public_id in session.execute(query)}


def last_edits(session: orm.Session, contract: Contract) -> dict[str, Edit]:
    """The last change of each part, with its author."""
    last = sa.select(sa.func.max(Edit.id)).where(Edit.contract_id == contract.id)
    query = (
        sa.select(Edit)
        .where(Edit.id.in_(last.group_by(Edit.part)))
        .options(orm.joinedload(Edit.user))
    )
    return {each.part: each for each in session.scalars(query)}


def history(
    session: orm.Session, contract: Contract, *, part: str = "", after: int | None = None
) -> Page[Edit]:
    """The newest first; of one part only with `part`."""
    query = sa.select(Edit).where(Edit.contract_id == contract.id)
    if part:
        query = query.where(Edit.part == part)
    query = query.options(orm.joinedload(Edit.user))
    return keyset(session, query, Edit.id, after=after, size=PAGE_SIZE, newest_first=True)


def edits_since(
    session: orm.Session, contract: Contract, version: ContractVersion | None
) -> list[Edit]:
    """What was changed since that version was published, the newest first."""
    query = sa.select(Edit).where(Edit.contract_id == contract.id)
    if version is not None:
        query = query.where(Edit.created_at > version.published_at)
    query = query.options(orm.joinedload(Edit.user)).order_by(Edit.id.desc())
    return list(session.scalars(query))
