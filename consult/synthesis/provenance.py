"""How many people stand behind a sentence of the contract, and how they were heard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm

from consult.contributions.models import Channel, Contribution, Status
from consult.synthesis.models import Citation

# Words for « 6 online », asked for when they are told: they depend on the reader's language.
_TOLD: dict[Channel, Callable[[int], str]] = {
    Channel.ONLINE: lambda n: _("%(num)s online", num=n),
    Channel.WORKSHOP: lambda n: _("%(num)s in a workshop", num=n),
    Channel.INTERVIEW: lambda n: _("%(num)s in an interview", num=n),
    Channel.PAPER: lambda n: _("%(num)s on paper", num=n),
    Channel.DOOR_TO_DOOR: lambda n: _("%(num)s at their door", num=n),
    Channel.IMPORT: lambda n: _("%(num)s in an earlier consultation", num=n),
}


@dataclass(frozen=True)
class Provenance:
    """`people` and `by_channel` count the people heard; `contributions` the texts they said it in.

    Only published contributions count: a withdrawn one no longer speaks for anyone.
    """

    contributions: int
    people: int
    by_channel: tuple[tuple[Channel, int], ...]

    def told(self) -> str:
        """« Dit par 14 personnes : 6 en ligne, 8 en atelier »."""
        if not self.contributions:
            return str(_("The words behind this sentence were withdrawn."))
        channels = ", ".join(_TOLD[channel](people) for channel, people in self.by_channel)
        told = ngettext(
            "Said by %(num)s person: %(channels)s",
            "Said by %(num)s people: %(channels)s",
            self.people,
            channels=channels,
        )
        return str(told)


def add_up(rows: Iterable[tuple[Channel | None, int | None, int | None]]) -> Provenance:
    """Of rows (channel, contributions, people), in the order of the channels."""
    heard = [(channel, said or 0, people or 0) for channel, said, people in rows if channel]
    order = list(Channel)
    heard.sort(key=lambda row: order.index(row[0]))
    return Provenance(
        sum(row[1] for row in heard),
        sum(row[2] for row in heard),
        tuple((channel, people) for channel, _said, people in heard),
    )


def cited_by_channel() -> sa.Subquery:
    """statement_id, channel, contributions, people: of the published contributions."""
    return (
        sa.select(
            Citation.statement_id,
            Contribution.channel,
            sa.func.count().label("contributions"),
            sa.func.sum(Contribution.heard_from).label("people"),
        )
        .join(Citation.contribution)
        .where(Contribution.status == Status.PUBLISHED)
        .group_by(Citation.statement_id, Contribution.channel)
        .subquery()
    )


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
