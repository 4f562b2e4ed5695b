"""Filling an empty database with Armentières and the demonstration, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import orm

from consult.contract.importing import import_contract
from consult.contract.reading import read_contract
from consult.db import utcnow
from consult.demo.files import read
from consult.demo.places import Town, find_town
from consult.demo.second_looks import load_second_looks
from consult.demo.statements import load_statements
from consult.demo.team import make_team
from consult.demo.words import load_answers, load_budget, load_consultations, load_workshops
from consult.moderation.operations import ensure_reasons
from consult.shipped import reference_file
from consult.territory.importing import import_territory
from consult.territory.reading import read_territory

TERRITORIES = ("mel", "porte-du-hainaut", "lens-lievin")
CONTRACTS = ("mel", "armentieres")

Told = Callable[[str, int], Callable[[], None]]


def load(session: orm.Session, password: str, told: Told) -> Town:
    """Everything; `told(sentence, steps)` starts a line of progress and gives what advances it."""
    import_reference(session, told)
    town = find_town(session, make_team(session, password), utcnow())
    known = load_consultations(town)
    entries = read("contributions")["contributions"]
    follow(load_answers(town, known), told("Answers to the consultations", len(entries)))
    follow(load_budget(town), told("Ideas for the budget", len(read("budget")["ideas"])))
    follow(load_workshops(town), told("Workshops", len(read("workshops")["workshops"])))
    statements = read("statements")["statements"]
    again = [each for entries in read("second_looks").values() for each in entries]
    follow(load_second_looks(town), told("Appeals and reports", len(again)))
    follow(load_statements(town), told("Sentences of the contract", len(statements)))
    return town


def import_reference(session: orm.Session, told: Told) -> None:
    """Shipped territories and contracts, and the moderators' reasons; safe to run again."""
    advance = told("Territories and contracts", len(TERRITORIES) + len(CONTRACTS))
    for name in TERRITORIES:
        territory, source = read_territory(reference_file("territory", name))
        import_territory(session, territory, source)
        advance()
    for name in CONTRACTS:
        contract, source = read_contract(reference_file("contract", name))
        import_contract(session, contract, source)
        advance()
    ensure_reasons(session)


def follow(steps: Iterator[int], advance: Callable[[], None]) -> None:
    for _ in steps:
        advance()
