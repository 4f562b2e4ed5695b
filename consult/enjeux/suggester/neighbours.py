"""What was decided of the sentences that mean nearly the same, in whatever language.

Every sentence learnt from is a point, placed by the encoder; each says something for each class,
and says it the louder the nearer it is. On the held-out files this is surer than one weight an
axis: a plane cannot follow frontiers that depend on what the mobility, or the housing, is for.

The encoder brings numpy with it: nothing here is loaded without the extra.
"""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from consult.enjeux.suggester.tables import TOP, write_member

if TYPE_CHECKING:
    import numpy as np

MEMBERS: Final = ("axes", "points", "says")


@dataclass(frozen=True)
class Bytes:
    """Numbers in signed bytes, in units of `unit`; `width` columns a row."""

    content: bytes
    width: int
    unit: float

    def rows(self) -> np.ndarray[Any, Any]:
        import numpy as np

        numbers = np.frombuffer(self.content, dtype=np.int8).reshape(-1, self.width)
        return numbers.astype(np.float32) * np.float32(self.unit)


@dataclass(frozen=True)
class Neighbours:
    """`axes` (the encoder's size, width) brings a vector among `points` (sentences, width).

    `says` (sentences, classes) is what each point says, and `reach` how fast its voice fades with
    the square of the distance.
    """

    axes: Bytes
    points: Bytes
    says: Bytes
    reach: float

    def scores(self, vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """(texts, classes) for the encoder's vectors of as many texts."""
        axes, points, says = self._arrays
        found: np.ndarray[Any, Any] = voices(placed(vectors, axes), points, self.reach) @ says
        return found

    @cached_property
    def _arrays(self) -> tuple[np.ndarray[Any, Any], ...]:
        return self.axes.rows(), self.points.rows(), self.says.rows()


def placed(vectors: np.ndarray[Any, Any], axes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """`vectors` on fewer axes, each brought back to length one."""
    import numpy as np

    short = vectors.astype(np.float32) @ axes
    lengths = np.linalg.norm(short, axis=1, keepdims=True)
    return np.asarray(short / np.maximum(lengths, np.float32(1e-9)))


def voices(
    some: np.ndarray[Any, Any], points: np.ndarray[Any, Any], reach: float
) -> np.ndarray[Any, Any]:
    """(some, points): how loud each point is heard at each of `some` (a Gaussian kernel).

    Computed in place: a training compares every sentence with every other.
    """
    import numpy as np

    near = some @ points.T
    near *= np.float32(2 * reach)
    near -= np.float32(reach) * (some**2).sum(axis=1)[:, None]
    near -= np.float32(reach) * (points**2).sum(axis=1)[None, :]
    np.exp(near, out=near)
    return np.asarray(near)


def quantised(rows: np.ndarray[Any, Any]) -> Bytes:
    """The nearest numbers that bytes can tell."""
    import numpy as np

    unit = float(np.abs(rows).max()) / TOP or 1.0
    numbers = np.clip(np.rint(rows / unit), -TOP, TOP).astype(np.int8)
    return Bytes(numbers.tobytes(), rows.shape[1], unit)


def write_neighbours(archive: zipfile.ZipFile, found: Neighbours) -> None:
    told: dict[str, Any] = {"reach": found.reach}
    for name in MEMBERS:
        part: Bytes = getattr(found, name)
        told[name] = {"width": part.width, "unit": part.unit}
        write_member(archive, f"neighbours-{name}.bin", part.content)
    write_member(archive, "neighbours.json", json.dumps(told, sort_keys=True).encode())


def read_neighbours(archive: zipfile.ZipFile) -> Neighbours | None:
    """None for a model trained without the extra."""
    if "neighbours.json" not in archive.namelist():
        return None
    told = json.loads(archive.read("neighbours.json"))
    parts = {name: Bytes(archive.read(f"neighbours-{name}.bin"), **told[name]) for name in MEMBERS}
    return Neighbours(**parts, reach=told["reach"])
