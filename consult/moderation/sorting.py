"""One gesture of the page that sorts: the words, and the published members of their group with them.

Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, Tagging
from consult.enjeux.models import Ambition, Enjeu, TransversalAxis
from consult.moderation.axes import mark_axes, mark_likewise
from consult.moderation.copies.tagging import Likewise, place_of, tag_likewise
from consult.moderation.tagging import tag


@dataclass(frozen=True)
class Chosen:
    """What was ticked; see `consult.moderation.tagging.tag` for what each outcome needs."""

    outcome: Tagging
    enjeux: Collection[Enjeu] = ()
    ambitions: Collection[Ambition] = ()
    axes: Collection[TransversalAxis] = ()


def sort(
    session: orm.Session, contribution: Contribution, chosen: Chosen, *, by: User, revision: int
) -> Likewise:
    """Enjeux, ambitions and axes are exactly those `chosen`. Raises as `tag` and `mark_axes` do."""
    was = place_of(contribution)
    marked = mark_axes(session, contribution, chosen.axes, by=by, revision=revision)
    placed = tag(
        session,
        contribution,
        chosen.outcome,
        by=by,
        revision=revision,
        enjeux=chosen.enjeux,
        ambitions=chosen.ambitions,
    )
    # `tag` counts its own change; axes alone change the words that a colleague has on the screen too.
    if marked and not placed:
        contribution.revision += 1
    others = tag_likewise(
        session,
        contribution,
        chosen.outcome,
        was=was,
        by=by,
        enjeux=chosen.enjeux,
        ambitions=chosen.ambitions,
    )
    mark_likewise(session, contribution, chosen.axes, by=by)
    return others
