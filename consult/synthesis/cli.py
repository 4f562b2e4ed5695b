"""`consult synthesis`: the groups of contributions, from a terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from consult.command import data_option, ready_app

if TYPE_CHECKING:
    from sqlalchemy import orm

    from consult.enjeux.models import Ambition, Enjeu
    from consult.territory.models import Perimeter

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("synthesis")
def command() -> None:
    """What residents say on each enjeu."""


@command.command()
@click.argument("contract")
@click.argument("enjeu")
@click.option("--ambition", help="Key of an ambition: only its words.")
@click.option("--quarter", help="Key of a quarter: only what was said there.")
@click.option("--since", type=DAY, help="Only words said from that day on.")
@click.option("--until", type=DAY, help="Only words said until that day.")
@data_option
def propose(
    contract: str,
    enjeu: str,
    ambition: str | None,
    quarter: str | None,
    since: datetime | None,
    until: datetime | None,
    data: Path | None,
) -> None:
    """Propose groups of contributions for ENJEU of CONTRACT (slug and key, as in the addresses).

    What the team named or kept stays as it is. The same words give the same groups.
    """
    from rich.console import Console
    from rich.progress import Progress

    from consult.db import transaction
    from consult.extensions import db
    from consult.synthesis.topics import running
    from consult.synthesis.topics.models import TopicRun
    from consult.synthesis.topics.scope import Scope

    with ready_app(data).app_context():
        with transaction(db.session) as session:
            found = known_enjeu(session, contract, enjeu)
            scope = Scope(
                ambition=known_ambition(found, ambition) if ambition else None,
                perimeter=known_quarter(session, found, quarter) if quarter else None,
                since=since.date() if since else None,
                until=until.date() if until else None,
            )
            run, is_new = running.ask(session, found, scope, by=None)
            run_id = run.id
        if not is_new:
            raise click.ClickException("groups of this enjeu are being prepared already.")
        with Progress(console=Console(stderr=True)) as bars:
            task = bars.add_task("Groups", total=running.TOTAL)
            running.run_apart(run_id, lambda percent: bars.update(task, completed=percent))
        done = db.session.get_one(TopicRun, run_id)
        click.echo(
            f"{done.contributions} contributions read: {done.groups} groups, "
            f"{done.contributions - done.grouped} contributions alone."
        )


def known_enjeu(session: orm.Session, contract: str, key: str) -> Enjeu:
    from consult.enjeux.queries import vocabulary_of
    from consult.synthesis.queries import enjeu_of

    vocabulary = vocabulary_of(session, contract)
    if vocabulary is None:
        raise click.BadParameter(f"no contract is called {contract}.")
    found = enjeu_of(vocabulary, key)
    if found is None:
        known = ", ".join(each.key for each in vocabulary.enjeux)
        raise click.BadParameter(f"no enjeu is called {key}; there are {known}.")
    return found


def known_ambition(enjeu: Enjeu, key: str) -> Ambition:
    for each in enjeu.ambitions:
        if each.key == key:
            return each
    raise click.BadParameter(f"no ambition of this enjeu is called {key}.")


def known_quarter(session: orm.Session, enjeu: Enjeu, key: str) -> Perimeter:
    from consult.contributions.places import perimeters_today
    from consult.synthesis.scope import commune_of

    commune = commune_of(session, enjeu.vocabulary)
    for each in perimeters_today(commune) if commune else []:
        if each.key == key:
            return each
    raise click.BadParameter(f"no quarter is called {key}.")
