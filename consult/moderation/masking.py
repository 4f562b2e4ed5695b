"""Hiding a passage of someone's words: everyone reads MASK in its place, the original is sealed.

Nothing here commits.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.contributions.models import Contribution, StepKind
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.moderation import advice
from consult.moderation.models import DecisionKind
from consult.moderation.operations import StaleError, decide
from consult.moderation.permissions import can_decide, can_mask
from consult.moderation.sealing import rewrite, seal

# In the language of the site, within the words themselves.
MASK: Final = "[passage masqué]"
# What the column holds: masks can be longer than what they hide.
LONGEST_TITLE: Final = 255


class NotFoundError(ValueError):
    """`passage` is nowhere in the words."""

    def __init__(self, passage: str) -> None:
        super().__init__(passage)
        self.passage = passage


class NothingLeftError(ValueError):
    """Masking all of it is refusing it."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, to be shown or hidden."""

    words: str
    hidden: bool


def pieces(text: str, passages: Collection[str]) -> list[Piece]:
    """The whole text, cut where `passages` begin and end: joined again, the pieces are `text`.

    Every occurrence is hidden, whatever the blanks between its words. What touches or overlaps is
    one piece. A passage that is nowhere hides nothing; what is masked already stays as it is.
    """
    spans = sorted(span for passage in passages for span in _occurrences(text, passage))
    found: list[Piece] = []
    position = 0
    for start, end in _merged(text, spans):
        if start > position:
            found.append(Piece(text[position:start], hidden=False))
        found.append(Piece(text[start:end], hidden=True))
        position = end
    if position < len(text):
        found.append(Piece(text[position:], hidden=False))
    return found


def mask_text(text: str, passages: Collection[str]) -> str:
    return "".join(MASK if piece.hidden else piece.words for piece in pieces(text, passages))


def mask(
    session: orm.Session,
    contribution: Contribution,
    passages: Collection[str],
    *,
    by: User,
    revision: int,
    sentence: str = "",
    at: datetime | None = None,
) -> None:
    """Hide `passages` of the title and the text; words that wait are published by the same gesture.

    Their author reads on the page of their code that a passage is masked, and `sentence`.
    Raises NotFoundError for a passage that is not there, NothingLeftError when nothing could be
    read any more, StaleError when the words are no longer those of `revision`, ValueError without
    a passage.
    """
    if not can_mask(contribution) or contribution.revision != revision:
        raise StaleError
    if not passages:
        raise ValueError("something is masked")
    title, text = masked(contribution, passages)
    now = at or utcnow()
    sealed = seal(session, contribution)
    rewrite(session, contribution, title, text)
    # The reasons of a suggestion are words of the text: those that are hidden now go with it.
    advice.forget(session, contribution.id)
    contribution.handled_at = contribution.handled_at or now
    contribution.revision += 1
    add_step(contribution, StepKind.MASKED, sentence.strip(), at=now)
    record(session, "contribution.mask", contribution, by=by, passages=len(passages))
    if can_decide(contribution):
        decision = decide(
            session,
            contribution,
            DecisionKind.PUBLISH,
            by=by,
            revision=contribution.revision,
            at=now,
        )
        sealed.decision_id = decision.id
        session.flush()
    else:
        session.flush()
        advice.give(session, contribution)


def masked(contribution: Contribution, passages: Collection[str]) -> tuple[str, str]:
    """Title and text with `passages` hidden. Raises NotFoundError or NothingLeftError."""
    for passage in passages:
        if not any(_occurrences(each, passage) for each in (contribution.title, contribution.text)):
            raise NotFoundError(passage)
    text = mask_text(contribution.text, passages)
    if not any(sign.isalnum() for sign in text.replace(MASK, "")):
        raise NothingLeftError
    title = mask_text(contribution.title, passages)
    return title if len(title) <= LONGEST_TITLE else MASK, text


def _occurrences(text: str, passage: str) -> list[tuple[int, int]]:
    """Whole words first: « Ali » is not hidden inside « Alimentation » unless it is only there."""
    parts = [re.escape(part) for part in passage.split()]
    if not parts:
        return []
    words = r"\s+".join(parts)
    kept = [found.span() for found in re.finditer(re.escape(MASK), text)]
    for pattern in (rf"(?<!\w){words}(?!\w)", words):
        spans = [found.span() for found in re.finditer(pattern, text)]
        free = [
            (start, end)
            for start, end in spans
            if not any(start < stop and begin < end for begin, stop in kept)
        ]
        if free:
            return free
    return []


def _merged(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those with nothing but blanks between them made one."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
