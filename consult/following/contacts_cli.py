"""`consult contacts`: addresses that residents left to be told."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, ready_app


@click.group()
def command() -> None:
    """Addresses that residents left to be told by mail."""


@command.command()
@data_option
def forget(data: Path | None) -> None:
    """Erase those that nobody confirmed in time, and those whose last news is too old.

    To be run every day. CONSULT_CONTACT_PENDING_DAYS and CONSULT_CONTACT_DAYS say how long.
    """
    from consult.db import transaction, utcnow
    from consult.extensions import db
    from consult.following import project_followers
    from consult.following.contacts import forget_old

    app = ready_app(data)
    settings = app.config["SETTINGS"]
    with app.app_context(), transaction(db.session) as session:
        done = forget_old(
            session,
            utcnow(),
            pending_days=settings.contact_pending_days,
            days=settings.contact_days,
        )
        done += project_followers.forget_old(
            session,
            utcnow(),
            pending_days=settings.contact_pending_days,
            days=settings.contact_days,
        )
    click.echo(f"{done} addresses erased.")
