"""Small towns full of people, made quickly."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import orm

from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.contributions import receipts
from consult.contributions.models import Channel, Receipt
from consult.territory.models import Perimeter, PlaceScope
from consult.territory.publics import AgeBand, Gender


@dataclass(frozen=True)
class Person:
    """Someone who ticked one answer."""

    at: datetime
    quarter: Perimeter | None = None
    scope: PlaceScope | None = None
    age: AgeBand | None = None
    gender: Gender | None = None
    channel: Channel = Channel.ONLINE


def answer(
    session: orm.Session, consultation: Consultation, person: Person, *, times: int = 1
) -> list[Receipt]:
    """As many people alike who answered."""
    made = []
    for _time in range(times):
        receipt = receipts.issue(session, secrets.token_hex(8)).receipt
        receipt.age, receipt.gender = person.age, person.gender
        scope = PlaceScope.PERIMETER if person.quarter else person.scope
        sheet = AnswerSheet(
            consultation_id=consultation.id,
            token_hash=secrets.token_hex(32),
            channel=person.channel,
            place_scope=scope,
            perimeter_id=person.quarter.id if person.quarter else None,
            submitted_at=person.at,
            receipt=receipt,
        )
        sheet.answers = [Answer(question_id=consultation.questions[0].id, number=1)]
        session.add(sheet)
        made.append(receipt)
    session.flush()
    return made
