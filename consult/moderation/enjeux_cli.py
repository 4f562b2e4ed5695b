"""`consult enjeux`: try the suggester, measure it, teach it. Here because it learns from moderators."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from consult import command as shared
from consult.command import data_option, working
from consult.enjeux.models import Vocabulary
from consult.enjeux.queries import ambition_key, vocabulary_of
from consult.enjeux.suggester.evaluating import (
    Answer,
    EvaluationError,
    answer,
    read_cases,
    told,
)
from consult.enjeux.suggester.model import OUTSIDE, Model, shipped_model
from consult.enjeux.suggester.rank import Suggestion, rank
from consult.enjeux.suggester.rank import suggest as ranked
from consult.enjeux.suggester.text import FRENCH

contract_option = click.option(
    "--contract", default="armentieres", show_default=True, help="Slug of the contract."
)
json_option = click.option("--json", "as_json", is_flag=True, help="For another program to read.")


@click.group("enjeux")
def command() -> None:
    """The enjeux of a contract: suggestions, their measure, their training."""


@command.command()
@click.option("--text", required=True, help="A resident's words.")
@click.option("--lang", default=FRENCH, show_default=True, help="Their language, in two letters.")
@contract_option
@json_option
@data_option
def suggest(text: str, lang: str, contract: str, as_json: bool, data: Path | None) -> None:
    """Which enjeux and ambitions these words may speak of, and why.

    Without a database, the shipped model answers with the six enjeux, and no ambition.
    """
    from consult.enjeux import suggesting

    with vocabulary_in(data, contract) as words:
        if words is None:
            found = ranked(text, shipped_model(), {}, lang) if text.strip() else []
            titles = {each: each for each in shipped_model().classes}
        else:
            found = suggesting.suggest(text, words, lang)
            titles = titles_of(words)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Nothing in these words speaks of an enjeu.")
    for each in found:
        click.echo(line(each, titles))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@contract_option
@json_option
@data_option
def evaluate(file: Path, contract: str, as_json: bool, data: Path | None) -> None:
    """How often the first suggestions are right, on the tagged words of FILE.

    FILE is a CSV in UTF-8 with the columns text, enjeu, accepted (other right answers, separated by
    | or ;) and lang. « hors » is the enjeu of words that are about none.
    """
    model = model_in(data, contract)
    try:
        cases = read_cases(file, [each for each in model.classes if each != OUTSIDE])
    except EvaluationError as error:
        raise click.ClickException(str(error)) from None
    if not cases:
        raise click.ClickException(f"{file}: no case to measure.")
    rank(cases[0].text, model, cases[0].lang)  # what is loaded once is not timed
    started = time.perf_counter()
    answers = answer(cases, model)
    spent = (time.perf_counter() - started) / len(cases) * 1000
    found = told_measures(answers, model, str(file), spent)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else table(found))


@command.command()
@contract_option
@click.option("--shipped", is_flag=True, help="Make again the model that travels with the program.")
@data_option
def train(contract: str, shipped: bool, data: Path | None) -> None:
    """Train a model from the shipped sentences, the contract's text and the team's own sorting.

    The new model serves from now on; what was suggested before does not change (see suggest-again).
    """
    if shipped:
        train_shipped()
        return
    from flask import current_app

    from consult.moderation.learning import NothingToLearnError, learn

    with working(data) as session:
        words = vocabulary_of(session, contract)
        if words is None:
            raise click.ClickException(f"no contract « {contract} » in this database")
        try:
            row = learn(session, current_app.config["SETTINGS"].data, words)
        except NothingToLearnError:
            raise click.ClickException("at least two enjeux need sorted words") from None
        click.echo(f"Model {row.number} of {contract} ({row.version}): {told_about(row.about)}.")


@command.command("suggest-again")
@contract_option
@data_option
def suggest_again(contract: str, data: Path | None) -> None:
    """Suggest again, with the model in use, for the contributions that are still to sort."""
    from consult.moderation.advice import renew

    with working(data) as session:
        words = vocabulary_of(session, contract)
        if words is None:
            raise click.ClickException(f"no contract « {contract} » in this database")
        looked, changed = renew(session, words)
    click.echo(f"{looked} contributions looked at, {changed} with other suggestions.")


@command.command(hidden=True)
@click.argument("words", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("output", type=click.Path(dir_okay=False, path_type=Path))
def distil(words: Path, output: Path) -> None:
    """Make the table of word vectors from WORDS, one French word a line (for developers)."""
    from consult.enjeux.suggester.distilling import distil as make

    click.echo(f"{make(words.read_text(encoding='utf-8').split(), output)} stems")


def train_shipped() -> None:
    from consult.enjeux.suggester.shipping import ship

    try:
        model = ship()
    except ModuleNotFoundError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Shipped model: {told_about(dict(model.about))}.")


def told_about(about: dict[str, Any]) -> str:
    learnt = (
        f"learnt from {about['sentences']} sentences, {about['contract']} texts of the contract "
        f"and {about['team']} contributions sorted by the team"
    )
    held_out = about.get("held_out")
    if not held_out:
        return learnt
    return f"{learnt}; top-1 {held_out['top1']:.3f} on {held_out['cases']} cases kept apart"


@contextmanager
def vocabulary_in(data: Path | None, contract: str) -> Iterator[Vocabulary | None]:
    """The vocabulary of a contract while the block runs; None where there is no database yet."""
    from consult import schema
    from consult.config import ConfigurationError
    from consult.extensions import db

    app = shared.make_app(data)
    with app.app_context():
        try:
            schema.require_head(db.engine)
        except ConfigurationError:
            yield None
            return
        found = vocabulary_of(db.session, contract)
        if found is None:
            raise click.ClickException(f"no contract « {contract} » in this database")
        yield found


def model_in(data: Path | None, contract: str) -> Model:
    """The model that a contract's words are suggested with."""
    from consult.enjeux.suggesting import model_for
    from consult.extensions import db

    with vocabulary_in(data, contract) as words:
        return shipped_model() if words is None else model_for(db.session, words)


def told_measures(
    answers: list[Answer], model: Model, file: str, milliseconds: float
) -> dict[str, Any]:
    languages = sorted({each.case.lang for each in answers})
    kept = ("cases", "top1", "top2", "macro_f1")
    by_lang = []
    for lang in languages:
        measures = told([each for each in answers if each.case.lang == lang])
        by_lang.append({"lang": lang, **{name: measures[name] for name in kept}})
    return {
        "file": file,
        "model": model.version,
        "ms_per_text": round(milliseconds, 2),
        **told(answers),
        "by_lang": by_lang,
    }


def table(found: dict[str, Any]) -> str:
    lines = [
        f"{found['cases']} cases, model {found['model']}, {found['ms_per_text']} ms a text",
        f"top-1 {found['top1']:.3f}   top-2 {found['top2']:.3f}   macro-F1 {found['macro_f1']:.3f}   "
        f"calibration error {found['calibration_error']:.3f}",
        f"{'':16} {'cases':>6} {'prec.':>6} {'recall':>6} {'F1':>6}",
    ]
    lines += [
        f"{row['enjeu']:16} {row['cases']:6d} {row['precision']:6.3f} {row['recall']:6.3f} "
        f"{row['f1']:6.3f}"
        for row in found["by_enjeu"]
    ]
    lines += [
        f"{row['lang']:16} {row['cases']:6d}   top-1 {row['top1']:.3f}   top-2 {row['top2']:.3f}   "
        f"macro-F1 {row['macro_f1']:.3f}"
        for row in found["by_lang"]
    ]
    return "\n".join(lines)


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
