"""The codes of a file’s rows; words, or a whole file, taken back."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.test import TestResponse

from consult.audit.models import AuditLine
from consult.contributions import receipts
from consult.contributions.models import Status
from consult.gathering.ground import Ground
from consult.gathering.importing import submission_of
from consult.gathering.models import ImportBatch, ImportedWords
from consult.gathering.reading import Row
from consult.moderation.models import DecisionKind
from consult.moderation.operations import decide
from tests.factories import World
from tests.gathering.files import imported, only_batch, read, send
from tests.pages import PageClient, words


def codes_of(client: PageClient, batch: ImportBatch) -> TestResponse:
    """Press the button that shows the codes of a file."""
    page = f"/espace/moderation/imports/{batch.public_id}"
    return client.post(f"{page}/codes", data={"csrf_token": client.token("/espace")})


def test_codes_are_given_only_when_they_are_asked_for(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    plain = only_batch(session)
    assert codes_of(client, plain).status_code == 404
    assert receipts.find(session, receipts.code_of(submission_of(plain, 2))) is None
    send(client, "texte;id\nUn parc au Bizet;B7\n", action="all", with_codes="y")
    batch = session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id.desc())).first()
    assert batch is not None
    sheet = words(codes_of(client, batch))
    code = receipts.code_of(submission_of(batch, 2))
    assert code in sheet
    assert "B7" in sheet
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "import_batch.codes"))
    assert [(each.actor, each.details["first_line"]) for each in line] == [
        (f"user:{world.moderator.id}", 2)
    ], "codes are never seen without a line in the journal"
    assert "Un parc au Bizet" in words(client.get(f"/suivi/{code}"))


def test_a_file_is_taken_back_whole_and_can_come_again(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all", with_codes="y")
    batch = only_batch(session)
    page = f"/espace/moderation/imports/{batch.public_id}"
    code = receipts.code_of(submission_of(batch, 2))
    data = {"csrf_token": client.token(page)}
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert {each.status for each in imported(session)} == {Status.WITHDRAWN}
    assert {each.text for each in imported(session)} == {""}
    assert "Ce fichier a été retiré" in words(client.get(page))
    assert "L’équipe a retiré le fichier" in words(client.get(f"/suivi/{code}"))
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert send(client, action="all").status_code == 303
    assert len(imported(session)) == 4


def test_a_file_of_which_something_was_decided_stays(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all")
    batch = only_batch(session)
    page = f"/espace/moderation/imports/{batch.public_id}"
    token = client.token(page)
    first, _ = imported(session)
    by = session.merge(world.moderator)
    decide(session, first, DecisionKind.PUBLISH, by=by, revision=first.revision)
    session.commit()
    assert "ne peut plus être retiré" in words(client.get(page))
    client.post(f"{page}/retirer", data={"csrf_token": token})
    assert "rien n’a été effacé" in words(client.get(page))
    assert all(each.text for each in imported(session))


def test_nothing_tells_where_words_taken_back_stood_and_they_do_not_come_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.moderator)
    send(client, action="all", with_codes="y")
    batch = only_batch(session)
    first, second = imported(session)
    code = receipts.code_of(submission_of(batch, 2))
    assert client.submit(f"/suivi/{code}/{first.public_id}/retirer").status_code == 303
    session.expire_all()
    row = session.get_one(ImportedWords, first.id)
    assert (row.external_id, row.row) == ("", 0)
    assert session.get_one(ImportedWords, second.id).row == 4
    sheet = words(codes_of(client, batch))
    assert "A1" not in sheet
    assert "A1" not in words(client.get(f"/espace/moderation/{first.public_id}"))
    again = send(client, action="all")
    assert again.status_code == 422
    assert "Rien dans ce fichier n’est nouveau." in words(again)


def test_what_recognises_a_row_tells_nothing_without_the_key_of_the_site(
    session: orm.Session, ground: Ground, app: Flask
) -> None:
    row, other = read(ground, "texte;id\nDes bancs.;A1\nDes bancs.;\n")
    assert isinstance(row, Row)
    assert isinstance(other, Row)
    settings = app.config["SETTINGS"]
    known = {row.digest, other.digest}
    app.config["SETTINGS"] = replace(settings, receipt_key="0" * 64)
    try:
        elsewhere = read(ground, "texte;id\nDes bancs.;A1\nDes bancs.;\n")
    finally:
        app.config["SETTINGS"] = settings
    assert not known & {each.digest for each in elsewhere if isinstance(each, Row)}
    assert known == {each.digest for each in read(ground, "texte;id\nDes bancs.;A1\nDes bancs.;\n")}
