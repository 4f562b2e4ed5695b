"""`consult budget import-projects FILE`: the winners of past years, from a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from consult.command import data_option, ready_app, working

if TYPE_CHECKING:
    from collections.abc import Mapping

    from consult.budget.delivering.importing.columns import Holds
    from consult.budget.delivering.importing.reading import Plan, Sheet
    from consult.budget.delivering.importing.writing import Found, Ground

# Faults printed; the others are counted.
SHOWN = 50


@click.command("import-projects")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--campaign", metavar="SLUG", default="", help="All the rows belong to this campaign."
)
@click.option("--year-column", metavar="NAME", help="The column that holds the year.")
@click.option(
    "--column",
    "columns",
    metavar="NAME=WHAT",
    multiple=True,
    help="What a column holds: title, year, identifier, text, place, quarter, theme, cost, committed, "
    "spent, state, opened, won, keep, leave.",
)
@click.option(
    "--state",
    "states",
    metavar="WORD=STATE",
    multiple=True,
    help="What a state means: waiting, studies, tender, works, opened, abandoned, lost.",
)
@click.option("--create-campaigns", is_flag=True, help="Make the past campaigns that are missing.")
@click.option(
    "--commune", metavar="KEY", help="Whose campaigns are made (the latest one’s otherwise)."
)
@click.option(
    "--contract", metavar="SLUG", help="With which contract’s enjeux (the same otherwise)."
)
@click.option("--dry-run", is_flag=True, help="Tell what would be done, and do nothing.")
@data_option
def import_projects(
    file: Path,
    campaign: str,
    year_column: str | None,
    columns: tuple[str, ...],
    states: tuple[str, ...],
    create_campaigns: bool,
    commune: str | None,
    contract: str | None,
    dry_run: bool,
    data: Path | None,
) -> None:
    """Read FILE (CSV or .xlsx) of past winners, all or nothing. Safe to run again."""
    from flask_babel import force_locale

    from consult.budget.delivering.importing import writing
    from consult.budget.delivering.importing.reading import read_sheet
    from consult.db import transaction
    from consult.extensions import db
    from consult.web.tables import FileError

    given = {**_pairs(columns, "--column"), **({year_column: "year"} if year_column else {})}
    by_hand = _pairs(states, "--state")
    with ready_app(data).app_context(), force_locale("en"), transaction(db.session) as session:
        try:
            with file.open("rb") as stream:
                sheet = read_sheet(stream)
        except FileError as error:
            click.echo(f"{file.name}:{error.line}: {error.sentence}", err=True)
            raise click.exceptions.Exit(1) from None
        plan = _plan(sheet, _chosen(sheet, given), by_hand, campaign)
        ground = _ground(campaign, commune, contract)
        found = writing.look(session, sheet, plan, ground, make=create_campaigns)
        _tell(file, sheet, plan, found)
        if found.faulty:
            raise click.exceptions.Exit(1)
        if dry_run:
            return
        with force_locale("fr"):
            batch = writing.bring(
                session, sheet, plan, ground, file_name=file.name, make=create_campaigns, by=None
            )
        click.echo(f"Batch {batch.public_id}." if batch else "Nothing is new.")


@click.command("withdraw-projects")
@click.argument("batch")
@data_option
def withdraw_projects(batch: str, data: Path | None) -> None:
    """Take back the projects of BATCH, while the team wrote nothing of them."""
    import sqlalchemy as sa

    from consult.audit.operations import SYSTEM
    from consult.budget.delivering.importing import writing
    from consult.budget.delivering.models import ProjectBatch

    with working(data) as session:
        query = sa.select(ProjectBatch).where(ProjectBatch.public_id == batch)
        found = session.scalars(query).first()
        if found is None:
            raise click.ClickException(f"no batch is named {batch}")
        try:
            writing.withdraw(session, found, by=SYSTEM)
        except writing.WrittenError:
            raise click.ClickException(
                "the team wrote something of these projects since they came: they stay"
            ) from None
    click.echo(f"The projects of {batch} are withdrawn.")


def _pairs(given: tuple[str, ...], option: str) -> dict[str, str]:
    found = {}
    for each in given:
        name, sign, value = each.rpartition("=")
        if not sign:
            raise click.UsageError(f"{option} is written NAME=VALUE, not « {each} »")
        found[name] = value
    return found


def _chosen(sheet: Sheet, given: Mapping[str, str]) -> dict[int, Holds]:
    from consult.budget.delivering.importing.columns import Holds
    from consult.contributions.written import plain

    known = {each.value: each for each in Holds if each is not Holds.PERSON}
    indexes = {plain(each.title): each.index for each in sheet.columns}
    found: dict[int, Holds] = {}
    for name, what in given.items():
        if plain(name) not in indexes:
            raise click.ClickException(f"no column is named « {name} »")
        if what not in known:
            raise click.ClickException(f"a column holds one of {', '.join(known)}, not « {what} »")
        found[indexes[plain(name)]] = known[what]
    return found


def _plan(
    sheet: Sheet, chosen: Mapping[int, Holds], by_hand: Mapping[str, str], campaign: str
) -> Plan:
    from consult.budget.delivering.importing.columns import STATES
    from consult.budget.delivering.importing.reading import Plan, faults_of, proposed
    from consult.contributions.written import plain

    for word, state in by_hand.items():
        if state not in STATES:
            raise click.ClickException(
                f"« {word} » means one of {', '.join(STATES)}, not « {state} »"
            )
    first = proposed(sheet, chosen, {})
    folded = {plain(word): state for word, state in by_hand.items()}
    states = {word: folded.get(plain(word), state) for word, state in first.states.items()}
    plan = Plan(first.holds, states, campaign)
    if wrong := faults_of(plan):
        raise click.ClickException(" ".join(wrong))
    return plan


def _ground(campaign: str, commune: str | None, contract: str | None) -> Ground | None:
    from consult.budget.delivering.importing import writing
    from consult.extensions import db

    if campaign:
        found = writing.ground_of(db.session, campaign)
        if found is None:
            raise click.ClickException(f"no campaign is named {campaign}")
        return found
    if commune or contract:
        named = writing.find_ground(db.session, commune or "", contract or "")
        if named is None:
            raise click.ClickException("--commune and --contract go together and name what is here")
        return named
    found = writing.default_ground(db.session)
    if found is None:
        raise click.ClickException("no campaign is here yet: say --commune and --contract")
    return found


def _tell(file: Path, sheet: Sheet, plan: Plan, found: Found) -> None:
    """What was understood, then every fault with its line on the error stream."""
    for column in sheet.columns:
        click.echo(f"  {column.title}: {plan.holds[column.index].value}")
    for word, state in plan.states.items():
        click.echo(f"  state « {word} »: {state}")
    for fault in found.faulty[:SHOWN]:
        click.echo(f"{file.name}:{fault.line}: {fault.told}", err=True)
    if len(found.faulty) > SHOWN:
        click.echo(f"{len(found.faulty) - SHOWN} more rows are faulty.", err=True)
    made = f" Campaigns to make: {', '.join(map(str, found.missing))}." if found.missing else ""
    click.echo(
        f"{file.name}: {len(found.new)} new projects, {found.cost_eur} euros, {found.known} already "
        f"here, {found.lost} that did not win, {found.personal} cells left out, "
        f"{len(found.faulty)} faulty.{made}"
    )
