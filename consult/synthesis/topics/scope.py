"""Which part of an enjeu is looked at: an ambition, a quarter, a period. None filters nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from consult.contributions.models import Contribution, Tag
from consult.contributions.when import said_within
from consult.enjeux.models import Ambition, Enjeu
from consult.synthesis.queries import SORTED
from consult.territory.models import Perimeter


@dataclass(frozen=True)
class Scope:
    """`since` and `until` are days by the town's clock, both included, on which words were said."""

    ambition: Ambition | None = None
    perimeter: Perimeter | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Scope()


def heard(enjeu: Enjeu, scope: Scope = EVERYTHING) -> list[sa.ColumnElement[bool]]:
    """Conditions on Contribution: what can be cited under `enjeu`, in this part of it."""
    tags = [Tag.contribution_id == Contribution.id, Tag.enjeu_id == enjeu.id]
    if scope.ambition is not None:
        tags.append(Tag.ambition_id == scope.ambition.id)
    found: list[sa.ColumnElement[bool]] = [*SORTED, sa.exists().where(*tags)]
    if scope.perimeter is not None:
        found.append(Contribution.perimeter_id == scope.perimeter.id)
    end = scope.until + timedelta(days=1) if scope.until is not None else None
    return found + said_within(scope.since, end)
