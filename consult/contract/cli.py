"""`consult contract`: import a contract, list those known, write one as a document."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from consult.command import data_option, import_file, ready_app, working

FORMS = ("docx", "odt", "pdf", "html")


@click.group("contract")
def command() -> None:
    """Contracts: the framework and the volets communaux."""


@command.command("import")
@click.argument("file")
@data_option
def import_(file: str, data: Path | None) -> None:
    """Read FILE (YAML), or a shipped file (mel, armentieres), all or nothing. Safe to run again."""
    from consult.contract.importing import import_contract
    from consult.contract.reading import read_contract

    import_file("contract", file, data, read_contract, import_contract)


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
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
@data_option
def export(slug: str, form: str, output: Path | None, force: bool, data: Path | None) -> None:
    """Write contract SLUG as a document, with the residents' sentences and where they come from."""
    target = output or Path(f"{slug}.{form}")
    standard = str(target) == "-"
    if not standard and target.exists() and not force:
        raise click.UsageError(f"{target} exists: give another --output, or --force to replace it.")
    content = _document(slug, form, data)
    if content is None:
        raise click.UsageError(f"no contract « {slug} »: see « consult contract list ».")
    if standard:
        sys.stdout.buffer.write(content)
        return
    try:
        target.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written: {error.strerror}.") from None
    click.echo(f"{target}: {len(content):,} bytes.")


def _document(slug: str, form: str, data: Path | None) -> bytes | None:
    from consult.contract import documents
    from consult.contract.queries import load_contract
    from consult.extensions import db

    with ready_app(data).app_context():
        whole = load_contract(db.session, slug)
        return None if whole is None else documents.write(documents.build(whole), form)
