"""Taking the demonstration away: what was invented goes, with all that was said in its consultations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import MagicLink, Structure, User, UserRole
from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM
from consult.budget.delivering.models import (
    Delivery,
    DeliveryChange,
    DeliveryStep,
    ImportedProject,
    ProjectBatch,
)
from consult.budget.models import Campaign, CampaignShare, Idea, Project, idea_picture
from consult.budget.outcome.models import CampaignOutcome
from consult.budget.studying.models import (
    Adaptation,
    AdaptationAnswer,
    Opinion,
    Ruling,
    StudyAppeal,
    StudyReminder,
    StudyStep,
    Union,
)
from consult.budget.voting.models import (
    Ballot,
    Kiosk,
    PaperBatch,
    PaperTyping,
    ProvisionalBallot,
    Voter,
    VoteSeal,
    VotingCard,
    VotingCardBatch,
)
from consult.consultations.collecting.models import CollectedSheet, PrintedCopy, Round
from consult.consultations.entry.models import Card, CardBatch
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.consultations.models import (
    Answer,
    AnswerCell,
    AnswerChoice,
    AnswerSheet,
    Choice,
    Consultation,
    Question,
)
from consult.consultations.reminding.models import AskedReminder, TeamReminder
from consult.consultations.results.models import ResultsPublication
from consult.consultations.wordings.models import Wording
from consult.contract.models import (
    Action,
    ActionEvent,
    Contract,
    ContractState,
    Placement,
    PlacementAncestor,
)
from consult.contract.remarks.models import Remark, RemarkAnswer
from consult.contract.sheets.models import PrioritiesSheet
from consult.contract.version_models import (
    ContractVersion,
    Draft,
    Edit,
    Lock,
    StateChange,
    VersionAction,
    VersionCitation,
    VersionSentence,
)
from consult.contributions.axes import ContributionAxis
from consult.contributions.lookalikes.index import sweep
from consult.contributions.models import (
    Contribution,
    Lineage,
    Receipt,
    Step,
    Tag,
    Translation,
)
from consult.following.models import Contact, ProjectFollower, Telling
from consult.following.naming import version_name
from consult.gathering.models import ImportBatch
from consult.moderation.copies import models as joint
from consult.moderation.models import Advice, Claim, Decision, SealedOriginal, Sorting
from consult.moderation.review_models import Appeal, Report
from consult.outbox.models import OutboxMessage
from consult.pictures.models import Picture
from consult.synthesis.models import Citation, Statement, StatementAncestor
from consult.synthesis.topics.models import (
    SetAside,
    Topic,
    TopicMember,
    TopicMerge,
    TopicRefusal,
    TopicRun,
)
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
    work.groups()
    work.period_of_remarks()
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
        """Sentences of the demonstration, and those that nobody real stands behind any more; the
        sheets of priorities that its accounts wrote last.
        """
        demo = sa.select(User.id).where(User.is_demo)
        self.delete(PrioritiesSheet, PrioritiesSheet.changed_by_id.in_(demo))
        self.delete(Citation, Citation.contribution_id.in_(self.contributions))
        left = sa.select(Citation.statement_id)
        gone = sa.or_(Statement.is_demo, Statement.id.not_in(left))
        ids = sa.select(Statement.id).where(gone)
        self.versions(ids)
        self.delete(ActionEvent, ActionEvent.is_demo)
        places = sa.select(Placement.id).where(Placement.statement_id.in_(ids))
        self.delete(PlacementAncestor, PlacementAncestor.placement_id.in_(places))
        self.delete(Placement, Placement.statement_id.in_(ids))
        # An action that only a sentence made goes with it, unless the town told something of it.
        kept = sa.select(Placement.action_id).where(Placement.action_id.is_not(None))
        told = sa.select(ActionEvent.action_id)
        self.delete(Action, Action.born, Action.id.not_in(kept), Action.id.not_in(told))
        self.delete(Citation, Citation.statement_id.in_(ids))
        self.delete(StatementAncestor, StatementAncestor.statement_id.in_(ids))
        self.delete(Statement, gone)

    def groups(self) -> None:
        """Groups of the demonstration, and those where nothing real is."""
        for table in (TopicMember, TopicRefusal, SetAside):
            self.delete(table, table.contribution_id.in_(self.contributions))
        left = sa.select(TopicMember.topic_id)
        gone = sa.select(Topic.id).where(sa.or_(Topic.is_demo, Topic.id.not_in(left)))
        ids = list(self.session.scalars(gone))
        self.session.execute(
            sa.update(Statement).where(Statement.topic_id.in_(ids)).values(topic_id=None)
        )
        for table in (TopicMember, TopicRefusal):
            self.delete(table, table.topic_id.in_(ids))
        self.delete(TopicMerge, sa.or_(TopicMerge.is_demo, TopicMerge.topic_id.in_(ids)))
        self.delete_ids(Topic, ids)
        self.delete(SetAside, SetAside.is_demo)
        self.delete(TopicRun, TopicRun.is_demo)

    def period_of_remarks(self) -> None:
        """A contract that the demonstration opened to remarks is what it was."""
        demo = sa.select(User.id).where(User.is_demo)
        moved = sa.select(StateChange.contract_id).where(StateChange.by_id.in_(demo))
        for contract in self.session.scalars(sa.select(Contract).where(Contract.id.in_(moved))):
            contract.state = ContractState.ADOPTED if contract.adopted_on else ContractState.DRAFT
            contract.remarks_from = contract.remarks_until = None
        self.session.flush()
        self.delete(StateChange, StateChange.by_id.in_(demo))

    def desk(self) -> None:
        """What the team made of the words, and what was asked about them."""
        remarks = sa.or_(Remark.is_demo, Remark.contribution_id.in_(self.contributions))
        ids = sa.select(Remark.id).where(remarks)
        self.delete(RemarkAnswer, RemarkAnswer.remark_id.in_(ids))
        self.delete(Remark, remarks)
        tables = (
            Appeal,
            Report,
            Claim,
            SealedOriginal,
            Decision,
            Tag,
            ContributionAxis,
            Step,
            Advice,
            Sorting,
            Translation,
        )
        for table in tables:
            self.delete(table, table.contribution_id.in_(self.contributions))

    def words(self) -> None:
        self.desk()
        sheets = sa.select(AnswerSheet.id).where(
            AnswerSheet.consultation_id.in_(self.consultations)
        )
        answers = sa.select(Answer.id).where(Answer.sheet_id.in_(sheets))
        for given in (AnswerChoice, AnswerCell):
            self.delete(given, given.answer_id.in_(answers))
        # The ids are read before the links that select them are cut.
        contributions = list(self.session.scalars(self.contributions))
        receipts = self.receipts(sheets)
        self.delete(Answer, Answer.sheet_id.in_(sheets))
        self.rounds(sheets)
        self.delete(ImportedSheet, ImportedSheet.sheet_id.in_(sheets))
        self.delete(AnswerBatch, AnswerBatch.consultation_id.in_(self.consultations))
        self.delete(AnswerSheet, AnswerSheet.consultation_id.in_(self.consultations))
        for reminder in (TeamReminder, AskedReminder):
            self.delete(reminder, reminder.consultation_id.in_(self.consultations))
        batches = sa.select(CardBatch.id).where(CardBatch.consultation_id.in_(self.consultations))
        self.delete(Card, Card.batch_id.in_(batches))
        self.delete(CardBatch, CardBatch.consultation_id.in_(self.consultations))
        self.study()
        self.ideas()
        self.workshop_rows()
        for start in range(0, len(contributions), 500):
            some = contributions[start : start + 500]
            self.delete(Lineage, Lineage.contribution_id.in_(some))
        self.contacts(receipts)
        self.delete_ids(Contribution, contributions)
        self.session.execute(sa.delete(joint.JointDecision).where(~joint.has_parts()))
        sweep(self.session.connection())
        self.delete_ids(Receipt, receipts)
        self.imports()

    def study(self) -> None:
        """What was decided of the ideas of its campaigns."""
        ideas = sa.select(Idea.id).where(Idea.campaign_id.in_(self.campaigns))
        projects = sa.select(Project.id).where(Project.campaign_id.in_(self.campaigns))
        adaptations = sa.select(Adaptation.id).where(Adaptation.project_id.in_(projects))
        self.delete(AdaptationAnswer, AdaptationAnswer.adaptation_id.in_(adaptations))
        for table in (Adaptation, Opinion, Union):
            self.delete(table, table.project_id.in_(projects))
        self.delete(StudyAppeal, StudyAppeal.idea_id.in_(ideas))
        self.delete(Ruling, Ruling.idea_id.in_(ideas))
        self.delete(
            StudyStep, sa.or_(StudyStep.idea_id.in_(ideas), StudyStep.project_id.in_(projects))
        )

    def ideas(self) -> None:
        """With their pictures."""
        ideas = sa.select(Idea.id).where(Idea.campaign_id.in_(self.campaigns))
        joined = idea_picture.c.idea_id.in_(ideas)
        pictures = list(self.session.scalars(sa.select(idea_picture.c.picture_id).where(joined)))
        self.session.execute(sa.delete(idea_picture).where(joined))
        self.delete_ids(Picture, pictures)
        mine = sa.update(Idea).where(Idea.campaign_id.in_(self.campaigns))
        self.session.execute(mine.values(same_as_id=None))
        self.delete(Idea, Idea.campaign_id.in_(self.campaigns))

    def rounds(self, sheets: sa.Select[int]) -> None:
        """Of its consultations, and what they printed."""
        rounds = sa.select(Round.id).where(Round.consultation_id.in_(self.consultations))
        self.delete(CollectedSheet, CollectedSheet.sheet_id.in_(sheets))
        self.delete(PrintedCopy, PrintedCopy.round_id.in_(rounds))
        self.delete(Round, Round.consultation_id.in_(self.consultations))

    def receipts(self, sheets: sa.Select[int]) -> list[int]:
        """Ids of those made for the demonstration, or for what goes with it."""
        sent = sa.select(AnswerSheet.receipt_id).where(AnswerSheet.id.in_(sheets))
        said = sa.select(Contribution.receipt_id).where(Contribution.id.in_(self.contributions))
        query = sa.select(Receipt.id).where(
            sa.or_(Receipt.is_demo, Receipt.id.in_(sent), Receipt.id.in_(said))
        )
        return list(self.session.scalars(query))

    def contacts(self, receipts: list[int]) -> None:
        """Addresses left behind these receipts, the mails about them, what was told."""
        for start in range(0, len(receipts), 500):
            mine = Contact.receipt_id.in_(receipts[start : start + 500])
            topics = sa.select("contact:" + Contact.public_id).where(mine)
            self.delete(OutboxMessage, OutboxMessage.topic.in_(topics))
            self.delete(Contact, mine)
        # Only a demonstration keeps the words of a mail that has left.
        self.delete(OutboxMessage, OutboxMessage.private, OutboxMessage.body != "",
                    OutboxMessage.sent_at.is_not(None))  # fmt: skip
        self.delete(Telling, Telling.is_demo)

    def imports(self) -> None:
        """Their rows left with the contributions."""
        self.delete(ImportBatch, ImportBatch.is_demo)

    def versions(self, statements: sa.Select[int]) -> None:
        """Versions of the demonstration, and those that print one of its sentences."""
        printing = sa.select(VersionSentence.version_id).where(
            VersionSentence.statement_id.in_(statements)
        )
        gone = list(
            self.session.scalars(
                sa.select(ContractVersion.id).where(
                    sa.or_(ContractVersion.is_demo, ContractVersion.id.in_(printing))
                )
            )
        )
        self.tellings(gone)
        sentences = sa.select(VersionSentence.id).where(VersionSentence.version_id.in_(gone))
        self.delete(VersionCitation, VersionCitation.sentence_id.in_(sentences))
        self.delete(VersionCitation, VersionCitation.contribution_id.in_(self.contributions))
        for table in (VersionSentence, VersionAction):
            self.delete(table, table.version_id.in_(gone))
        self.delete(ContractVersion, ContractVersion.id.in_(gone))

    def tellings(self, versions: list[int]) -> None:
        """What was told of these versions: their numbers may serve again."""
        for each in self.session.scalars(
            sa.select(ContractVersion).where(ContractVersion.id.in_(versions))
        ).all():
            self.delete(
                Telling,
                Telling.contract_id == each.contract_id,
                sa.or_(
                    Telling.at == each.published_at, Telling.version_label == version_name(each)
                ),
            )
            self.session.expunge(each)

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
        published = ResultsPublication.consultation_id.in_(self.consultations)
        self.delete(ResultsPublication, published)
        self.delete(Choice, Choice.question_id.in_(questions))
        self.delete(Wording, Wording.consultation_id.in_(self.consultations))
        self.delete(Question, Question.consultation_id.in_(self.consultations))
        self.delete(Consultation, Consultation.is_demo)
        self.delete(CampaignOutcome, CampaignOutcome.campaign_id.in_(self.campaigns))
        self.votes()
        self.deliveries()
        self.delete(Project, Project.campaign_id.in_(self.campaigns))
        self.delete(CampaignShare, CampaignShare.campaign_id.in_(self.campaigns))
        self.delete(Campaign, Campaign.is_demo)

    def votes(self) -> None:
        """Of its campaigns: the register, the urn and all that led to them."""
        boxes = sa.select(PaperBatch.id).where(PaperBatch.campaign_id.in_(self.campaigns))
        self.delete(PaperTyping, PaperTyping.batch_id.in_(boxes))
        batches = sa.select(VotingCardBatch.id).where(
            VotingCardBatch.campaign_id.in_(self.campaigns)
        )
        self.delete(VotingCard, VotingCard.batch_id.in_(batches))
        tables = (ProvisionalBallot, Kiosk, PaperBatch, VotingCardBatch, Voter, Ballot, VoteSeal)
        for table in tables:
            self.delete(table, table.campaign_id.in_(self.campaigns))

    def deliveries(self) -> None:
        """What became of the winners of its campaigns, and files of which nothing is left."""
        projects = sa.select(Project.id).where(Project.campaign_id.in_(self.campaigns))
        following = ProjectFollower.project_id.in_(projects)
        topics = sa.select("follower:" + ProjectFollower.public_id).where(following)
        self.delete(OutboxMessage, OutboxMessage.topic.in_(topics))
        for table in (DeliveryChange, DeliveryStep, Delivery, ImportedProject, ProjectFollower):
            self.delete(table, table.project_id.in_(projects))
        left = sa.select(ImportedProject.batch_id)
        demo = sa.select(User.id).where(User.is_demo)
        self.delete(ProjectBatch, ProjectBatch.by_id.in_(demo), ProjectBatch.id.not_in(left))

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
            self.delete(StudyReminder, StudyReminder.user_id == user.id)
            self.delete(Lock, Lock.user_id == user.id)
            self.delete(Draft, Draft.user_id == user.id)
            self.delete(MagicLink, MagicLink.user_id == user.id)
            self.delete(UserRole, UserRole.user_id == user.id)
            self.delete(OutboxMessage, OutboxMessage.recipient == user.email)
            self.session.expunge(user)
            self.delete(User, User.id == user.id)
        self.session.flush()
        used = sa.select(Workshop.structure_id).union(
            sa.select(User.structure_id).where(User.structure_id.is_not(None)),
            sa.select(Idea.helped_by_id).where(Idea.helped_by_id.is_not(None)),
        )
        self.delete(Structure, Structure.is_demo, Structure.id.not_in(used))

    def acted(self, user: User) -> bool:
        """Whether something real that stays bears their name."""
        acts = (
            Decision.moderator_id,
            Sorting.user_id,
            ContributionAxis.user_id,
            Appeal.answered_by_id,
            Report.answered_by_id,
            RemarkAnswer.by_id,
            ImportBatch.by_id,
            ProjectBatch.by_id,
            Workshop.animator_id,
            Edit.user_id,
            StateChange.by_id,
            ActionEvent.by_id,
            SetAside.user_id,
            TopicRun.asked_by_id,
            ResultsPublication.by_id,
            Round.by_id,
            CollectedSheet.by_id,
            Kiosk.by_id,
            PaperTyping.by_id,
            Ruling.by_id,
            Opinion.assigned_to_id,
            StudyStep.by_id,
            Adaptation.by_id,
            StudyAppeal.refused_by_id,
            StudyAppeal.answered_by_id,
        )
        return any(
            self.session.scalar(sa.select(sa.exists().where(column == user.id))) for column in acts
        )

    def delete(self, table: type[Any], *conditions: Any) -> None:
        done = self.session.execute(
            sa.delete(table).where(*conditions), execution_options={"synchronize_session": False}
        )
        name = table.__tablename__
        self.counts[name] = self.counts.get(name, 0) + int(done.rowcount)  # type: ignore[attr-defined]

    def delete_ids(self, table: type[Any], ids: list[int]) -> None:
        for start in range(0, len(ids), 500):
            self.delete(table, table.id.in_(ids[start : start + 500]))
