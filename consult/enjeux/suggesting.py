"""Suggesting enjeux and ambitions for words: the suggester, fed with a contract's own vocabulary.

The model is built the first time it is asked for, from the training sentences and the texts of the
contract, and kept in the process until those texts change.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterator, Mapping
from threading import Lock

import sqlalchemy as sa
from sqlalchemy import orm

from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key
from consult.enjeux.suggester import (
    CONFIDENT,
    Document,
    Model,
    Suggestion,
    build_model,
    shipped_documents,
)
from consult.enjeux.suggester import suggest as rank

# The rows belong to `consult.contract`, which knows this package and not the reverse: only the
# words of the objectives are needed here.
_OBJECTIVE = sa.table("objective", sa.column("ambition_id"), sa.column("text"))


class Likelihood(enum.Enum):
    """A score in words; below POSSIBLE nothing is said."""

    LIKELY = "likely"
    POSSIBLE = "possible"


LIKELY_FROM = CONFIDENT
POSSIBLE_FROM = {"enjeu": 0.2, "ambition": 0.05}

_models: dict[str, tuple[str, Model]] = {}
_building = Lock()


def suggest(text: str, vocabulary: Vocabulary) -> list[Suggestion]:
    """Enjeux and ambitions of a contract for `text`, ranked, each with its score and its reasons.

    `vocabulary` is the contract's own, attached to a session (its objectives are read from there).

    `key` is an enjeu's key, or an ambition's as `queries.ambition_key` writes it. No words, no
    suggestion.
    """
    session = orm.object_session(vocabulary)
    if session is None:
        raise ValueError("a vocabulary of no session")
    if not text.strip():
        return []
    known = known_keys(vocabulary)
    return [each for each in rank(text, model_for(session, vocabulary)) if each.key in known]


def likelihood(suggestion: Suggestion) -> Likelihood | None:
    """An enjeu's score is a probability; an ambition's only ranks: it is possible at most."""
    if suggestion.kind == "enjeu" and suggestion.score >= LIKELY_FROM:
        return Likelihood.LIKELY
    if suggestion.score >= POSSIBLE_FROM[suggestion.kind]:
        return Likelihood.POSSIBLE
    return None


def model_for(session: orm.Session, vocabulary: Vocabulary) -> Model:
    """The model of a vocabulary, rebuilt when the contract's texts have changed."""
    ambitions = ambition_texts(session, vocabulary)
    fingerprint = _fingerprint(vocabulary, ambitions)
    with _building:
        known = _models.get(vocabulary.key)
        if known is not None and known[0] == fingerprint:
            return known[1]
        model = build_model(documents(vocabulary), ambitions)
        _models[vocabulary.key] = (fingerprint, model)
        return model


def ambition_texts(session: orm.Session, vocabulary: Vocabulary) -> dict[str, str]:
    """What each ambition says: its title, its note and its objectives."""
    texts = {
        ambition.id: [ambition.title, ambition.note]
        for enjeu in vocabulary.enjeux
        for ambition in enjeu.ambitions
    }
    rows = session.execute(
        sa.select(_OBJECTIVE.c.ambition_id, _OBJECTIVE.c.text)
        .where(_OBJECTIVE.c.ambition_id.in_(texts))
        .order_by(_OBJECTIVE.c.ambition_id, _OBJECTIVE.c.text)
    )
    for ambition_id, text in rows:
        texts[ambition_id].append(text)
    return {
        ambition_key(ambition): " ".join(part for part in texts[ambition.id] if part)
        for enjeu in vocabulary.enjeux
        for ambition in enjeu.ambitions
    }


def documents(vocabulary: Vocabulary) -> Iterator[Document]:
    """The shipped sentences that speak of this vocabulary, then its own official wording."""
    keys = {enjeu.key for enjeu in vocabulary.enjeux}
    yield from (each for each in shipped_documents() if keys.issuperset(each.enjeux))
    for enjeu in vocabulary.enjeux:
        yield Document(f"{enjeu.title} {enjeu.scope}", (enjeu.key,), f"contract:{enjeu.key}")


def known_keys(vocabulary: Vocabulary) -> frozenset[str]:
    """Every key that may be suggested, or ticked."""
    return frozenset(
        key
        for enjeu in vocabulary.enjeux
        for key in (enjeu.key, *(ambition_key(each) for each in enjeu.ambitions))
    )


def _fingerprint(vocabulary: Vocabulary, ambitions: Mapping[str, str]) -> str:
    """Changes with what the model learns from; the shipped sentences change with the version."""
    learnt = [f"{enjeu.key}|{enjeu.title}|{enjeu.scope}" for enjeu in vocabulary.enjeux]
    learnt += [f"{key}={text}" for key, text in sorted(ambitions.items())]
    return hashlib.sha256("\n".join(learnt).encode()).hexdigest()
