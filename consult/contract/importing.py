"""Bringing a contract of the database in line with its file.

Rows are found again by their keys and keep their ids: tags, statements and placements refer to
them. What the file no longer says is removed, unless something refers to it: then all is refused.
Actions that residents' sentences gave birth to are not the file's: they stay as they are.
"""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.operations import SYSTEM, record
from consult.contract.axes_importing import import_axes
from consult.contract.models import (
    Action,
    ActionKind,
    Contract,
    ContractKind,
    ContractState,
    GapKind,
    IndicatorRow,
    Objective,
    Placement,
    Section,
    SectionKind,
)
from consult.contract.overwriting import Overwriting
from consult.contract.queries import contract_of_slug
from consult.contract.reading import AmbitionEntry, ContractFile, EnjeuEntry, ObjectiveEntry
from consult.contract.version_models import StateChange
from consult.contract.versions import move_to
from consult.enjeux.models import Ambition, Enjeu, Partner, Vocabulary
from consult.reading import Faults, Source, Where
from consult.reference_rows import Counts, Upserter, references, told_references
from consult.territory.models import Commune, Indicator

Keyed = Enjeu | Ambition | Objective | Action
Part = TypeVar("Part", Objective, Action)
# What the file itself describes, and what leaves with it: it does not hold back its own removal.
OWN_TABLES = frozenset(
    {"section", "ambition", "objective", "action", "indicator_row", "partner", "enjeu"}
    | {"objective_axis", "action_axis", "topic_run"}
)


def import_contract(
    session: orm.Session, file: ContractFile, source: Source, *, replace_edits: bool = False
) -> Counts:
    """All of the file or, with ReadingError, nothing of it.

    Text that the town edited in place is only written over with `replace_edits`.
    """
    with session.begin_nested():
        work = _Import(session, file, source)
        work.run(replace_edits=replace_edits)
    return work.counts


