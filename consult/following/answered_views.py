"""All that one person answered to a consultation, ticks and figures too, under their code."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from consult.consultations.models import Answer, AnswerSheet
from consult.consultations.queries import answers_of, told
from consult.consultations.wordings.queries import words_of
from consult.consultations.wordings.words import AnyQuestion, Words
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.contributions.places import told_place
from consult.contributions.profiles import Profile, told_profile
from consult.extensions import db
from consult.following import queries
from consult.following.codes import guess_limit, shown, unknown
from consult.web.access import Audience, access


class Answered(NamedTuple):
    """`lines` of the answer; `words` when it is a text of theirs, `erased` when they took it back."""

    question: AnyQuestion
    lines: list[str]
    words: Contribution | None
    erased: bool


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/suivi/<code>/reponses", view_func=answers)


@access(Audience.PUBLIC)
@guess_limit
def answers(code: str) -> ResponseReturnValue:
    receipt = receipts.find(db.session, code)
    sheet = queries.whole_sheet_of(db.session, receipt) if receipt is not None else None
    if receipt is None or sheet is None:
        return unknown(code)
    words = words_of(db.session, sheet.consultation)
    return render_template(
        "following/answers.html",
        code=shown(code),
        title=words.consultation(sheet.consultation).title,
        asks_profile=sheet.consultation.asks_profile,
        answered=_answered(sheet, words),
        place=told_place(sheet.place_scope, sheet.perimeter),
        profile=told_profile(Profile(receipt.age, receipt.gender)),
    )


def _answered(sheet: AnswerSheet, words: Words) -> list[Answered]:
    """Only the questions that were answered, in their order."""
    given = answers_of(sheet)
    both = ((given.get(question.id), question) for question in sheet.consultation.questions)
    return [
        _one(answer, words.question(question)) for answer, question in both if answer is not None
    ]


def _one(answer: Answer, question: AnyQuestion) -> Answered:
    words = answer.contribution
    erased = words is not None and words.status is Status.WITHDRAWN
    return Answered(question, told(answer, question), None if erased else words, erased)
