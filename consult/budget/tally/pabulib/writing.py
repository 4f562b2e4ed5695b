"""Writes a `.pb` file: what `reading` reads back is the same election."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from consult.budget.tally.model import Project
from consult.budget.tally.pabulib.election import Election, Vote
from consult.budget.tally.pabulib.numbers import written

# Pabulib's own order; the rest follows as it came.
FIRST = ("description", "country", "unit", "subunit", "instance")


def write_pb(election: Election, path: Path) -> None:
    """UTF-8 without a byte order mark, LF. Raises ValueError for a cost that no decimal writes."""
    path.write_text(pb_text(election), encoding="utf-8", newline="")


def pb_text(election: Election) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(_meta(election))
    writer.writerow(["PROJECTS"])
    writer.writerows(_projects(election))
    writer.writerow(["VOTES"])
    writer.writerows(_votes(election))
    return out.getvalue()


def _meta(election: Election) -> Iterable[Sequence[str]]:
    instance, meta = election.instance, dict(election.meta)
    yield from ((key, meta.pop(key)) for key in FIRST if key in meta)
    yield "num_projects", str(len(instance.projects))
    yield "num_votes", str(len(election.votes))
    yield "budget", written(instance.budget)
    yield "vote_type", str(election.vote_type)
    if election.quarters and instance.envelopes:
        pairs = (f"{name}:{written(amount)}" for name, amount in instance.envelopes.items())
        meta[f"budget_per_{election.quarters}"] = ",".join(pairs)
    if instance.threshold:
        meta["min_project_score_threshold"] = written(instance.threshold)
    yield from meta.items()


def _extra(rows: Iterable[Mapping[str, str]]) -> list[str]:
    """The names of every other column, in the order they are met."""
    return list(dict.fromkeys(name for row in rows for name in row))


def _projects(election: Election) -> Iterable[Sequence[str]]:
    projects = election.instance.projects
    others = _extra(election.extras.get(project.id, {}) for project in projects)
    quarter = [election.quarters] if election.quarters else []
    named = ["name"] if any(project.name for project in projects) else []
    yield ["project_id", "cost", *named, *quarter, *others]
    for project in projects:
        yield [
            project.id,
            written(project.cost),
            *([project.name] if named else []),
            *_quarter(project, quarter),
            *(election.extras.get(project.id, {}).get(name, "") for name in others),
        ]


def _quarter(project: Project, quarter: Sequence[str]) -> Sequence[str]:
    return [project.quarter or "" for _ in quarter]


def _votes(election: Election) -> Iterable[Sequence[str]]:
    others = _extra(vote.fields for vote in election.votes)
    points = ["points"] if election.vote_type.has_points else []
    yield ["voter_id", *others, "vote", *points]
    for vote in election.votes:
        yield [
            vote.voter_id,
            *(vote.fields.get(name, "") for name in others),
            *_choices(election, vote, bool(points)),
        ]


def _choices(election: Election, vote: Vote, with_points: bool) -> Sequence[str]:
    chosen = ",".join(election.instance.projects[at].id for at in vote.projects)
    if not with_points:
        return [chosen]
    return [chosen, ",".join(written(each) for each in vote.points)]
