"""Where the words of a file stand: what is still to read, and whether anything of it was decided."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from consult.contributions.models import Contribution, Status


@dataclass(frozen=True)
class Standing:
    """Contributions still to read, published, refused, withdrawn, and any handled."""

    waiting: int
    published: int
    refused: int
    withdrawn: int
    handled: int

    @property
    def is_decided(self) -> bool:
        return bool(self.handled or self.published or self.refused)


def standing() -> list[sa.ColumnElement[int]]:
    """The columns of a `Standing`, over contributions that the query chooses."""

    def those(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(*conditions), 1)))

    status = Contribution.status
    return [
        those(status == Status.RECEIVED),
        those(status == Status.PUBLISHED),
        those(status.in_([Status.REFUSED, Status.REPHRASE_ASKED])),
        those(status == Status.WITHDRAWN),
        those(Contribution.handled_at.is_not(None)),
    ]
