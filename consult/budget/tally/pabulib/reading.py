"""Reads a `.pb` file whole or refuses it, every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from consult.budget.tally.model import Instance, InstanceError, Money, Project, VoteType
from consult.budget.tally.pabulib.election import Election, Fault, PbError, Vote
from consult.budget.tally.pabulib.numbers import number
from consult.budget.tally.pabulib.sections import Table, tables

# What an election says otherwise than in `meta`.
COUNTED = ("num_projects", "num_votes", "budget", "vote_type", "min_project_score_threshold")
WHOLE = ("min_length", "max_length")
AMOUNTS = (
    "min_sum_cost", "max_sum_cost", "min_points", "max_points", "min_sum_points",
    "max_sum_points", "default_score", "min_project_score_threshold",
)  # fmt: skip
TYPES = {**{str(each): each for each in VoteType}, "choose-1": VoteType.APPROVAL}
NOTHING = {"", "none", "nan", "null"}


def read_pb(path: Path, quarters: str | None = None) -> Election:
    """Raises PbError. `quarters`: the column of PROJECTS for the quarter, when these split the budget."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        fault = Fault(1, f"the file cannot be read: {error.strerror}.")
        raise PbError(path.name, [fault]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PbError(path.name, [Fault(line, "this text is not UTF-8.")]) from None
    return read_pb_text(text, path.name, quarters)


def read_pb_text(text: str, name: str = "text", quarters: str | None = None) -> Election:
    """Raises PbError with every fault of the text."""
    faults: list[Fault] = []
    found = tables(text.removeprefix("\ufeff"), faults)
    if faults:
        raise PbError(name, faults)
    reader = _Reader(found, faults, quarters)
    election = reader.election()
    if faults or election is None:
        raise PbError(name, faults)
    return election


class _Reader:
    def __init__(
        self, found: Mapping[str, Table], faults: list[Fault], quarters: str | None
    ) -> None:
        self.tables = found
        self.faults = faults
        self.quarters = quarters
        self.lines: dict[str, int] = {}

    def fault(self, line: int, sentence: str) -> None:
        self.faults.append(Fault(line, sentence))

    def election(self) -> Election | None:
        """None, or something unfit, when there is a fault."""
        meta = self._meta()
        budget = self._amount(meta, "budget", required=True)
        vote_type = self._vote_type(meta)
        for key in (*WHOLE, "num_projects", "num_votes"):
            if key in meta and not meta[key].isdecimal():
                self.fault(self.lines[key], f"« {key} » is « {meta[key]} », not a whole number.")
        limits = {key: self._amount(meta, key) for key in (*AMOUNTS, *WHOLE) if key in meta}
        if meta.get("vote_type") == "choose-1":
            limits["max_length"] = 1
        projects, extras = self._projects()
        # Votes are read whatever the faults so far: theirs are told at the same time.
        votes = self._votes(projects, vote_type or VoteType.APPROVAL, limits)
        self._number(meta, "num_projects", "PROJECTS")
        self._number(meta, "num_votes", "VOTES")
        if self.faults or vote_type is None or budget is None:
            return None
        instance = self._instance(meta, budget, projects, limits)
        if instance is None:
            return None
        told = (*COUNTED, f"budget_per_{self.quarters}")
        kept = {key: value for key, value in meta.items() if key not in told}
        if meta["vote_type"] == "choose-1":
            kept["max_length"] = "1"
        return Election(instance, vote_type, tuple(votes), kept, extras, self.quarters)

    def _instance(
        self,
        meta: Mapping[str, str],
        budget: Money,
        projects: list[Project],
        limits: Mapping[str, Money | None],
    ) -> Instance | None:
        envelopes = self._envelopes(meta)
        threshold = limits.get("min_project_score_threshold") or 0
        try:
            return Instance(budget, tuple(projects), envelopes, threshold)
        except InstanceError as error:
            self.fault(self.lines["budget"], str(error))
            return None

    def _meta(self) -> dict[str, str]:
        table = self.tables["META"]
        if table.columns[:2] != ["key", "value"]:
            self.fault(table.line + 1, "the columns of META must be « key;value ».")
        meta: dict[str, str] = {}
        for line, values in table.rows:
            key = values[0].lower()
            if not key:
                self.fault(line, "a value has no key.")
            elif key in meta:
                self.fault(line, f"« {key} » already stands at line {self.lines[key]}.")
            else:
                # A comment with unquoted semicolons is one value.
                value = "; ".join(values[1:]).rstrip("; ")
                meta[key], self.lines[key] = value, line
        return meta

    def _amount(self, meta: Mapping[str, str], key: str, *, required: bool = False) -> Money | None:
        if key not in meta:
            if required:
                self.fault(self.tables["META"].line, f"« {key} » is missing in META.")
            return None
        try:
            return number(meta[key])
        except ValueError:
            self.fault(self.lines[key], f"« {key} » is « {meta[key]} », not a number.")
            return None

    def _vote_type(self, meta: Mapping[str, str]) -> VoteType | None:
        given = meta.get("vote_type")
        if given is None:
            self.fault(self.tables["META"].line, "« vote_type » is missing in META.")
        elif given not in TYPES:
            known = ", ".join(TYPES)
            self.fault(self.lines["vote_type"], f"« {given} » is not a type of vote: {known}.")
        return TYPES.get(given or "")

    def _number(self, meta: Mapping[str, str], key: str, title: str) -> None:
        found = len(self.tables[title].rows)
        if meta.get(key, "").isdecimal() and int(meta[key]) != found:
            self.fault(self.lines[key], f"« {key} » is {meta[key]}, but {title} has {found}.")

    def _envelopes(self, meta: Mapping[str, str]) -> dict[str, Money]:
        key = f"budget_per_{self.quarters}"
        found: dict[str, Money] = {}
        for pair in meta.get(key, "").split(",") if meta.get(key) else []:
            quarter, _, amount = pair.rpartition(":")
            try:
                found[quarter.strip()] = number(amount.strip())
            except ValueError:
                sentence = f"« {pair.strip()} » is not a quarter and its envelope, as Centre:30000."
                self.fault(self.lines[key], sentence)
        if self.quarters and not found:
            self.fault(self.tables["META"].line, f"« {key} » is missing in META.")
        return found

    def _records(self, title: str, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
        """The rows of a section, by column; those that are too long are faults."""
        table = self.tables[title]
        missing = [name for name in required if name not in table.columns]
        for name in missing:
            self.fault(table.line + 1, f"the column « {name} » is missing in {title}.")
        if missing:
            return []
        records = []
        width = len(table.columns)
        for line, values in table.rows:
            if any(values[width:]):
                self.fault(line, f"{len(values)} values for {width} columns.")
                continue
            padded = [*values[:width], *[""] * (width - len(values))]
            records.append((line, dict(zip(table.columns, padded, strict=True))))
        return records

    def _projects(self) -> tuple[list[Project], dict[str, dict[str, str]]]:
        projects: list[Project] = []
        extras: dict[str, dict[str, str]] = {}
        first: dict[str, int] = {}
        for line, row in self._records("PROJECTS", ("project_id", "cost")):
            key = row.pop("project_id")
            if not key:
                self.fault(line, "a project has no project_id.")
            elif "," in key or key.lower() in NOTHING:
                self.fault(line, f"« {key} » cannot be the id of a project.")
            elif key in first:
                self.fault(line, f"project « {key} » already stands at line {first[key]}.")
            known = key in first
            first.setdefault(key, line)
            cost = self._cost(line, row.pop("cost"))
            quarter = row.pop(self.quarters, "") if self.quarters else ""
            name = row.pop("name", "")
            if not known:
                where = None if quarter.lower() in NOTHING else quarter
                projects.append(Project(key, cost, name, where))
                extras[key] = row
        return projects, extras

    def _cost(self, line: int, text: str) -> Money:
        """The cost, or 0 with a fault."""
        try:
            cost = number(text)
        except ValueError:
            self.fault(line, f"the cost is « {text} », not a number.")
            return 0
        if cost < 0:
            self.fault(line, f"the cost is negative: {text}.")
            return 0
        return cost

    def _votes(
        self, projects: list[Project], vote_type: VoteType, limits: Mapping[str, Money | None]
    ) -> list[Vote]:
        places = {project.id: at for at, project in enumerate(projects)}
        required = ("voter_id", "vote", *(("points",) if vote_type.has_points else ()))
        first: dict[str, int] = {}
        votes = []
        for line, row in self._records("VOTES", required):
            voter = row.pop("voter_id")
            if not voter:
                self.fault(line, "a vote has no voter_id.")
            elif voter in first:
                self.fault(line, f"voter « {voter} » already stands at line {first[voter]}.")
            first.setdefault(voter, line)
            vote = self._vote(line, row, places, vote_type)
            if vote is not None:
                self._within(line, vote, projects, limits)
                votes.append(replace(vote, voter_id=voter))
        return votes

    def _vote(
        self, line: int, row: dict[str, str], places: Mapping[str, int], vote_type: VoteType
    ) -> Vote | None:
        before = len(self.faults)
        chosen = _list(row.pop("vote"))
        for at, key in enumerate(chosen):
            if key not in places:
                self.fault(line, f"« {key} » is not a project of this file.")
            elif key in chosen[:at]:
                self.fault(line, f"project « {key} » is twice in this vote.")
        points: list[Money] = []
        if vote_type.has_points:
            for text in _list(row.pop("points")):
                try:
                    points.append(number(text))
                except ValueError:
                    self.fault(line, f"« {text} » is not a number of points.")
            if len(points) != len(chosen) and len(self.faults) == before:
                self.fault(line, f"{len(points)} points for {len(chosen)} projects.")
        if len(self.faults) > before:
            return None
        return Vote("", tuple(places[key] for key in chosen), tuple(points), row)

    def _within(
        self, line: int, vote: Vote, projects: list[Project], limits: Mapping[str, Money | None]
    ) -> None:
        """The limits of META. A blank ballot keeps them all."""
        if not vote.projects:
            return
        sums: dict[str, list[Money]] = {
            "length": [len(vote.projects)],
            "sum_cost": [sum(projects[at].cost for at in vote.projects)],
            "sum_points": [sum(vote.points)] if vote.points else [],
            "points": list(vote.points),
        }
        for name, values in sums.items():
            least, most = limits.get(f"min_{name}"), limits.get(f"max_{name}")
            for value in values:
                if least is not None and value < least:
                    self.fault(line, f"{_told(value)} is below « min_{name} », {_told(least)}.")
                if most is not None and value > most:
                    self.fault(line, f"{_told(value)} is above « max_{name} », {_told(most)}.")


def _list(text: str) -> list[str]:
    if text.lower() in NOTHING:
        return []
    return [part.strip() for part in text.split(",")]


def _told(amount: Money) -> str:
    return str(amount) if isinstance(amount, int) else f"{float(amount):g}"
