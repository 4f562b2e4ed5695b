"""What is still the same sentence once it is corrected.

What residents answered keeps its meaning. A machine cannot judge a meaning, so only what can hardly
change one is let through: accents, capitals, punctuation, blanks, and in a few long words a single
letter added, removed, replaced or swapped with its neighbour. The first letter never changes
(« normal » is not « anormal »), nor does a figure, a short word (« ne », « pas », « sur », « sous »)
or the number of words.
"""

from __future__ import annotations

import re
import unicodedata

# A sign is a word too (« < 18 » is not « > 18 »), but for those that only punctuate.
_WORDS = re.compile(r"\w+|-(?=\d)|[^\w\s.,;:!?…'’\"«»“”()\[\]–—-]")
LONG_ENOUGH = 5
MOST_SLIPS = 3


def is_correction(before: str, after: str) -> bool:
    """True when `after` only puts right how `before` is written."""
    if before == after:
        return True
    old, new = words_of(before), words_of(after)
    if not new or len(old) != len(new):
        return False
    changed = [pair for pair in zip(old, new, strict=True) if pair[0] != pair[1]]
    return len(changed) <= MOST_SLIPS and all(_is_slip(*pair) for pair in changed)


def completes(before: str, after: str) -> bool:
    """True when all the words of `before` still begin `after`."""
    old = words_of(before)
    return words_of(after)[: len(old)] == old


def words_of(text: str) -> list[str]:
    """Without accents, capitals nor punctuation; in the order of the text."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("æ", "ae"))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORDS.findall(bare.casefold())


def _is_slip(old: str, new: str) -> bool:
    if min(len(old), len(new)) < LONG_ENOUGH or old[0] != new[0]:
        return False
    if re.search(r"\d", old + new):
        return False
    return _one_letter_apart(old, new)


def _one_letter_apart(old: str, new: str) -> bool:
    short, long = sorted((old, new), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]),
              len(short))  # fmt: skip
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[:at] + short[at : at + 2][::-1] + short[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped == long
