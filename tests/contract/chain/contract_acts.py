"""What the team does of the contract: place, move, edit the lines, import again, publish."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from datetime import date
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consult.contract import arranging, placements
from consult.contract.editing import save
from consult.contract.importing import import_contract
from consult.contract.models import Action, ActionEvent, ActionKind, ActionState, Objective
from consult.contract.parts import Part, path_of
from consult.contract.placements import AlreadyThereError
from consult.contract.progress import last_told, take_back, tell_state
from consult.contract.versions import publish
from consult.following.models import Telling
from consult.reading import ReadingError
from consult.synthesis.operations import NothingCitedError
from tests.contract.chain.town import PICK, Town
from tests.contract.test_importing import FIGURELESS
from tests.contract.volet_file import edited, read_text


def _without(content: dict[str, Any], *parts: str) -> None:
    content["enjeux"][0].pop("indicators")
    ambition = content["enjeux"][0]["ambitions"][0]
    for part in parts:
        ambition.pop(part)


def _moved(content: dict[str, Any]) -> None:
    _without(content)
    ambition = content["enjeux"][0]["ambitions"][0]
    ambition["pistes"] += ambition["objectives"][0].pop("pistes")


FILES = [
    FIGURELESS,
    FIGURELESS.replace("Café des parents", "Café des familles"),
    edited(_moved),
    edited(lambda content: _without(content, "pistes")),
    edited(lambda content: _without(content, "objectives")),
]
# All of them are read again after what changes the public text.
MOST_VERSIONS = 5


class ContractActs(Town):
    # By version, what was frozen: nothing changes it any more.
    frozen: dict[int, str]

    @precondition(lambda self: self.account.texts)
    @rule(number=PICK, where=PICK)
    def place_it(self, number: int, where: int) -> None:
        found, target = self.statement(number), self.target(where)
        try:
            made = placements.place(
                self.session, found, self.contract(), target, by=self.world.editor
            )
        except NothingCitedError:
            assert not self.backed(found.public_id)
            self.session.rollback()
            self.happened("place, refused")
            return
        self.session.commit()
        assert self.backed(found.public_id)
        again = made.public_id in self.account.places
        self.account.place(made.public_id, found.public_id, target.spelled())
        self.happened("place, where it stands" if again else "place")

    @precondition(lambda self: self.account.places)
    @rule(number=PICK, where=PICK)
    def move_it(self, number: int, where: int) -> None:
        found, target = self.placement(number), self.target(where)
        owner = found.statement.public_id
        spelled = target.spelled()
        try:
            placements.move(self.session, found, target, by=self.world.editor)
        except NothingCitedError:
            assert not self.backed(owner)
            self.session.rollback()
            self.happened("move, refused")
            return
        except AlreadyThereError:
            assert (owner, spelled) in self.account.places.values()
            self.session.rollback()
            self.happened("move, refused")
            return
        self.session.commit()
        assert self.backed(owner)
        self.account.place(found.public_id, owner, spelled)
        self.happened("move")

    @precondition(lambda self: self.account.places)
    @rule(number=PICK)
    def take_it_out(self, number: int) -> None:
        found = self.placement(number)
        gone = found.public_id
        placements.remove(self.session, found, by=self.world.editor)
        self.session.commit()
        self.account.places.pop(gone)
        self.happened("take out")

    @precondition(lambda self: self.account.places)
    @rule(number=PICK)
    def follow_it(self, number: int) -> None:
        pistes = [key for key, (_, at) in self.account.places.items() if at.startswith("piste:")]
        if not pistes:
            return
        found = self.placement_at(pistes[number % len(pistes)])
        owner, _ = self.account.places[found.public_id]
        action = placements.follow(self.session, found, by=self.world.editor)
        self.session.commit()
        self.account.place(found.public_id, owner, f"action:{action.id}")
        self.account.followed[action.public_id] = found.public_id
        self.happened("follow a piste")

    @rule(number=PICK, state=st.sampled_from(ActionState), day=st.integers(1, 28))
    def tell(self, number: int, state: ActionState, day: int) -> None:
        known = self.actions()
        if not known:
            return
        action = known[number % len(known)]
        last = last_told(self.session, action)
        tell_state(
            self.session,
            action,
            state,
            date(2026, 3, day),
            "Parce que.",
            by=self.world.editor,
            seen=last.id if last else 0,
        )
        self.session.commit()
        self.happened("tell a state")

    @rule()
    def tell_no_more(self) -> None:
        event = self.session.scalars(sa.select(ActionEvent).limit(1)).first()
        if event is not None:
            take_back(self.session, event, by=self.world.editor)
            self.session.commit()
            self.happened("take a state back")

    # The lines of the contract.

    @rule(text=st.sampled_from(FILES), replace=st.booleans())
    def import_again(self, text: str, *, replace: bool) -> None:
        """Refused whole when it forgets what sentences stand on, or what the town edited."""
        try:
            import_contract(self.session, *read_text(text), replace_edits=replace)
        except ReadingError:
            self.happened("import again, refused")
        else:
            self.happened("import again")
        self.session.commit()

    def _line(self, number: int) -> Part:
        ambition = self.enjeu().ambitions[0]
        mine = [each for each in self.actions() if not each.born]
        rows: list[Action | Objective] = [*mine, *self.objectives(ambition)]
        if not rows:
            return arranging.add_objective(
                self.session, self.contract(), ambition, text="Objectif.", by=self.world.editor
            )
        row = rows[number % len(rows)]
        return Part(path_of(row), row, self.contract())

    @rule(number=PICK)
    def edit_a_line(self, number: int) -> None:
        part = self._line(number)
        values = part.values | {"text": f"Ligne reprise {self.next('line')}"}
        save(self.session, part, values, by=self.world.editor, base=part.digest)
        self.session.commit()
        self.happened("edit a line")

    @rule(number=PICK)
    def arrange(self, number: int) -> None:
        """One line more in the plan, or another order."""
        part, by = self._line(number), self.world.editor
        ambition = self.enjeu().ambitions[0]
        text = f"Ligne ajoutée {self.next('line')}"
        if number % 3 == 0:
            arranging.move(self.session, part, "up" if number % 2 else "down", by=by)
        elif isinstance(part.row, Objective):
            kind = ActionKind.PISTE
            arranging.add_action(
                self.session, part.contract, ambition, part.row, kind, text=text, by=by
            )
        else:
            arranging.add_objective(self.session, part.contract, ambition, text=text, by=by)
        self.session.commit()
        self.happened("arrange the plan")

    @rule(number=PICK)
    def take_a_line_out(self, number: int) -> None:
        """Refused while a sentence of residents stands on it."""
        part = self._line(number)
        name = "objective" if isinstance(part.row, Objective) else "action"
        stands = {target for _, target in self.account.places.values()}
        held = f"{name}:{part.row.id}" in stands or any(
            target.startswith("piste:") and target.endswith(f":{part.row.id}")
            for target in stands
            if name == "objective"
        )
        try:
            arranging.remove(self.session, part, by=self.world.editor)
        except arranging.InUseError:
            self.session.rollback()
            self.happened("take a line out, refused")
            return
        assert not held, "a sentence of residents lost the line it stood on"
        self.session.commit()
        self.happened("take a line out")

    # Versions.

    @precondition(lambda self: len(self.account.versions) < MOST_VERSIONS)
    @rule()
    def publish_a_version(self) -> None:
        """With what changed since the last one, be it nothing."""
        if len(self.account.versions) >= MOST_VERSIONS:
            return
        actions = self.lines_of_today()
        latest = self.account.latest
        same = latest is not None and latest.sentences == self.account.working({}).sentences
        version = publish(
            self.session, self.contract(), by=self.world.editor, note="Ce qui a changé."
        )
        self.session.commit()
        told = self.account.publish(actions)
        telling = self.session.scalars(
            sa.select(Telling).order_by(Telling.id.desc()).limit(1)
        ).one()
        assert telling.version_label == f"version {len(self.account.versions)}"
        people = {self.account.words[each].sender for each in told}
        assert (telling.contributions, telling.receipts) == (len(told), len(people))
        self.frozen[version.number] = digest(version.document)
        self.happened("publish, the same sentences" if same else "publish", news=True)

    @rule()
    def publish_without_a_note(self) -> None:
        """Never: nothing is published, and nobody is told anything."""
        with suppress(ValueError):
            publish(self.session, self.contract(), by=self.world.editor, note=" ")
            raise AssertionError("a version was published without a note")
        self.session.rollback()


def digest(document: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
