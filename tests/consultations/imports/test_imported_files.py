"""What an imported file leaves: codes to hand out, words to read, nobody’s name; and taking it back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.consultations.imports.models import AnswerBatch, ImportedSheet
from consult.contributions import receipts
from consult.contributions.models import Contribution, Receipt
from consult.moderation.models import DecisionKind
from consult.moderation.operations import decide
from tests.consultations.imports.files import FILE, PAGE, again, send, sheets, text_of
from tests.factories import World, make_consultation
from tests.pages import PageClient, words


def test_columns_that_tell_who_people_are_never_come_in(
    client: PageClient, session: orm.Session, world: World
) -> None:
    client.sign_in(world.editor)
    page = send(client, text_of("cap-collectif"))
    assert "a@example.org" not in words(page)
    answer = again(client, page, "all")
    assert answer.status_code == 303, words(answer)
    kept = session.scalars(sa.select(Contribution.text)).all()
    assert list(kept) == ["Un marché le mercredi"]
    assert len(sheets(session)) == 3, "a draft of the other tool was never sent"
    dump = "\n".join(
        str(row)
        for table in (Contribution, ImportedSheet, AnswerBatch, AuditLine)
        for row in session.execute(sa.select(*table.__table__.columns)).all()
    )
    assert "example.org" not in dump
    assert "+336" not in dump


def test_codes_follow_the_words_and_the_file_is_taken_back_whole(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    assert send(client, FILE, "all", consultation="quartier", with_codes="y").status_code == 303
    batch = session.scalars(sa.select(AnswerBatch)).one()
    page = f"/espace/reponses/imports/{batch.public_id}"
    code = receipts.code_of(f"answers:{batch.public_id}:2")
    data = {"csrf_token": client.token(page)}
    assert client.get(f"{page}/codes").status_code == 405
    assert code in words(client.post(f"{page}/codes", data=data))
    line = session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert (line.action, line.actor) == ("answer_batch.codes", f"user:{world.editor.id}")
    assert line.details == {"first_line": 2, "last_line": 4}
    assert "Des bancs." in words(client.get(f"/suivi/{code}"))
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert not sheets(session)
    assert "L’équipe a retiré le fichier" in words(client.get(f"/suivi/{code}"))
    assert session.scalars(sa.select(Contribution.text)).all() == [""]
    assert not session.scalars(sa.select(Receipt.age).where(Receipt.age.is_not(None))).all()
    assert "Ce fichier a été retiré" in words(client.get(page))
    assert client.post(f"{page}/retirer", data=data).status_code == 303
    assert send(client, FILE, "all", consultation="quartier").status_code == 303
    assert len(sheets(session)) == 3


def test_what_was_decided_is_not_taken_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    send(client, FILE, "all", consultation="quartier")
    said = session.scalars(sa.select(Contribution)).one()
    decide(
        session,
        said,
        DecisionKind.PUBLISH,
        by=session.merge(world.moderator),
        revision=said.revision,
    )
    session.commit()
    batch = session.scalars(sa.select(AnswerBatch)).one()
    page = f"/espace/reponses/imports/{batch.public_id}"
    assert "ne peut plus être retiré" in words(client.get(page))
    client.post(f"{page}/retirer", data={"csrf_token": client.token(PAGE)})
    assert len(sheets(session)) == 3


def test_a_moderator_sees_where_words_come_from(
    client: PageClient, session: orm.Session, world: World
) -> None:
    make_consultation(session, world, open_for=-3)
    session.commit()
    client.sign_in(world.editor)
    send(client, FILE, "all", consultation="quartier")
    said = session.scalars(sa.select(Contribution)).one()
    client.sign_in(world.moderator)
    told = words(client.get(f"/espace/moderation/{said.public_id}"))
    assert "reponses.csv, ligne 2 (A1)" in told
