"""Reading consultations, their sheets and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.accounts.tokens import hash_token
from consult.consultations.asking import asked
from consult.consultations.models import (
    Answer,
    AnswerSheet,
    Consultation,
    Question,
    QuestionKind,
)
from consult.consultations.results.models import ResultsPublication
from consult.consultations.wordings.queries import words_of_each
from consult.consultations.wordings.words import AnyQuestion, WordedConsultation, Words
from consult.contributions.models import Contribution, Status
from consult.contributions.places import told_place
from consult.territory.models import Commune
from consult.web.sentences import Told, like

# What a question takes, in seconds, reading included: an order of magnitude for the invitation.
_SECONDS = {
    QuestionKind.SINGLE: 10,
    QuestionKind.SCALE: 10,
    QuestionKind.MULTIPLE: 20,
    QuestionKind.NUMBER: 15,
    QuestionKind.SHORT: 30,
    QuestionKind.LONG: 60,
    QuestionKind.RANKING: 40,
    QuestionKind.MATRIX: 40,
    QuestionKind.PLACE: 15,
}


@dataclass(frozen=True)
class Outcome:
    """What a consultation brought: sheets sent, words received (but those withdrawn), published.

    `has_results`: whether everyone reads the results question by question.
    """

    sheets: int
    received: int
    published: int
    has_results: bool = False


@dataclass(frozen=True)
class Listed:
    """A consultation, told as the page is, with the number of its questions."""

    consultation: WordedConsultation
    questions: int


def open_consultations(session: orm.Session, now: datetime) -> list[Listed]:
    """Those that can be answered, the first to close on top."""
    query = sa.select(Consultation).where(Consultation.open_at(now))
    return _listed(session, query.order_by(Consultation.closes_at, Consultation.id))


def closed_consultations(session: orm.Session, now: datetime, limit: int = 50) -> list[Listed]:
    """The latest closed on top."""
    return _listed(
        session,
        sa.select(Consultation)
        .where(Consultation.is_ready, Consultation.closes_at <= now)
        .order_by(Consultation.closes_at.desc(), Consultation.id.desc())
        .limit(limit),
    )


def _listed(session: orm.Session, query: sa.Select[Any]) -> list[Listed]:
    count = (
        sa.select(sa.func.count())
        .where(Question.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    rows = session.execute(query.add_columns(count)).all()
    words = words_of_each(session, [found.id for found, _number in rows])
    as_it_is = Words()
    return [
        Listed(words.get(found.id, as_it_is).consultation(found), number) for found, number in rows
    ]


def consultation_of(session: orm.Session, slug: str) -> Consultation | None:
    """For the team: opened or not."""
    return session.scalars(sa.select(Consultation).where(Consultation.slug == slug)).first()


def by_slug(session: orm.Session, slug: str, now: datetime) -> Consultation | None:
    """With its questions and choices; a draft, or one that has not opened yet, is nobody's business."""
    return session.scalars(
        sa.select(Consultation)
        .where(Consultation.slug == slug, Consultation.is_ready, Consultation.opens_at <= now)
        .options(*questionnaire())
    ).first()


def sheet_by_token(
    session: orm.Session, slug: str, token: str, *, lock: bool = False
) -> AnswerSheet | None:
    """The sheet at this address, with all that its pages show.

    `lock` makes a second request for the same sheet wait for the first one's end.
    """
    query = (
        sa.select(AnswerSheet)
        .join(AnswerSheet.consultation)
        .where(AnswerSheet.token_hash == hash_token(token), Consultation.slug == slug)
    )
    if lock:
        # Alone and first: what is loaded next is what the other request left.
        found = session.scalars(query.with_for_update(of=AnswerSheet)).first()
        if found is None:
            return None
    return session.scalars(
        query.options(
            orm.joinedload(AnswerSheet.perimeter),
            # In one query: an answer has ticks or lines, never both.
            orm.selectinload(AnswerSheet.answers).options(
                orm.joinedload(Answer.chosen),
                orm.joinedload(Answer.cells),
                orm.joinedload(Answer.perimeter),
            ),
            orm.joinedload(AnswerSheet.consultation).options(*questionnaire()),
        ).execution_options(populate_existing=lock)
    ).first()


def questionnaire() -> tuple[Any, ...]:
    """What loads a consultation with all that its screens show."""
    return (
        # In one query: only a matrix has lines and choices, and few of them.
        orm.selectinload(Consultation.questions).options(
            orm.joinedload(Question.choices), orm.joinedload(Question.rows)
        ),
        orm.joinedload(Consultation.commune).selectinload(Commune.perimeters),
    )


def answers_of(sheet: AnswerSheet) -> dict[int, Answer]:
    """By question id."""
    return {answer.question_id: answer for answer in sheet.answers}


def missing(sheet: AnswerSheet) -> list[Question]:
    """The required questions still without an answer, or with a line of a matrix still empty."""
    answered = answers_of(sheet)
    return [q for q in asked(sheet) if q.required and not _is_whole(q, answered.get(q.id))]


