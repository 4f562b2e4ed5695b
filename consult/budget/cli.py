"""`consult budget`: the campaigns of the budget participatif."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa

from consult.audit.operations import SYSTEM
from consult.budget import operations, queries
from consult.budget.delivering.cli import import_projects, withdraw_projects
from consult.budget.models import Campaign
from consult.budget.outcome.cli import command as export_command
from consult.budget.phases import phase
from consult.budget.tally_cli import command as tally_command
from consult.command import data_option, import_file, ready_app, working
from consult.db import utcnow
from consult.extensions import db
from consult.web.i18n import local


@click.group("budget")
def command() -> None:
    """Campaigns of the budget participatif."""


command.add_command(import_projects)
command.add_command(withdraw_projects)
command.add_command(tally_command)
command.add_command(export_command)


@command.command("import")
@click.argument("file")
@data_option
def import_(file: str, data: Path | None) -> None:
    """Read FILE (YAML), or the shipped example (exemple), all or nothing. Safe to run again."""
    from consult.budget.importing import import_campaigns
    from consult.budget.reading import read_campaigns

    import_file("budget", file, data, read_campaigns, import_campaigns)


@command.command("list")
@data_option
def list_(data: Path | None) -> None:
    """Every campaign: its dates (Paris), where it stands, how many ideas it received."""
    with ready_app(data).app_context():
        campaigns = list(db.session.scalars(sa.select(Campaign).order_by(Campaign.opens_at)))
        counts = queries.deposited(db.session, campaigns)
        for each in campaigns:
            count = counts[each.id]
            click.echo(
                f"{each.slug}  {phase(each, utcnow()).value}  "
                f"{local(each.opens_at):%Y-%m-%d} to {local(each.last_moment):%Y-%m-%d}  "
                f"{count.received} ideas, {count.published} published  {each.title}"
            )
        if not campaigns:
            click.echo("No campaign yet: run « consult budget import FILE ».")


@command.command()
@data_option
def remind(data: Path | None) -> None:
    """Queue the reminders of the day: opinions late or due soon, decisions that wait.

    To be run every day; nobody is sent two the same day. `consult worker` sends them.
    """
    from flask_babel import force_locale

    from consult.budget.studying import reminding
    from consult.db import transaction

    app = ready_app(data)
    with app.test_request_context(), force_locale("fr"), transaction(db.session) as session:
        queued = reminding.remind(session, utcnow())
    click.echo(f"{queued} mails to the team.")


@command.command()
@click.argument("slug")
@data_option
def close(slug: str, data: Path | None) -> None:
    """Stop receiving ideas for the campaign SLUG, now."""
    with working(data) as session:
        campaign = queries.by_slug(session, slug)
        if campaign is None:
            raise click.ClickException(f"no campaign is named {slug}")
        try:
            operations.close(session, campaign, by=SYSTEM)
        except ValueError as error:
            raise click.ClickException(str(error)) from error
    click.echo(f"{slug} receives no more ideas.")
