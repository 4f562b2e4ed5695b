"""Taking the demonstration away: what was invented goes, with all that was said in its consultations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import MagicLink, Structure, User, UserRole
from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM
from consult.budget.models import Campaign, Idea
from consult.consultations.models import (
    Answer,
    AnswerChoice,
    AnswerSheet,
    Choice,
    Consultation,
    Question,
)
from consult.contract.models import Placement
from consult.contributions.lookalikes.index import sweep
from consult.contributions.models import Contribution, Lineage, Receipt, Step, Tag
from consult.moderation.copies import models as joint
from consult.moderation.models import Advice, Claim, Decision, SealedOriginal, Sorting
from consult.moderation.review_models import Appeal, Report
from consult.outbox.models import OutboxMessage
from consult.synthesis.models import Citation, Statement
from consult.workshops.models import (
    Item,
    NextStep,
    Part,
    Workshop,
    WorkshopCollege,
    item_enjeu,
    workshop_perimeter,
)


def remove_demo(session: orm.Session) -> dict[str, int]:
    """How many rows of each kind went. One audit line tells it; those of the demonstration stay."""
    work = _Removal(session)
    work.contract()
    work.words()
    work.places_to_speak()
    work.people()
    told = {name: count for name, count in work.counts.items() if count}
    session.add(
        AuditLine(
            actor=SYSTEM,
            action="demo.remove",
            subject_type="database",
            subject_id=None,
            details=told,
        )
    )
    session.flush()
    return told


class _Removal:
    def __init__(self, session: orm.Session) -> None:
        self.session = session
        self.counts: dict[str, int] = {}
        self.consultations = sa.select(Consultation.id).where(Consultation.is_demo)
        self.campaigns = sa.select(Campaign.id).where(Campaign.is_demo)
        self.workshops = sa.select(Workshop.id).where(Workshop.is_demo)
        # Somebody who tried the demonstration left words in its consultations: they go with it.
        self.contributions = sa.select(Contribution.id).where(
            sa.or_(
                Contribution.is_demo,
                Contribution.id.in_(
                    sa.select(Idea.contribution_id).where(Idea.campaign_id.in_(self.campaigns))
                ),
                Contribution.receipt_id.in_(
                    sa.select(AnswerSheet.receipt_id).where(
                        AnswerSheet.consultation_id.in_(self.consultations)
                    )
                ),
                Contribution.id.in_(
                    sa.select(Item.contribution_id).where(Item.workshop_id.in_(self.workshops))
                ),
            )
        )

    def contract(self) -> None:
        """Sentences of the demonstration, and those that nobody real stands behind any more."""
        self.delete(Citation, Citation.contribution_id.in_(self.contributions))
        left = sa.select(Citation.statement_id)
        gone = sa.or_(Statement.is_demo, Statement.id.not_in(left))
        ids = sa.select(Statement.id).where(gone)
        self.delete(Placement, Placement.statement_id.in_(ids))
        self.delete(Citation, Citation.statement_id.in_(ids))
        self.delete(Statement, gone)

    def words(self) -> None:
        for asked in (Appeal, Report):
            self.delete(asked, asked.contribution_id.in_(self.contributions))
        for table in (Claim, SealedOriginal, Decision, Tag, Step, Advice, Sorting):
            self.delete(table, table.contribution_id.in_(self.contributions))
        sheets = sa.select(AnswerSheet.id).where(
            AnswerSheet.consultation_id.in_(self.consultations)
        )
        answers = sa.select(Answer.id).where(Answer.sheet_id.in_(sheets))
        self.delete(AnswerChoice, AnswerChoice.answer_id.in_(answers))
        # The ids are read before the links that select them are cut.
        contributions = list(self.session.scalars(self.contributions))
        receipts = list(
            self.session.scalars(
                sa.select(Receipt.id).where(
                    sa.or_(
                        Receipt.is_demo,
                        Receipt.id.in_(
                            sa.select(AnswerSheet.receipt_id).where(AnswerSheet.id.in_(sheets))
                        ),
                        Receipt.id.in_(
                            sa.select(Contribution.receipt_id).where(
                                Contribution.id.in_(self.contributions)
                            )
                        ),
                    )
                )
            )
        )
        self.delete(Answer, Answer.sheet_id.in_(sheets))
        self.delete(AnswerSheet, AnswerSheet.consultation_id.in_(self.consultations))
        self.delete(Idea, Idea.campaign_id.in_(self.campaigns))
        self.workshop_rows()
        for start in range(0, len(contributions), 500):
            some = contributions[start : start + 500]
            self.delete(Lineage, Lineage.contribution_id.in_(some))
        self.delete_ids(Contribution, contributions)
        self.session.execute(sa.delete(joint.JointDecision).where(~joint.has_parts()))
        sweep(self.session.connection())
        self.delete_ids(Receipt, receipts)

    def workshop_rows(self) -> None:
        items = sa.select(Item.id).where(Item.workshop_id.in_(self.workshops))
        self.session.execute(sa.delete(item_enjeu).where(item_enjeu.c.item_id.in_(items)))
        self.delete(Item, Item.workshop_id.in_(self.workshops))
        for table in (NextStep, Part, WorkshopCollege):
            self.delete(table, table.workshop_id.in_(self.workshops))
        links = workshop_perimeter.c.workshop_id.in_(self.workshops)
        self.session.execute(sa.delete(workshop_perimeter).where(links))
        self.delete(Workshop, Workshop.is_demo)

    def places_to_speak(self) -> None:
        questions = sa.select(Question.id).where(Question.consultation_id.in_(self.consultations))
        self.delete(Choice, Choice.question_id.in_(questions))
        self.delete(Question, Question.consultation_id.in_(self.consultations))
        self.delete(Consultation, Consultation.is_demo)
        self.delete(Campaign, Campaign.is_demo)

    def people(self) -> None:
        """An account whose acts on real words remain is closed rather than deleted."""
        demo = list(self.session.scalars(sa.select(User).where(User.is_demo)))
        for user in demo:
            if self.acted(user):
                user.active = False
                user.epoch = f"closed-{user.id}"
                user.structure = None
                continue
            self.delete(Claim, Claim.user_id == user.id)
            self.delete(MagicLink, MagicLink.user_id == user.id)
            self.delete(UserRole, UserRole.user_id == user.id)
            self.delete(OutboxMessage, OutboxMessage.recipient == user.email)
            self.session.expunge(user)
            self.delete(User, User.id == user.id)
        self.session.flush()
        used = sa.select(Workshop.structure_id).union(
            sa.select(User.structure_id).where(User.structure_id.is_not(None))
        )
        self.delete(Structure, Structure.is_demo, Structure.id.not_in(used))

    def acted(self, user: User) -> bool:
        decided = sa.select(Decision.id).where(Decision.moderator_id == user.id)
        read_again = sa.select(Sorting.id).where(Sorting.user_id == user.id)
        appealed = sa.select(Appeal.id).where(Appeal.answered_by_id == user.id)
        reported = sa.select(Report.id).where(Report.answered_by_id == user.id)
        animated = sa.select(Workshop.id).where(Workshop.animator_id == user.id)
        acts = (decided, read_again, appealed, reported, animated)
        return any(self.session.scalars(each.limit(1)).first() for each in acts)

    def delete(self, table: type[Any], *conditions: Any) -> None:
        done = self.session.execute(
            sa.delete(table).where(*conditions), execution_options={"synchronize_session": False}
        )
        name = table.__tablename__
        self.counts[name] = self.counts.get(name, 0) + int(done.rowcount)  # type: ignore[attr-defined]

    def delete_ids(self, table: type[Any], ids: list[int]) -> None:
        for start in range(0, len(ids), 500):
            self.delete(table, table.id.in_(ids[start : start + 500]))
