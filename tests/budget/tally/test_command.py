"""`consult budget tally`, as typed: what it prints, what it refuses and how it ends."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import consult
from consult.budget import tally_cli
from consult.budget.tally import Completion, Criterion, Rule, TieBreak
from consult.cli import cli

HERE = Path(__file__).parent
APPROVAL, SCORING = HERE / "invented-approval.pb", HERE / "invented-scoring.pb"
QUARTERS = """META
key;value
budget;100
budget_per_district;Gare:30, Port:20
vote_type;approval
PROJECTS
project_id;cost;district
1;20;Gare
2;25;Gare
3;30;Port
4;50;
VOTES
voter_id;vote
a;1,4
b;1,2
c;3
"""


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["budget", "tally", str(file), *words])


def test_the_json_document() -> None:
    told = json.loads(run(APPROVAL, "--rule", "greedy", "--json").stdout)
    assert told["selected"] == ["12-A", "7", "103"]
    assert (told["rule"], told["completion"]) == ("greedy", "none")
    assert told["tie_break"] == ["lower-cost", "more-votes", "number"]
    assert (told["budget"], told["cost"], told["remaining"]) == (120_000.5, 95_000.5, 25_000)
    assert "steps" not in told


def test_each_rule_and_the_steps_that_explain_it() -> None:
    for rule in ("greedy", "greedy-cost", "equal-shares", "majority-judgement"):
        result = run(SCORING, "--rule", rule, "--json", "--explain")
        assert result.exit_code == 0, result.stderr
        told = json.loads(result.stdout)
        assert {step["project"] for step in told["steps"]} == {"1", "2", "3"}
        won = [step["project"] for step in told["steps"] if step["decision"] == "selected"]
        assert won == told["selected"]
    grades = told["steps"][0]["grades"]
    assert (grades["median"], grades["counts"], grades["scale"]) == (2, [0, 1, 3, 1], [0, 1, 2, 3])


def test_completions_are_for_equal_shares() -> None:
    """`add1` then `greedy`, typed one after the other, are `add1u`."""
    plain = json.loads(run(SCORING, "--rule", "equal-shares", "--json").stdout)
    assert plain["parts"][0]["share"] == 20
    words = ("--rule", "equal-shares", "--completion", "add1", "--completion", "greedy", "--json")
    both = json.loads(run(SCORING, *words).stdout)
    assert both["completion"] == "add1u"
    assert both == json.loads(
        run(SCORING, "--rule", "equal-shares", "--completion", "add1u", "--json").stdout
    )
    assert both["cost"] >= plain["cost"]


def test_the_lines_one_reads() -> None:
    lines = run(SCORING, "--rule", "majority-judgement", "--explain").stdout.splitlines()
    assert lines[0].split("  ") == [
        "",
        "1",
        "2",
        "60 €",
        "5 votes, score 10, median 2",
        "Des arbres",
    ]
    assert lines[-1] == "2 of 3 projects, 100 € of 100 €, 0 € left."
    assert any("40 € were left" in line or "0 € were left" in line for line in lines)
    shares = run(SCORING, "--rule", "equal-shares", "--explain").stdout
    assert "its supporters had" in shares


def test_quarters(tmp_path: Path) -> None:
    file = tmp_path / "quarters.pb"
    file.write_text(QUARTERS, encoding="utf-8")
    words = ("--rule", "greedy", "--quarters", "district", "--leftover", "town-wide", "--json")
    told = json.loads(run(file, *words).stdout)
    assert told["selected"] == ["1", "4"]
    assert [(part["quarter"], part["budget"]) for part in told["parts"]] == [
        ("Gare", 30), ("Port", 20), (None, 80),
    ]  # fmt: skip
    result = run(APPROVAL, "--rule", "greedy", "--quarters", "district")
    assert result.exit_code == 1
    assert "invented-approval.pb:1: « budget_per_district » is missing in META." in result.stderr


def test_a_draw_is_done_with_the_published_seed() -> None:
    words = ("--rule", "greedy", "--ties", "draw", "--json")
    assert run(SCORING, *words).exit_code == 2
    told = json.loads(run(SCORING, *words, "--seed", "12 juin").stdout)
    assert (told["tie_break"], told["seed"]) == (["draw"], "12 juin")


def test_a_file_with_faults_prints_nothing_but_them(tmp_path: Path) -> None:
    file = tmp_path / "wrong.pb"
    file.write_text(QUARTERS.replace("a;1,4", "a;9").replace("2;25", "2;-25"), encoding="utf-8")
    result = run(file, "--rule", "greedy", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "wrong.pb:9: the cost is negative: -25.",
        "wrong.pb:14: « 9 » is not a project of this file.",
    ]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("--rule", "majority-judgement"), 1, "needs a grade for each project"),
        (("--rule", "borda"), 2, "borda"),
        ((), 2, "--rule"),
        (("--rule", "greedy", "--completion", "add1u"), 2, "equal-shares only"),
        (("--rule", "equal-shares", "--completion", "greedy", "--completion", "add1"), 2, "add1"),
        (("--rule", "greedy", "--ties", "age"), 2, "'age' is not one of"),
    ],
)
def test_what_is_asked_wrongly(words, status, told) -> None:
    result = run(APPROVAL, *words)
    assert (result.exit_code, result.stdout) == (status, "")
    assert told in result.stderr
    assert run(HERE / "nowhere.pb", "--rule", "greedy").exit_code == 2


def test_the_names_typed_are_those_of_the_package() -> None:
    assert tuple(Rule) == tally_cli.RULES
    assert tuple(Completion) == tally_cli.COMPLETIONS
    assert tuple(Criterion) == tally_cli.CRITERIA
    assert tuple(tally_cli.DEFAULT_TIES.split(",")) == TieBreak().criteria


def test_counting_needs_nothing_of_the_site() -> None:
    """The package can be read, checked and run by anyone, alone."""
    allowed = {"numpy", "collections", "dataclasses", "enum", "fractions", "functools", "hashlib",
               "heapq", "itertools", "math", "re", "array", "csv", "io", "pathlib", "typing",
               "__future__"}  # fmt: skip
    folder = Path(consult.__file__).parent / "budget" / "tally"
    files = sorted(folder.rglob("*.py"))
    assert len(files) > 10
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                known = name.startswith("consult.budget.tally") or name.split(".")[0] in allowed
                assert known, (file.name, name)
