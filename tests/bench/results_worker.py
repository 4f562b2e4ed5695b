"""One act on the results of a large consultation; the last line it prints is what it cost, as JSON."""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from consult import schema
from consult.app import create_app
from consult.config import load_settings
from consult.consultations.models import Answer, AnswerChoice, AnswerSheet, Consultation
from consult.consultations.results import exports, release
from consult.consultations.results.counting import count
from consult.consultations.results.crossing import of_one
from consult.consultations.results.dimensions import dimensions
from consult.consultations.results.heard import town_of
from consult.consultations.results.segments import segments
from consult.consultations.results.sheets import Export
from consult.consultations.results.variables import variables
from consult.contributions.models import Channel, Receipt
from consult.db import utcnow
from consult.extensions import db
from consult.territory.models import Perimeter, PlaceScope
from consult.territory.publics import AgeBand, Gender
from tests.bench.crowd import insert
from tests.factories import make_consultation, make_world


def resident(name: str) -> float:
    """Megabytes of resident memory: now (VmRSS), or the most there were (VmHWM).

    Not `getrusage`, whose maximum a process takes over from the one that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(each for each in status.splitlines() if each.startswith(f"{name}:"))
    return int(line.split()[1]) / 1_024


def fill(number: int) -> tuple[int, str]:
    """One sheet a person: two ticks, a position on a scale; a few people passed a question."""
    world = make_world(db.session)
    made = make_consultation(db.session, world, open_for=-3)
    quarters = [world.quarter.id, world.other_quarter.id, None]
    questions = [question.id for question in made.questions[:2]]
    choices = [[choice.id for choice in question.choices] for question in made.questions[:2]]
    survey = made.id
    db.session.commit()
    now = utcnow()
    numbers = range(1, number + 1)

    def receipts() -> Iterator[dict[str, Any]]:
        for n in numbers:
            dice = random.Random(n)
            yield {
                "id": n, "code_digest": f"c{n}", "submission_digest": f"s{n}", "created_at": now,
                "shared": False, "is_demo": False, "age": dice.choice([None, *AgeBand]),
                "gender": dice.choice([None, *Gender]),
            }  # fmt: skip

    def sheets() -> Iterator[dict[str, Any]]:
        for n in numbers:
            quarter = quarters[n % 3]
            yield {
                "id": n, "consultation_id": survey, "receipt_id": n, "token_hash": f"{n:064x}",
                "channel": Channel.ONLINE if n % 4 else Channel.PAPER, "submitted_at": now,
                "place_scope": PlaceScope.PERIMETER if quarter else None, "perimeter_id": quarter,
            }  # fmt: skip

    def answers() -> Iterator[dict[str, Any]]:
        for n in numbers:
            for at, question in enumerate(questions):
                if (n + at) % 50:
                    yield {"id": 2 * n + at, "sheet_id": n, "question_id": question}

    def ticks() -> Iterator[dict[str, Any]]:
        for n in numbers:
            dice = random.Random(-n)
            if n % 50:
                for choice in dice.sample(choices[0], 2):
                    yield {"answer_id": 2 * n, "choice_id": choice}
            if (n + 1) % 50:
                yield {"answer_id": 2 * n + 1, "choice_id": dice.choice(choices[1])}

    for table, rows in ((Receipt, receipts()), (AnswerSheet, sheets()), (Answer, answers()),
                        (AnswerChoice, ticks())):  # fmt: skip
        insert(db.session, table, rows)
        db.session.commit()
    return number, "filled"


def survey() -> Consultation:
    return db.session.scalars(sa.select(Consultation)).one()


def perimeters(found: Consultation) -> list[Perimeter]:
    return list(town_of(found).perimeters)


def list_() -> tuple[int, str]:
    found = survey()
    brought = count(db.session, found, perimeters(found))
    first = brought.tallies[found.questions[0].id]
    return brought.people, f"{first.answered} answered the first question"


def cross() -> tuple[int, str]:
    """Every question by every dimension."""
    found = survey()
    places = list(town_of(found).places)
    brought = count(db.session, found, perimeters(found))
    made = 0
    for dimension in dimensions(found, places):
        columns = release.team_columns(dimension, brought)
        for question in found.questions[:2]:
            for variable in variables(question, brought.tallies[question.id], places):
                of_one(db.session, found, brought, variable, dimension, columns)
                made += 1
    return brought.people, f"{made} tables"


def publish() -> tuple[int, str]:
    made = release.draft(db.session, survey(), "canal", utcnow())
    return made.people, f"{len(json.dumps(made.figures))} bytes of figures"


def segment() -> tuple[int, str]:
    found = segments(db.session, survey())
    return found.people, f"{len(found.found)} segments of {found.of} people"


def export(form: str) -> tuple[int, str]:
    found = Export(db.session, survey())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"reponses.{form}"
        exports.write_sheets(found, found.rows(), file, "Mesure")
        return found.total(), f"{file.stat().st_size / 1e6:.1f} MB"


def run(app: Flask, what: str, *arguments: str) -> dict[str, Any]:
    acts = {"list": list_, "cross": cross, "publish": publish, "segments": segment}
    with app.test_request_context():
        if what == "fill":
            schema.upgrade(db.engine)
        # Idle: a worker that has answered, its connection open.
        db.session.execute(sa.select(1))
        idle, start = resident("VmRSS"), time.perf_counter()
        if what == "fill":
            number, done = fill(int(arguments[0]))
        else:
            number, done = acts[what]() if what in acts else export(what)
        seconds = time.perf_counter() - start
    return {"count": number, "done": done, "seconds": seconds, "idle": idle,
            "grown": resident("VmHWM") - idle}  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(create_app(load_settings()), *sys.argv[1:])))
