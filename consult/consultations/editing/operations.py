"""Writing consultations: each leaves its line in the journal, and nothing here commits.

Whoever calls holds the consultation (`consult.consultations.holding`): answers given meanwhile wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.asked_since import TooLateError, asked_from
from consult.consultations.conditions.checking import Found
from consult.consultations.conditions.language import keys_of, parse
from consult.consultations.editing.entries import (
    entries_of,
    entry_of,
    new_question,
    short_key,
    write,
)
from consult.consultations.editing.received import (
    FalsifyingError,
    Why,
    asks_others,
    corrections,
    falsified,
    falsified_about,
    received,
)
from consult.consultations.extending import note_extension
from consult.consultations.models import Consultation, Degree, Entry, Moment, Question
from consult.consultations.reading import QuestionEntry, faults_of_conditions
from consult.consultations.wordings.operations import copy_question_words, copy_words
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune
from consult.web.clock import midnight

USUAL_DAYS = 30


class ConditionsError(Exception):
    """Some conditions could never work."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(", ".join(f"{each.key}: {each.fault.value}" for each in found))
        self.found = tuple(found)


class DependedOnError(Exception):
    """Later questions ask for the answer to this one; they are in `questions`."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__(", ".join(each.key for each in questions))
        self.questions = tuple(questions)


@dataclass(frozen=True)
class About:
    """What a consultation says of itself, besides its questions."""

    title: str
    summary: str
    intro: str
    what_changes: str
    degree: Degree
    moment: Moment
    commune: Commune
    vocabulary: Vocabulary
    opens_at: datetime
    closes_at: datetime
    asks_profile: bool = True
    entry: Entry = Entry.ANYONE
    late_days: int = 7

    def values(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def usual_dates(now: datetime) -> tuple[datetime, datetime]:
    """Of a draft, until somebody chooses: from tomorrow on, for a month."""
    opens = midnight(now + timedelta(days=1))
    return opens, midnight(opens + timedelta(days=USUAL_DAYS))


def create(
    session: orm.Session, about: About, questions: Sequence[QuestionEntry], *, by: User
) -> Consultation:
    """A draft. Raises ConditionsError."""
    check(questions)
    made = Consultation(
        slug=_free_slug(session, about.title),
        is_ready=False,
        questions=[new_question(entry, number) for number, entry in enumerate(questions)],
        **about.values(),
    )
    session.add(made)
    record(session, "consultation.create", made, by=by, key=made.slug)
    return made


def duplicate(
    session: orm.Session, consultation: Consultation, title: str, *, by: User
) -> Consultation:
    """A draft with the same questions, choices, conditions and other words, and no answer."""
    opens_at, closes_at = usual_dates(utcnow())
    about = About(
        **{name: getattr(consultation, name) for name in About.__dataclass_fields__}
        | {"title": title, "opens_at": opens_at, "closes_at": closes_at}
    )
    made = create(session, about, entries_of(consultation), by=by)
    copy_words(session, consultation, made)
    return made


def edit_about(session: orm.Session, consultation: Consultation, about: About, *, by: User) -> bool:
    """False when it already said so. Raises FalsifyingError."""
    values = about.values()
    changed = [name for name, value in values.items() if getattr(consultation, name) != value]
    if not changed:
        return False
    if received(session, consultation).sheets:
        opened = consultation.is_ready and consultation.opens_at <= utcnow()
        if whys := falsified_about(consultation, values, opened=opened):
            raise FalsifyingError(whys)
    former = consultation.title
    note_extension(consultation, about.closes_at)
    for name in changed:
        setattr(consultation, name, values[name])
    told = [f"{former} → {about.title}"] if "title" in changed else []
    until = about.closes_at.isoformat() if "closes_at" in changed else ""
    record(
        session,
        "consultation.edit",
        consultation,
        by=by,
        fields=changed,
        corrections=told,
        until=until,
    )
    return True


def add_question(
    session: orm.Session,
    consultation: Consultation,
    entry: QuestionEntry,
    *,
    by: User,
    place: int | None = None,
    put_back: bool = False,
) -> Question:
    """At `place`, counted from 0, or as the last one. Raises ConditionsError or FalsifyingError.

    The very question that a form sent twice would add again is found, not added; one that is
    `put_back` is the same only under its own key.
    """  # fmt: skip
    for question in consultation.questions:
        here = entry_of(question)
        if here == entry or (not put_back and _same(here, entry)):
            return question
    entry = _free_key(consultation, entry)
    entries = entries_of(consultation)
    place = len(entries) if place is None else max(0, min(place, len(entries)))
    entries.insert(place, entry)
    check(entries)
    question = new_question(entry, place)
    question.added_at = _asked_from(session, consultation, "question")
    consultation.questions.insert(place, question)
    _number(consultation)
    record(session, "question.add", consultation, by=by, key=entry.key, number=place + 1)
    return question


def edit_question(
    session: orm.Session, question: Question, entry: QuestionEntry, *, by: User
) -> bool:
    """False when it already said so. Raises ConditionsError or FalsifyingError."""
    before = entry_of(question)
    if before == entry:
        return False
    consultation = question.consultation
    entries = [entry if each.key == entry.key else each for each in entries_of(consultation)]
    answered = received(session, consultation).to(question)
    if answered and (whys := falsified(before, entry)):
        raise FalsifyingError(whys)
    check(entries)
    if asks_others(before, entry):
        question.added_at = _asked_from(session, consultation, "shown_if")
    fields = [
        name for name in QuestionEntry.model_fields if getattr(before, name) != getattr(entry, name)
    ]
    write(question, entry)
    record(
        session,
        "question.edit",
        consultation,
        by=by,
        key=entry.key,
        fields=fields,
        corrections=corrections(before, entry) if answered else [],
    )
    return True


def move_question(session: orm.Session, question: Question, place: int, *, by: User) -> bool:
    """To `place`, counted from 0; False when it stands there already. Raises ConditionsError."""
    consultation = question.consultation
    order = list(consultation.questions)
    place = max(0, min(place, len(order) - 1))
    if order.index(question) == place:
        return False
    order.remove(question)
    order.insert(place, question)
    check([entry_of(each) for each in order])
    consultation.questions.remove(question)
    consultation.questions.insert(place, question)
    _number(consultation)
    record(session, "question.move", consultation, by=by, key=question.key, number=place + 1)
    return True


def duplicate_question(session: orm.Session, question: Question, *, by: User) -> Question:
    """Just after it, under another key; what depended on the first one still does.

    Raises FalsifyingError.
    """
    consultation = question.consultation
    place = consultation.questions.index(question) + 1
    entry = _free_key(consultation, entry_of(question))
    copy = new_question(entry, place)
    copy.added_at = _asked_from(session, consultation, "question")
    consultation.questions.insert(place, copy)
    copy_question_words(session, consultation, question.key, entry.key)
    _number(consultation)
    record(session, "question.add", consultation, by=by, key=entry.key, number=place + 1)
    return copy


def remove_question(session: orm.Session, question: Question, *, by: User) -> None:
    """Raises FalsifyingError once it was answered, DependedOnError while others ask for its answer."""
    consultation = question.consultation
    if received(session, consultation).to(question):
        raise FalsifyingError({"question": Why.KEPT})
    if asking := depending(consultation, question.key):
        raise DependedOnError(asking)
    key, number = question.key, consultation.questions.index(question) + 1
    consultation.questions.remove(question)
    _number(consultation)
    record(session, "question.remove", consultation, by=by, key=key, number=number)


def depending(consultation: Consultation, key: str) -> list[Question]:
    """The questions shown after the answer to `key`."""
    return [
        question
        for question in consultation.questions
        if question.shown_if and key in keys_of(parse(question.shown_if))
    ]


def check(entries: Sequence[QuestionEntry]) -> None:
    """Raises ConditionsError."""
    if found := faults_of_conditions(entries):
        raise ConditionsError(found)


def _asked_from(session: orm.Session, consultation: Consultation, field: str) -> datetime | None:
    """Raises FalsifyingError about `field` once nobody is asked any more."""
    try:
        return asked_from(session, consultation, utcnow())
    except TooLateError as error:
        raise FalsifyingError({field: Why.CLOSED}) from error


def _number(consultation: Consultation) -> None:
    for position, question in enumerate(consultation.questions):
        question.position = position


def _same(one: QuestionEntry, other: QuestionEntry) -> bool:
    return one.model_copy(update={"key": other.key}) == other


def _free_key(consultation: Consultation, entry: QuestionEntry) -> QuestionEntry:
    taken = {question.key for question in consultation.questions}
    if entry.key not in taken:
        return entry
    return entry.model_copy(update={"key": short_key(entry.key, taken)})


def _free_slug(session: orm.Session, title: str) -> str:
    base = short_key(title, ())
    near = session.scalars(
        sa.select(Consultation.slug).where(Consultation.slug.startswith(base, autoescape=True))
    )
    return short_key(base, set(near))
