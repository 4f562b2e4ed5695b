"""`consult user`: the first accounts, before anyone can sign in to create the others."""

from __future__ import annotations

from pathlib import Path

import click

from consult.accounts.models import Role
from consult.accounts.passwords import SHORTEST
from consult.command import data_option, working


@click.group("user")
def command() -> None:
    """People who sign in."""


@command.command()
@click.argument("email")
@click.option("--name", help="Name shown to the team (the address, when not given).")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="May be given several times.",
)
@click.option("--structure", help="For an animator: the structure's name; created when unknown.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    envvar="CONSULT_NEW_PASSWORD",
    help=f"At least {SHORTEST} characters; asked for when not given.",
)
@data_option
def add(
    email: str,
    name: str | None,
    roles: tuple[str, ...],
    structure: str | None,
    password: str,
    data: Path | None,
) -> None:
    """Create an account."""
    from consult.accounts import operations, structures
    from consult.audit.operations import SYSTEM

    if len(password) < SHORTEST:
        raise click.BadParameter(f"give at least {SHORTEST} characters", param_hint="--password")
    if Role.ANIMATOR.value in roles and not structure:
        raise click.UsageError("an animator works for a structure: give --structure")
    with working(data) as session:
        place = structures.create(session, structure, by=SYSTEM) if structure else None
        try:
            operations.create_user(
                session,
                email=email,
                name=name or email,
                roles=[Role(value) for value in roles],
                structure=place,
                password=password,
                by=SYSTEM,
            )
        except operations.AddressTakenError as error:
            raise click.ClickException(f"{email} already has an account") from error
    click.echo(f"Account {email} created: {', '.join(roles)}.")


@command.command("list")
@data_option
def list_(data: Path | None) -> None:
    """Who may sign in, and as what."""
    from consult.accounts import queries

    with working(data) as session:
        for user in queries.team(session):
            state = "" if user.active else " (cannot sign in)"
            roles = ", ".join(sorted(role.value for role in user.roles))
            click.echo(f"{user.email}: {roles}{state}")


@command.command()
@click.argument("email")
@data_option
def disable(email: str, data: Path | None) -> None:
    """Close an account: its sessions end at once, its acts stay in the journal."""
    from consult.accounts import operations, queries
    from consult.audit.operations import SYSTEM

    with working(data) as session:
        user = queries.user_by_email(session, email)
        if user is None:
            raise click.ClickException(f"{email} has no account")
        try:
            operations.change_user(
                session,
                user,
                name=user.name,
                roles=user.roles,
                structure=user.structure,
                active=False,
                by=SYSTEM,
            )
        except operations.LastAdministratorError as error:
            raise click.ClickException(
                f"{email} is the last administrator who can sign in: add another one first"
            ) from error
    click.echo(f"{email} can no longer sign in.")
