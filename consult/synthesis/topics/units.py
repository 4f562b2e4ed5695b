"""What a run works on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# Kept with each run; to be changed with whatever changes the groups that given texts make.
METHOD: Final = "average-linkage-1"


@dataclass(frozen=True)
class Unit:
    """One text, with all the contributions that say it in the same words.

    `kept` is the group where the team put it, if any; `refused` are those it was taken out of.
    `revisions` are those of `members`, in their order: the state in which each was read.
    """

    text: str
    language: str
    members: tuple[int, ...]
    kept: int | None = None
    refused: frozenset[int] = frozenset()
    revisions: tuple[int, ...] = ()
