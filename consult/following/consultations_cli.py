"""`consult consultations withdraw-import`: beside the commands that import answers and export them."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, working
from consult.consultations.cli import command

__all__ = ["command"]


@command.command("withdraw-import")
@click.argument("batch")
@data_option
def withdraw_import(batch: str, data: Path | None) -> None:
    """Erase the answers of the imported file BATCH, as long as nothing of it was decided."""
    from consult.audit.operations import SYSTEM
    from consult.consultations.imports.queries import find_batch
    from consult.following.answer_batches import withdraw
    from consult.following.batches import DecidedError

    with working(data) as session:
        found = find_batch(session, batch, lock=True)
        if found is None:
            raise click.ClickException(f"no file of answers is called {batch}.")
        try:
            withdraw(session, found, by=SYSTEM)
        except DecidedError:
            raise click.ClickException(
                "some of it was handled, or results that count it were published: it stays."
            ) from None
    click.echo(f"{batch} is withdrawn; its file can be imported again.")
