"""Words as they were before a passage was masked: sealed, opened for a reason, erased with the rest.

Nothing here commits.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.studying.leaving import follow_words
from consult.contributions import translations
from consult.contributions.models import Contribution, Lineage
from consult.moderation.models import Decision, SealedOriginal
from consult.workshops.models import Item


def seal(session: orm.Session, contribution: Contribution) -> SealedOriginal:
    """Keep the words as they are now, before they change."""
    sealed = SealedOriginal(
        contribution_id=contribution.id, title=contribution.title, text=contribution.text
    )
    session.add(sealed)
    return sealed


def rewrite(session: orm.Session, contribution: Contribution, title: str, text: str) -> None:
    """Change the words everywhere they stand: a workshop’s record and a project have their own copy."""
    translations.forget(session, contribution.id)
    was = contribution.title, contribution.text
    contribution.title = title
    contribution.text = text
    follow_words(session, contribution, *was)
    session.execute(
        sa.update(Item).where(Item.contribution_id == contribution.id).values(text=text)
    )


def unseal(session: orm.Session, decision: Decision) -> bool:
    """Undo the masking that `decision` was made with; False when it was made with none."""
    query = sa.select(SealedOriginal).where(SealedOriginal.decision_id == decision.id)
    sealed = session.scalars(query).first()
    if sealed is None:
        return False
    rewrite(session, decision.contribution, sealed.title, sealed.text)
    session.delete(sealed)
    session.flush()  # it leaves before the decision that it names
    return True


def is_sealed(session: orm.Session, contribution: Contribution) -> bool:
    query = sa.select(SealedOriginal.id).where(SealedOriginal.contribution_id == contribution.id)
    return session.scalar(query.limit(1)) is not None


def open_original(
    session: orm.Session, contribution: Contribution, *, by: User, reason: str
) -> SealedOriginal | None:
    """The words as they came in; None when nothing is masked. The journal says who read them.

    Raises ValueError without a reason.
    """
    if not reason.strip():
        raise ValueError("an original is opened for a reason")
    query = sa.select(SealedOriginal).where(SealedOriginal.contribution_id == contribution.id)
    found = session.scalars(query.order_by(SealedOriginal.id).limit(1)).first()
    if found is not None:
        record(session, "contribution.open_original", contribution, by=by, reason=reason)
    return found


def forget(session: orm.Session, contribution: Contribution) -> None:
    """Erase what was sealed of these words, and of the message that they are a part of.

    The parts of a message that was split share its original.
    """
    origin = sa.func.coalesce(
        sa.select(Lineage.from_contribution_id)
        .where(Lineage.contribution_id == contribution.id)
        .scalar_subquery(),
        contribution.id,
    )
    parts = sa.select(Lineage.contribution_id).where(Lineage.from_contribution_id == origin)
    session.execute(
        sa.delete(SealedOriginal).where(
            sa.or_(
                SealedOriginal.contribution_id == origin,
                SealedOriginal.contribution_id.in_(parts),
            )
        ),
        execution_options={"synchronize_session": False},
    )
