"""`consult budget tally`: counts a Pabulib file. It needs no data folder, and changes nothing."""

from __future__ import annotations

import json
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from consult.budget.tally import Instance, Outcome, Settings, Step

# Written out: reading them in the package would load numpy for `--help`. A test compares them.
RULES = ("greedy", "greedy-cost", "equal-shares", "majority-judgement")
COMPLETIONS = ("none", "add1", "greedy", "add1u")
CRITERIA = ("more-votes", "lower-cost", "higher-cost", "number", "draw")
DEFAULT_TIES = "lower-cost,more-votes,number"


def _ties(_context: click.Context, _option: click.Parameter, value: str) -> tuple[str, ...]:
    given = tuple(part.strip() for part in value.split(","))
    for part in given:
        if part not in CRITERIA:
            raise click.BadParameter(f"{part!r} is not one of {', '.join(CRITERIA)}.")
    return given


@click.command("tally")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rule", type=click.Choice(RULES), required=True, help="How winners are found.")
@click.option(
    "--completion",
    type=click.Choice(COMPLETIONS),
    multiple=True,
    help="How what equal shares leaves is spent: add1 raises every share, greedy goes by votes, "
    "add1u does both, none is the default. May be given twice: add1, then greedy.",
)
@click.option(
    "--ties",
    default=DEFAULT_TIES,
    show_default=True,
    callback=_ties,
    help=f"Criteria in order, among {', '.join(CRITERIA)}.",
)
@click.option("--seed", help="What the règlement publishes for the draw.")
@click.option(
    "--quarters",
    metavar="COLUMN",
    help="Split the budget by this column of the projects, as the key budget_per_COLUMN says.",
)
@click.option(
    "--leftover",
    type=click.Choice(["lost", "town-wide"]),
    default="lost",
    show_default=True,
    help="What becomes of the money a quarter did not spend.",
)
@click.option(
    "--ungraded",
    type=click.Choice(["worst", "set-aside"]),
    default="worst",
    show_default=True,
    help="Majority judgement: what a ballot says of a project it does not grade.",
)
@click.option(
    "--median-tie",
    type=click.Choice(["majority", "usual"]),
    default="majority",
    show_default=True,
    help="Majority judgement: how equal medians are told apart (Balinski and Laraki, or Fabre).",
)
@click.option("--explain", is_flag=True, help="Tell why each project won or lost.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document.")
def command(
    file: Path,
    rule: str,
    completion: tuple[str, ...],
    ties: tuple[str, ...],
    seed: str | None,
    quarters: str | None,
    leftover: str,
    ungraded: str,
    median_tie: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Count FILE (Pabulib's .pb) and print the selected projects, in order of selection.

    A file with faults, or ballots that the rule cannot count, end with status 1 and print nothing.
    """
    from consult.budget import tally
    from consult.budget.tally.pabulib import PbError, read_pb

    if "draw" in ties and not seed:
        raise click.UsageError("a draw needs --seed.")
    if any(each != "none" for each in completion) and rule != "equal-shares":
        raise click.UsageError("--completion is for equal-shares only.")
    settings = tally.Settings(
        tally.Rule(rule),
        tally.Completion(_completion(completion)),
        tally.TieBreak(tuple(tally.Criterion(each) for each in ties), seed),
        tally.Leftover(leftover),
        tally.Ungraded(ungraded),
        tally.MedianTie(median_tie),
    )
    try:
        election = read_pb(file, quarters)
        outcome = tally.tally(election.instance, election.profile, settings)
    except PbError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(1) from None
    except tally.BallotError as error:
        raise click.ClickException(f"{file.name}: {error}") from None
    if as_json:
        click.echo(json.dumps(document(outcome, settings, explain), ensure_ascii=False, indent=2))
    else:
        _print(election.instance, outcome, explain)


def _completion(given: tuple[str, ...]) -> str:
    asked = [each for each in given if each != "none"]
    if not asked:
        return "none"
    if asked in (["add1", "greedy"], ["add1u", "greedy"]):
        return "add1u"
    if len(asked) > 1:
        raise click.UsageError(
            f"--completion {' then '.join(asked)} is not one: add1, then greedy."
        )
    return asked[0]


def document(outcome: Outcome, settings: Settings, explain: bool) -> dict[str, Any]:
    """The outcome for JSON. An amount is a whole number where it is one; a rate is rounded."""
    told: dict[str, Any] = {
        "rule": settings.rule,
        "completion": settings.completion,
        "tie_break": list(settings.ties.criteria),
        "seed": settings.ties.seed,
        "budget": outcome.budget,
        "selected": list(outcome.selected),
        "cost": outcome.cost,
        "remaining": outcome.remaining,
        "parts": list(outcome.parts),
    }
    if explain:
        told["steps"] = list(outcome.steps)
    plain: dict[str, Any] = _plain(told)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else float(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value


def _print(instance: Instance, outcome: Outcome, explain: bool) -> None:
    names = {project.id: project.name for project in instance.projects}
    steps = {step.project: step for step in outcome.steps}
    for place, key in enumerate(outcome.selected, start=1):
        click.echo(f"{place:>3}  {_line(steps[key], names[key])}")
    if not outcome.selected:
        click.echo("No project is selected.")
    if explain:
        for step in outcome.steps:
            if step.project not in outcome.selected:
                click.echo(f"  -  {_line(step, names[step.project])}  {_reason(step)}")
    click.echo(
        f"{len(outcome.selected)} of {len(instance.projects)} projects, "
        f"{_euros(outcome.cost)} of {_euros(outcome.budget)}, {_euros(outcome.remaining)} left."
    )


def _line(step: Step, name: str) -> str:
    part = f"[{step.part}]  " if step.part else ""
    grade = f", median {_amount(step.grades.median)}" if step.grades else ""
    score = f", score {_amount(step.score)}" if step.score != step.votes else ""
    return f"{part}{step.project}  {_euros(step.cost)}  {step.votes} votes{score}{grade}  {name}".rstrip()


def _reason(step: Step) -> str:
    reasons = {
        "not-affordable": f"{_euros(step.remaining)} were left",
        "above-envelope": "it costs more than the whole envelope",
        "no-support": "nobody supports it",
        "below-threshold": "its score is below the threshold",
    }
    told = []
    if step.share is not None:
        had, cost = _euros(step.share.had), _euros(step.cost)
        told.append(f"its supporters had {had} left of the {cost} it costs")
    if step.decision.value in reasons:
        told.append(reasons[step.decision.value])
    return f"({'; '.join(told)})"


def _euros(amount: Any) -> str:
    return f"{_amount(amount)} €"


def _amount(amount: Any) -> str:
    if amount is None:
        return "none"
    if isinstance(amount, int):
        return str(amount)
    return f"{float(amount):.2f}".rstrip("0").rstrip(".")
