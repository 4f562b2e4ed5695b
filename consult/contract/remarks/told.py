"""Which remarks everyone may read, for the queries of this package and of those around it."""

from __future__ import annotations

import sqlalchemy as sa

from consult.contract.models import Contract
from consult.contract.remarks.models import Remark, RemarkKind
from consult.contributions.models import Contribution, Status


def readable() -> sa.ColumnElement[bool]:
    """Of a query that joins Remark.contribution from outside; `answering.is_told` in Python."""
    return sa.or_(Remark.kind == RemarkKind.OFFICIAL, Contribution.status == Status.PUBLISHED)


def anchors_told() -> sa.ScalarSelect[str]:
    """Beside a Contract: the names of the passages spoken of, one for each remark, between blanks."""
    return (
        sa.select(sa.func.aggregate_strings(Remark.anchor, " "))
        .outerjoin(Remark.contribution)
        .where(Remark.contract_id == Contract.id, Remark.anchor != "", readable())
        .correlate(Contract)
        .scalar_subquery()
    )
