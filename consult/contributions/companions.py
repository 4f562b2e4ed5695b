"""What stands beside a contribution in packages above this one, and follows what is done to it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import orm

from consult.audit.operations import Signed
from consult.contributions.models import Contribution

Copier = Callable[[orm.Session, Contribution, Contribution], None]
Leaver = Callable[[orm.Session, Contribution, Collection[int], Signed], None]

# Called with the contribution that came in and each new part of it.
when_split: list[Copier] = []
# Called with words that were sorted again, the ids of the enjeux that they left, and who did it.
when_sorted: list[Leaver] = []
