"""A program for the walks: SLUG BALLOT STATE, a campaign whose vote is open or over; prints its cards."""

from __future__ import annotations

import sys
from datetime import timedelta

import sqlalchemy as sa

from consult.accounts.models import User
from consult.budget.models import Campaign, Project, Verdict
from consult.budget.terms import BallotKind, TallyRule, VoterEntry
from consult.budget.voting.cards.deck import DECK
from consult.command import working
from consult.db import utcnow
from consult.doors.cards import printed
from consult.enjeux.models import Vocabulary
from consult.territory.models import Commune, PlaceScope

PROJECTS = {
    3: ("Des bancs", 20_000),
    7: ("Une fontaine", 30_000),
    12: ("Un verger", 40_000),
    15: ("Une halle", 60_000),
}


def main(slug: str, ballot: str, state: str) -> None:
    now = utcnow()
    graded = ballot == BallotKind.GRADES.value
    with working(None) as session:
        commune = session.scalars(sa.select(Commune).where(Commune.key == "armentieres")).one()
        campaign = Campaign(
            slug=slug,
            title=f"Budget participatif ({slug})",
            opens_at=now - timedelta(days=60),
            closes_at=now - timedelta(days=20),
            study_closes_at=now - timedelta(days=10),
            vote_opens_at=now - timedelta(days=1),
            vote_closes_at=now + timedelta(days=5 if state == "open" else 0, seconds=-1),
            envelope_eur=100_000,
            ballot=BallotKind(ballot),
            vote_entry=VoterEntry.CARD,
            rule=TallyRule.MAJORITY_JUDGEMENT if graded else TallyRule.GREEDY,
            choices_max=3,
            points=10,
            commune=commune,
            vocabulary=session.scalars(sa.select(Vocabulary)).first(),
            is_demo=True,
        )
        session.add(campaign)
        for number, (title, cost) in PROJECTS.items():
            session.add(
                Project(
                    campaign=campaign,
                    number=number,
                    title=title,
                    text="Une place plus douce, à l’ombre, pour se retrouver près de l’école.",
                    cost_eur=cost,
                    verdict=Verdict.RETAINED,
                    place_scope=PlaceScope.PERIMETER,
                    perimeter=commune.perimeters[number % 2],
                )
            )
        session.flush()
        by = session.scalars(sa.select(User)).first()
        assert by is not None
        batch = DECK.make(session, campaign.id, label="Accueil", number=4, by=by)
        sys.stdout.write(" ".join(each.code for each in printed(batch)))


main(*sys.argv[1:])
