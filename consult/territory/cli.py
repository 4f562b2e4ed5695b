"""`consult territory`: communes, perimeters and indicators."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, import_file, working


@click.group("territory")
def command() -> None:
    """Communes, priority perimeters and their figures."""


@command.command("import")
@click.argument("file")
@data_option
def import_(file: str, data: Path | None) -> None:
    """Read FILE (YAML), or a shipped file by its name, all or nothing. Safe to run again."""
    from consult.territory.importing import import_territory
    from consult.territory.reading import read_territory

    import_file("territory", file, data, read_territory, import_territory)


@command.command("list")
@data_option
def list_command(data: Path | None) -> None:
    """The communes known here, with their number of perimeters."""
    from consult.territory.queries import list_communes

    with working(data) as session:
        lines = list_communes(session)
    for line in lines:
        click.echo(f"{line.epci}\t{line.key}\t{line.name}\t{line.perimeters}")
    if not lines:
        click.echo("No territory yet: run « consult territory import FILE ».")
