"""Reads of the pages that place a sentence, and of the public page behind it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Action, Contract, Objective, Placement
from consult.contract.places import Place, as_it_stands, sentence_at
from consult.contract.printed import is_readable, printed_before
from consult.contract.said_once import Copies, each_text_once
from consult.contract.standing import printed_numbers, with_target
from consult.contract.version_models import PRINTED
from consult.contributions.models import Contribution, Status
from consult.contributions.voices import people_by
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.provenance import CITED, Backing, Provenance, provenance_of
from consult.web.pagination import Page

PAGE_SIZE = 20
# Below this many people heard, a quarter would say too much of who spoke.
FEWEST_FOR_A_QUARTER = 5


def placement_of(session: orm.Session, statement_id: int, public_id: str) -> Placement | None:
    query = sa.select(Placement).where(
        Placement.statement_id == statement_id, Placement.public_id == public_id
    )
    return session.scalars(with_target(query)).first()


def lines_of(session: orm.Session, enjeu: Enjeu) -> tuple[list[Objective], list[Action]]:
    """Objectives and actions of the enjeu's ambitions, in the printed order."""
    objectives = (
        sa.select(Objective)
        .join(Objective.ambition)
        .where(Ambition.enjeu_id == enjeu.id)
        .order_by(Ambition.position, Objective.position)
        .options(orm.contains_eager(Objective.ambition))
    )
    actions = (
        sa.select(Action)
        .join(Action.ambition)
        .where(Ambition.enjeu_id == enjeu.id)
        .order_by(Ambition.position, Action.position)
        .options(orm.contains_eager(Action.ambition), orm.joinedload(Action.objective))
    )
    return list(session.scalars(objectives)), list(session.scalars(actions))


@dataclass(frozen=True)
class Behind:
    """A sentence of a contract and the words it comes from, each text once.

    `statement_id` is the public id of the statement that the team writes, empty for readers; `enjeu` may
    have left the vocabulary. `text` is what the public reads, or what the team writes; `quarters` may
    be told. `copies` are those of a contribution's text, by its
    id, when several people sent it. Without a `place` it left the text: `version` is the number of the
    last one that prints it. With `readable` False only the team knows of it, until a version is
    published.
    """

    public_id: str
    statement_id: str
    contract: Contract
    enjeu: Enjeu | None
    text: str
    place: Place | None
    version: int
    readable: bool
    provenance: Provenance
    page: Page[Contribution]
    quarters: frozenset[int]
    copies: dict[int, Copies]


def behind(session: orm.Session, slug: str, public_id: str, *, after: int | None) -> Behind | None:
    """Of a sentence that readers find in the text; six queries at most, however many words there are."""
    found = sentence_at(session, slug, public_id)
    if found is None:
        return None
    return Behind(
        public_id,
        "",
        found.place.contract,
        found.enjeu,
        found.place.text,
        found.place,
        0,
        True,
        *_words(session, found.owner_id, found.backing, after),
    )


def behind_in_work(
    session: orm.Session, slug: str, public_id: str, *, after: int | None
) -> Behind | None:
    """The same for the team, of the text being written: published or not."""
    query = (
        sa.select(Placement, is_readable())
        .join(Placement.contract)
        .where(Contract.slug == slug, Placement.public_id == public_id)
        .options(orm.joinedload(Placement.statement), orm.joinedload(Placement.enjeu))
    )
    row = session.execute(with_target(query)).first()
    if row is None:
        return None
    placement, readable = row
    place = as_it_stands(placement, printed_numbers(session, [placement])[placement.id])
    return Behind(
        public_id,
        placement.statement.public_id,
        placement.contract,
        placement.enjeu,
        place.text,
        place,
        0,
        readable,
        *_words(session, placement.statement_id, CITED, after),
    )


def behind_formerly(
    session: orm.Session, slug: str, public_id: str, *, after: int | None
) -> Behind | None:
    """Of a sentence that left the text but that a version prints; five queries."""
    found = printed_before(session, slug, public_id)
    if found is None:
        return None
    sentence, enjeu = found
    return Behind(
        public_id,
        "",
        sentence.version.contract,
        enjeu,
        sentence.text,
        None,
        sentence.version.number,
        True,
        *_words(session, sentence.id, PRINTED, after),
    )


def _words(
    session: orm.Session, owner_id: int, backing: Backing, after: int | None
) -> tuple[Provenance, Page[Contribution], frozenset[int], dict[int, Copies]]:
    cited = (
        sa.select(Contribution)
        .join(backing.table, backing.contribution_id == Contribution.id)
        .where(backing.owner_id == owner_id, Contribution.status == Status.PUBLISHED)
    )
    page, copies = each_text_once(session, cited, after=after, size=PAGE_SIZE)
    heard = provenance_of(session, owner_id, backing)
    return heard, page, _quarters_told(session, cited), copies


def _quarters_told(session: orm.Session, cited: sa.Select[Contribution]) -> frozenset[int]:
    heard = people_by(
        cited.where(Contribution.perimeter_id.is_not(None)), [Contribution.perimeter_id]
    )
    query = sa.select(heard.c.perimeter_id).where(heard.c.people >= FEWEST_FOR_A_QUARTER)
    return frozenset(key for key in session.scalars(query) if key is not None)
