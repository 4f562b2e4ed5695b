"""One tally of a `.pb` file, in a process of its own; its last line is what it cost, as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time
from typing import Any

from consult.budget.tally import Completion, Rule, Settings, tally
from consult.budget.tally.pabulib import read_pb
from tests.bench.results_worker import resident


def run(file: Path, rule: str, completion: str) -> dict[str, Any]:
    """Seconds of this process's own work; megabytes that reading took, and counting after it."""
    idle, start = resident("VmRSS"), process_time()
    election = read_pb(file)
    profile = election.profile
    reading = process_time() - start
    read, start = resident("VmHWM"), process_time()
    outcome = tally(election.instance, profile, Settings(Rule(rule), Completion(completion)))
    return {
        "reading": reading, "counting": process_time() - start,
        "read": read - idle, "grown": resident("VmHWM") - read,
        "voters": profile.voters, "different": len(profile.counts),
        "selected": len(outcome.selected), "cost": outcome.cost, "budget": outcome.budget,
        "raises": outcome.parts[0].raises,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), *sys.argv[2:])))
