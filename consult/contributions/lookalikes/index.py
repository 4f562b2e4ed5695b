"""Keeping the fingerprints with the words: the one door through which they are written.

Every write of `Contribution.text` or `.title` passes here, whoever makes it: the mapper calls it, so
that no feature can forget. Written with Core on the connection that is flushing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.dialects import postgresql, sqlite

from consult.contributions.lookalikes.difference import changed_words, may_turn_meaning
from consult.contributions.lookalikes.models import (
    AlikeGroup,
    Fingerprint,
    FingerprintBand,
    KeptApart,
)
from consult.contributions.lookalikes.search import VERY_NEAR, Mate, exact, near
from consult.contributions.lookalikes.wording import Wording
from consult.contributions.models import Contribution, new_public_id
from consult.db import utcnow
from consult.enjeux.models import Vocabulary

WORDS = ("text", "title")


def keep_fingerprints() -> None:
    """Called once by the application: from then on the words and their fingerprints go together."""
    for moment, listener in (("after_insert", _inserted), ("after_update", _updated)):
        if not event.contains(Contribution, moment, listener):
            event.listen(Contribution, moment, listener)


def _inserted(_mapper: Any, connection: sa.Connection, said: Contribution) -> None:
    renew(connection, said.id, wording_of(said))


def _updated(_mapper: Any, connection: sa.Connection, said: Contribution) -> None:
    state = orm.attributes.instance_state(said)
    if any(state.attrs[name].history.has_changes() for name in WORDS):
        renew(connection, said.id, wording_of(said))


def wording_of(said: Contribution) -> Wording:
    return Wording(said.vocabulary_id, said.prompt, said.title, said.text)


def renew(connection: sa.Connection, contribution_id: int, wording: Wording) -> None:
    """Put the fingerprint of `wording` in the place of the one there was; without a word, none.

    Words that changed leave their group, and what the team said of the former ones is forgotten; then
    they join the group of their copies, if there are any.
    """
    hold(connection, wording.vocabulary_id)
    former = connection.scalar(
        sa.select(Fingerprint.digest).where(Fingerprint.contribution_id == contribution_id)
    )
    if former == wording.digest:
        return
    if former is not None:
        forget(connection, contribution_id)
    if wording.digest:
        _add(connection, contribution_id, wording)


def hold(connection: sa.Connection, vocabulary_id: int) -> None:
    """Until the transaction ends nobody else moves the groups of this vocabulary.

    Two copies that arrive together see each other. SQLite has one writer at a time already.
    """
    connection.execute(
        sa.select(Vocabulary.id)
        .where(Vocabulary.id == vocabulary_id)
        .with_for_update(key_share=True)
    )


def forget(connection: sa.Connection, contribution_id: int) -> None:
    """Erase all that was derived from words; a group stays as long as it has a member."""
    mine = Fingerprint.contribution_id == contribution_id
    row = connection.execute(sa.select(Fingerprint.digest, Fingerprint.group_id).where(mine)).one()
    connection.execute(sa.delete(Fingerprint).where(mine))
    connection.execute(
        sa.delete(KeptApart).where(
            sa.or_(KeptApart.one_id == contribution_id, KeptApart.other_id == contribution_id)
        )
    )
    if exact(connection, row.digest) is None:
        connection.execute(sa.delete(FingerprintBand).where(FingerprintBand.digest == row.digest))
    if row.group_id is not None:
        drop_if_empty(connection, row.group_id)


def drop_if_empty(connection: sa.Connection, group_id: int) -> None:
    members = sa.exists().where(Fingerprint.group_id == group_id)
    connection.execute(sa.delete(AlikeGroup).where(AlikeGroup.id == group_id, ~members))


def sweep(connection: sa.Connection) -> None:
    """Erase what no fingerprint leads to any more, after contributions were deleted in bulk."""
    known = sa.exists().where(Fingerprint.digest == FingerprintBand.digest)
    connection.execute(sa.delete(FingerprintBand).where(~known))
    members = sa.exists().where(Fingerprint.group_id == AlikeGroup.id)
    connection.execute(sa.delete(AlikeGroup).where(~members))


def _add(connection: sa.Connection, contribution_id: int, wording: Wording) -> None:
    mate = exact(connection, wording.digest) or _very_near(connection, wording)
    connection.execute(
        sa.insert(Fingerprint).values(contribution_id=contribution_id, digest=wording.digest)
    )
    _add_bands(connection, wording)
    if mate is not None:
        place(connection, contribution_id, *place_of(connection, mate))


def _very_near(connection: sa.Connection, wording: Wording) -> Mate | None:
    """The nearest text that differs by letters only; where the meaning may turn, a person decides."""
    said = f"{wording.title}\n{wording.text}"
    for mate, other in near(connection, wording, least=VERY_NEAR):
        if not may_turn_meaning(changed_words(f"{other.title}\n{other.text}", said)):
            return mate
    return None


def _add_bands(connection: sa.Connection, wording: Wording) -> None:
    keys = wording.bands
    if not keys:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        insert(FingerprintBand).on_conflict_do_nothing(),
        [{"key": key, "digest": wording.digest} for key in sorted(set(keys))],
    )


def place_of(connection: sa.Connection, mate: Mate) -> tuple[int, int]:
    """The group and the wording of `mate`; a group is made for one that has none."""
    if mate.group_id is not None and mate.wording is not None:
        return mate.group_id, mate.wording
    made = connection.execute(
        sa.insert(AlikeGroup)
        .values(public_id=new_public_id(), created_at=utcnow())
        .returning(AlikeGroup.id)
    ).scalar_one()
    place(connection, mate.contribution_id, made, 1)
    return made, 1


def place(connection: sa.Connection, contribution_id: int, group_id: int, wording: int) -> None:
    connection.execute(
        sa.update(Fingerprint)
        .where(Fingerprint.contribution_id == contribution_id)
        .values(group_id=group_id, wording=wording)
    )
