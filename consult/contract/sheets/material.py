"""What the note of an enjeu is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import orm

from consult.contract.queries import Whole, load_contract
from consult.contract.sheets.queries import Said, Spoken, said_under, spoken_of
from consult.enjeux.models import Enjeu
from consult.synthesis.provenance import Provenance, provenances


@dataclass(frozen=True)
class Material:
    """What the note of `enjeu` is made of. `outside`: the words that stand in no sentence."""

    whole: Whole
    enjeu: Enjeu
    said: Sequence[Said]
    provenances: Mapping[int, Provenance]
    spoken: Spoken
    outside: Spoken


def material_of(session: orm.Session, slug: str, key: str) -> Material | None:
    """None for an unknown contract or enjeu. A dozen queries, however much was said."""
    whole = load_contract(session, slug)
    enjeu = next((each for each in whole.enjeux if each.key == key), None) if whole else None
    if whole is None or enjeu is None:
        return None
    said = said_under(session, enjeu)
    return Material(
        whole,
        enjeu,
        said,
        provenances(session, [each.statement.id for each in said]),
        spoken_of(session, enjeu, only_outside=False),
        spoken_of(session, enjeu, only_outside=True),
    )
