"""Words about a few matters, and the file where a reader put together what speaks of the same thing."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

BY_HAND = Path(__file__).with_name("read_by_hand.csv")

DOCTORS = (
    "Plus de médecin traitant depuis que le nôtre est parti en retraite.",
    "Impossible de trouver un médecin traitant qui prenne de nouveaux patients.",
    "Le cabinet du médecin a fermé, aucun docteur ne prend ses patients.",
    "Trouver un médecin traitant ici, c’est impossible.",
)
TEETH = (
    "Six mois d’attente pour un dentiste quand on a mal aux dents.",
    "Les soins dentaires sont trop chers, je garde ma dent cassée.",
    "Le dentiste ne prend pas les urgences, même avec une rage de dents.",
)
ALONE = "Le saturnisme dans les vieilles peintures."


def read_by_hand(enjeu: str) -> list[tuple[str, str]]:
    """(what the reader says it speaks of, or nothing, and the text), in the order of the file."""
    with BY_HAND.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        return [(row["reader"], row["text"]) for row in rows if row["enjeu"] == enjeu]


def pairs(labels: Sequence[object]) -> set[tuple[int, int]]:
    """Positions that bear the same label."""
    return {
        (one, other)
        for other in range(len(labels))
        for one in range(other)
        if labels[one] == labels[other]
    }
