"""The demonstration's groups, kept by its editor through the team's operations, and one run."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from consult.demo.files import Entry, read
from consult.demo.places import Town
from consult.synthesis.topics import operations, running
from consult.synthesis.topics.models import SetAsideReason, Topic
from consult.synthesis.topics.scope import EVERYTHING


def load_topics(town: Town) -> Iterator[int]:
    """Yields after each group, each contribution set aside and each run."""
    data = read("topics")
    for entry in data["topics"]:
        _keep(town, entry)
        yield 1
    for entry in data["set_aside"]:
        operations.set_aside(
            town.session,
            town.enjeux[entry["enjeu"]],
            [town.said[entry["contribution"]]],
            SetAsideReason(entry["reason"]),
            entry["sentence"],
            by=town.team["editor"],
            is_demo=True,
        )
        yield 1
    for key in data["proposed"]:
        _propose(town, str(key))
        yield 1


def _keep(town: Town, entry: Entry) -> None:
    enjeu, editor = town.enjeux[entry["enjeu"]], town.team["editor"]
    topic = operations.new_topic(town.session, enjeu, entry["name"], by=editor)
    topic.is_demo = True
    said = [town.said[key] for key in entry["contributions"]]
    operations.move(town.session, enjeu, said, source=None, target=topic, by=editor)


def _propose(town: Town, key: str) -> None:
    enjeu = town.enjeux[key]
    run, _ = running.ask(town.session, enjeu, EVERYTHING, by=town.team["editor"], is_demo=True)
    running.run_at_once(town.session, run)
    town.session.execute(
        sa.update(Topic).where(Topic.enjeu_id == enjeu.id, ~Topic.kept).values(is_demo=True)
    )
