"""No sequence of acts leaves a dangling or an invented citation, a lost address or a wrong count.

A machine writes, cites, merges, splits, places, moves, withdraws, imports the contract again,
publishes…, and keeps beside a plain account of what should be there. After each act the database, the
text that readers have and its data are compared with it; after those that change what is public, every
page, file, receipt and address.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from consult.extensions import db
from tests.contract.chain.machine import Chain

# Of SQLite, PostgreSQL: every act takes longer there, and what is looked for is in our code.
EXAMPLES = {"sqlite": 4, "postgresql": 2}
# Beside every act once or more, that each example plays in an order of its own.
FREE_ACTS = 12
ACTS = {
    "say",
    "take words back",
    "take off the site",
    "undo a refusal",
    "put back on the site",
    "mask a passage",
    "gather in a group",
    "write from a group",
    "end a group",
    "write",
    "cite",
    "uncite",
    "reword",
    "merge",
    "undo a merge",
    "split",
    "delete",
    "place",
    "move",
    "take out",
    "follow a piste",
    "tell a state",
    "take a state back",
    "import again",
    "edit a line",
    "arrange the plan",
    "take a line out",
    "publish",
}


def test_no_sequence_of_acts_breaks_the_chain(site: Flask, artefacts: Path) -> None:
    Chain.app = site
    Chain.ran.clear()
    database = db.engine.dialect.name
    run_state_machine_as_test(
        Chain,
        settings=settings(
            max_examples=EXAMPLES[database],
            stateful_step_count=FREE_ACTS,
            deadline=None,
            derandomize=True,
            database=None,
            # Minutes of shrinking would say little more than the acts that the failure lists.
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
    # A rule that nothing enables any more would be silent.
    missing = ACTS - {what.partition(",")[0] for what in Chain.ran}
    assert not missing or database != "sqlite", missing
    lines = [f"{times:5} {what}" for what, times in sorted(Chain.ran.items())]
    (artefacts / f"chain-{database}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
