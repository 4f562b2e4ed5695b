"""Suggestions are made once, when words are published, and nothing changes them in silence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from justhtml import JustHTML
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult import command
from consult.audit.models import AuditLine
from consult.cli import cli
from consult.contributions.models import Contribution, Status, Tagging
from consult.enjeux.models import TrainedModel
from consult.enjeux.suggester.model import shipped_model
from consult.enjeux.trained import path_of
from consult.following.operations import withdraw
from consult.moderation import advice, learning, tagging
from consult.moderation.masking import mask
from consult.moderation.models import Advice, DecisionKind
from consult.moderation.operations import decide, undo
from tests.factories import World, make_contribution
from tests.pages import PageClient

HEALTH = "Aucun médecin ne prend de nouveaux patients."


def publish(session: orm.Session, world: World, text: str = HEALTH) -> Contribution:
    made = make_contribution(session, world, text)
    session.flush()
    decide(session, made, DecisionKind.PUBLISH, by=world.moderator, revision=made.revision)
    session.commit()
    return made


def kept(session: orm.Session) -> list[Advice]:
    return list(session.scalars(sa.select(Advice)))


def read(response: TestResponse) -> JustHTML:
    return JustHTML(response.get_data(as_text=True), sanitize=False)


def test_publishing_keeps_what_the_model_suggests(session: orm.Session, world: World) -> None:
    made = publish(session, world)
    (given,) = kept(session)
    assert given.contribution_id == made.id
    assert given.version == shipped_model().version
    first = advice.suggestions(given)[0]
    assert (first.key, first.kind) == ("sante", "enjeu")
    assert set(first.words) <= set(HEALTH.strip(".").split())


def test_an_undone_publication_keeps_nothing(session: orm.Session, world: World) -> None:
    made = make_contribution(session, world, HEALTH)
    session.flush()
    decision = decide(session, made, DecisionKind.PUBLISH, by=world.moderator, revision=0)
    undo(session, decision, by=world.moderator)
    assert kept(session) == []


def test_withdrawn_words_leave_no_reason_behind(session: orm.Session, world: World) -> None:
    made = publish(session, world)
    withdraw(session, made)
    assert kept(session) == []


def test_a_masked_passage_is_no_reason_of_a_suggestion(session: orm.Session, world: World) -> None:
    made = publish(session, world, "Le docteur Exemple ne prend plus de patients.")
    assert "docteur" in advice.suggestions(kept(session)[0])[0].words
    mask(session, made, ["docteur Exemple"], by=world.moderator, revision=made.revision)
    (given,) = kept(session)
    assert "docteur" not in str(given.ranked)
    assert advice.suggestions(given)


def test_the_page_shows_what_was_kept_and_not_what_would_be_said_now(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = publish(session, world)
    given = kept(session)[0]
    given.ranked = [{"kind": "enjeu", "key": "emploi", "score": 0.9, "words": ["patients"]}]
    session.commit()
    page = read(moderator.get(f"/espace/classement/{made.public_id}"))
    assert page.query("#enjeu-emploi-why")[0].to_text().strip().endswith("patients")
    assert not page.query("#enjeu-sante-why")


def test_words_published_before_suggestions_were_kept_are_suggested_now(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, HEALTH, status=Status.PUBLISHED)
    session.commit()
    page = read(moderator.get(f"/espace/classement/{made.public_id}"))
    assert page.query("#enjeu-sante-why")


@pytest.fixture
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """A training of an instant: one shipped expression in twelve."""
    from consult.enjeux.suggester.training import shipped_documents

    few = [each for each in shipped_documents() if each.source.startswith("lex-")][::12]
    monkeypatch.setattr(learning, "shipped_documents", lambda: iter(few))
    monkeypatch.setattr("consult.enjeux.suggester.encoder.is_installed", lambda: False)


@pytest.fixture
def terminal(app: object, few_sentences: None, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(command, "make_app", lambda _data: app)
    return CliRunner()


def test_training_learns_from_the_team_and_changes_no_suggestion_already_given(
    terminal: CliRunner, session: orm.Session, world: World
) -> None:
    for number in range(6):
        made = publish(session, world, f"Le bistrot Zorglub du samedi {number}")
        tagging.tag(
            session,
            made,
            Tagging.TAGGED,
            by=world.moderator,
            revision=made.revision,
            enjeux=[session.merge(world.enjeu("solidarite"))],
        )
    waiting = publish(session, world, "Encore un Zorglub")
    session.commit()
    before = {each.contribution_id: (each.version, each.ranked) for each in kept(session)}

    run = terminal.invoke(cli, ["enjeux", "train"])
    assert run.exit_code == 0, run.output
    assert "Model 1 of armentieres" in run.output
    assert "6 contributions sorted by the team" in run.output
    session.expire_all()
    assert {each.contribution_id: (each.version, each.ranked) for each in kept(session)} == before

    run = terminal.invoke(cli, ["enjeux", "suggest-again"])
    assert "1 contributions looked at, 1 with other suggestions." in run.output
    session.expire_all()
    renewed = advice.find(session, waiting.id)
    assert renewed is not None
    model = session.scalars(sa.select(TrainedModel)).one()
    assert renewed.version == model.version != shipped_model().version
    assert advice.suggestions(renewed)[0].key == "solidarite"
    actions = set(session.scalars(sa.select(AuditLine.action)))
    assert {"trained_model.train", "vocabulary.suggest_again"} <= actions


def test_the_same_sorting_trains_the_same_model(
    terminal: CliRunner, session: orm.Session, world: World
) -> None:
    for _ in range(2):
        assert terminal.invoke(cli, ["enjeux", "train"]).exit_code == 0
    session.expire_all()
    first, second = session.scalars(sa.select(TrainedModel).order_by(TrainedModel.number))
    assert (first.number, second.number) == (1, 2)
    assert first.version == second.version


def test_a_model_whose_file_is_gone_or_altered_gives_way_to_the_shipped_one(
    app, terminal: CliRunner, session: orm.Session, world: World
) -> None:
    from consult.enjeux.queries import vocabulary
    from consult.enjeux.suggesting import model_for

    terminal.invoke(cli, ["enjeux", "train"])
    session.expire_all()
    words = vocabulary(session, world.vocabulary.id)
    path: Path = path_of(app.config["SETTINGS"].data, words, 1)
    assert model_for(session, words).version != shipped_model().version
    path.write_bytes(b"not a model")
    assert model_for(session, words) is shipped_model()
    path.unlink()
    assert model_for(session, words) is shipped_model()


def test_a_model_of_an_older_format_gives_way_and_the_log_says_what_to_do(
    app,
    terminal: CliRunner,
    session: orm.Session,
    world: World,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from consult.enjeux.queries import vocabulary
    from consult.enjeux.suggesting import model_for

    terminal.invoke(cli, ["enjeux", "train"])
    session.expire_all()
    words = vocabulary(session, world.vocabulary.id)
    path: Path = path_of(app.config["SETTINGS"].data, words, 1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.json", json.dumps({"format": 2}))
    assert model_for(session, words) is shipped_model()
    assert "format 2" in caplog.text
    assert "consult enjeux train" in caplog.text
