"""What resembles a text, among all that was said: a few reads of indexed columns, whatever the number."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from consult.contributions.lookalikes.models import Fingerprint, FingerprintBand
from consult.contributions.lookalikes.wording import Wording, similarity
from consult.contributions.models import Contribution

# Shared shingles out of all: from here on two texts are worth showing together…
POSSIBLE = 0.5
# … and from here on they are one text, but for a few letters.
VERY_NEAR = 0.85
# Texts compared letter by letter: those that meet in most bands.
MOST_COMPARED = 40


class Mate(NamedTuple):
    """A contribution that resembles a text, with its place among the groups."""

    contribution_id: int
    group_id: int | None
    wording: int | None
    likeness: float


def exact(connection: sa.Connection, digest: str, *, but: int | None = None) -> Mate | None:
    """A copy, word for word; one of a group first, then the earliest."""
    query = (
        sa.select(Fingerprint.contribution_id, Fingerprint.group_id, Fingerprint.wording)
        .where(Fingerprint.digest == digest, Fingerprint.contribution_id != (but or 0))
        .order_by(Fingerprint.group_id.is_(None), Fingerprint.contribution_id)
        .limit(1)
    )
    row = connection.execute(query).first()
    return Mate(*row, 1.0) if row else None


def near(
    connection: sa.Connection, wording: Wording, *, least: float = POSSIBLE
) -> list[tuple[Mate, Wording]]:
    """Other texts, the most alike first, each with one contribution that has it.

    Copies word for word are not among them, and a short text resembles nothing.
    """
    keys = wording.bands
    if not keys:
        return []
    met = (
        sa.select(FingerprintBand.digest)
        .where(FingerprintBand.key.in_(keys), FingerprintBand.digest != wording.digest)
        .group_by(FingerprintBand.digest)
        .order_by(sa.func.count().desc(), FingerprintBand.digest)
        .limit(MOST_COMPARED)
    )
    digests = list(connection.scalars(met))
    found = [
        (mate._replace(likeness=likeness), other)
        for mate, other in _having(connection, digests)
        if (likeness := similarity(wording, other)) >= least
    ]
    return sorted(found, key=lambda each: (-each[0].likeness, each[0].contribution_id))


def _having(connection: sa.Connection, digests: list[str]) -> list[tuple[Mate, Wording]]:
    """The first contribution of each digest, and its words."""
    first = (
        sa.select(sa.func.min(Fingerprint.contribution_id))
        .where(Fingerprint.digest.in_(digests))
        .group_by(Fingerprint.digest)
    )
    query = (
        sa.select(
            Fingerprint.contribution_id,
            Fingerprint.group_id,
            Fingerprint.wording,
            Contribution.vocabulary_id,
            Contribution.prompt,
            Contribution.title,
            Contribution.text,
        )
        .join(Contribution, Contribution.id == Fingerprint.contribution_id)
        .where(Fingerprint.contribution_id.in_(first))
    )
    return [(Mate(*row[:3], 0.0), Wording(*row[3:])) for row in connection.execute(query)]
