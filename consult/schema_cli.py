"""`consult db`: bring the database to this version's schema."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, make_app


@click.group("db")
def command() -> None:
    """The database's schema."""


@command.command()
@data_option
def upgrade(data: Path | None) -> None:
    """Create the tables, or bring them to this version; add the first reasons of the moderators.

    Safe to run again.
    """
    from consult import schema
    from consult.db import transaction
    from consult.extensions import db
    from consult.moderation.operations import ensure_reasons

    with make_app(data).app_context():
        before = schema.current(db.engine)
        schema.upgrade(db.engine)
        after = schema.current(db.engine)
        with transaction(db.session) as session:
            ensure_reasons(session)
    click.echo(f"Already at {after}." if before == after else f"Upgraded to {after}.")


@command.command()
@data_option
def status(data: Path | None) -> None:
    """Tell the database's revision and this version's."""
    from consult import schema
    from consult.extensions import db

    with make_app(data).app_context():
        click.echo(f"database {schema.current(db.engine)}, this version {schema.head()}")
