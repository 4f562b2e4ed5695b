"""Writing the French of words in another language: what is suggested for them follows."""

from __future__ import annotations

import hashlib

from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions import translations
from consult.contributions.models import Contribution, Status, Tagging, Translation
from consult.moderation import advice
from consult.moderation.operations import StaleError


class TranslatedMeanwhileError(Exception):
    """`digest`: of the French that the words have now."""

    def __init__(self, digest: str) -> None:
        super().__init__(digest)
        self.digest = digest


def digest(kept: Translation | None) -> str:
    """What tells a translation from another; empty where there is none."""
    told = f"{kept.title}\n{kept.text}" if kept else ""
    return hashlib.sha256(told.encode()).hexdigest()[:32] if told else ""


def translate(
    session: orm.Session,
    contribution: Contribution,
    *,
    language: str,
    title: str,
    text: str,
    by: User,
    revision: int,
    seen: str = "",
) -> None:
    """As `contributions.translations.translate`. Nothing here commits.

    Raises StaleError when the words are no longer those of `revision`, and TranslatedMeanwhileError
    when their translation is not the one `seen`, by its digest.
    """
    if contribution.revision != revision:
        raise StaleError
    now = digest(translations.translations_of(session, [contribution]).get(contribution.id))
    if now != seen:
        raise TranslatedMeanwhileError(now)
    translations.translate(session, contribution, language=language, title=title, text=text, by=by)
    # What was sorted keeps the advice that it was sorted with.
    if contribution.tagging is not Tagging.TO_DO:
        return
    advice.forget(session, contribution.id)
    if contribution.status is Status.PUBLISHED:
        advice.give(session, contribution)
