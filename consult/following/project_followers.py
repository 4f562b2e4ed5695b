"""Following one winning project by mail: asked for, confirmed, erased. Nothing here commits.

The same promises as for the address of a receipt (`consult.following.contacts`), whose rows cannot
serve: each belongs to a receipt, and whoever follows a project has none. No audit line holds an
address.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.audit.operations import RESIDENT, SYSTEM, record
from consult.budget.models import Project
from consult.db import utcnow
from consult.following.contacts import AGAIN
from consult.following.links import Purpose, lifetime, sign
from consult.following.models import ProjectFollower
from consult.outbox.operations import PrivateMail, call_back, queue_private
from consult.web.page import absolute_url

CHUNK = 500


def ask(
    session: orm.Session,
    project: Project,
    address: str,
    *,
    language: str,
    at: datetime | None = None,
) -> None:
    """Queue the mail that asks to confirm. Nothing for an address that follows already, or has just
    been asked: the page answers the same, and tells nobody who follows what.
    """
    now = at or utcnow()
    session.execute(sa.select(Project.id).where(Project.id == project.id).with_for_update())
    query = sa.select(ProjectFollower).where(
        ProjectFollower.project_id == project.id, ProjectFollower.address == address
    )
    known = session.scalars(query).first()
    if known is not None and (known.confirmed_at or now - known.created_at < AGAIN):
        return
    if known is not None:
        _erase(session, [known])
    follower = ProjectFollower(project=project, address=address, language=language, created_at=now)
    session.add(follower)
    record(session, "project_follower.ask", follower, by=RESIDENT, project=project.id)
    with force_locale(language):
        mail = PrivateMail(
            recipient=address,
            subject=_("Confirm that you wish to be told"),
            body=render_template(
                "emails/project_confirm.txt",
                project=project,
                link=_link(follower, Purpose.CONFIRM_PROJECT),
                days=lifetime(Purpose.CONFIRM_PROJECT).days,
            ),
            topic=topic(follower),
        )
    queue_private(session, [mail])


def find(
    session: orm.Session, public_id: str | None, *, lock: bool = False
) -> ProjectFollower | None:
    """`lock` holds it, read afresh: an erasure at the same moment comes before or after."""
    query = sa.select(ProjectFollower).where(ProjectFollower.public_id == public_id)
    if lock:
        query = query.with_for_update(of=ProjectFollower).execution_options(populate_existing=True)
    project = orm.joinedload(ProjectFollower.project, innerjoin=True)
    return session.scalars(
        query.options(project.joinedload(Project.campaign, innerjoin=True))
    ).first()


def confirm(session: orm.Session, follower: ProjectFollower) -> None:
    """Done twice, it is done once."""
    if follower.confirmed_at is None:
        follower.confirmed_at = utcnow()
        record(session, "project_follower.confirm", follower, by=RESIDENT)


def forget(session: orm.Session, follower: ProjectFollower) -> None:
    """The address is erased at once, with the mails that wait for it."""
    record(session, "project_follower.forget", follower, by=RESIDENT)
    call_back(session, [topic(follower)])
    _erase(session, [follower])


def told_of(session: orm.Session, project: Project) -> list[ProjectFollower]:
    """Those who confirmed; whoever stops at this moment waits, or came before."""
    query = (
        sa.select(ProjectFollower)
        .where(ProjectFollower.project_id == project.id, ProjectFollower.confirmed_at.is_not(None))
        .order_by(ProjectFollower.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def forget_all(session: orm.Session, project: Project) -> None:
    """The last stage was told: the mails leave, the addresses do not stay."""
    session.flush()
    query = sa.select(ProjectFollower).where(ProjectFollower.project_id == project.id)
    found = session.scalars(query).all()
    call_back(session, [topic(each) for each in found if each.confirmed_at is None])
    _erase(session, found)


def forget_old(session: orm.Session, now: datetime, *, pending_days: int, days: int) -> int:
    """Erase what nobody confirmed in time, and what told its last news too long ago; how many."""
    told = sa.func.coalesce(ProjectFollower.told_at, ProjectFollower.confirmed_at)
    pending = ProjectFollower.confirmed_at.is_(None)
    query = sa.select(ProjectFollower).where(
        sa.or_(
            sa.and_(pending, ProjectFollower.created_at < now - timedelta(days=pending_days)),
            sa.and_(sa.not_(pending), told < now - timedelta(days=days)),
        )
    )
    old = session.scalars(query.with_for_update()).all()
    call_back(session, [topic(each) for each in old])
    for each in old:
        record(session, "project_follower.forget", each, by=SYSTEM)
    _erase(session, old)
    return len(old)


def topic(follower: ProjectFollower) -> str:
    """What the mails of a follower are filed under in the outbox."""
    return f"follower:{follower.public_id}"


def stop_link(follower: ProjectFollower) -> str:
    return _link(follower, Purpose.STOP_PROJECT)


def _link(follower: ProjectFollower, purpose: Purpose) -> str:
    endpoint = "confirm_following" if purpose is Purpose.CONFIRM_PROJECT else "stop_following"
    token = sign(follower.public_id, purpose)
    return absolute_url(f"following.{endpoint}", language=follower.language, token=token)


def _erase(session: orm.Session, followers: Sequence[ProjectFollower]) -> None:
    session.flush()
    for start in range(0, len(followers), CHUNK):
        ids = [each.id for each in followers[start : start + CHUNK]]
        session.execute(sa.delete(ProjectFollower).where(ProjectFollower.id.in_(ids)))
    for each in followers:
        session.expunge(each)
