"""One decision on a selection: each text keeps its own decision, audit line and message.

What changed since it was shown, what somebody else is reading and, to publish, what may tell who
someone is are left as they are, and told. Nothing here commits.
"""

from __future__ import annotations

import enum
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.models import Contribution
from consult.moderation import claims, queries
from consult.moderation.models import Claim, DecisionKind, Reason
from consult.moderation.operations import decide, undo, was_just_done
from consult.moderation.permissions import can_decide, can_undo
from consult.moderation.reading import flags


class Left(enum.Enum):
    """Why words of the selection were not decided."""

    CHANGED = "changed"
    BUSY = "busy"
    PERSONAL = "personal"


@dataclass
class Done:
    """`batch` is what undoes it all; `left` are those that nothing was decided of."""

    batch: str
    count: int = 0
    left: dict[Left, list[str]] = field(default_factory=dict)

    def leave(self, contribution: Contribution, why: Left) -> None:
        self.left.setdefault(why, []).append(contribution.public_id)


def decide_all(
    session: orm.Session,
    selection: Mapping[str, int],
    kind: DecisionKind,
    *,
    by: User,
    reason: Reason | None = None,
    sentence: str = "",
) -> Done:
    """Publish or refuse what `selection` holds: the revision that was seen, by public id.

    A selection sent twice is decided once, under its first batch. Raises ValueError for a demand to
    rephrase, which is written to one author, and as `decide` does for a refusal without words.
    """
    if kind is DecisionKind.REPHRASE:
        raise ValueError("a demand to rephrase is written to one author")
    if kind is DecisionKind.REFUSE and (reason is None or not sentence.strip()):
        raise ValueError("the authors are told why")
    found = queries.chosen(session, selection)
    last = queries.last_decisions(session, found)
    held = claims.live(session, [each.id for each in found])
    done = Done(secrets.token_hex(6))
    for each in found:
        revision = selection[each.public_id]
        before = last.get(each.id)
        if before and before.batch and was_just_done(before, kind, by=by, revision=revision):
            done.batch = before.batch
    for each in found:
        revision = selection[each.public_id]
        if was_just_done(last.get(each.id), kind, by=by, revision=revision):
            done.count += 1
        elif why := _left_for(each, kind, revision, held.get(each.id), by):
            done.leave(each, why)
        else:
            decide(
                session,
                each,
                kind,
                by=by,
                revision=revision,
                reason=reason,
                sentence=sentence,
                batch=done.batch,
            )
            done.count += 1
    return done


def _left_for(
    contribution: Contribution, kind: DecisionKind, revision: int, claim: Claim | None, by: User
) -> Left | None:
    """Why these words are not decided with the others; None when they are."""
    if not can_decide(contribution) or contribution.revision != revision:
        return Left.CHANGED
    if claim is not None and claim.user_id != by.id:
        return Left.BUSY
    if kind is DecisionKind.PUBLISH and flags(contribution):
        return Left.PERSONAL
    return None


def undo_all(session: orm.Session, batch: str, *, by: User) -> tuple[int, int]:
    """How many decisions of `batch` were taken back, and how many stay: others followed them."""
    wanted = [each.contribution.public_id for each in queries.batch(session, batch)]
    queries.chosen(session, wanted)  # locks the words: nobody decides of them meanwhile
    session.expire_all()
    undone = stay = 0
    for decision in queries.batch(session, batch):
        if can_undo(by, decision.contribution, decision):
            undo(session, decision, by=by)
            undone += 1
        else:
            stay += 1
    return undone, stay
