"""The cards of a vote."""

from __future__ import annotations

from consult.budget.voting.models import VotingCard, VotingCardBatch
from consult.doors.cards import Deck

DECK = Deck(VotingCardBatch, VotingCard, VotingCardBatch.campaign_id, VotingCard.batch_id)
