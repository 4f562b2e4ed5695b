"""What was answered to a remark on the contract, told to its author: every answer, each with its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import orm

from consult.contract.remarks import queries
from consult.contract.remarks.models import AnswerKind, Remark
from consult.contributions.models import Contribution, Source


@dataclass(frozen=True)
class Answered:
    """`section` is the key of the section that changed, perhaps empty,
    and `version` the number of the version that bears the change, if it was published."""

    at: datetime
    title: str
    text: str
    reason: str
    contract_slug: str
    section: str
    version: int | None


@dataclass(frozen=True)
class Spoken:
    """A remark as its author follows it; `answers` from the first to the one that holds."""

    remark: Remark
    answers: list[Answered]

    @property
    def waits(self) -> bool:
        return self.remark.last is None


def spoken(session: orm.Session, contributions: Sequence[Contribution]) -> dict[int, Spoken]:
    """By contribution id; three queries at most, and none where nobody spoke of the contract."""
    ids = [each.id for each in contributions if each.source is Source.REMARK]
    if not ids:
        return {}
    remarks = queries.of_contributions(session, ids)
    changed = {
        each.contract_id
        for each in remarks.values()
        if any(answer.section_key for answer in each.answers)
    }
    published = queries.publications(session, changed) if changed else []
    return {key: Spoken(each, _told(each, published)) for key, each in remarks.items()}


def _told(remark: Remark, published: Sequence[tuple[int, int, datetime]]) -> list[Answered]:
    found = []
    for number, each in enumerate(remark.answers):
        again = each is remark.read_again
        title, text = _read_again() if again else _words(each.kind)
        found.append(
            Answered(
                each.created_at,
                _("New answer: %(answer)s", answer=title) if number and not again else title,
                text,
                "" if again else each.reason,
                remark.contract.slug,
                each.section_key,
                queries.version_of(published, remark.contract_id, each),
            )
        )
    return found


def _read_again() -> tuple[str, str]:
    return (
        _("Answer being read again"),
        _(
            "It used the words of somebody who has taken them back since. The team reads it again, "
            "and you will find it here."
        ),
    )


def _words(kind: AnswerKind) -> tuple[str, str]:
    words = {
        AnswerKind.RETAINED: (_("Retained"), _("The text of the contract follows your words.")),
        AnswerKind.ADAPTED: (
            _("Retained, in other words"),
            _("The text of the contract changes, not quite as you wrote it."),
        ),
        AnswerKind.REJECTED: (
            _("Not retained"),
            _("The text of the contract does not change. Here is why."),
        ),
        AnswerKind.MERGED: (
            _("Answered with others"),
            _("Somebody else said much the same: one answer was given to all."),
        ),
        AnswerKind.ALREADY: (
            _("Already in the contract"),
            _("The text says it elsewhere. Here is where."),
        ),
    }
    return words[kind]
