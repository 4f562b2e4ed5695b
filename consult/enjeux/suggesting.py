"""Suggesting enjeux and ambitions for words: the suggester, fed with a contract's own vocabulary.

The model is the last one the town trained, or the shipped one. What the ambitions are compared with
is the contract's own text, weighed once and kept in the process until that text or the model changes.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import orm

from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key
from consult.enjeux.suggester.model import Model, shipped_model
from consult.enjeux.suggester.rank import CONFIDENT, Suggestion, by_wording
from consult.enjeux.suggester.rank import suggest as ranked
from consult.enjeux.suggester.text import FRENCH
from consult.enjeux.suggester.wordings import Wordings, wordings
from consult.enjeux.trained import last_trained, read_trained

# The rows belong to `consult.contract`, which knows this package and not the reverse: only the
# words of the objectives are needed here.
_OBJECTIVE = sa.table("objective", sa.column("ambition_id"), sa.column("text"))


class Likelihood(enum.Enum):
    """A score in words; below POSSIBLE nothing is said."""

    LIKELY = "likely"
    POSSIBLE = "possible"


LIKELY_FROM = CONFIDENT
POSSIBLE_FROM = {"enjeu": 0.15, "ambition": 0.05}


@dataclass(frozen=True)
class Advice:
    """What a model of `version` says of words, the likeliest enjeu first, then ambitions."""

    version: str
    ranked: list[Suggestion]


@dataclass(frozen=True)
class _Compared:
    fingerprint: str
    enjeux: Wordings
    ambitions: Wordings


_compared: dict[str, _Compared] = {}
_comparing = Lock()


def suggest(text: str, vocabulary: Vocabulary, language: str = FRENCH) -> list[Suggestion]:
    """Enjeux and ambitions of a contract for `text`, ranked, each with its score and its reasons.

    `vocabulary` is the contract's own, attached to a session (its objectives are read from there).

    `key` is an enjeu's key, or an ambition's as `queries.ambition_key` writes it. No words, or words
    that no enjeu is about, no suggestion. In another language than French, none without the extra
    `consult[multilingual]`.
    """
    return advise(text, vocabulary, language).ranked


def advise(text: str, vocabulary: Vocabulary, language: str = FRENCH) -> Advice:
    """The same, with the version of the model that says it."""
    session = orm.object_session(vocabulary)
    if session is None:
        raise ValueError("a vocabulary of no session")
    model = model_for(session, vocabulary)
    if not text.strip():
        return Advice(model.version, [])
    compared = _compare(session, vocabulary, model)
    known = known_keys(vocabulary)
    if known.isdisjoint(model.classes):
        # Nothing was learnt of this contract's enjeux yet: its own wording is all there is.
        found = by_wording(text, model, compared.enjeux, compared.ambitions)
    else:
        found = ranked(text, model, compared.ambitions, language)
    return Advice(model.version, [each for each in found if each.key in known])


def likelihood(suggestion: Suggestion) -> Likelihood | None:
    """An enjeu's score is a probability; an ambition's only ranks: it is possible at most."""
    if suggestion.kind == "enjeu" and suggestion.score >= LIKELY_FROM:
        return Likelihood.LIKELY
    if suggestion.score >= POSSIBLE_FROM[suggestion.kind]:
        return Likelihood.POSSIBLE
    return None


def model_for(session: orm.Session, vocabulary: Vocabulary) -> Model:
    """The last model trained for a vocabulary, or the shipped one."""
    row = last_trained(session, vocabulary)
    if row is not None:
        model = read_trained(current_app.config["SETTINGS"].data, vocabulary, row)
        if model is not None:
            return model
    return shipped_model()


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


def enjeu_texts(vocabulary: Vocabulary, ambitions: Mapping[str, str]) -> dict[str, str]:
    """What each enjeu says: its own words and those of its ambitions."""
    return {
        enjeu.key: " ".join(
            [
                enjeu.title,
                enjeu.scope,
                *(ambitions[ambition_key(each)] for each in enjeu.ambitions),
            ]
        )
        for enjeu in vocabulary.enjeux
    }


def known_keys(vocabulary: Vocabulary) -> frozenset[str]:
    """Every key that may be suggested, or ticked."""
    return frozenset(
        key
        for enjeu in vocabulary.enjeux
        for key in (enjeu.key, *(ambition_key(each) for each in enjeu.ambitions))
    )


def _compare(session: orm.Session, vocabulary: Vocabulary, model: Model) -> _Compared:
    ambitions = ambition_texts(session, vocabulary)
    enjeux = enjeu_texts(vocabulary, ambitions)
    told = [
        model.version,
        *(f"{key}={text}" for key, text in sorted({**enjeux, **ambitions}.items())),
    ]
    fingerprint = hashlib.sha256("\n".join(told).encode()).hexdigest()
    with _comparing:
        known = _compared.get(vocabulary.key)
        if known is None or known.fingerprint != fingerprint:
            known = _Compared(fingerprint, wordings(enjeux, model), wordings(ambitions, model))
            _compared[vocabulary.key] = known
        return known
