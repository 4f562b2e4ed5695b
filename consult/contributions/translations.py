"""The team's French of words in another language, kept beside the original. Nothing here commits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import Signed, record
from consult.contributions.models import Contribution, Translation
from consult.web.languages import DEFAULT


@dataclass(frozen=True)
class Readable:
    """Words as a French reader, or a machine that knows French best, takes them."""

    title: str
    text: str
    language: str

    @property
    def whole(self) -> str:
        return f"{self.title}\n{self.text}"


def translations_of(
    session: orm.Session, contributions: Collection[Contribution]
) -> dict[int, Translation]:
    """By contribution id, those that have one; no query when all is in French."""
    ids = {each.id for each in contributions if each.language != DEFAULT}
    if not ids:
        return {}
    query = sa.select(Translation).where(Translation.contribution_id.in_(ids))
    return {each.contribution_id: each for each in session.scalars(query)}


def translate(
    session: orm.Session,
    contribution: Contribution,
    *,
    language: str,
    title: str,
    text: str,
    by: Signed,
) -> None:
    """Say which language the words are in, and what they say in French: an empty `text` says nothing.

    Raises ValueError for a translation of words that are in French, or that are erased.
    """
    if text and (language == DEFAULT or not contribution.text):
        raise ValueError("only words in another language are translated")
    forget(session, contribution.id)
    contribution.language = language
    if text:
        session.add(Translation(contribution_id=contribution.id, title=title, text=text))
    record(
        session,
        "contribution.translate",
        contribution,
        by=by,
        language=language,
        translated=bool(text),
    )


def forget(session: orm.Session, contribution_id: int) -> None:
    """With the words that it was made from, or before they change."""
    found = session.get(Translation, contribution_id)
    if found is not None:
        session.delete(found)
        session.flush()


def in_french(session: orm.Session, contribution: Contribution) -> Readable:
    """The translation where there is one, the words themselves otherwise."""
    found = translations_of(session, [contribution]).get(contribution.id)
    if found is not None:
        return Readable(found.title, found.text, DEFAULT)
    return Readable(contribution.title, contribution.text, contribution.language)


def french_columns() -> tuple[sa.ColumnElement[str], sa.ColumnElement[str], sa.ColumnElement[str]]:
    """Title, text and language of `in_french`, in SQL: Translation is outer joined by the query."""
    has = Translation.contribution_id.is_not(None)
    return (
        sa.case((has, Translation.title), else_=Contribution.title),
        sa.case((has, Translation.text), else_=Contribution.text),
        sa.case((has, sa.literal(DEFAULT)), else_=Contribution.language),
    )
