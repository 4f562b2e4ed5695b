"""Operator commands. Each feature adds its own group; all of them take --data DIR."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

# Group or command name -> module that defines `command`, imported only when it is asked for.
COMMANDS = {
    "serve": "consult.serving",
    "demo": "consult.demo.cli",
    "db": "consult.schema_cli",
    "worker": "consult.outbox.cli",
    "user": "consult.accounts.cli",
    "territory": "consult.territory.cli",
    "contract": "consult.contract.cli",
    "enjeux": "consult.moderation.enjeux_cli",
    "contributions": "consult.following.cli",
    "contacts": "consult.following.contacts_cli",
    "consultations": "consult.following.consultations_cli",
    "budget": "consult.budget.cli",
    "synthesis": "consult.synthesis.cli",
}


class LazyGroup(click.Group):
    """Commands whose code is loaded when they run: `consult --help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[name]).command
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="consult")
def cli() -> None:
    """Consultations, budget participatif and workshops, followed into the contrat de ville.

    Every command takes --data DIR (or the variable CONSULT_DATA): the folder that holds the
    database, the uploads and the keys. Without it: ./consult-data.
    """


def main() -> Any:
    """Entry point of the `consult` command: a configuration fault is one sentence, not a trace."""
    from consult.config import ConfigurationError

    try:
        return cli(standalone_mode=True)
    except ConfigurationError as error:
        click.echo(f"consult: {error}", err=True)
        sys.exit(2)
