"""`consult enjeux`: try the suggester from a terminal."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from consult.command import data_option, working
from consult.enjeux import suggesting
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key, vocabulary_of
from consult.enjeux.suggester import Suggestion


@click.group("enjeux")
def command() -> None:
    """The enjeux of a contract."""


@command.command()
@click.option("--text", required=True, help="A resident's words.")
@click.option("--contract", default="armentieres", show_default=True, help="Slug of the contract.")
@click.option("--json", "as_json", is_flag=True, help="For another program to read.")
@data_option
def suggest(text: str, contract: str, as_json: bool, data: Path | None) -> None:
    """Which enjeux and ambitions these words may speak of, and why."""
    with working(data) as session:
        vocabulary = vocabulary_of(session, contract)
        if vocabulary is None:
            raise click.ClickException(f"no contract « {contract} » in this database")
        found = suggesting.suggest(text, vocabulary)
        titles = titles_of(vocabulary)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Nothing in these words speaks of an enjeu.")
    for each in found:
        click.echo(line(each, titles))


def line(suggestion: Suggestion, titles: dict[str, str]) -> str:
    """« 82 %  Éducation  (école, enfants) »; an ambition is indented under them."""
    indent = "" if suggestion.kind == "enjeu" else "    "
    reasons = f"  ({', '.join(suggestion.words)})" if suggestion.words else ""
    return f"{indent}{round(suggestion.score * 100):3d} %  {titles[suggestion.key]}{reasons}"


def titles_of(vocabulary: Vocabulary) -> dict[str, str]:
    """By key, the short title of each enjeu and the title of each ambition."""
    titles = {enjeu.key: enjeu.short_title for enjeu in vocabulary.enjeux}
    for enjeu in vocabulary.enjeux:
        titles |= {ambition_key(each): each.title for each in enjeu.ambitions}
    return titles
