"""The columns of cards; each feature has its own two tables."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import orm

from consult.contributions.models import new_public_id
from consult.db import Created, Identified


class BatchColumns(Identified, Created):
    """`number` cards printed together. `label` says for whom (« Accueil du centre social »).

    Codes are derived from `public_id` and the card's number with the site's receipt key, so that a
    batch can be printed again; only their digests are stored. Once stopped, no card of it opens anything.
    """

    __tablename__: str

    public_id: orm.Mapped[str] = orm.mapped_column(unique=True, default=new_public_id)
    label: orm.Mapped[str]
    number: orm.Mapped[int]
    stopped_at: orm.Mapped[datetime | None]


class CardColumns(Identified):
    """Recognises a code that is typed. Nothing here says whether it was used."""

    __tablename__: str

    digest: orm.Mapped[str] = orm.mapped_column(unique=True)
