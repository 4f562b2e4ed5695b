"""A group as a moderator reads it: one text, the words that differ, and what must be read apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import orm

from consult.contributions.lookalikes.difference import Piece, pieces
from consult.contributions.lookalikes.index import wording_of
from consult.contributions.lookalikes.queries import members_of, sizes
from consult.contributions.models import Channel, Contribution, Status
from consult.enjeux.suggester.text import fold
from consult.moderation.copies.seen import MOST_TOGETHER, written
from consult.moderation.personal_data import find

# Texts shown beside the main one; the members who have others wait for the next reading.
MOST_VARIANTS = 30


@dataclass(frozen=True)
class Variant:
    """A text of the group: `first` of its members that wait, how many, and what differs."""

    first: Contribution
    members: list[Contribution]
    pieces: list[Piece]


@dataclass(frozen=True)
class Reading:
    """The members that wait: `variants` are decided with `main`, those `apart` are read one by one.

    These hold, in the words that differ, something that may tell who somebody is. `later` more wait
    that this page does not show.
    """

    main: Variant
    variants: list[Variant]
    apart: list[Variant]
    later: int

    @property
    def together(self) -> list[Contribution]:
        shown = [each for variant in (self.main, *self.variants) for each in variant.members]
        return sorted(shown, key=lambda each: each.id)

    @property
    def seen(self) -> str:
        return written((each.id, each.revision) for each in self.together)

    @property
    def channels(self) -> list[tuple[Channel, int]]:
        return Counter(each.channel for each in self.together).most_common()


def read_group(session: orm.Session, group_id: int) -> Reading | None:
    """None when nothing waits in it. The text that most members have is the main one."""
    waiting = Contribution.status == Status.RECEIVED
    query = members_of(group_id, waiting).options(
        orm.joinedload(Contribution.perimeter), orm.joinedload(Contribution.receipt)
    )
    members = list(session.scalars(query.limit(MOST_TOGETHER + 1)))
    if not members:
        return None
    texts: dict[str, list[Contribution]] = {}
    for each in members[:MOST_TOGETHER]:
        texts.setdefault(wording_of(each).digest, []).append(each)
    (main, *others) = sorted(texts.values(), key=lambda same: (-len(same), same[0].id))
    shown = [_variant(main[0], same) for same in others[:MOST_VARIANTS]]
    apart = [each for each in shown if tells_more(main[0], each.first)]
    together = [each for each in shown if each not in apart]
    later = _count(session, group_id) - sum(len(each.members) for each in shown) - len(main)
    return Reading(_variant(main[0], main), together, apart, later)


def tells_more(main: Contribution, variant: Contribution) -> bool:
    """Whether the words that differ may tell who somebody is."""
    return bool(_personal(variant) - _personal(main))


def _personal(contribution: Contribution) -> set[str]:
    lines = (contribution.title, *contribution.text.split("\n"))
    return {fold(line[span.start : span.end]) for line in lines for span in find(line)}


def _variant(main: Contribution, same: list[Contribution]) -> Variant:
    return Variant(same[0], same, pieces(said_in(main), said_in(same[0])))


def said_in(contribution: Contribution) -> str:
    return "\n".join(part for part in (contribution.title, contribution.text) if part)


def _count(session: orm.Session, group_id: int) -> int:
    return sizes(session, [group_id], [Contribution.status == Status.RECEIVED]).get(group_id, 0)
