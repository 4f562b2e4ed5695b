"""The suggester, fed with a contract's own vocabulary."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from sqlalchemy import event, orm

from consult import command
from consult.cli import cli
from consult.contract.models import Objective
from consult.enjeux import suggesting
from consult.enjeux.models import Ambition, Vocabulary
from consult.enjeux.queries import ambition_key, vocabulary, vocabulary_of
from consult.enjeux.suggester.model import shipped_model
from consult.enjeux.suggesting import Likelihood
from consult.extensions import db
from tests.factories import World, make_enjeu

HEALTH = "Il faut plus de médecins et moins d’attente à l’hôpital."


@pytest.fixture(autouse=True)
def no_model_yet() -> Iterator[None]:
    suggesting._compared.clear()
    yield
    suggesting._compared.clear()


def of(session: orm.Session, world: World) -> Vocabulary:
    return vocabulary(session, world.vocabulary.id)


def test_words_about_health_suggest_health_first_and_say_why(
    session: orm.Session, world: World
) -> None:
    first = suggesting.suggest(HEALTH, of(session, world))[0]
    assert (first.kind, first.key) == ("enjeu", "sante")
    assert set(first.words) <= set(HEALTH.replace("’", " ").replace(".", " ").split())
    assert suggesting.likelihood(first) is Likelihood.LIKELY


@pytest.mark.parametrize("text", ["", " \n "])
def test_no_words_suggest_nothing(session: orm.Session, world: World, text: str) -> None:
    assert suggesting.suggest(text, of(session, world)) == []


def test_only_the_contracts_own_keys_are_suggested(session: orm.Session, world: World) -> None:
    enjeu = make_enjeu("sante", 0)
    session.add(Vocabulary(key="ailleurs", enjeux=[enjeu]))
    session.commit()
    elsewhere = vocabulary_of(session, "ailleurs")
    assert elsewhere is not None
    keys = {each.key for each in suggesting.suggest(HEALTH, elsewhere)}
    assert "sante" in keys
    assert keys <= {"sante", "sante.premiere"}


def test_what_an_ambition_says_follows_the_contract(session: orm.Session, world: World) -> None:
    words = of(session, world)
    ambition = words.enjeux[0].ambitions[0]
    before = suggesting._compare(session, words, shipped_model())
    assert suggesting._compare(session, words, shipped_model()) is before
    session.add(
        Objective(ambition=ambition, key="nouvel", position=1, text="Ouvrir une ludothèque")
    )
    session.flush()
    assert (
        "Ouvrir une ludothèque" in suggesting.ambition_texts(session, words)["education.premiere"]
    )
    assert suggesting._compare(session, words, shipped_model()) is not before


def test_an_ambition_is_found_by_the_words_of_its_objectives(
    session: orm.Session, world: World
) -> None:
    words = of(session, world)
    ambition = next(each for each in words.enjeux if each.key == "sante").ambitions[0]
    session.add(
        Objective(
            ambition=ambition, key="soins", position=1, text="Attirer des médecins à l’hôpital"
        )
    )
    session.flush()
    found = suggesting.suggest(HEALTH, words)
    assert "sante.premiere" in [each.key for each in found if each.kind == "ambition"]


def test_an_ambition_has_a_key_of_its_own_even_when_it_does_not_name_its_enjeu(
    session: orm.Session, world: World
) -> None:
    enjeu = of(session, world).enjeux[0]
    ambition = Ambition(key="parents", position=1, title="Soutenir les parents", enjeu=enjeu)
    assert ambition_key(ambition) == "education.parents"
    assert ambition_key(enjeu.ambitions[0]) == "education.premiere"


def test_suggesting_asks_the_database_two_questions(session: orm.Session, world: World) -> None:
    words = of(session, world)
    suggesting.suggest(HEALTH, words)
    statements: list[str] = []
    count = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", count)
    suggesting.suggest(HEALTH, words)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len(statements) == 2, statements


@pytest.fixture
def terminal(
    app: object, session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> CliRunner:
    """The commands, on the test's own application."""
    monkeypatch.setattr(command, "make_app", lambda _data: app)
    return CliRunner()


def test_the_command_tells_suggestions_to_people(terminal: CliRunner) -> None:
    done = terminal.invoke(cli, ["enjeux", "suggest", "--text", HEALTH])
    assert done.exit_code == 0, done.output
    assert "%  Sante  (" in done.output.splitlines()[0]


def test_the_command_tells_suggestions_to_programs(terminal: CliRunner) -> None:
    done = terminal.invoke(cli, ["enjeux", "suggest", "--text", HEALTH, "--json"])
    first = json.loads(done.output)[0]
    assert (first["kind"], first["key"]) == ("enjeu", "sante")
    assert 0 <= first["score"] <= 1


def test_the_command_says_when_nothing_is_suggested(terminal: CliRunner) -> None:
    done = terminal.invoke(cli, ["enjeux", "suggest", "--text", " "])
    assert "Nothing in these words" in done.output


def test_the_command_names_the_contract_it_does_not_know(terminal: CliRunner) -> None:
    done = terminal.invoke(cli, ["enjeux", "suggest", "--text", HEALTH, "--contract", "atlantis"])
    assert done.exit_code == 1
    assert "atlantis" in done.output
