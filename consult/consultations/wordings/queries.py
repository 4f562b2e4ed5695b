"""Reading wordings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.parts import is_outdated, parts_of
from consult.consultations.wordings.variants import VARIANTS
from consult.consultations.wordings.words import WordedConsultation, Words
from consult.contributions.models import Receipt
from consult.web.languages import DEFAULT, SIMPLE, page_variant
from consult.web.sentences import Told

# What a list shows of each.
LISTED = ("title", "summary")


def words_of(session: orm.Session, consultation: Consultation, variant: str = "") -> Words:
    """The words of `consultation` in `variant`, or in that of the page's address; one query.

    `words_of(session, consultation, "ar").question(question)` is a question in Arabic, whatever the
    page is written in: each of its texts is a `Told` when it is in that language, and plain text
    when it had to stay in French.
    """
    variant = variant or page_variant()
    mine = Wording.consultation_id == consultation.id
    if variant == DEFAULT:
        simple = sa.select(sa.exists().where(mine, Wording.variant == SIMPLE))
        return Words(has_simple=bool(session.scalar(simple)))
    rows = session.execute(
        sa.select(Wording.part, Wording.text).where(mine, Wording.variant == variant)
    )
    texts = {row.part: row.text for row in rows}
    return Words(variant, texts, has_simple=variant == SIMPLE and bool(texts))


def words_of_each(
    session: orm.Session, ids: Sequence[int], parts: Iterable[str] = LISTED
) -> dict[int, Words]:
    """The words of several consultations' `parts`, by id, in the page's variant; at most one query."""
    variant = page_variant()
    if variant == DEFAULT or not ids:
        return {}
    found: dict[int, dict[str, str]] = {}
    rows = session.execute(
        sa.select(Wording.consultation_id, Wording.part, Wording.text).where(
            Wording.consultation_id.in_(ids),
            Wording.variant == variant,
            Wording.part.in_(list(parts)),
        )
    )
    for row in rows:
        found.setdefault(row.consultation_id, {})[row.part] = row.text
    return {each: Words(variant, texts) for each, texts in found.items()}


def told(session: orm.Session, consultation: Consultation) -> WordedConsultation:
    """What `consultation` says of itself, in the variant of the page."""
    return words_of(session, consultation).consultation(consultation)


def wordings_of(
    session: orm.Session, consultation: Consultation, variant: str = ""
) -> Sequence[Wording]:
    """Every one, or those of `variant`, for the team."""
    query = sa.select(Wording).where(Wording.consultation_id == consultation.id)
    if variant:
        query = query.where(Wording.variant == variant)
    return session.scalars(query.order_by(Wording.id)).all()


@dataclass(frozen=True)
class Standing:
    """How far a variant is written: parts in all, written, and written from a French that changed."""

    variant: str
    parts: int
    written: int
    outdated: int

    @property
    def missing(self) -> int:
        return self.parts - self.written


def standings(session: orm.Session, consultation: Consultation) -> list[Standing]:
    """Of every variant, in the order they are shown; one query."""
    parts = {part.path: part for part in parts_of(consultation)}
    written: dict[str, list[Wording]] = {variant: [] for variant in VARIANTS}
    for each in wordings_of(session, consultation):
        if each.part in parts and each.variant in written:
            written[each.variant].append(each)
    return [
        Standing(
            variant,
            len(parts),
            len(rows),
            sum(is_outdated(parts[row.part], row.french) for row in rows),
        )
        for variant, rows in written.items()
    ]


def in_other_words(session: orm.Session, receipt: Receipt) -> Mapping[str, str]:
    """By its French, what the page's variant says of each part of the consultation behind `receipt`.

    Contributions keep their question in French, as it was asked; none for a page in French.
    """
    variant = page_variant()
    if variant == DEFAULT:
        return {}
    rows = session.execute(
        sa.select(Wording.french, Wording.text)
        .join(AnswerSheet, AnswerSheet.consultation_id == Wording.consultation_id)
        .where(AnswerSheet.receipt_id == receipt.id, Wording.variant == variant)
    )
    return {row.french: Told(row.text) for row in rows}
