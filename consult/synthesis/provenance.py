"""How many people stand behind a sentence of the contract, and how they were heard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm

from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.people import people_by
from consult.synthesis.models import Citation

# Words for « 2 online », asked for when they are told: they depend on the reader's language.
_TOLD: dict[Channel, Callable[[int], str]] = {
    Channel.ONLINE: lambda n: _("%(num)s online", num=n),
    Channel.WORKSHOP: lambda n: _("%(num)s in a workshop", num=n),
    Channel.INTERVIEW: lambda n: _("%(num)s in an interview", num=n),
    Channel.PAPER: lambda n: _("%(num)s on paper", num=n),
    Channel.DOOR_TO_DOOR: lambda n: _("%(num)s at their door", num=n),
    Channel.IMPORT: lambda n: _("%(num)s in an earlier consultation", num=n),
}


class Heard(NamedTuple):
    """Through one channel: how many contributions, from how many people."""

    channel: Channel
    contributions: int
    people: int


@dataclass(frozen=True)
class Provenance:
    """`contributions` counts texts, `people` those who were heard in them (a group is several).

    The parts of a message that the team split are several texts, of people who count once.

    Only published contributions count: a withdrawn one no longer speaks for anyone.
    """

    contributions: int
    people: int
    by_channel: tuple[Heard, ...]

    def told(self) -> str:
        """« Dit par 14 personnes, en 6 contributions : 2 en ligne, 4 en atelier »."""
        if not self.contributions:
            return str(_("The words behind this sentence were withdrawn."))
        told = _(
            "%(said)s, %(texts)s: %(channels)s",
            said=ngettext("Said by %(num)s person", "Said by %(num)s people", self.people),
            texts=ngettext(
                "in %(num)s contribution", "in %(num)s contributions", self.contributions
            ),
            channels=", ".join(_TOLD[each.channel](each.contributions) for each in self.by_channel),
        )
        return str(told)


def add_up(rows: Iterable[tuple[Channel | None, int | None, int | None]]) -> Provenance:
    """Of rows (channel, contributions, people), in the order of the channels."""
    heard = [Heard(channel, said or 0, people or 0) for channel, said, people in rows if channel]
    order = list(Channel)
    heard.sort(key=lambda each: order.index(each.channel))
    return Provenance(
        sum(each.contributions for each in heard), sum(each.people for each in heard), tuple(heard)
    )


def cited_by_channel() -> sa.Subquery:
    """statement_id, channel, contributions, people: of the published contributions."""
    published = (
        sa.select(Contribution)
        .join(Citation, Citation.contribution_id == Contribution.id)
        .where(Contribution.status == Status.PUBLISHED)
    )
    return people_by(published, Citation.statement_id, Contribution.channel)


def provenance_of(session: orm.Session, statement_id: int) -> Provenance:
    return provenances(session, [statement_id])[statement_id]


def provenances(session: orm.Session, statement_ids: Collection[int]) -> dict[int, Provenance]:
    """Of each statement asked for, in one query."""
    cited = cited_by_channel()
    query = sa.select(cited).where(cited.c.statement_id.in_(statement_ids))
    rows: dict[int, list[tuple[Channel, int, int]]] = {each: [] for each in statement_ids}
    for row in session.execute(query):
        rows[row.statement_id].append((row.channel, row.contributions, row.people))
    return {statement_id: add_up(heard) for statement_id, heard in rows.items()}
