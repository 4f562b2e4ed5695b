"""The author's own acts, through every table that knows of the words. Nothing here commits."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, Signed, record
from consult.budget import operations as budget
from consult.budget import queries as ideas
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords
from consult.budget.studying import leaving, ruling
from consult.budget.studying.permissions import can_complete
from consult.consultations.imports.operations import forget_row as forget_row_of_answers
from consult.contract.remarks import withdrawing as remarks
from consult.contract.version_models import VersionCitation
from consult.contributions import axes, profiles
from consult.contributions import operations as contributions
from consult.contributions.models import Contribution, Lineage, Status, Step
from consult.following import contacts
from consult.following.models import Told
from consult.gathering.operations import forget_row
from consult.moderation import advice, appeals, reports
from consult.moderation.models import Decision
from consult.moderation.sealing import forget
from consult.pictures.making import Made
from consult.synthesis.models import Citation
from consult.synthesis.topics import places
from consult.workshops.models import Item


def correct(
    session: orm.Session, contribution: Contribution, idea: Idea | None, words: IdeaWords
) -> None:
    """Replace the words; `consult.contributions.permissions.can_correct` says when one may, and
    `consult.budget.studying.permissions.can_complete` for an idea whose author is asked to say more.

    What the team had sealed of the former ones is erased with them.
    """
    forget(session, contribution)
    if idea is not None and can_complete(contribution, ruling.ruling_of(session, idea)):
        # Other words are suggested other enjeux, once they are read again.
        advice.forget(session, contribution.id)
        ruling.complete(session, idea, words)
    elif idea is not None:
        budget.correct_idea(session, idea, words)
    else:
        contributions.correct(session, contribution, text=words.text, title=contribution.title)


def change_photo(session: orm.Session, idea: Idea, made: Made | None, alt: str) -> None:
    """Another photo, or none; the line of the journal is that of the words."""
    if made is None:
        budget.drop_pictures(session, idea)
    else:
        budget.set_picture(session, idea, made, alt)


def take_back(session: orm.Session, item: Item, *, by: User) -> None:
    """Words said in a closed workshop, at the request of who said them: erased from the record too."""
    item.text = ""
    record(session, "workshop_item.take_back", item, by=by, workshop=item.workshop_id)
    if item.contribution is not None:
        withdraw(session, item.contribution, by=by)


def withdraw(
    session: orm.Session, contribution: Contribution, *, by: Signed | str = RESIDENT
) -> None:
    """Erase the words everywhere, at once. Done twice, it is done once.

    No statement counts withdrawn words: it stays, with one citation less for the team to see. The
    moderators' own notes, the appeal, readers' reports, what was answered to a remark on the contract
    (to this one, and whatever quotes it in what was answered to others) and the reason why the words
    were set aside go too, since they may quote the words; so does the place where they stood in an
    imported file, and, with the last words of a receipt, what its holder said of their age and gender,
    and the address they left.
    """
    # Held and read afresh: a publication that tells of these words at this very moment has told it,
    # and that is erased here, or does not tell it.
    mine = sa.select(Contribution).where(Contribution.id == contribution.id).with_for_update()
    session.scalars(mine.execution_options(populate_existing=True)).one()
    if contribution.status is Status.WITHDRAWN:
        return
    # Whoever is writing about these words ends first, and is then found below.
    held = sa.select(Contribution.id).where(Contribution.id == contribution.id)
    session.execute(held.with_for_update())
    cited = sa.select(Citation).where(Citation.contribution_id == contribution.id)
    for citation in session.scalars(cited.options(orm.joinedload(Citation.statement))).all():
        record(
            session,
            "statement.uncite",
            citation.statement,
            by=by,
            contributions=[contribution.id],
        )
        session.delete(citation)
    session.execute(
        sa.update(Decision).where(Decision.contribution_id == contribution.id).values(sentence="")
    )
    advice.forget(session, contribution.id)
    axes.forget(session, [contribution.id])
    _forget_notes_on_the_whole(session, contribution)
    remarks.forget(session, contribution)
    forget(session, contribution)
    appeals.forget(session, contribution)
    reports.forget(session, contribution)
    idea = ideas.ideas_of(session, [contribution.id]).get(contribution.id)
    if idea is not None:
        leaving.leave(session, idea, by=by)
        budget.forget_words(session, idea)
    contributions.withdraw(session, contribution, by=by)
    places.forget(session, contribution)
    session.execute(sa.delete(Told).where(Told.contribution_id == contribution.id))
    session.execute(
        sa.delete(VersionCitation).where(VersionCitation.contribution_id == contribution.id)
    )
    forget_row(session, contribution)
    forget_row_of_answers(session, contribution)
    profiles.forget_when_all_is_withdrawn(session, contribution.receipt_id)
    contacts.forget_when_all_is_withdrawn(session, contribution.receipt_id)


def _forget_notes_on_the_whole(session: orm.Session, contribution: Contribution) -> None:
    """What the team wrote of a message before these words were a part of their own may quote them."""
    lineage = session.get(Lineage, contribution.id)
    if lineage is None:
        return
    origin = lineage.from_contribution_id
    sisters = sa.select(Lineage.contribution_id).where(Lineage.from_contribution_id == origin)
    for table, at, values in (
        (Decision, Decision.created_at, {"sentence": ""}),
        (Step, Step.at, {"message": ""}),
    ):
        whole = sa.or_(table.contribution_id == origin, table.contribution_id.in_(sisters))
        session.execute(sa.update(table).where(whole, at <= lineage.created_at).values(**values))
