"""`consult contributions import`: words gathered elsewhere; and the upkeep of all words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from consult.command import data_option, ready_app
from consult.contributions.cli import command

if TYPE_CHECKING:
    from consult.gathering.ground import Ground
    from consult.gathering.importing import About, Preview
    from consult.gathering.models import ImportBatch

__all__ = ["command"]
# Faults printed; the others are counted.
SHOWN = 50


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--contract", required=True, help="Slug of the contract that the words speak to.")
@click.option("--source", default="", help="The consultation or occasion, for rows without one.")
@click.option("--described", default="", help="Who gathered the words, when and how.")
@click.option("--consent", default="", help="The licence, or the agreement of those who spoke.")
@click.option("--codes", is_flag=True, help="Give each row a code, to print and hand out.")
@click.option("--good-only", is_flag=True, help="Leave the faulty rows out and take the others.")
@click.option("--dry-run", is_flag=True, help="Read the file and write nothing.")
@data_option
def import_(
    file: Path,
    contract: str,
    source: str,
    described: str,
    consent: str,
    codes: bool,
    good_only: bool,
    dry_run: bool,
    data: Path | None,
) -> None:
    """Read FILE (CSV), all or nothing; its rows wait to be read with all other words.

    The columns are told by the template of the page « Importer des paroles ». Running it again adds
    only the rows that are not here yet; after an interruption, with the same options, it goes on.
    """
    from flask_babel import force_locale

    from consult.extensions import db
    from consult.gathering.ground import find_ground
    from consult.gathering.importing import About
    from consult.gathering.reading import Defaults

    if not dry_run and not consent.strip():
        raise click.UsageError("--consent is missing: by what right are these words used?")
    app = ready_app(data)
    about = About(file.name, Defaults(source_title=source.strip()), described, consent, codes)
    with app.app_context(), force_locale("en"):
        ground = find_ground(db.session, contract, app.config["SETTINGS"].town_name)
        if ground is None:
            raise click.ClickException(
                f"the contract « {contract} » is not here, or its commune: import them first."
            )
        # Its rows are read long after the first commit: nothing may expire them.
        db.session.expunge_all()
        found = _look(file, ground, about)
        if found.faulty and not (good_only or dry_run):
            raise click.exceptions.Exit(1)
        if dry_run:
            click.echo(_told(file, found))
            raise click.exceptions.Exit(1 if found.faulty and not good_only else 0)
        click.echo(f"{_told(file, found)}{_bring(file, ground, about, found)}")


def _bring(file: Path, ground: Ground, about: About, found: Preview) -> str:
    """What is new, and the end of an import of this very file that was interrupted; tells the batch."""
    from consult.extensions import db
    from consult.gathering.importing import interrupted, mark_of

    with file.open("rb") as stream:
        mark = mark_of(stream, ground, about)
    begun = interrupted(db.session, mark)
    here = begun.rows if begun else 0
    db.session.rollback()
    if not found.new and begun is None:
        return ""
    batch = _write(file, ground, about, found, mark)
    taken_up = f", taken up again: {here} contributions before, {batch.rows} now" if begun else ""
    return f" Batch {batch.public_id}{taken_up}."


def _look(file: Path, ground: Ground, about: About) -> Preview:
    """The first pass: every fault is told with its line on the error stream."""
    from rich.console import Console
    from rich.progress import Progress

    from consult.extensions import db
    from consult.gathering.importing import Preview, look
    from consult.web.tables import FileError

    found = Preview()
    try:
        with Progress(console=Console(stderr=True)) as bars, file.open("rb") as stream:
            task = bars.add_task("Rows read", total=None)
            for found in look(db.session, stream, ground, about.defaults):
                bars.update(task, completed=found.good + found.faulty)
    except FileError as error:
        click.echo(f"{file.name}:{error.line}: {error.sentence}", err=True)
        raise click.exceptions.Exit(1) from None
    finally:
        db.session.rollback()
    for fault in found.faults[:SHOWN]:
        click.echo(f"{file.name}:{fault.line}: {fault.told}", err=True)
    if found.faulty > SHOWN:
        click.echo(f"{found.faulty - SHOWN} more rows are faulty.", err=True)
    return found


def _write(file: Path, ground: Ground, about: About, found: Preview, mark: str) -> ImportBatch:
    """The second pass, a transaction for each chunk: residents keep writing meanwhile."""
    from rich.console import Console
    from rich.progress import Progress

    from consult.db import transaction
    from consult.extensions import db
    from consult.gathering.importing import end_batch, good_rows, start_batch, write_rows
    from consult.gathering.models import ImportBatch

    session = db.session
    with transaction(session):
        batch_id = start_batch(session, ground, about, by=None, mark=mark).id
    with Progress(console=Console(stderr=True)) as bars, file.open("rb") as stream:
        task = bars.add_task("Rows written", total=found.good)
        for rows in good_rows(stream, ground, about.defaults):
            with transaction(session):
                write_rows(session, session.get_one(ImportBatch, batch_id), rows)
            # What was written is not kept in memory.
            session.expunge_all()
            bars.advance(task, len(rows))
    with transaction(session):
        batch = session.get_one(ImportBatch, batch_id)
        end_batch(session, batch, by=None)
    return batch


def _told(file: Path, found: Preview) -> str:
    return (
        f"{file.name}: {found.new} new contributions ({found.people} people in the file), "
        f"{found.known} already here, {found.faulty} faulty."
    )
