"""A contribution in each case that the coverage report tells."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.coverage.fates import Fate
from consult.contract.models import PlacementKind
from consult.contract.placements import Target, place
from consult.contributions.models import Contribution, Status, Tagging
from consult.following.operations import withdraw
from consult.moderation import operations as moderation
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.operations import ensure_reasons
from consult.moderation.queries import last_decision
from consult.moderation.review_models import Appeal
from consult.synthesis.operations import write_statement
from consult.synthesis.topics import operations as topics
from consult.synthesis.topics.models import SetAsideReason
from tests.factories import World, make_contribution

# Nothing waits for the next version of a contract that has none.
BEFORE_ANY_VERSION = frozenset(Fate) - {Fate.PENDING}


def refuse(session: orm.Session, world: World, text: str) -> Contribution:
    made = make_contribution(session, world, text, submission=text)
    reason = session.scalars(sa.select(Reason).where(Reason.key == "off-topic")).one()
    moderation.decide(
        session,
        made,
        DecisionKind.REFUSE,
        by=world.moderator,
        revision=made.revision,
        reason=reason,
        sentence="Ce n’est pas le sujet.",
    )
    return made


def each_fate(session: orm.Session, world: World) -> dict[Fate, Contribution]:
    """A contribution in each case that is possible before any version; its text is the key of its
    receipt.
    """
    ensure_reasons(session)

    def said(text: str, **values) -> Contribution:
        values.setdefault("status", Status.PUBLISHED)
        return make_contribution(session, world, text, submission=text, **values)

    found = {
        Fate.TO_READ: said("À lire", status=Status.RECEIVED),
        Fate.TO_REPHRASE: said("À redire", status=Status.REPHRASE_ASKED),
        Fate.REFUSED: refuse(session, world, "Refusé"),
        Fate.APPEALED: refuse(session, world, "Contesté"),
        Fate.WITHDRAWN: said("Repris"),
        Fate.TO_SORT: said("À classer"),
        Fate.UNDECIDED: said("À trancher"),
        Fate.OUTSIDE: said("=HORS(1)"),
        Fate.SET_ASIDE: said("Écarté", enjeux=("sante",)),
        Fate.GROUPED: said("Groupé", enjeux=("sante",)),
        Fate.UNCITED: said("Classé", enjeux=("sante",)),
        Fate.UNPLACED: said("Cité", enjeux=("sante",)),
        Fate.WRITTEN: said("Écrit", enjeux=("sante",)),
    }
    withdraw(session, found[Fate.WITHDRAWN])
    found[Fate.UNDECIDED].tagging = Tagging.UNDECIDED
    found[Fate.OUTSIDE].tagging = Tagging.OUTSIDE
    appealed = found[Fate.APPEALED]
    session.add(Appeal(contribution=appealed, decision=last_decision(session, appealed)))
    sante = session.merge(world.enjeu("sante"))
    topics.set_aside(
        session,
        sante,
        [found[Fate.SET_ASIDE]],
        SetAsideReason.ALREADY_DONE,
        "",
        by=world.editor,
    )
    group = topics.new_topic(session, sante, "Les délais", by=world.editor)
    gathered = [found[Fate.GROUPED]]
    topics.move(session, sante, gathered, source=None, target=group, by=world.editor)
    write_statement(session, sante, "Sans place.", [found[Fate.UNPLACED]], by=world.editor)
    placed = write_statement(session, sante, "Placée.", [found[Fate.WRITTEN]], by=world.editor)
    target = Target(PlacementKind.COMPLEMENT)
    place(session, placed, session.merge(world.contract), target, by=world.editor)
    session.commit()
    return found
