"""What the operator commands share: the data folder, the application, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from flask import Flask
from sqlalchemy import orm

if TYPE_CHECKING:
    from consult.reference_rows import Counts

F = TypeVar("F", bound=Callable[..., Any])


def data_option(function: F) -> F:
    """Adds `--data DIR`, passed on as `data: Path | None`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="CONSULT_DATA",
        metavar="DIR",
        help="Folder of the database, uploads and keys (CONSULT_DATA; ./consult-data).",
    )(function)


def make_app(data: Path | None) -> Flask:
    from consult.app import create_app
    from consult.config import load_settings

    return create_app(load_settings(data))


def ready_app(data: Path | None) -> Flask:
    """The application on a database of this version; raises ConfigurationError on another one."""
    from consult import schema
    from consult.extensions import db

    app = make_app(data)
    with app.app_context():
        schema.require_head(db.engine)
    return app


@contextmanager
def working(data: Path | None) -> Iterator[orm.Session]:
    """A session inside the application, committed whole at the end or not at all."""
    from consult.db import transaction
    from consult.extensions import db

    app = ready_app(data)
    with app.app_context(), transaction(db.session) as session:
        yield session


def import_file(
    feature: str,
    given: str,
    data: Path | None,
    read: Callable[[Path], tuple[Any, Any]],
    load: Callable[[orm.Session, Any, Any], Counts],
) -> None:
    """Read file `given` (or the one that `feature` ships under that name), all or nothing.

    Each fault is told with its line on the error stream, and the command ends with status 1.
    """
    from consult.reading import ReadingError
    from consult.shipped import reference_file

    try:
        entries, source = read(reference_file(feature, given))
        with working(data) as session:
            counts = load(session, entries, source)
    except ReadingError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(f"{source.file}: {counts.told()}.")
