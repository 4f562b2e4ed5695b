"""`consult consultations`: import, list, open, close, export, and forget abandoned drafts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from sqlalchemy import orm

from consult.command import data_option, import_file, ready_app, working
from consult.consultations import operations
from consult.consultations.models import Consultation
from consult.consultations.queries import outcomes
from consult.consultations.states import State, state_of
from consult.consultations.xlsform.losses import Loss
from consult.db import utcnow
from consult.web.i18n import TIMEZONE

_STATES = {
    State.DRAFT: "draft",
    State.COMING: "to come",
    State.OPEN: "open",
    State.CLOSED: "closed",
}


@click.group()
def command() -> None:
    """Consultations: their dates, and what they received."""


@command.command("import")
@click.argument("file")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="What each column of FILE holds (YAML): answers, in CSV or .xlsx.")  # fmt: skip
@click.option("--described", default="", help="Who gathered the answers, when and how.")
@click.option("--consent", default="", help="The licence, or the agreement of those who answered.")
@click.option("--codes", is_flag=True, help="Give each row a code, to print and hand out.")
@click.option("--dry-run", is_flag=True, help="Read the file of answers and write nothing.")
@data_option
def import_(file: str, mapping: Path | None, data: Path | None, **answers: Any) -> None:
    """Read FILE, all or nothing; safe to run again.

    Without --mapping FILE (YAML, or the shipped example, exemple) describes consultations. With it,
    FILE holds the answers of another tool, a row a person: see consult/consultations/imports/mapping.
    Interrupted, the same file with the same options goes on.
    """
    from consult.consultations.importing import import_consultations
    from consult.consultations.imports.cli import import_answers
    from consult.consultations.reading import read_consultations

    if mapping is not None:
        path = Path(file)
        if not path.is_file():
            raise click.ClickException(f"{file} is not here.")
        import_answers(path, mapping, data, **answers)
    elif Path(file).suffix.lower() in {".csv", ".xlsx"}:
        raise click.UsageError("--mapping is missing: what does each column of this file hold?")
    else:
        import_file("consultations", file, data, read_consultations, import_consultations)


@command.command("list")
@data_option
def list_(data: Path | None) -> None:
    """Every consultation with its dates (Paris), sheets sent, words received and published."""
    with working(data) as session:
        found = list(
            session.scalars(sa.select(Consultation).order_by(Consultation.closes_at.desc()))
        )
        brought = outcomes(session, [each.id for each in found])
        for each in found:
            click.echo(
                f"{each.slug:24} {_state(each):8} {_day(each.opens_at)} → {_day(each.closes_at)}  "
                f"{brought[each.id].sheets} sent, {brought[each.id].received} words, "
                f"{brought[each.id].published} published"
            )
        if not found:
            click.echo("No consultation yet: run « consult consultations import FILE ».")


@command.command("open")
@click.argument("slug")
@click.option(
    "--until",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    help="Last day when answers are received, for example 2027-03-03.",
)
@data_option
def open_(slug: str, until: datetime, data: Path | None) -> None:
    """Receive answers to SLUG until the end of a day."""
    midnight = (until + timedelta(days=1)).replace(tzinfo=TIMEZONE).astimezone(UTC)
    with working(data) as session:
        try:
            operations.open_until(session, _find(session, slug), midnight)
        except ValueError:
            raise click.ClickException("this day is past: choose today or a later one.") from None
    click.echo(f"{slug} is open until the end of {until:%Y-%m-%d}.")


@command.command("close")
@click.argument("slug")
@data_option
def close(slug: str, data: Path | None) -> None:
    """Stop receiving answers to SLUG, now."""
    with working(data) as session:
        try:
            operations.close(session, _find(session, slug))
        except ValueError:
            raise click.ClickException(f"{slug} is not open.") from None
    click.echo(f"{slug} is closed.")


@command.command()
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--open-data", is_flag=True, help="The published figures, masked, instead of every answer."
)
@data_option
def export(slug: str, file: Path, open_data: bool, data: Path | None) -> None:
    """Write every answer to SLUG into FILE (.csv, .xlsx or .json), a row a person, in little memory.

    Ages, genders and words that nobody published are not in it.
    """
    from consult.consultations.results.exports import FORMS

    if file.suffix.removeprefix(".") not in FORMS:
        raise click.ClickException("the file's name ends in .csv, .xlsx or .json.")
    with ready_app(data).test_request_context():
        done = _export_open(slug, file) if open_data else _export_answers(slug, file)
    click.echo(f"{file}: {done}.")


def _export_answers(slug: str, file: Path) -> str:
    from rich.console import Console
    from rich.progress import Progress

    from consult.consultations.results import exports
    from consult.consultations.results.sheets import Export
    from consult.extensions import db

    consultation = _find(db.session, slug)
    found = Export(db.session, consultation)
    with Progress(console=Console(stderr=True)) as bars:
        rows = bars.track(found.rows(), total=found.total(), description="Answers written")
        exports.write_sheets(found, rows, file, consultation.title)
    return f"{found.total()} people"


def _export_open(slug: str, file: Path) -> str:
    from consult.consultations.results import exports
    from consult.consultations.results.queries import read_now
    from consult.extensions import db

    _find(db.session, slug)
    publication = read_now(db.session, slug)
    if publication is None:
        raise click.ClickException(f"the results of {slug} are not published.")
    exports.write_open(publication, file)
    return f"the figures of {publication.people} people"


@command.group()
def xlsform() -> None:
    """Questionnaires of KoboToolbox and ODK (XLSForm workbooks)."""


@xlsform.command("export")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def export_xlsform(slug: str, file: Path, data: Path | None) -> None:
    """Write the questionnaire of SLUG as the workbook FILE; tell what it cannot hold."""
    from consult.consultations.wordings.operations import texts_of
    from consult.consultations.xlsform.writing import Place, write_workbook
    from consult.contributions.places import perimeters_today

    with working(data) as session:
        found = _find(session, slug)
        places = [Place(each.key, each.name) for each in perimeters_today(found.commune)]
        content, losses = write_workbook(found, places, texts_of(session, found))
    file.write_bytes(content)
    _tell_losses(losses)
    click.echo(f"{file} holds the questionnaire of {slug}.")


@xlsform.command("import")
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="The file of consultations to write (YAML).")  # fmt: skip
@click.option("--contract", required=True, help="Slug of the contract that it serves.")
@click.option("--commune", required=True, help="Key of the commune whose quarters are offered.")
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day.")
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day.")
@click.option("--slug", help="Its address; by default, the workbook's own identifier.")
def import_xlsform(workbook: Path, out: Path, slug: str | None, **around: Any) -> None:
    """Read WORKBOOK into a file of consultations, to be read again, then imported.

    Nothing of the site changes. What the workbook has and a questionnaire here has not is told.
    """
    from consult.consultations.xlsform.describing import describe
    from consult.consultations.xlsform.reading import read_workbook
    from consult.consultations.xlsform.rows import XlsFormError

    try:
        found = read_workbook(workbook.read_bytes())
        out.write_text(describe(found, slug, **around), encoding="utf-8")
    except XlsFormError as error:
        raise click.ClickException(f"{workbook}: {error}") from None
    _tell_losses(found.losses)
    click.echo(f"{out} is written: complete it, then « consult consultations import {out} ».")


def _tell_losses(losses: Iterable[Loss]) -> None:
    for loss in losses:
        click.echo(f"  {loss}", err=True)


@command.command()
@data_option
def remind(data: Path | None) -> None:
    """Queue the reminders of the day: to editors, and to residents who asked for one.

    To be run every day; each mail leaves once. `consult worker` sends them.
    """
    from flask_babel import force_locale

    from consult.consultations.reminding import residents, team
    from consult.db import transaction
    from consult.extensions import db

    app = ready_app(data)
    with app.test_request_context(), force_locale("fr"), transaction(db.session) as session:
        told = team.remind(session, utcnow())
        asked = residents.remind(session, utcnow())
    click.echo(f"{told} mails to the team, {asked} to residents.")


@command.command("forget-drafts")
@click.option("--days", default=30, show_default=True, type=click.IntRange(min=1))
@data_option
def forget_drafts(days: int, data: Path | None) -> None:
    """Erase the questionnaires begun more than DAYS days ago and never sent."""
    with working(data) as session:
        done = operations.forget_drafts(session, utcnow() - timedelta(days=days))
    click.echo(f"{done} drafts erased.")


def _find(session: orm.Session, slug: str) -> Consultation:
    found = session.scalars(sa.select(Consultation).where(Consultation.slug == slug)).first()
    if found is None:
        raise click.ClickException(f"no consultation is called {slug}.")
    return found


def _state(consultation: Consultation) -> str:
    return _STATES[state_of(consultation, utcnow())]


def _day(instant: datetime) -> str:
    return f"{instant.astimezone(TIMEZONE):%Y-%m-%d %H:%M}"
