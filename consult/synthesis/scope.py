"""Which vocabulary the desk opens on, and which town it is about."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.models import Contribution, Source
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import living
from consult.territory.models import Commune


def default_vocabulary_key(session: orm.Session) -> str:
    """That of the latest contribution: of two contracts a town works on the living one. Before any,
    that of the latest contract which is not there to be compared.

    What is said of a contract itself tells nothing of that: another's text may be open to remarks.
    """
    latest = session.scalar(
        sa.select(Vocabulary.key)
        .join(Contribution, Contribution.vocabulary_id == Vocabulary.id)
        .where(Contribution.source != Source.REMARK)
        .order_by(Contribution.id.desc())
        .limit(1)
    )
    newest = sa.select(Vocabulary.key).where(*living).order_by(Vocabulary.id.desc()).limit(1)
    return latest or session.scalar(newest) or ""


def commune_of(session: orm.Session, vocabulary: Vocabulary) -> Commune | None:
    """The town whose residents were heard under this vocabulary; of several, the latest."""
    return session.scalars(
        sa.select(Commune)
        .join(Contribution, Contribution.commune_id == Commune.id)
        .where(Contribution.vocabulary_id == vocabulary.id)
        .order_by(Contribution.id.desc())
        .limit(1)
    ).first()
