"""What an import would write over text that the town edited in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.content import content_of
from consult.contract.models import Contract
from consult.contract.parts import parts_of
from consult.contract.reading import ContractFile
from consult.contract.version_models import Edit, EditKind
from consult.reading import Faults, Where
from consult.web.i18n import local


@dataclass
class Edited:
    """A part that the town edited since the last import that replaced it."""

    last: Edit
    moved: bool


class Overwriting:
    """Taken before an import changes anything; `check` compares once it is done."""

    def __init__(self, session: orm.Session, contract: Contract) -> None:
        self.session = session
        self.contract = contract
        self.edited = _edited(session, contract)
        self.before = self._parts()

    def _parts(self) -> dict[str, dict[str, Any]]:
        """Nothing was edited: there is nothing to lose, and nothing to read."""
        return parts_of(content_of(self.session, self.contract)) if self.edited else {}

    def check(self, file: ContractFile, faults: Faults, *, replace: bool) -> None:
        """A fault for each edited part that the file has otherwise; with `replace`, a line of history."""
        if not self.edited:
            return
        self.session.flush()
        self.session.expire_all()
        after = self._parts()
        for path, edited in self.edited.items():
            one, two = self.before.get(path), after.get(path)
            if _same(one, two, edited):
                continue
            if replace:
                self._remember(path, edited.last.what, one, two)
            else:
                faults.add(_where(file, path), _sentence(path, edited.last, two))

    def _remember(
        self, path: str, what: str, one: dict[str, Any] | None, two: dict[str, Any] | None
    ) -> None:
        self.session.add(
            Edit(
                contract_id=self.contract.id,
                part=path,
                kind=EditKind.IMPORT,
                what=what,
                before=one or {},
                after=two or {},
            )
        )


def _edited(session: orm.Session, contract: Contract) -> dict[str, Edited]:
    query = sa.select(Edit).where(Edit.contract_id == contract.id).order_by(Edit.id)
    found: dict[str, Edited] = {}
    for edit in session.scalars(query):
        if edit.kind is EditKind.IMPORT:
            found.pop(edit.part, None)
            continue
        moved = edit.kind is EditKind.MOVE or (edit.part in found and found[edit.part].moved)
        found[edit.part] = Edited(edit, moved)
    return found


def _same(one: dict[str, Any] | None, two: dict[str, Any] | None, edited: Edited) -> bool:
    """Its place counts only where the town chose it: an import may add other parts before."""
    if one is None or two is None or edited.moved:
        return one == two
    return {**one, "place": 0} == {**two, "place": 0}


def _sentence(path: str, edit: Edit, after: dict[str, Any] | None) -> str:
    day = local(edit.created_at).date().isoformat()
    done = {EditKind.REMOVE: "removed", EditKind.ADD: "added"}.get(edit.kind, "edited")
    now = "does not have it" if after is None else "says something else"
    if edit.kind is EditKind.REMOVE:
        now = "has it again"
    return (
        f"« {path} » was {done} on the site ({day}) and this file {now}: "
        "change the file, or import it with --replace-edits."
    )


def _where(file: ContractFile, path: str) -> Where:
    """Where the file speaks of that part, or of the closest one around it."""
    kind, *keys = path.split("/")
    if kind == "section":
        rank = [entry.key for entry in file.sections]
        return ("sections", rank.index(keys[0])) if keys[0] in rank else ("sections",)
    enjeux = [entry.key for entry in file.enjeux]
    if keys[0] not in enjeux:
        return ("enjeux",)
    place = enjeux.index(keys[0])
    ambitions = [entry.key for entry in file.enjeux[place].ambitions]
    if len(keys) > 1 and keys[1] in ambitions:
        return ("enjeux", place, "ambitions", ambitions.index(keys[1]))
    return ("enjeux", place)
