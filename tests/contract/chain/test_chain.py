"""No sequence of acts leaves a dangling or an invented citation, a lost address or a wrong count.

A machine writes, cites, merges, splits, places, moves, withdraws, imports the contract again,
publishes…, and keeps beside a plain account of what should be there. After each act the database, the
text that readers have and its data are compared with it; after those that change what is public, every
page, file, receipt and address.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from consult.extensions import db
from tests.contract.chain.machine import Chain

# Of SQLite, PostgreSQL: every act takes longer there, and what is looked for is in our code.
EXAMPLES = {"sqlite": 8, "postgresql": 3}


def test_no_sequence_of_acts_breaks_the_chain(site: Flask, artefacts: Path) -> None:
    Chain.app = site
    Chain.ran.clear()
    database = db.engine.dialect.name
    run_state_machine_as_test(
        Chain,
        settings=settings(
            max_examples=EXAMPLES[database],
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    lines = [f"{times:5} {what}" for what, times in sorted(Chain.ran.items())]
    (artefacts / f"chain-{database}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
