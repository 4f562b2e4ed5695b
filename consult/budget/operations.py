"""Depositing an idea, correcting it, ending a campaign. Nothing here commits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import RESIDENT, Signed, record
from consult.budget.models import Campaign, CampaignShare, Idea
from consult.budget.permissions import can_propose
from consult.budget.sites import UNSAID, read_site
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Channel, Contribution, Source
from consult.contributions.profiles import NO_PROFILE, Profile, keep_profile
from consult.db import utcnow
from consult.pictures import operations as pictures
from consult.pictures.making import Made
from consult.pictures.models import Picture
from consult.territory.models import PlaceScope


@dataclass(frozen=True)
class IdeaWords:
    """All that an author writes. `place` is free text: a square, a street, a school; `where` the choice
    that says its quarter (`consult.budget.sites`).
    """

    title: str
    text: str
    place: str = ""
    beneficiaries: str = ""
    where: str = UNSAID

    def submission(self, key: str) -> str:
        """What makes two sendings one: the form's `key` and the words.

        A form sent twice is one idea; a form taken back with the browser, rewritten and sent again
        is another one, and neither is lost.
        """
        said = hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()
        return f"{key}:{said}"


def propose(
    session: orm.Session,
    campaign: Campaign,
    submission: str,
    words: IdeaWords,
    *,
    place: contributions.Place,
    picture: Made | None = None,
    alt: str = "",
    same_as: Idea | None = None,
    language: str = "fr",
    profile: Profile = NO_PROFILE,
    channel: Channel = Channel.ONLINE,
    by: Signed | str = RESIDENT,
    at: datetime | None = None,
    is_demo: bool = False,
) -> receipts.Issued:
    """Record an idea, once for each `submission` key however often the form was sent.

    The campaign's dates are the caller's affair (an imported paper idea may arrive after them). `by` a
    member of the team: they wrote it down with its author, and their structure is kept. `same_as`: an
    idea that its author says is the same.
    Raises ValueError on an empty description.
    """
    issued = receipts.issue(session, submission, is_demo=is_demo)
    if not issued.fresh:
        return issued
    keep_profile(issued.receipt, profile)
    contribution = contributions.submit(
        session,
        issued.receipt,
        contributions.Origin(
            Source.IDEA, campaign.title, "", campaign.vocabulary, campaign.commune
        ),
        text=words.text,
        title=words.title,
        channel=channel,
        place=place,
        language=language,
        by=by,
        at=at,
        is_demo=is_demo,
    )
    site = read_site(words.where, campaign.commune)
    idea = Idea(
        campaign_id=campaign.id,
        contribution=contribution,
        number=_next_number(session, campaign),
        place=words.place,
        place_scope=site.scope,
        perimeter=site.perimeter,
        beneficiaries=words.beneficiaries,
        helped_by_id=getattr(by, "structure_id", None),
        same_as=same_as,
    )
    session.add(idea)
    if picture is not None:
        idea.pictures.append(pictures.keep(session, picture, alt))
    record(session, "idea.propose", idea, by=by, campaign=campaign.slug, number=idea.number)
    return issued


def _next_number(session: orm.Session, campaign: Campaign) -> int:
    """The number after the campaign's last; the campaign's row is held so that no two are equal.

    SQLite has one writer at a time already; there the lock is not written.
    """
    session.execute(
        sa.select(Campaign.id).where(Campaign.id == campaign.id).with_for_update(key_share=True)
    )
    last = session.scalar(
        sa.select(sa.func.max(Idea.number)).where(Idea.campaign_id == campaign.id)
    )
    return (last or 0) + 1


def copy_idea(session: orm.Session, idea: Idea, contribution: Contribution) -> Idea:
    """The team split the idea's words: `contribution` is an idea too, with a number of its own.

    The photo stays with the first.
    """
    made = Idea(
        campaign_id=idea.campaign_id,
        contribution=contribution,
        number=_next_number(session, idea.campaign),
        place=idea.place,
        place_scope=idea.place_scope,
        perimeter_id=idea.perimeter_id,
        beneficiaries=idea.beneficiaries,
        helped_by_id=idea.helped_by_id,
    )
    session.add(made)
    session.flush()
    return made


def correct_idea(session: orm.Session, idea: Idea, words: IdeaWords) -> None:
    """The author's own correction of the whole idea; its number stays."""
    idea.place = words.place
    idea.beneficiaries = words.beneficiaries
    site = read_site(words.where, idea.campaign.commune, idea.perimeter)
    idea.place_scope, idea.perimeter = site.scope, site.perimeter
    contributions.correct(session, idea.contribution, text=words.text, title=words.title)


def forget_words(session: orm.Session, idea: Idea) -> None:
    """What the author wrote and showed beside the contribution itself, when they take it back."""
    idea.place = ""
    idea.beneficiaries = ""
    idea.place_scope, idea.perimeter_id = PlaceScope.NOT_SAID, None
    drop_pictures(session, idea)
    session.flush()


def set_picture(session: orm.Session, idea: Idea, made: Made, alt: str) -> None:
    """The author's own photo, in the place of the one that was there."""
    drop_pictures(session, idea)
    idea.pictures.append(pictures.keep(session, made, alt))
    session.flush()


def drop_pictures(session: orm.Session, idea: Idea) -> None:
    """At the wish of their author."""
    for picture in list(idea.pictures):
        idea.pictures.remove(picture)
        session.flush()
        session.delete(picture)
    session.flush()


def remove_picture(
    session: orm.Session, idea: Idea, picture: Picture, *, by: Signed, reason: str
) -> None:
    """At the decision of a moderator; the words stay."""
    idea.pictures.remove(picture)
    session.flush()
    pictures.remove(session, picture, idea.contribution, by=by, reason=reason)


def close(
    session: orm.Session, campaign: Campaign, *, by: Signed | str, now: datetime | None = None
) -> None:
    """End the deposit of ideas now. Raises ValueError when the campaign is not open."""
    now = now or utcnow()
    if not can_propose(campaign, now):
        raise ValueError(f"{campaign.slug} is not open: there is nothing to close")
    campaign.closes_at = now
    record(session, "campaign.close", campaign, by=by)


def settle_shares(session: orm.Session, campaign: Campaign, shares: dict[int | None, int]) -> bool:
    """Bring the quarters' shares in line: whole euros by id of quarter, None for the town-wide part.

    True when something changed. The audit line is the caller's, with the rest of the règlement.
    """
    before = {each.perimeter_id: each for each in campaign.shares}
    if {key: each.amount_eur for key, each in before.items()} == shares:
        return False
    for key, share in before.items():
        if key not in shares:
            campaign.shares.remove(share)
    for key, amount in shares.items():
        if key in before:
            before[key].amount_eur = amount
        else:
            campaign.shares.append(CampaignShare(perimeter_id=key, amount_eur=amount))
    session.flush()
    return True


def refuse_change(
    session: orm.Session, campaign: Campaign, changed: list[str], *, by: Signed | str
) -> None:
    """Somebody asked to change what people vote on, by columns of Campaign: the journal says so."""
    record(session, "campaign.refuse_change", campaign, by=by, fields=changed)
