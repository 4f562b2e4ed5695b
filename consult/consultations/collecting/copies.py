"""The copies of a paper questionnaire: their numbers and their codes. Nothing here commits.

The code of a copy is that of the receipt which its sheet will have: whoever tears it off holds it
before anybody has typed the sheet.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.consultations.collecting.models import PrintedCopy, Round
from consult.contributions import receipts

# As for cards: what prints while somebody waits.
MOST = 200
# And in one file: about ten seconds of work.
A_FILE = 25
# Beyond, a number typed is a slip of the hand.
LARGEST = 9_999


def submission_of(round_: Round, copy: int) -> str:
    """The idempotency key of the sheet that bears this number."""
    return f"copy:{round_.public_id}:{copy}"


def code_of(round_: Round, copy: int) -> str:
    return receipts.code_of(submission_of(round_, copy))


def print_copies(session: orm.Session, round_: Round, number: int, *, by: User) -> range:
    """The numbers of the new copies. Raises ValueError unless `number` lies between 1 and MOST."""
    if not round_.is_paper or not 1 <= number <= MOST or round_.copies + number > LARGEST:
        raise ValueError(f"{MOST} copies at most")
    made = range(round_.copies + 1, round_.copies + number + 1)
    # In an order that says nothing: a row's rank would tell which copy it is.
    codes = (receipts.normalise(code_of(round_, copy)) for copy in made)
    digests = sorted(map(receipts.digest, codes))
    session.execute(
        sa.insert(PrintedCopy), [{"round_id": round_.id, "digest": each} for each in digests]
    )
    round_.copies += number
    record(session, "collecting_round.print", round_, by=by, number=number, label=round_.label)
    return made


def note_printing(session: orm.Session, round_: Round, first: int, last: int, *, by: User) -> None:
    """The codes of these copies are on paper once more: the journal says whose."""
    record(session, "collecting_round.download", round_, by=by, first=first, last=last)


def waiting(session: orm.Session, typed: str) -> Round | None:
    """The round whose copy bears this code; None for any other code."""
    query = sa.select(PrintedCopy).where(
        PrintedCopy.digest == receipts.digest(receipts.normalise(typed))
    )
    found = session.scalars(query.options(orm.joinedload(PrintedCopy.round))).first()
    return found.round if found is not None else None
