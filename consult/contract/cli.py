"""`consult contract`: import a contract, list those known, write one as a document."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import click

from consult.command import data_option, import_file, ready_app, working

FORMS = ("docx", "odt", "pdf", "html", "json")


@click.group("contract")
def command() -> None:
    """Contracts: the framework and the volets communaux."""


@command.command("import")
@click.argument("file")
@click.option(
    "--replace-edits",
    is_flag=True,
    help="Put the file’s text where the town edited another one; the history keeps what it wrote.",
)
@data_option
def import_(file: str, replace_edits: bool, data: Path | None) -> None:
    """Read FILE (YAML), or a shipped file (mel, armentieres, lens-lievin…), all or nothing.

    Safe to run again. Text that was edited on the site since is never lost unasked: the command says
    where the file differs from it, and changes nothing.
    """
    from consult.contract.importing import import_contract
    from consult.contract.reading import read_contract

    load = partial(import_contract, replace_edits=replace_edits)
    import_file("contract", file, data, read_contract, load)


@command.command("map")
@click.argument("file")
@data_option
def map_(file: str, data: Path | None) -> None:
    """Read the mapping of two contracts from FILE (YAML), or a shipped one (armentieres-mel…)."""
    from consult.contract.mappings.importing import import_mapping
    from consult.contract.mappings.reading import read_mapping

    import_file("contract/mappings", file, data, read_mapping, import_mapping)


@command.command("list")
@data_option
def list_command(data: Path | None) -> None:
    """The contracts known here."""
    from consult.contract.queries import list_contracts

    with working(data) as session:
        lines = [f"{one.slug}\t{one.kind.value}\t{one.title}" for one in list_contracts(session)]
    click.echo("\n".join(lines) or "No contract yet: run « consult contract import FILE ».")


@command.command("export")
@click.argument("slug")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    default="docx",
    show_default=True,
    help="Kind of file.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Where to write it (SLUG.docx…); « - » for the standard output.",
)
@click.option(
    "--version",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Published version N; without it what readers see: the last one or, before any, the text "
    "being written.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@data_option
def export(
    slug: str,
    form: str,
    output: Path | None,
    number: int | None,
    force: bool,
    data: Path | None,
) -> None:
    """Write contract SLUG as a document, with the residents' sentences and where they come from.

    With « --format json », as data with stable keys: consult/contract/files.py describes them.
    """
    target = output or Path(f"{slug}.{form}")
    standard = str(target) == "-"
    if not standard and target.exists() and not force:
        raise click.UsageError(f"{target} exists: give another --output, or --force to replace it.")
    content = _document(slug, form, number, data)
    if standard:
        sys.stdout.buffer.write(content)
        return
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"{target}: {len(content):,} bytes.")


def _document(slug: str, form: str, number: int | None, data: Path | None) -> bytes:
    from consult.contract import files, readings
    from consult.extensions import db

    with ready_app(data).app_context():
        reading = readings.read(db.session, slug, number)
        if reading is not None:
            return files.write(db.session, reading, form)
        if number is not None and readings.read(db.session, slug) is not None:
            raise click.UsageError(f"« {slug} » has no version {number}.")
        raise click.UsageError(f"no contract « {slug} »: see « consult contract list ».")