def _is_whole(question: Question, answer: Answer | None) -> bool:
    return answer is not None and len(answer.cells) == len(question.rows)


def minutes(questions: Sequence[Question]) -> int:
    """How long the questionnaire takes, never less than one minute."""
    return max(1, round(sum(_SECONDS[question.kind] for question in questions) / 60))


def outcomes(session: orm.Session, ids: Sequence[int]) -> dict[int, Outcome]:
    """What each consultation brought, in two queries however many they are."""
    readable = (
        sa.select(ResultsPublication.id)
        .where(
            ResultsPublication.consultation_id == AnswerSheet.consultation_id,
            ResultsPublication.taken_back_at.is_(None),
        )
        .exists()
    )
    sent = {
        row[0]: (row[1], bool(row[2]))
        for row in session.execute(
            sa.select(AnswerSheet.consultation_id, sa.func.count(), readable)
            .where(AnswerSheet.consultation_id.in_(ids), AnswerSheet.submitted_at.is_not(None))
            .group_by(AnswerSheet.consultation_id)
        )
    }
    words = {
        row[0]: (row[1], row[2])
        for row in session.execute(
            sa.select(
                AnswerSheet.consultation_id,
                sa.func.count(),
                sa.func.count().filter(Contribution.status == Status.PUBLISHED),
            )
            .join(Answer, Answer.sheet_id == AnswerSheet.id)
            .join(Contribution, Contribution.id == Answer.contribution_id)
            .where(AnswerSheet.consultation_id.in_(ids), Contribution.status != Status.WITHDRAWN)
            .group_by(AnswerSheet.consultation_id)
        )
    }
    return {
        each: Outcome(sheets, *words.get(each, (0, 0)), has_results=has_results)
        for each in ids
        for sheets, has_results in [sent.get(each, (0, False))]
    }


def something_remains() -> sa.ColumnElement[bool]:
    """Of what a sheet sent: a tick, a number, a place, or words that were not taken back."""
    return (
        sa.select(Answer.id)
        .outerjoin(Answer.contribution)
        .where(Answer.sheet_id == AnswerSheet.id, still_given())
        .exists()
    )


def still_given() -> sa.ColumnElement[bool]:
    """The same of one answer; the query joins its contribution, if there is one."""
    return sa.or_(
        Answer.contribution_id.is_(None),
        Answer.place_scope.is_not(None),
        Contribution.status != Status.WITHDRAWN,
    )


def chosen_keys(answer: Answer | None, question: AnyQuestion) -> list[str]:
    """The keys of the ticked choices, in the order of the question."""
    ticked = {each.choice_id for each in answer.chosen} if answer is not None else set()
    return [choice.key for choice in question.choices if choice.id in ticked]


def ranked_keys(answer: Answer | None, question: AnyQuestion) -> dict[str, int]:
    """The rank given to each choice of a ranking, by its key."""
    by_id = {choice.id: choice.key for choice in question.choices}
    ticks = answer.chosen if answer is not None else []
    return {by_id[each.choice_id]: each.rank for each in ticks if each.rank is not None}


def cell_keys(answer: Answer | None, question: AnyQuestion) -> dict[str, str]:
    """What was chosen on each line of a matrix, by the line's key."""
    by_id = {choice.id: choice.key for choice in question.choices}
    rows = {row.id: row.key for row in question.rows}
    cells = answer.cells if answer is not None else []
    return {rows[each.row_id]: by_id[each.choice_id] for each in cells}


def told(answer: Answer | None, question: AnyQuestion) -> list[str]:
    """An answer as its author reads it again, one line or paragraph an item; empty if none."""
    if answer is None:
        return []
    if answer.number is not None:
        return [str(answer.number)]
    labels = {choice.id: choice.label for choice in question.choices}
    words = answer.text.split("\n") if answer.text else []
    match question.kind:
        case QuestionKind.RANKING:
            ranks = sorted(answer.chosen, key=lambda each: each.rank or 0)
            return [
                like(labels[each.choice_id], f"{each.rank}. {labels[each.choice_id]}")
                for each in ranks
            ]
        case QuestionKind.MATRIX:
            given = {each.row_id: labels[each.choice_id] for each in answer.cells}
            return [
                _("%(name)s: %(value)s", name=row.label, value=given[row.id])
                for row in question.rows
                if row.id in given
            ]
        case QuestionKind.PLACE:
            # Typed on a page in this language: not French because it stands in the database.
            return [*told_place(answer.place_scope, answer.perimeter), *map(Told, words)]
        case _:
            ticked = {each.choice_id for each in answer.chosen}
            return words or [label for key, label in labels.items() if key in ticked]


def kept_words(sheet: AnswerSheet) -> list[str]:
    """The draft's texts, in the order of the questions."""
    answered = answers_of(sheet)
    found = (answered.get(question.id) for question in sheet.consultation.questions)
    return [answer.text for answer in found if answer is not None and answer.text]
