"""Training a model from what the town's own team sorted. Nothing here commits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contributions.models import Contribution, Status, Tag, Tagging
from consult.enjeux.models import TrainedModel, Vocabulary
from consult.enjeux.queries import ambition_key
from consult.enjeux.suggester.documents import Document
from consult.enjeux.suggester.evaluating import told_of_file
from consult.enjeux.suggester.fitting import train, with_about
from consult.enjeux.suggester.model import shipped_model
from consult.enjeux.suggester.text import FRENCH
from consult.enjeux.suggester.training import HELD_OUT, shipped_documents
from consult.enjeux.suggester.vectors import shipped_vectors
from consult.enjeux.suggesting import ambition_texts
from consult.enjeux.trained import keep

BATCH = 500


class NothingToLearnError(Exception):
    """There are not yet two enjeux to tell apart."""


def learn(session: orm.Session, data: Path, vocabulary: Vocabulary) -> TrainedModel:
    """Train a model on the shipped sentences, the contract's text and the team's sorting.

    What was suggested before stays as it was. Raises NothingToLearnError.
    """
    official = list(contract_documents(session, vocabulary))
    shared = list(shared_documents(vocabulary))
    sorted_here = list(team_documents(session, vocabulary))
    about = {
        "sentences": len(shared),
        "contract": len(official),
        "team": len(sorted_here),
    }
    try:
        model = train([*shared, *official, *sorted_here], shipped_vectors(), about)
    except ValueError:
        raise NothingToLearnError from None
    if set(shipped_model().classes) <= set(model.classes):
        model = with_about(
            model,
            held_out=told_of_file(model.alone(), HELD_OUT),
            held_out_with_encoder=told_of_file(model, HELD_OUT) if model.has_encoder else None,
        )
    row = keep(session, data, vocabulary, model)
    record(
        session,
        "trained_model.train",
        row,
        by=SYSTEM,
        number=row.number,
        sentences=len(shared),
        contract=len(official),
        team=len(sorted_here),
    )
    return row


def shared_documents(vocabulary: Vocabulary) -> Iterator[Document]:
    """The shipped sentences whose enjeux are all this contract's."""
    keys = {enjeu.key for enjeu in vocabulary.enjeux}
    return (each for each in shipped_documents() if keys.issuperset(each.enjeux))


def contract_documents(session: orm.Session, vocabulary: Vocabulary) -> Iterator[Document]:
    """The contract's own words: of each enjeu, of each ambition with its objectives."""
    texts = ambition_texts(session, vocabulary)
    for enjeu in vocabulary.enjeux:
        source = f"contract-{enjeu.key}"
        yield Document(f"{enjeu.title} {enjeu.scope}", (enjeu.key,), source)
        for ambition in enjeu.ambitions:
            yield Document(texts[ambition_key(ambition)], (enjeu.key,), source)


def team_documents(session: orm.Session, vocabulary: Vocabulary) -> Iterator[Document]:
    """What the team sorted, demonstration left out; those of one receipt are one source."""
    query = (
        sa.select(Contribution)
        .options(orm.selectinload(Contribution.tags).joinedload(Tag.enjeu))
        .where(
            Contribution.vocabulary_id == vocabulary.id,
            Contribution.status == Status.PUBLISHED,
            Contribution.tagging.in_([Tagging.TAGGED, Tagging.OUTSIDE]),
            Contribution.language == FRENCH,
            Contribution.is_demo.is_(False),
        )
        .order_by(Contribution.id)
        .execution_options(yield_per=BATCH)
    )
    for each in session.scalars(query):
        keys = dict.fromkeys(tag.enjeu.key for tag in each.tags)
        yield Document(f"{each.title}\n{each.text}".strip(), tuple(keys), f"team-{each.receipt_id}")
