"""The text of a contract as its readers see it, and what of it can be spoken of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa
from flask import url_for
from sqlalchemy import orm

from consult.contract.documents.build import build
from consult.contract.documents.frozen import thaw
from consult.contract.documents.naming import DIGEST, section_anchor
from consult.contract.documents.tree import Document
from consult.contract.models import Contract
from consult.contract.passages import Passage, passages_of
from consult.contract.queries import load_contract
from consult.contract.version_models import ContractVersion


@dataclass(frozen=True)
class Shown:
    contract: Contract
    document: Document

    @cached_property
    def passages(self) -> dict[str, Passage]:
        return passages_of(self.document)

    @property
    def sections(self) -> list[Passage]:
        return [each for each in self.passages.values() if each.anchor.startswith("s-")]


def shown(session: orm.Session, slug: str) -> Shown | None:
    """The latest version, or the working text while there is none, without its tables of figures.

    One query, or five.
    """
    version = session.scalars(
        sa.select(ContractVersion)
        .join(ContractVersion.contract)
        .where(Contract.slug == slug)
        .order_by(ContractVersion.number.desc())
        .limit(1)
        .options(
            orm.contains_eager(ContractVersion.contract), orm.undefer(ContractVersion.document)
        )
    ).first()
    if version is not None:
        return Shown(version.contract, thaw(version.document["tree"]))
    whole = load_contract(session, slug, indicators=False)
    return Shown(whole.contract, build(whole)) if whole else None


@dataclass(frozen=True)
class Marks:
    """What the page of a contract shows beside each passage: a way to speak of it, and how many did."""

    slug: str
    is_open: bool
    counts: Mapping[str, int]

    def url(self, anchor: str) -> str:
        return url_for("contract.passage", slug=self.slug, anchor=anchor)


def marks_of(document: Document, told: str, *, is_open: bool) -> Marks:
    """`told`: see `told.anchors_told`. A paragraph that changed is counted with its section."""
    present = passages_of(document)
    counts: Counter[str] = Counter()
    for anchor, number in Counter(told.split()).items():
        counts[anchor if anchor in present else _section_of(anchor)] += number
    return Marks(document.slug, is_open, counts)


def _section_of(anchor: str) -> str:
    """The section that a paragraph's name begins with; the name of nothing for other passages."""
    return section_anchor(anchor[2 : -DIGEST - 1]) if anchor.startswith("t-") else ""
