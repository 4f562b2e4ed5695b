"""How a remark is told: who speaks, and what would change in the wording."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from consult.contract.documents.naming import PassageKind
from consult.contract.remarks.models import Remark, RemarkKind
from consult.contributions.lookalikes.difference import Piece, wording_changes
from consult.contributions.rewordings import read_rewording


@dataclass(frozen=True)
class Change:
    """Another wording compared with the one that was read; `why` may be empty."""

    pieces: list[Piece]
    proposed: str
    why: str


def change_of(remark: Remark) -> Change | None:
    """None for words that propose no wording. Of a whole section, something is added to it."""
    found = read_rewording(remark.words)
    if found is None:
        return None
    whole = remark.anchor.startswith(f"{PassageKind.SECTION.value}-")
    if whole:
        return Change([Piece("added", found.proposed)], found.proposed, found.why)
    return Change(wording_changes(remark.quote, found.proposed), found.proposed, found.why)


def author(remark: Remark) -> str:
    """A structure or an institution by its name, anybody else without any."""
    if remark.kind is RemarkKind.OFFICIAL:
        return remark.body
    return (remark.contribution.title if remark.contribution else "") or str(_("a resident"))


# What the templates of remarks call.
HELPERS = {"change_of": change_of, "difference": wording_changes, "author": author}
