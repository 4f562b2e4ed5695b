"""A questionnaire of every kind, and people who answer it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import orm

from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Choice,
    Consultation,
    Question,
    QuestionKind,
    QuestionRow,
)
from consult.contributions import receipts
from consult.contributions.models import Channel
from consult.territory.models import Perimeter, PlaceScope
from consult.territory.publics import AgeBand, Gender
from tests.factories import World, make_consultation, make_contribution

SENT = datetime(2026, 3, 10, 12, tzinfo=UTC)


def choices(*labels: str) -> list[Choice]:
    return [Choice(key=f"c{n}", position=n, label=label) for n, label in enumerate(labels)]


def make_survey(session: orm.Session, world: World, **values: Any) -> Consultation:
    """Single (a situation), multiple of two, scale, a number, a ranking, a matrix, a place, words; and a
    question for those who ticked the first choice of the multiple one.
    """
    survey = make_consultation(session, world, slug="enquete", title="Vivre ici", **values)
    survey.questions = [
        question(0, "famille", QuestionKind.SINGLE, "Votre famille", "Seul", "En couple", "Autre",
                 describes_person=True),
        question(1, "freins", QuestionKind.MULTIPLE, "Qu’est-ce qui vous gêne ?", "Le bus",
                 "La garde", "Le prix", "La langue", max_choices=3),
        question(2, "bien", QuestionKind.SCALE, "Vivez-vous bien ici ?", "Pas du tout", "Un peu",
                 "Tout à fait"),
        question(3, "foyer", QuestionKind.NUMBER, "Combien êtes-vous ?"),
        question(4, "ordre", QuestionKind.RANKING, "Classez", "Parc", "École", "Marché"),
        question(5, "services", QuestionKind.MATRIX, "Les services", "Bien", "Mal"),
        question(6, "lieu", QuestionKind.PLACE, "Où ?"),
        question(7, "mots", QuestionKind.LONG, "Que changer ?"),
        question(8, "bus", QuestionKind.SINGLE, "Quel bus ?", "Le 1", "Le 2", "Le 3",
                 shown_if="selected(${freins}, 'c0')"),
    ]  # fmt: skip
    survey.questions[5].rows = [
        QuestionRow(key="mairie", position=0, label="La mairie"),
        QuestionRow(key="poste", position=1, label="La poste"),
    ]
    session.flush()
    return survey


def question(position: int, key: str, kind: QuestionKind, prompt: str, *labels: str, **values: Any):
    return Question(
        position=position, key=key, kind=kind, prompt=prompt, choices=choices(*labels), **values
    )


def answer(
    session: orm.Session,
    survey: Consultation,
    given: dict[str, Any],
    *,
    times: int = 1,
    quarter: Perimeter | None = None,
    scope: PlaceScope | None = None,
    age: AgeBand | None = None,
    gender: Gender | None = None,
    channel: Channel = Channel.ONLINE,
    at: datetime = SENT,
) -> list[AnswerSheet]:
    """As many people alike. `given` by key: an index, a list of them (in the order of a ranking), a
    number, {row: index}, a quarter; (text, status) for words.
    """
    made = []
    by_key = {each.key: each for each in survey.questions}
    for number in range(times):
        receipt = receipts.issue(session, secrets.token_hex(8)).receipt
        receipt.age, receipt.gender = age, gender
        sheet = AnswerSheet(
            consultation_id=survey.id,
            token_hash=secrets.token_hex(32),
            channel=channel,
            place_scope=PlaceScope.PERIMETER if quarter else scope,
            perimeter_id=quarter.id if quarter else None,
            submitted_at=at + timedelta(seconds=number),
            receipt=receipt,
        )
        sheet.answers = [_answer(session, by_key[key], value) for key, value in given.items()]
        session.add(sheet)
        made.append(sheet)
    session.flush()
    return made


def _answer(session: orm.Session, asked: Question, value: Any) -> Answer:
    found = Answer(question_id=asked.id)
    match asked.kind:
        case QuestionKind.NUMBER:
            found.number = value
        case QuestionKind.MATRIX:
            rows = {row.key: row.id for row in asked.rows}
            found.cells = [
                AnswerCell(row_id=rows[key], choice_id=asked.choices[index].id)
                for key, index in value.items()
            ]
        case QuestionKind.PLACE:
            found.place_scope, found.perimeter_id = PlaceScope.PERIMETER, value.id
        case QuestionKind.LONG:
            world, text, status = value
            found.contribution = make_contribution(session, world, text, status=status)
        case _:
            indexes = value if isinstance(value, list) else [value]
            ranked = asked.kind is QuestionKind.RANKING
            found.chosen = [
                AnswerChoice(choice_id=asked.choices[index].id, rank=rank if ranked else None)
                for rank, index in enumerate(indexes, start=1)
            ]
    return found
