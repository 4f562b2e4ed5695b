"""The files of a vote: results by project, and ballots for whoever counts again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from consult.budget.models import Project
from consult.web.labels import label
from consult.web.spreadsheets import Value


def table(told: Mapping[str, Any], projects: Mapping[int, Project]) -> Iterator[list[Value]]:
    """A heading, then a row a project: the selected ones in their order, then the others."""
    yield [
        str(each)
        for each in (
            _("Number (of a project)"), _("Project"), _("Chosen"), _("Rank"), _("Cost in euros"),
            _("Votes"), _("Points"), _("What was left, in euros"), _("Place"), _("Quarter"),
        )
    ]  # fmt: skip
    ranks = {number: rank for rank, number in enumerate(told["selected"], start=1)}
    steps = sorted(told["steps"], key=lambda step: ranks.get(step["number"], len(ranks) + 1))
    for step in steps:
        project = projects.get(step["number"])
        if project is None:
            continue
        rank = ranks.get(step["number"])
        yield [
            step["number"], project.title, str(_("yes") if rank else _("no")), rank, step["cost"],
            step["votes"], step["score"], step["remaining"], project.place,
            project.perimeter.name if project.perimeter else str(label(project.place_scope)),
        ]  # fmt: skip
