"""The parts of a contract's text that the town edits in place, each under a path of stable keys.

    section/KEY                            number, title, body
    enjeu/KEY                              intro, and the partners
    ambition/ENJEU/KEY                     title, note, scale, horizon
    objective/ENJEU/AMBITION/KEY           text, priority
    action/ENJEU/AMBITION/KEY              text, kind, the objective it stands under

Values are told as a form holds them: texts, by the name of the field.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.content import Content
from consult.contract.models import Action, Contract, Objective, Section
from consult.enjeux.models import Ambition, Enjeu

Values = dict[str, str]
Row = Section | Enjeu | Ambition | Objective | Action


@dataclass(frozen=True)
class Part:
    """`row` is what is edited; `enjeu` the one it belongs to, if any."""

    path: str
    row: Row
    contract: Contract

    @property
    def kind(self) -> str:
        return self.path.split("/", 1)[0]

    @property
    def values(self) -> Values:
        return values_of(self.row)

    @property
    def digest(self) -> str:
        """Changes whenever the part does: what an edit must have started from to be saved."""
        return digest(self.values)

    @property
    def name(self) -> str:
        return name_of(self.row)

    @property
    def enjeu(self) -> Enjeu | None:
        match self.row:
            case Enjeu():
                return self.row
            case Section() | Ambition():
                return self.row.enjeu
            case _:
                return self.row.ambition.enjeu


def digest(values: Values) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def path_of(row: Row) -> str:
    match row:
        case Section():
            return f"section/{row.key}"
        case Enjeu():
            return f"enjeu/{row.key}"
        case Ambition():
            return f"ambition/{row.enjeu.key}/{row.key}"
        case Objective():
            return f"objective/{row.ambition.enjeu.key}/{row.ambition.key}/{row.key}"
        case Action():
            return f"action/{row.ambition.enjeu.key}/{row.ambition.key}/{row.key}"


def name_of(row: Row) -> str:
    """How it is told, on one line."""
    match row:
        case Section():
            return f"{row.number} {row.title}".strip()
        case Enjeu() | Ambition():
            return row.title
        case _:
            return row.text


def values_of(row: Row) -> Values:
    match row:
        case Section():
            return {"number": row.number, "title": row.title, "body": row.body}
        case Enjeu():
            return {"intro": row.intro, **_partners(row)}
        case Ambition():
            return {
                "title": row.title,
                "note": row.note,
                "scale": row.scale,
                "horizon": str(row.horizon or ""),
            }
        case Objective():
            return {"text": row.text, "priority": "1" if row.priority else ""}
        case Action():
            return {
                "text": row.text,
                "kind": row.kind.value,
                "objective": row.objective.key if row.objective else "",
            }


def _partners(enjeu: Enjeu) -> Values:
    values: Values = {}
    for number, partner in enumerate(enjeu.partners):
        values[f"partner_{number}_label"] = partner.label
        values[f"partner_{number}_text"] = partner.text
    return values


def find(session: orm.Session, contract: Contract, path: str) -> Part | None:
    kind, *keys = path.split("/")
    finder = _FINDERS.get((kind, len(keys)))
    row = finder(session, contract, keys) if finder else None
    return None if row is None else Part(path, row, contract)


def _section(session: orm.Session, contract: Contract, keys: list[str]) -> Section | None:
    query = sa.select(Section).where(Section.contract_id == contract.id, Section.key == keys[0])
    return session.scalars(query.options(orm.joinedload(Section.enjeu))).first()


def _enjeu(session: orm.Session, contract: Contract, keys: list[str]) -> Enjeu | None:
    query = sa.select(Enjeu).where(
        Enjeu.vocabulary_id == contract.vocabulary_id, Enjeu.key == keys[0]
    )
    return session.scalars(query).first()


def _ambition(session: orm.Session, contract: Contract, keys: list[str]) -> Ambition | None:
    query = (
        sa.select(Ambition)
        .join(Ambition.enjeu)
        .where(
            Enjeu.vocabulary_id == contract.vocabulary_id,
            Enjeu.key == keys[0],
            Ambition.key == keys[1],
        )
    )
    return session.scalars(query).first()


def _objective(session: orm.Session, contract: Contract, keys: list[str]) -> Objective | None:
    ambition = _ambition(session, contract, keys)
    if ambition is None:
        return None
    query = sa.select(Objective).where(
        Objective.ambition_id == ambition.id, Objective.key == keys[2]
    )
    return session.scalars(query).first()


def _action(session: orm.Session, contract: Contract, keys: list[str]) -> Action | None:
    ambition = _ambition(session, contract, keys)
    if ambition is None:
        return None
    query = sa.select(Action).where(Action.ambition_id == ambition.id, Action.key == keys[2])
    return session.scalars(query).first()


_FINDERS: dict[tuple[str, int], Callable[[orm.Session, Contract, list[str]], Row | None]] = {
    ("section", 1): _section,
    ("enjeu", 1): _enjeu,
    ("ambition", 2): _ambition,
    ("objective", 3): _objective,
    ("action", 3): _action,
}


def parts_of(content: Content) -> dict[str, dict[str, Any]]:
    """Every part that `content` holds, with its place among its like: to tell what an import changes."""
    found: dict[str, dict[str, Any]] = {}
    for place, section in enumerate(content["sections"]):
        found[f"section/{section['key']}"] = {**section, "place": place}
    for place, enjeu in enumerate(content["enjeux"]):
        own = {
            name: each for name, each in enjeu.items() if name not in {"ambitions", "indicators"}
        }
        found[f"enjeu/{enjeu['key']}"] = {**own, "place": place}
        for rank, ambition in enumerate(enjeu["ambitions"]):
            found |= _of_ambition(enjeu["key"], ambition, rank)
    return found


def _of_ambition(enjeu: str, ambition: Content, place: int) -> dict[str, dict[str, Any]]:
    here = f"{enjeu}/{ambition['key']}"
    names = ("key", "title", "scale", "horizon", "note")
    found: dict[str, dict[str, Any]] = {
        f"ambition/{here}": {**{name: ambition[name] for name in names}, "place": place}
    }
    for rank, objective in enumerate(ambition["objectives"]):
        found[f"objective/{here}/{objective['key']}"] = {
            "text": objective["text"],
            "priority": objective["priority"],
            "place": rank,
        }
    for holder in (ambition, *ambition["objectives"]):
        under = "" if holder is ambition else holder["key"]
        for kind in ("pistes", "existing"):
            for rank, action in enumerate(holder[kind]):
                found[f"action/{here}/{action['key']}"] = {
                    "text": action["text"],
                    "kind": kind,
                    "under": under,
                    "place": rank,
                }
    return found
