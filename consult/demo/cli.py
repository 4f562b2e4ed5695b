"""`consult demo`: the whole site on this machine in one command."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consult.command import data_option, make_app

if TYPE_CHECKING:
    from flask import Flask

    from consult.config import Settings

LOOPBACK = ("127.0.0.1", "localhost")
DATABASE = "consult.sqlite3"
_IN_USE = "{} holds a site in use: choose another folder with --data."


@click.group("demo", invoke_without_command=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, help="Port to listen on.")
@click.option("--fresh", is_flag=True, help="Start again from an empty demonstration.")
@click.option("--load-only", is_flag=True, help="Prepare the data without serving it.")
@data_option
@click.pass_context
def command(
    context: click.Context, host: str, port: int, fresh: bool, load_only: bool, data: Path | None
) -> None:
    """Armentières with invented residents' words: try everything on this machine.

    The first run creates and fills a database; the next ones keep what you did. Nothing is sent
    anywhere. « consult demo remove » takes the invented words away and keeps the rest.
    """
    if context.invoked_subcommand is not None:
        context.obj = data
        return
    os.environ["CONSULT_DEMO"] = "1"
    if host in LOOPBACK:
        os.environ.setdefault("CONSULT_TRUSTED_HOSTS", ",".join(LOOPBACK))
    settings = prepare(data, fresh=fresh)
    if load_only:
        return
    from consult.demo.mail import mail_printer
    from consult.serving import run

    say_where(settings, host, port)
    with mail_printer(settings.data):
        run(host, port, workers=1, threads=4, data=settings.data)


def prepare(data: Path | None, *, fresh: bool) -> Settings:
    """A database filled once; returns the settings it was made with."""
    from consult import schema
    from consult.config import load_settings
    from consult.demo.team import has_team, kept_password
    from consult.extensions import db

    settings = load_settings(data)
    if fresh:
        forget(settings)
    app = make_app(data)
    with app.app_context():
        schema.upgrade(db.engine)
        # The sign-ins of a database that was deleted open nothing: it is filled again.
        if kept_password(settings.data) is None or not has_team(db.session):
            refuse_real_data(settings)
            fill(app)
        db.engine.dispose()
    return settings


def forget(settings: Settings) -> None:
    """Delete the demonstration's database, and only a demonstration's."""
    from consult.demo.team import FILE, kept_password

    if not settings.database_url.startswith("sqlite:"):
        raise click.UsageError(
            "--fresh only erases a SQLite demonstration: empty this database yourself."
        )
    if kept_password(settings.data) is None:
        return  # a folder that no demonstration marked: `refuse_real_data` says what it holds
    if is_in_use(settings.data / DATABASE):
        # The sign-ins may be those of a demonstration that was here before.
        raise click.UsageError(_IN_USE.format(settings.data))
    for name in (FILE, DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (settings.data / name).unlink(missing_ok=True)


def is_in_use(database: Path) -> bool:
    """Whether accounts are there and none of a demonstration's; whatever the version of its tables."""
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as connection:
        try:
            row = connection.execute("SELECT count(*), sum(is_demo) FROM user_account").fetchone()
        except sqlite3.OperationalError:
            return False
    return bool(row[0]) and not row[1]


def refuse_real_data(settings: Settings) -> None:
    """Invented words are never poured among real ones."""
    import sqlalchemy as sa

    from consult.accounts.models import User
    from consult.contributions.models import Contribution
    from consult.extensions import db

    for table in (User, Contribution):
        if db.session.scalar(sa.select(sa.func.count()).select_from(table)):
            raise click.UsageError(_IN_USE.format(settings.data))


def fill(app: Flask) -> None:
    from consult.db import transaction
    from consult.demo.loading import load
    from consult.demo.team import keep_password, new_password
    from consult.extensions import db

    password = new_password()
    with progress() as told, app.test_request_context(), transaction(db.session) as session:
        load(session, password, told)
    keep_password(app.config["SETTINGS"].data, password)


@contextmanager
def progress() -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """A bar a kind of thing loaded, on the error stream so that the output can be piped."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as bars:

        def told(sentence: str, steps: int) -> Callable[[], None]:
            task = bars.add_task(sentence, total=steps)
            return lambda: bars.advance(task)

        yield told


def say_where(settings: Settings, host: str, port: int) -> None:
    from consult.accounts.models import Role
    from consult.demo.team import ACCOUNTS, SERVICE, kept_password

    click.echo(f"\nThe demonstration is at http://{host}:{port}/ (Ctrl+C ends it).")
    click.echo(f"The team signs in at http://{host}:{port}/espace with one of:")
    for role in Role:
        click.echo(f"  {ACCOUNTS[role][0]:32} {role.value}")
    click.echo(f"  {SERVICE[0]:32} a service asked for opinions")
    click.echo(f"and the password  {kept_password(settings.data)}\n")


@command.command()
@data_option
@click.pass_context
def remove(context: click.Context, data: Path | None) -> None:
    """Take every invented word and the demonstration's accounts away; the contracts stay."""
    from consult.command import working
    from consult.config import load_settings
    from consult.demo.removing import remove_demo
    from consult.demo.team import FILE

    # « demo --data DIR remove » names the same folder as « demo remove --data DIR ».
    if context.get_parameter_source("data") is not click.core.ParameterSource.COMMANDLINE:
        data = context.obj
    with working(data) as session:
        counts = remove_demo(session)
    (load_settings(data).data / FILE).unlink(missing_ok=True)
    for name, count in counts.items():
        click.echo(f"{count:6} {name}")
