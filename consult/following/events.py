"""A line of what happened to a contribution."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from consult.enjeux.models import Enjeu
from consult.following.answers import Answered
from consult.following.outcomes import Outcome

State = Literal["done", "current", "todo"]


@dataclass(frozen=True)
class Event:
    """One line. `at` is unknown for what has not happened; `message` is the team's own sentence."""

    title: str
    text: str = ""
    at: datetime | None = None
    state: State = "done"
    message: str = ""
    enjeux: list[Enjeu] = field(default_factory=list)
    outcome: Outcome | None = None
    # Whether this line is the one that tells where in the contract the sentence stands.
    written: bool = False
    # The action whose page tells more: the contract's slug and the action's public id.
    action: tuple[str, str] | None = None
    # Where the line stands among the others when that is not its own date.
    order: datetime | None = None
    # The answer to a remark on the contract.
    answered: Answered | None = None
    # A sentence of the town as it was told then; `outcome` tells one as it is now.
    sentence: str = ""
    # Where that one is read: the contract's slug, the number of the version, the sentence's address.
    printed: tuple[str, int, str] | None = None