class _Import:
    def __init__(self, session: orm.Session, file: ContractFile, source: Source) -> None:
        self.session = session
        self.file = file
        self.faults = Faults(source)
        self.rows = Upserter(session)
        self.counts = self.rows.counts
        # Rows the file no longer describes, leaves first, each with the line it is missing from.
        self.gone: list[tuple[Keyed, str, Where]] = []

    def run(self, *, replace_edits: bool) -> None:
        contract = self.contract()
        self.faults.stop()
        edits = Overwriting(self.session, contract)
        enjeux = self.enjeux(contract.vocabulary)
        self.sections(contract, enjeux)
        self.indicator_rows(contract, enjeux)
        self.faults.stop()
        self.session.flush()
        self.follow_actions(contract)
        self.forget()
        import_axes(self.session, contract.vocabulary, self.file, self.faults, self.rows)
        self.faults.stop()
        edits.check(self.file, self.faults, replace=replace_edits)
        self.faults.stop()
        self.session.flush()
        if not self.counts.nothing:
            record(self.session, "contract.import", contract, by=SYSTEM, **vars(self.counts))

    def contract(self) -> Contract:
        entry = self.file.contract
        contract = self.session.scalars(
            sa.select(Contract)
            .where(Contract.slug == entry.slug)
            .options(orm.selectinload(Contract.sections), orm.selectinload(Contract.rows))
        ).first()
        values = entry.model_dump(exclude={"slug", "kind", "parent", "commune"}) | {
            "kind": ContractKind(entry.kind),
            "parent": self.parent(),
            "commune": self.commune(),
        }
        if contract is not None:
            before = contract.adopted_on
            self.rows.change(contract, values)
            # The file says again what it said: the town may have moved the text on since.
            if contract.adopted_on is not None and contract.adopted_on != before:
                move_to(self.session, contract, ContractState.ADOPTED, by=None)
            return contract
        vocabulary = self.session.scalars(
            sa.select(Vocabulary).where(Vocabulary.key == entry.slug)
        ).first() or Vocabulary(key=entry.slug)
        state = ContractState.ADOPTED if entry.adopted_on else ContractState.DRAFT
        contract = Contract(slug=entry.slug, vocabulary=vocabulary, state=state, **values)
        if not self.faults.found:
            self.rows.add(contract)
            self.session.flush()
            self.session.add(StateChange(contract_id=contract.id, state=state))
        return contract

    def parent(self) -> Contract | None:
        slug = self.file.contract.parent
        if slug is None:
            return None
        found = contract_of_slug(self.session, slug)
        if found is None or found.kind is not ContractKind.FRAMEWORK:
            self.faults.add(
                ("contract", "parent"),
                f"the framework contract « {slug} » is not here: import it first.",
            )
        return found

    def commune(self) -> Commune | None:
        key = self.file.contract.commune
        if key is None:
            return None
        found = self.session.scalars(sa.select(Commune).where(Commune.key == key)).first()
        if found is None:
            self.faults.add(
                ("contract", "commune"),
                f"the commune « {key} » is not here: run « consult territory import » first.",
            )
        return found

    def enjeux(self, vocabulary: Vocabulary) -> dict[str, Enjeu]:
        known = {row.key: row for row in vocabulary.enjeux}
        for index, entry in enumerate(self.file.enjeux):
            values = entry.model_dump(exclude={"key", "partners", "ambitions", "indicators"})
            values["position"] = index
            row = known.get(entry.key)
            if row is None:
                known[entry.key] = row = Enjeu(key=entry.key, vocabulary=vocabulary, **values)
                self.rows.add(row)
                self.session.flush()
            else:
                self.rows.change(row, values)
            self.partners(row, entry)
            self.ambitions(row, entry, ("enjeux", index, "ambitions"))
        listed = {entry.key for entry in self.file.enjeux}
        for key, row in known.items():
            if key not in listed:
                for ambition in row.ambitions:
                    self.forget_ambition(ambition, ("enjeux",))
                self.gone.append((row, key, ("enjeux",)))
        return {key: row for key, row in known.items() if key in listed}

    def partners(self, enjeu: Enjeu, entry: EnjeuEntry) -> None:
        existing = list(enjeu.partners)
        for position, partner in enumerate(entry.partners):
            values = partner.model_dump() | {"position": position}
            if position < len(existing):
                self.rows.change(existing[position], values)
            else:
                enjeu.partners.append(Partner(**values))
                self.counts.added += 1
        for surplus in existing[len(entry.partners) :]:
            enjeu.partners.remove(surplus)
            self.counts.removed += 1

    def ambitions(self, enjeu: Enjeu, entry: EnjeuEntry, where: Where) -> None:
        known = {row.key: row for row in enjeu.ambitions}
        for position, ambition in enumerate(entry.ambitions):
            values = ambition.model_dump(include={"title", "scale", "horizon", "note"})
            values["position"] = position
            row = known.pop(ambition.key, None)
            if row is None:
                row = Ambition(key=ambition.key, enjeu=enjeu, **values)
                self.rows.add(row)
                self.session.flush()
            else:
                self.rows.change(row, values)
            self.plan(row, ambition, (*where, position))
        for row in known.values():
            self.forget_ambition(row, where)

    def plan(self, ambition: Ambition, entry: AmbitionEntry, where: Where) -> None:
        """The objectives and actions of one ambition, in the order of the file."""
        objectives = {row.key: row for row in self._of(Objective, ambition)}
        actions = {row.key: row for row in self._of(Action, ambition)}
        position = self.actions(ambition, None, entry, actions, 0)
        for index, objective in enumerate(entry.objectives):
            values = {
                "text": objective.text,
                "priority": objective.priority,
                "position": index,
            }
            row = objectives.pop(objective.key, None)
            if row is None:
                row = Objective(key=objective.key, ambition=ambition, **values)
                self.rows.add(row)
                self.session.flush()
            else:
                self.rows.change(row, values)
            position = self.actions(ambition, row, objective, actions, position)
        self.gone += [(row, row.key, where) for row in actions.values() if not row.born]
        self.gone += [(row, row.key, where) for row in objectives.values()]
        for action in actions.values():
            # What residents gave birth to outlives its objective, under the ambition.
            if action.born and action.objective in objectives.values():
                action.objective = None

    def actions(
        self,
        ambition: Ambition,
        objective: Objective | None,
        entry: AmbitionEntry | ObjectiveEntry,
        known: dict[str, Action],
        position: int,
    ) -> int:
        """Those of `entry` (an ambition or an objective); takes them out of `known`."""
        ordered = [(ActionKind.PISTE, each) for each in entry.pistes]
        ordered += [(ActionKind.EXISTING, each) for each in entry.existing]
        for kind, action in ordered:
            values = {
                "text": action.text,
                "kind": kind,
                "objective": objective,
                "position": position,
                "born": False,
            }
            position += 1
            row = known.pop(action.key, None)
            if row is None:
                self.rows.add(Action(key=action.key, ambition=ambition, **values))
            else:
                self.rows.change(row, values)
        return position

    def sections(self, contract: Contract, enjeux: dict[str, Enjeu]) -> None:
        known = {row.key: row for row in contract.sections}
        for position, entry in enumerate(self.file.sections):
            values = entry.model_dump(exclude={"key", "kind", "enjeu"}) | {
                "kind": SectionKind(entry.kind),
                "enjeu": enjeux[entry.enjeu] if entry.enjeu else None,
                "position": position,
            }
            row = known.pop(entry.key, None)
            if row is None:
                self.rows.add(Section(key=entry.key, contract=contract, **values))
            else:
                self.rows.change(row, values)
        for row in known.values():
            contract.sections.remove(row)
            self.counts.removed += 1

    def indicator_rows(self, contract: Contract, enjeux: dict[str, Enjeu]) -> None:
        indicators = {row.key: row for row in self.session.scalars(sa.select(Indicator))}
        known = {row.indicator_id: row for row in contract.rows}
        for index, entry in enumerate(self.file.enjeux):
            for position, line in enumerate(entry.indicators):
                indicator = indicators.get(line.indicator)
                if indicator is None:
                    self.faults.add(
                        ("enjeux", index, "indicators", position, "indicator"),
                        f"the indicator « {line.indicator} » is not here: "
                        "run « consult territory import » first.",
                    )
                    continue
                values = {
                    "enjeu": enjeux[entry.key],
                    "position": position,
                    "gap": GapKind(line.gap),
                    "reference": line.reference,
                    "sources": line.sources,
                }
                row = known.pop(indicator.id, None)
                if row is None:
                    contract.rows.append(IndicatorRow(indicator=indicator, **values))
                    self.counts.added += 1
                else:
                    self.rows.change(row, values)
        for row in known.values():
            contract.rows.remove(row)
            self.counts.removed += 1

    def follow_actions(self, contract: Contract) -> None:
        """An action may stand under another objective now: what supports it goes with it."""
        stands = sa.select(Action.objective_id).where(Action.id == Placement.action_id)
        self.session.execute(
            sa.update(Placement)
            .where(Placement.contract_id == contract.id, Placement.action_id.is_not(None))
            .values(objective_id=stands.correlate(Placement).scalar_subquery())
        )

    def forget_ambition(self, ambition: Ambition, where: Where) -> None:
        self.gone += [(row, row.key, where) for row in self._of(Action, ambition)]
        self.gone += [(row, row.key, where) for row in self._of(Objective, ambition)]
        self.gone.append((ambition, ambition.key, where))

    def forget(self) -> None:
        """Remove what is gone, leaves first; refuse when tags, statements or placements need it."""
        for row, key, where in self.gone:
            table = row.metadata.tables[row.__tablename__]
            used = references(self.session, table, [row.id], besides=OWN_TABLES)
            if used:
                self.faults.add(
                    where,
                    f"the {table.name} « {key} » is no longer described here, but it is in use: "
                    f"{told_references(used[row.id])}. Put it back.",
                )
        if self.faults.found:
            return
        for row, _key, _where in self.gone:
            # Its collections still hold what was removed just before.
            self.session.expire(row)
            self.rows.remove(row)
            self.session.flush()

    def _of(self, model: type[Part], ambition: Ambition) -> list[Part]:
        return list(self.session.scalars(sa.select(model).where(model.ambition_id == ambition.id)))
