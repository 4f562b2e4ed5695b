"""What an operator does with consultations from a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations import cli, operations
from consult.consultations.importing import import_consultations
from consult.consultations.models import Answer, AnswerSheet, Consultation
from consult.consultations.operations import Given
from consult.consultations.reading import read_consultations
from consult.db import utcnow
from tests.pages import PageClient, words


@pytest.fixture
def run(session: orm.Session, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`consult consultations …` on the test's own database."""

    @contextmanager
    def working(_data: object) -> Iterator[orm.Session]:
        yield session
        session.commit()

    monkeypatch.setattr(cli, "working", working)

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(cli.command, arguments)

    return command


def actions(session: orm.Session) -> list[str]:
    return list(session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)))


def test_the_list_tells_dates_and_counts(
    run: Any, session: orm.Session, consultation: Consultation
) -> None:
    sheet = operations.start_sheet(session, consultation, "jeton")
    operations.save_answer(session, sheet, consultation.questions[2], Given(text="Des bancs"))
    operations.submit_sheet(session, sheet, operations.submission_of("jeton"))
    session.commit()
    output = run("list").output
    assert "quartier" in output
    assert "open" in output
    assert "1 sent, 1 words, 0 published" in output


def test_closing_stops_answers_at_once_and_opening_receives_them_again(
    run: Any, session: orm.Session, consultation: Consultation, client: PageClient
) -> None:
    assert run("close", "quartier").exit_code == 0
    assert "terminée" in words(client.get("/consultations/quartier/repondre"))
    again = run("close", "quartier")
    assert (again.exit_code, "is not open" in again.output) == (1, True)
    assert run("open", "quartier", "--until", "2099-03-03").exit_code == 0
    session.expire_all()
    assert "Jusqu’au 3 mars 2099" in words(client.get("/consultations/quartier"))
    assert actions(session) == ["consultation.close", "consultation.open"]


def test_a_past_day_and_an_unknown_name_are_refused(
    run: Any, session: orm.Session, consultation: Consultation
) -> None:
    past = run("open", "quartier", "--until", "2020-01-01")
    assert (past.exit_code, "this day is past" in past.output) == (1, True)
    unknown = run("close", "inconnue")
    assert (unknown.exit_code, "no consultation is called inconnue" in unknown.output) == (1, True)
    assert actions(session) == []


def test_opening_a_consultation_to_come_opens_it_now(
    run: Any, session: orm.Session, consultation: Consultation
) -> None:
    consultation.opens_at = utcnow() + timedelta(days=3)
    session.commit()
    assert run("close", "quartier").exit_code == 1
    assert run("open", "quartier", "--until", "2099-03-03").exit_code == 0
    session.expire_all()
    assert consultation.is_open(utcnow())


def test_a_draft_of_the_team_is_told_apart_and_opening_it_is_agreeing(
    run: Any, session: orm.Session, consultation: Consultation
) -> None:
    consultation.is_ready = False
    session.commit()
    assert " draft " in run("list").output
    assert run("close", "quartier").exit_code == 1
    assert run("open", "quartier", "--until", "2099-03-03").exit_code == 0
    session.expire_all()
    assert consultation.is_open(utcnow())


def test_old_drafts_are_erased_and_what_was_sent_stays(
    run: Any, session: orm.Session, consultation: Consultation
) -> None:
    question, ticks = consultation.questions[2], consultation.questions[0]
    for token in ("vieux", "envoye", "recent"):
        sheet = operations.start_sheet(session, consultation, token)
        operations.save_answer(session, sheet, question, Given(text="Des bancs"))
        operations.save_answer(session, sheet, ticks, Given(choices=(ticks.choices[0],)))
        if token != "recent":
            sheet.created_at = utcnow() - timedelta(days=31)
        if token == "envoye":
            operations.submit_sheet(session, sheet, operations.submission_of(token))
    session.commit()
    assert run("forget-drafts").output == "1 drafts erased.\n"
    session.expire_all()
    assert session.query(AnswerSheet).count() == 2
    assert session.query(Answer).count() == 4
    line = session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.action, line.details) == ("consultation.forget_drafts", {"drafts": 1})


def test_a_questionnaire_goes_to_kobo_and_comes_back(
    run: Any, session: orm.Session, consultation: Consultation, tmp_path: Path
) -> None:
    before = [(each.key, each.kind, each.prompt) for each in consultation.questions]
    workbook, written = tmp_path / "form.xlsx", tmp_path / "back.yaml"
    done = run("xlsform", "export", "quartier", str(workbook))
    assert done.exit_code == 0, done.output
    assert "« degree » of the consultation is not in a questionnaire" in done.output
    around = ("--contract", "armentieres", "--commune", "armentieres")
    days = ("--opens", "2027-01-11", "--closes", "2027-03-31", "--slug", "retour")
    done = run("xlsform", "import", str(workbook), "--out", str(written), *around, *days)
    assert done.exit_code == 0, done.output
    file, source = read_consultations(written)
    import_consultations(session, file, source)
    session.commit()
    query = sa.select(Consultation).where(Consultation.slug == "retour")
    back = session.scalars(query).one()
    assert [(each.key, each.kind, each.prompt) for each in back.questions] == before


def test_a_file_that_is_no_workbook_is_refused(run: Any, tmp_path: Path) -> None:
    wrong, out = tmp_path / "form.xlsx", tmp_path / "out.yaml"
    wrong.write_text("bonjour")
    around = (
        "--contract",
        "a",
        "--commune",
        "b",
        "--opens",
        "2027-01-11",
        "--closes",
        "2027-01-12",
    )
    done = run("xlsform", "import", str(wrong), "--out", str(out), *around)
    assert done.exit_code == 1
    assert "not a workbook" in done.output
    assert not out.exists()
