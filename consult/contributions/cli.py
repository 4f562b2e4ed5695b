"""`consult contributions`: upkeep of what residents said."""

from __future__ import annotations

from pathlib import Path

import click

from consult.command import data_option, ready_app


@click.group()
def command() -> None:
    """What residents said, through whichever channel."""


@command.command()
@data_option
def fingerprint(data: Path | None) -> None:
    """Compare the words that were never compared, so that copies are found together.

    To be run once after an upgrade from a version without look-alikes. Words received since are
    compared as they arrive. Safe to interrupt and to run again.
    """
    from rich.console import Console
    from rich.progress import Progress

    from consult.contributions.lookalikes import missing
    from consult.extensions import db

    with ready_app(data).app_context(), Progress(console=Console(stderr=True)) as bars:
        total = missing.count(db.session)
        task = bars.add_task("Words compared", total=total)
        done = 0
        for batch in missing.fill(db.session):
            done += batch
            bars.update(task, completed=done)
    click.echo(f"{done} contributions compared.")
