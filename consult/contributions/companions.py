"""What stands beside a contribution in packages above this one, and follows it when it is split."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import orm

from consult.contributions.models import Contribution

Copier = Callable[[orm.Session, Contribution, Contribution], None]

# Called with the contribution that came in and each new part of it.
when_split: list[Copier] = []
