"""How many people stand behind a sentence of the contract, and how they were heard.

Behind the sentence that the team is writing are the words that its statement cites; a published version
keeps those that were behind it then. The same counts are made of both: see `Backing`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, cast

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import orm

from consult.contributions.lookalikes.models import Fingerprint
from consult.contributions.models import Channel, Contribution, Status
from consult.contributions.voices import Key, by_voice, people_by, whole
from consult.synthesis.models import Citation
from consult.web.sentences import listed

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


class Copies(NamedTuple):
    """`people` sent a text that others sent too; there are `texts` such texts."""

    people: int
    texts: int

    def told(self, everybody: int) -> str:
        """« dont 36 ont envoyé le même texte », of `everybody`; empty when no text was sent twice."""
        if not self.texts:
            return ""
        if self.texts == 1 and self.people == everybody:
            return str(_("who all sent the same text"))
        if self.texts == 1:
            return str(_("of whom %(num)s sent the same text", num=self.people))
        return str(_("of whom %(num)s sent a text that others sent too", num=self.people))


NO_COPIES = Copies(0, 0)


@dataclass(frozen=True)
class Provenance:
    """`contributions` counts texts, `people` those who were heard in them (a group is several).

    A person counts once, whatever they sent and whatever it was split into: see
    `consult.contributions.voices`. Only published contributions count: a withdrawn one no longer
    speaks for anyone.
    """

    contributions: int
    people: int
    by_channel: tuple[Heard, ...]
    copies: Copies = NO_COPIES

    def told(self) -> str:
        """« Dit par 14 personnes, en 6 contributions : 2 en ligne, 4 en atelier ».

        With « dont 9 ont envoyé le même texte » after the people, when some did.
        """
        if not self.contributions:
            return str(_("The words behind this sentence were withdrawn."))
        said = ngettext("Said by %(num)s person", "Said by %(num)s people", self.people)
        told = _(
            "%(said)s, %(texts)s: %(channels)s",
            said=listed([part for part in (said, self.copies.told(self.people)) if part]),
            texts=ngettext(
                "in %(num)s contribution", "in %(num)s contributions", self.contributions
            ),
            channels=listed([_TOLD[each.channel](each.contributions) for each in self.by_channel]),
        )
        return str(told)


# Ids of statements, or of what else has a `Backing`; or what selects them.
Among = Collection[int] | sa.Select[int]


@dataclass(frozen=True)
class Backing:
    """Which words stand behind a thing: a row of `table` for each, `owner` being the thing's column."""

    table: type[Any]
    owner: str

    @property
    def owner_id(self) -> sa.ColumnElement[int]:
        return cast(sa.ColumnElement[int], getattr(self.table, self.owner))

    @property
    def contribution_id(self) -> sa.ColumnElement[int]:
        return cast(sa.ColumnElement[int], self.table.contribution_id)


# Behind statements, as the team has them today.
CITED: Final = Backing(Citation, "statement_id")
# The columns of `cited_by_channel` that `add_up` reads.
HEARD = ("channel", "contributions", "people", "copiers", "copied")
Row = tuple[Channel | None, int | None, int | None, int | None, int | None]


def add_up(rows: Iterable[Row]) -> Provenance:
    """Of rows as `cited_by_channel` gives them, in the order of the channels."""
    heard: list[Heard] = []
    copies = NO_COPIES
    for channel, said, people, copiers, copied in rows:
        if channel:
            heard.append(Heard(channel, said or 0, people or 0))
            copies = Copies(copiers or 0, copied or 0)
    order = list(Channel)
    heard.sort(key=lambda each: order.index(each.channel))
    return Provenance(
        sum(each.contributions for each in heard),
        sum(each.people for each in heard),
        tuple(heard),
        copies,
    )


def cited_by_channel(among: Among, backing: Backing = CITED) -> sa.Subquery:
    """owner_id, channel, contributions, people, copiers, copied: of published contributions.

    `copiers` (people who sent a text that others sent) and `copied` (such texts) are those of all the
    words behind the owner, the same on each of its rows.
    """
    heard = people_by(published_behind(among, backing), [backing.owner_id, Contribution.channel])
    owner = heard.c[backing.owner]
    copies = _copies(among, backing)
    return (
        sa.select(
            owner.label("owner_id"),
            *(heard.c[name] for name in ("channel", "contributions", "people")),
            copies.c.copiers,
            copies.c.copied,
        )
        .outerjoin(copies, copies.c.owner_id == owner)
        .subquery()
    )


def people_behind(
    session: orm.Session, ids: Collection[int], backing: Backing = CITED
) -> dict[int, int]:
    """People heard in the published contributions behind each of these; absent without any."""
    if not ids:
        return {}
    heard = people_by(published_behind(ids, backing), [backing.owner_id])
    query = sa.select(heard.c[backing.owner], heard.c.people)
    return {row[0]: row[1] for row in session.execute(query)}


def people_behind_all(session: orm.Session, ids: Collection[int], backing: Backing = CITED) -> int:
    """People heard behind any of these, each once."""
    if not ids:
        return 0
    cited = sa.select(backing.contribution_id).where(backing.owner_id.in_(ids))
    query = sa.select(Contribution).where(
        Contribution.status == Status.PUBLISHED, Contribution.id.in_(cited)
    )
    heard = by_voice(query, [])
    return session.scalar(sa.select(whole(sa.func.sum(heard.c.people)))) or 0


def published_behind(among: Among, backing: Backing = CITED) -> sa.Select[Any]:
    """The published contributions behind these, beside the row that says so."""
    return (
        sa.select(Contribution)
        .join(backing.table, backing.contribution_id == Contribution.id)
        # Out of reach of the index on the status: SQLite would read all that is published, and look
        # for each of the statements under each of them.
        .where(
            sa.func.coalesce(Contribution.status, sa.null()) == Status.PUBLISHED,
            backing.owner_id.in_(among),
        )
    )


def _copies(among: Among, backing: Backing) -> sa.Subquery:
    """owner_id, copiers, copied: each text of a group with the people who sent that very text."""
    texts: list[Key] = [backing.owner_id, Fingerprint.group_id, Fingerprint.wording]
    sent = by_voice(
        published_behind(among, backing)
        .join(Fingerprint, Fingerprint.contribution_id == Contribution.id)
        .where(Fingerprint.group_id.is_not(None)),
        texts,
    )
    people = sa.func.sum(sent.c.people).label("people")
    owner = sent.c[backing.owner]
    shared = (
        sa.select(owner.label("owner_id"), people)
        .group_by(owner, sent.c.group_id, sent.c.wording)
        .having(sa.func.count(sent.c.receipt_id.distinct()) >= 2)
        .subquery()
    )
    return (
        sa.select(
            shared.c.owner_id,
            whole(sa.func.sum(shared.c.people)).label("copiers"),
            sa.func.count().label("copied"),
        )
        .group_by(shared.c.owner_id)
        .subquery()
    )


def provenance_of(session: orm.Session, owner_id: int, backing: Backing = CITED) -> Provenance:
    return provenances(session, [owner_id], backing)[owner_id]


def provenances(
    session: orm.Session, ids: Collection[int], backing: Backing = CITED
) -> dict[int, Provenance]:
    """Of each one asked for, in one query."""
    query = sa.select(cited_by_channel(ids, backing))
    rows: dict[int, list[Row]] = {each: [] for each in ids}
    for owner_id, *row in session.execute(query):
        rows[owner_id].append(cast(Row, tuple(row)))
    return {owner_id: add_up(heard) for owner_id, heard in rows.items()}
