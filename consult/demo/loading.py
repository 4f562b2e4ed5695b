"""Filling an empty database with Armentières and the demonstration, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from sqlalchemy import orm

from consult.contract.importing import import_contract
from consult.contract.mappings.importing import import_mapping
from consult.contract.mappings.reading import read_mapping
from consult.contract.reading import read_contract
from consult.contract.versions import publish
from consult.db import utcnow
from consult.demo.files import read
from consult.demo.imports import load_contacts, load_imports
from consult.demo.places import Town, find_town
from consult.demo.remarks import load_remarks
from consult.demo.second_looks import load_second_looks
from consult.demo.statements import load_statements
from consult.demo.studies import load_study
from consult.demo.team import make_team
from consult.demo.topics import load_topics
from consult.demo.words import load_answers, load_budget, load_consultations, load_workshops
from consult.moderation.operations import ensure_reasons
from consult.shipped import reference_file
from consult.territory.importing import import_territory
from consult.territory.reading import read_territory

TERRITORIES = ("mel", "porte-du-hainaut", "lens-lievin")
# The framework's version was published some weeks before today.
SINCE = timedelta(days=40)
# The last ones are other territories', out of the public list: what was said here is read through them.
CONTRACTS = (
    "mel",
    "armentieres",
    "porte-du-hainaut",
    "porte-du-hainaut-2015",
    "lens-lievin",
    "lens-lievin-2015",
)
MAPPINGS = (
    "armentieres-mel",
    "armentieres-porte-du-hainaut",
    "armentieres-porte-du-hainaut-2015",
    "armentieres-lens-lievin",
    "mel-porte-du-hainaut",
    "mel-lens-lievin",
    "porte-du-hainaut-lens-lievin",
)

Told = Callable[[str, int], Callable[[], None]]


def load(session: orm.Session, password: str, told: Told) -> Town:
    """Everything; `told(sentence, steps)` starts a line of progress and gives what advances it."""
    import_reference(session, told)
    town = find_town(session, make_team(session, password), utcnow())
    known = load_consultations(town)
    entries = read("contributions")["contributions"]
    follow(load_answers(town, known), told("Answers to the consultations", len(entries)))
    follow(load_budget(town), told("Ideas for the budget", len(read("budget")["ideas"])))
    follow(load_study(town), told("Study of the ideas", len(read("study")["ideas"])))
    follow(load_workshops(town), told("Workshops", len(read("workshops")["workshops"])))
    follow(load_imports(town), told("Imported files", len(read("imports")["imports"])))
    load_contacts(town)
    statements = read("statements")["statements"]
    again = [each for entries in read("second_looks").values() for each in entries]
    follow(load_second_looks(town), told("Appeals and reports", len(again)))
    follow(load_statements(town), told("Sentences of the contract", len(statements)))
    publish_framework(town)
    groups = [each for entries in read("topics").values() for each in entries]
    follow(load_topics(town), told("Groups of contributions", len(groups)))
    remarks = read("remarks")
    spoken = len(remarks["remarks"]) + len(remarks["official"])
    follow(load_remarks(town), told("Remarks on the contracts", spoken))
    return town


def publish_framework(town: Town) -> None:
    """The framework has its first version; the volet is still being written, before everyone's eyes."""
    framework = town.contract.parent
    if framework is not None:
        note = "Le texte du cadre, tel qu’il a été adopté. Rien n’y est changé."
        publish(town.session, framework, by=town.team["editor"], note=note, at=town.now - SINCE)


def import_reference(session: orm.Session, told: Told) -> None:
    """Shipped territories and contracts, and the moderators' reasons; safe to run again."""
    advance = told("Territories and contracts", len(TERRITORIES) + len(CONTRACTS) + len(MAPPINGS))
    for name in TERRITORIES:
        territory, source = read_territory(reference_file("territory", name))
        import_territory(session, territory, source)
        advance()
    for name in CONTRACTS:
        contract, source = read_contract(reference_file("contract", name))
        import_contract(session, contract, source)
        advance()
    for name in MAPPINGS:
        mapping, source = read_mapping(reference_file("contract/mappings", name))
        import_mapping(session, mapping, source)
        advance()
    ensure_reasons(session)


def follow(steps: Iterator[int], advance: Callable[[], None]) -> None:
    for _ in steps:
        advance()
