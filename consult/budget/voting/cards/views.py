"""Voting cards, made and printed by the team."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.budget.models import Campaign
from consult.budget.queries import by_slug
from consult.budget.voting.cards.deck import DECK
from consult.budget.voting.models import VotingCardBatch
from consult.budget.voting.permissions import has_vote
from consult.budget.voting.queries import turnout
from consult.doors import printing
from consult.doors.desk import CardDesk, add_card_routes
from consult.extensions import db
from consult.web.i18n import day
from consult.web.page import absolute_url

blueprint = Blueprint("voting_cards", __name__, url_prefix="/espace/budget/<slug>/vote/cartes")


def _known(slug: str) -> Campaign:
    campaign = by_slug(db.session, slug)
    if campaign is None or not has_vote(campaign):
        abort(404)
    return campaign


def _told(campaign: Campaign) -> dict[str, Any]:
    return {"campaign": campaign, "voters": turnout(db.session, campaign).total}


def cards_page(batch: VotingCardBatch) -> str:
    """The document that the PDF is made of."""
    campaign = batch.campaign
    assert campaign.vote_opens_at is not None
    wording = printing.Wording(
        heading=_("Voting cards: %(title)s", title=campaign.title),
        title=campaign.title,
        address=absolute_url("vote.enter", slug=campaign.slug),
        scanned=lambda code: absolute_url("vote.card", slug=campaign.slug, card=code),
        promise=_(
            "One card, one vote, online or at a ballot box. Nobody knows what you chose. "
            "From %(start)s to %(end)s.",
            start=day(campaign.vote_opens_at),
            end=day(campaign.last_vote_moment),
        ),
    )
    return printing.cards_page(batch, wording)


add_card_routes(
    blueprint,
    CardDesk(
        deck=DECK,
        owner=_known,
        folder="budget/voting/cards",
        told=_told,
        page=cards_page,
        stopped=_l("These cards no longer work. The votes cast before stay."),
    ),
)
