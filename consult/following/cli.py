"""`consult contributions withdraw-import`: beside the commands that import words and keep them."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, working
from consult.gathering.cli import command

__all__ = ["command"]


@command.command("withdraw-import")
@click.argument("batch")
@data_option
def withdraw_import(batch: str, data: Path | None) -> None:
    """Erase the words of the imported file BATCH, as long as nothing of it was decided."""
    from consult.audit.operations import SYSTEM
    from consult.following.batches import DecidedError, withdraw
    from consult.gathering.queries import find_batch

    with working(data) as session:
        found = find_batch(session, batch, lock=True)
        if found is None:
            raise click.ClickException(f"no imported file is called {batch}.")
        try:
            withdraw(session, found, by=SYSTEM)
        except DecidedError:
            raise click.ClickException("some of its words were handled: it stays.") from None
    click.echo(f"{batch} is withdrawn; its file can be imported again.")
