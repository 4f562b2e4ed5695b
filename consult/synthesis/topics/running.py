"""A run: asked for, computed, written down. Short transactions: nobody waits for a run to write.

numpy and scipy are loaded here and only when a run computes.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import SYSTEM, record
from consult.contributions.models import Contribution
from consult.db import transaction, utcnow
from consult.enjeux.models import Enjeu
from consult.extensions import db
from consult.synthesis.topics.loading import read_units
from consult.synthesis.topics.models import TopicRun
from consult.synthesis.topics.scope import Scope, heard
from consult.synthesis.topics.units import METHOD, Unit
from consult.synthesis.topics.writing import Writer

if TYPE_CHECKING:
    from consult.synthesis.topics.proposing import Group

# Up to so many contributions a run is made while the page waits: well under a second.
AT_ONCE: Final = 1_500
TOTAL: Final = 100
# The sign of life of a run, and what it reached.
BEAT_SECONDS: Final = 1.0

log = logging.getLogger(__name__)
Told = Callable[[int], None]


def ask(
    session: orm.Session, enjeu: Enjeu, scope: Scope, *, by: User | None, is_demo: bool = False
) -> tuple[TopicRun, bool]:
    """A new run and True; while one is under way under this enjeu, that one and False."""
    hold(session, enjeu.id)
    last = last_run(session, enjeu)
    if last is not None and last.is_running(utcnow()):
        return last, False
    run = TopicRun(
        enjeu=enjeu,
        ambition=scope.ambition,
        perimeter=scope.perimeter,
        since=scope.since,
        until=scope.until,
        asked_by=by,
        total=TOTAL,
        is_demo=is_demo,
    )
    session.add(run)
    record(session, "topic_run.ask", run, by=by or SYSTEM, enjeu=enjeu.key)
    return run, True


def hold(session: orm.Session, enjeu_id: int) -> None:
    """Until the transaction ends nobody else moves the groups of this enjeu; rows may refer to it."""
    held = sa.select(Enjeu.id).where(Enjeu.id == enjeu_id)
    session.execute(held.with_for_update(key_share=True))


def last_run(session: orm.Session, enjeu: Enjeu) -> TopicRun | None:
    query = sa.select(TopicRun).where(TopicRun.enjeu_id == enjeu.id)
    return session.scalars(query.order_by(TopicRun.id.desc()).limit(1)).first()


def is_quick(session: orm.Session, enjeu: Enjeu, scope: Scope) -> bool:
    some = sa.select(Contribution.id).where(*heard(enjeu, scope)).limit(AT_ONCE + 1).subquery()
    return (session.scalar(sa.select(sa.func.count()).select_from(some)) or 0) <= AT_ONCE


def run_at_once(session: orm.Session, run: TopicRun) -> None:
    """In the caller's transaction."""
    units, writer = _prepare(session, run)
    for batch in writer.batches(_propose(units, lambda _percent: None)):
        writer.write(session, batch)
    _finish(session, run, writer)


def start(app: Flask, run_id: int) -> threading.Thread:
    """In a thread of this process: the request that asked for it is answered at once."""
    thread = threading.Thread(target=_in_the_background, args=(app, run_id), daemon=True)
    thread.start()
    return thread


def _in_the_background(app: Flask, run_id: int) -> None:
    with app.app_context():
        try:
            run_apart(run_id)
        except Exception:
            log.exception("the run %s of groups failed", run_id)


def run_apart(run_id: int, told: Told = lambda _percent: None) -> None:
    """In transactions of its own; `told` hears percents. A failure is noted on the run, and raised."""
    beat = _Beat(run_id, told)
    try:
        with db.sessionmaker() as session:
            units, writer = _prepare(session, session.get_one(TopicRun, run_id))
            # The computation holds no transaction: nothing waits for it.
            session.rollback()
            batches = list(writer.batches(_propose(units, beat)))
            for number, batch in enumerate(batches, start=1):
                with transaction(session):
                    writer.write(session, batch)
                beat(70 + 29 * number // len(batches))
            with transaction(session):
                _finish(session, session.get_one(TopicRun, run_id), writer)
        told(TOTAL)
    except BaseException:
        _note(run_id, failed=True, finished_at=utcnow())
        raise


def _prepare(session: orm.Session, run: TopicRun) -> tuple[list[Unit], Writer]:
    units = read_units(session, run.enjeu, scope_of(run))
    return units, Writer(session, run.enjeu, units)


def _propose(units: list[Unit], told: Told) -> list[Group]:
    from consult.synthesis.topics.proposing import propose

    return propose(units, told)


def scope_of(run: TopicRun) -> Scope:
    return Scope(run.ambition, run.perimeter, run.since, run.until)


def _finish(session: orm.Session, run: TopicRun, writer: Writer) -> None:
    writer.sweep(session)
    run.method = METHOD
    run.contributions = writer.contributions
    run.grouped = writer.grouped
    run.groups = writer.groups
    run.done = run.total
    run.alive_at = run.finished_at = utcnow()
    record(
        session,
        "topic_run.finish",
        run,
        by=SYSTEM,
        contributions=run.contributions,
        groups=run.groups,
    )


class _Beat:
    """Writes how far the run is, at most once a second, in a transaction of a moment."""

    def __init__(self, run_id: int, told: Told) -> None:
        self.run_id = run_id
        self.told = told
        self.last = 0.0

    def __call__(self, percent: int) -> None:
        self.told(percent)
        now = time.monotonic()
        if now - self.last >= BEAT_SECONDS:
            self.last = now
            _note(self.run_id, done=percent, alive_at=utcnow())


def _note(run_id: int, **values: object) -> None:
    with db.sessionmaker() as session, transaction(session):
        session.execute(sa.update(TopicRun).where(TopicRun.id == run_id).values(**values))
