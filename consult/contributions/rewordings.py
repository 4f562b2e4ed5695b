"""Another wording that somebody proposes for a text of the town, and why, as one text.

Both are somebody's words: they are moderated, masked, corrected and erased together, in the place
where all words are. Moderators read them as they stand, with the two headings below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# In the language of the site, within the words themselves.
PROPOSAL: Final = "Je propose d’écrire\u202f:"
WHY: Final = "Pourquoi\u202f:"
_PROPOSAL: Final = re.compile(r"Je propose d’écrire\s?:\n")
_WHY: Final = re.compile(r"\n\nPourquoi\s?:\n")


@dataclass(frozen=True)
class Rewording:
    """`why` may be empty."""

    proposed: str
    why: str = ""

    def __str__(self) -> str:
        why = f"\n\n{WHY}\n{self.why}" if self.why else ""
        return f"{PROPOSAL}\n{self.proposed}{why}"


def is_rewording(text: str) -> bool:
    return _PROPOSAL.match(text) is not None


def read_rewording(text: str) -> Rewording | None:
    """What `str` made of it; None for words that propose no wording (or whose heading was masked)."""
    heading = _PROPOSAL.match(text)
    if heading is None:
        return None
    rest = text[heading.end() :]
    last = next(iter(reversed(list(_WHY.finditer(rest)))), None)
    if last is None:
        return Rewording(rest)
    return Rewording(rest[: last.start()], rest[last.end() :])
