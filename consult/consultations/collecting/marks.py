"""The sign printed beside each answer, which is also the key that ticks it."""

from __future__ import annotations

# After the figures, the letters; « 0 » says that an answer cannot be read.
MARKS = "123456789abcdefghijklmnopqrstuvwxyz"
ILLEGIBLE = "0"


def mark(place: int) -> str:
    """Of the answer at `place`, from 0; none beyond the thirty-fifth."""
    return MARKS[place] if place < len(MARKS) else ""
