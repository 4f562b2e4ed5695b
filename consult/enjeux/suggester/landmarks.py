"""What is said around a few hundred landmarks among the places that word vectors give to texts.

A text near a landmark is told what that landmark says, the louder the nearer (a Gaussian kernel
over landmarks: Williams and Seeger, Using the Nyström Method to Speed Up Kernel Machines, 2001). One
weight an axis cannot follow frontiers that turn; this can, in plain Python and a millisecond.
"""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from operator import mul
from typing import Final

from consult.enjeux.suggester.tables import write_member

MEMBER: Final = "landmarks.json"
Scores = tuple[float, ...]


@dataclass(frozen=True)
class Landmarks:
    """`points` (landmarks, axes) have length one; `says` (landmarks, classes), in scores.

    `reach` is how fast a voice fades with the square of the distance. There are none where no word
    learnt from has a vector.
    """

    points: tuple[Scores, ...]
    says: tuple[Scores, ...]
    reach: float

    def voices(self, vector: Sequence[float]) -> list[float]:
        """How loud each landmark is heard at a place of length one: from nearly 0 to 1."""
        return [
            math.exp(2 * self.reach * (sum(map(mul, vector, point)) - 1)) for point in self.points
        ]

    def scores(self, voices: Sequence[float]) -> list[float]:
        """By class, what they say together."""
        return [sum(map(mul, voices, says)) for says in self._by_class]

    def slope(self, voices: Sequence[float], position: int) -> list[float]:
        """By axis, how the score of a class grows from there: what each word adds to it."""
        if not self.points:
            return []
        pulls = [2 * self.reach * each for each in map(mul, voices, self._by_class[position])]
        return [sum(map(mul, pulls, axis)) for axis in self._by_axis]

    @cached_property
    def _by_class(self) -> tuple[Scores, ...]:
        return tuple(zip(*self.says, strict=True))

    @cached_property
    def _by_axis(self) -> tuple[Scores, ...]:
        return tuple(zip(*self.points, strict=True))


def write_landmarks(archive: zipfile.ZipFile, found: Landmarks) -> None:
    write_member(archive, MEMBER, json.dumps(astuple(found)).encode())


def read_landmarks(archive: zipfile.ZipFile) -> Landmarks:
    points, says, reach = json.loads(archive.read(MEMBER))
    return Landmarks(tuple(map(tuple, points)), tuple(map(tuple, says)), reach)
