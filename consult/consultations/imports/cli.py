"""`consult consultations import FILE --mapping MAP`: answers, however many, in little memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from consult.command import ready_app

if TYPE_CHECKING:
    from consult.consultations.imports.batches import About
    from consult.consultations.imports.mapping import Mapping
    from consult.consultations.imports.models import AnswerBatch
    from consult.consultations.imports.previewing import Preview
    from consult.consultations.imports.understanding import Understanding

# Faults printed; the others are counted.
SHOWN = 50


def import_answers(
    file: Path,
    map_: Path,
    data: Path | None,
    *,
    described: str,
    consent: str,
    codes: bool,
    dry_run: bool,
) -> None:
    """All or nothing; running it again adds only the rows that are not here yet."""
    from flask_babel import force_locale

    from consult.consultations.imports.batches import About
    from consult.consultations.imports.mapping import read_mapping
    from consult.extensions import db
    from consult.reading import ReadingError
    from consult.web.tables import FileError

    if not dry_run and not consent.strip():
        raise click.UsageError("--consent is missing: by what right are these answers used?")
    try:
        mapping, _source = read_mapping(map_)
    except ReadingError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(1) from None
    with ready_app(data).app_context(), force_locale("en"):
        about = About(file.name, _tool(file), described, consent, codes)
        try:
            found = _look(file, mapping)
            if found.faulty:
                raise click.exceptions.Exit(1)
            told = _told(file, found)
            click.echo(told if dry_run else f"{told}{_bring(file, mapping, about, found)}")
        except FileError as error:
            click.echo(f"{file.name}:{error.line}: {error.sentence}", err=True)
            raise click.exceptions.Exit(1) from None
        finally:
            db.session.rollback()


def _tool(file: Path) -> str:
    from consult.consultations.imports.surveying import named
    from consult.consultations.imports.tools import Tool, tool_of
    from consult.web.tables import FileError

    with file.open("rb") as stream:
        try:
            return tool_of([each.title for each in named(stream)[0]]).value
        except FileError:
            return Tool.OTHER.value


def _understanding(mapping: Mapping) -> Understanding:
    """Of a consultation that no session holds: its rows are read long after the first commit."""
    from consult.consultations.imports.previewing import today
    from consult.consultations.imports.queries import target
    from consult.consultations.imports.understanding import Understanding
    from consult.extensions import db

    consultation = target(db.session, mapping.consultation)
    assert consultation is not None
    made = Understanding(mapping, consultation, today())
    db.session.expunge_all()
    return made


def _look(file: Path, mapping: Mapping) -> Preview:
    """The first pass, undone: every fault is told with its line on the error stream."""
    from rich.console import Console
    from rich.progress import Progress

    from consult.consultations.imports.previewing import Preview, look
    from consult.consultations.imports.settling import settle
    from consult.extensions import db

    settle(db.session, mapping, by=None)
    db.session.flush()
    understanding = _understanding(mapping)
    found = Preview()
    try:
        with Progress(console=Console(stderr=True)) as bars, file.open("rb") as stream:
            task = bars.add_task("Rows read", total=None)
            for found in look(db.session, stream, understanding):
                bars.update(task, completed=found.rows)
    finally:
        db.session.rollback()
    for fault in found.faults[:SHOWN]:
        click.echo(f"{file.name}:{fault.line}: {fault.told}", err=True)
    if found.faulty > SHOWN:
        click.echo(f"{found.faulty - SHOWN} more rows are faulty.", err=True)
    return found


def _bring(file: Path, mapping: Mapping, about: About, found: Preview) -> str:
    """What is new, and the end of an import of this very file that was interrupted; tells the batch."""
    from consult.consultations.imports.batches import interrupted, mark_of
    from consult.extensions import db

    with file.open("rb") as stream:
        mark = mark_of(stream, mapping, about)
    begun = interrupted(db.session, mark)
    here = begun.rows if begun else 0
    db.session.rollback()
    if not found.new and begun is None:
        return ""
    batch = _write(file, mapping, about, found, mark)
    taken_up = f", taken up again: {here} people before, {batch.rows} now" if begun else ""
    return f" Batch {batch.public_id}{taken_up}."


def _write(file: Path, mapping: Mapping, about: About, found: Preview, mark: str) -> AnswerBatch:
    """The second pass, a transaction for each chunk: residents keep writing meanwhile."""
    from rich.console import Console
    from rich.progress import Progress

    from consult.consultations.imports.batches import (
        end_batch,
        good_rows,
        start_batch,
        write_rows,
    )
    from consult.consultations.imports.models import AnswerBatch
    from consult.consultations.imports.settling import settle
    from consult.db import transaction
    from consult.extensions import db

    session = db.session
    with transaction(session):
        consultation = settle(session, mapping, by=None)
        session.flush()
        batch_id = start_batch(session, consultation, mapping, about, by=None, mark=mark).id
    understanding = _understanding(mapping)
    session.rollback()
    with Progress(console=Console(stderr=True)) as bars, file.open("rb") as stream:
        task = bars.add_task("Rows written", total=found.good)
        for rows in good_rows(stream, understanding):
            with transaction(session):
                write_rows(session, session.get_one(AnswerBatch, batch_id), rows)
            # What was written is not kept in memory.
            session.expunge_all()
            bars.advance(task, len(rows))
    with transaction(session):
        batch = session.get_one(AnswerBatch, batch_id)
        end_batch(session, batch, by=None)
    return batch


def _told(file: Path, found: Preview) -> str:
    left = found.left_out.total()
    return (
        f"{file.name}: {found.new} new people who answered, {found.texts} texts in the file, "
        f"{found.known} already here, {left} left out, {found.faulty} faulty."
    )
