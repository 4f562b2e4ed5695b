"""`consult budget export`: the ballots of a campaign, for whoever counts them again."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from consult.command import data_option, ready_app
from consult.extensions import db


@click.command("export")
@click.argument("campaign")
@click.option("--format", "form", type=click.Choice(["pb", "csv"]), required=True)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file; left out: the screen.",
)
@data_option
def command(campaign: str, form: str, output: Path | None, data: Path | None) -> None:
    """The ballots of CAMPAIGN once its urn is sealed: Pabulib's .pb, or a row a ballot.

    Nothing says who voted, nor when. Keep the file to those who check the count: with many projects, a
    ballot can be signed by what it holds.
    """
    from consult.budget import queries
    from consult.budget.voting import queries as votes

    with ready_app(data).app_context():
        found = queries.by_slug(db.session, campaign)
        if found is None:
            raise click.ClickException(f"no campaign is named {campaign}")
        if found.ballot is None or not votes.is_sealed(db.session, found):
            raise click.ClickException(
                f"{campaign}: the urn is not sealed, there is nothing to export"
            )
        from consult.budget.outcome import inputs
        from consult.budget.tally.pabulib import pb_text

        projects = votes.projects_of(db.session, found)
        ballots = votes.ballots_of(db.session, found)
        target = click.open_file(str(output) if output else "-", "w", encoding="utf-8")
        with target as stream:
            if form == "pb":
                stream.write(pb_text(inputs.election_of(found, projects, ballots)))
                return
            writer = csv.writer(stream, delimiter=";", lineterminator="\n")
            numbers = [str(each.number) for each in projects]
            writer.writerow(["ballot", *numbers])
            for rank, content in enumerate(ballots, start=1):
                writer.writerow([rank, *(content.get(number, "") for number in numbers)])
