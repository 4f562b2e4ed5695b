"""`consult budget`, as an operator types it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from consult import schema
from consult.app import create_app
from consult.budget.models import Campaign
from consult.cli import cli
from consult.config import ConfigurationError, load_settings
from consult.db import transaction
from consult.extensions import db
from tests.factories import make_campaign, make_world


@pytest.fixture
def data(tmp_path: Path) -> Path:
    app = create_app(load_settings(tmp_path, environ={}))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            world = make_world(session)
            make_campaign(session, world)
            make_campaign(session, world, slug="passee", open_for=-3)
        db.engine.dispose()
    return tmp_path


def run(data: Path, *words: str):
    return CliRunner().invoke(cli, ["budget", *words, "--data", str(data)])


def test_the_list_tells_where_each_campaign_stands(data: Path) -> None:
    lines = {line.split()[0]: line for line in run(data, "list").output.splitlines()}
    assert lines["budget-2027"].split()[1] == "deposit"
    assert lines["passee"].split()[1] == "study"
    assert "0 ideas" in lines["passee"]


def test_closing_is_kept_and_done_once(data: Path) -> None:
    assert run(data, "close", "budget-2027").exit_code == 0
    assert "budget-2027  study" in run(data, "list").output
    again = run(data, "close", "budget-2027")
    assert again.exit_code == 1
    assert "not open" in again.output


def test_an_unknown_campaign_is_told_in_one_sentence(data: Path) -> None:
    result = run(data, "close", "nowhere")
    assert result.exit_code == 1
    assert result.output.strip() == "Error: no campaign is named nowhere"


def test_a_database_that_was_never_upgraded_is_told_in_one_sentence(tmp_path: Path) -> None:
    for words in (["budget", "list"], ["user", "list"], ["contract", "export", "mel"]):
        result = CliRunner().invoke(cli, [*words, "--data", str(tmp_path)])
        assert isinstance(result.exception, ConfigurationError), words
        assert "consult db upgrade" in str(result.exception)


def test_dates_are_those_of_the_town_s_clock(data: Path) -> None:
    app = create_app(load_settings(data, environ={}))
    with app.app_context(), transaction(db.session) as session:
        campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == "passee")).one()
        # Midnight in Paris, which is still the day before in universal time.
        campaign.opens_at = datetime(2026, 1, 4, 23, 0, tzinfo=UTC)
    with app.app_context():
        db.engine.dispose()
    assert "2026-01-05 to" in run(data, "list").output


def test_reminders_are_queued_when_something_presses(data: Path) -> None:
    result = run(data, "remind")
    assert result.exit_code == 0, result.output
    assert result.output.strip() == "0 mails to the team."
