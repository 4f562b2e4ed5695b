"""The town writes its own reasons; what authors were told never changes afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.moderation import reasons as town
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.operations import StaleError, ensure_reasons
from tests.factories import World, make_contribution
from tests.moderation.acts import audited, reason, receipt_page, refused
from tests.pages import PageClient, form_of, words

LIST = "/espace/moderation/motifs"
NEW = {"label": "Déjà dit", "kind": "refuse", "message": "Vous l’avez déjà dit ici."}


@pytest.fixture
def administrator(client: PageClient, world: World, reasons: None) -> PageClient:
    client.sign_in(world.administrator)
    return client


def labels(session: orm.Session) -> list[str]:
    session.expire_all()
    return [each.label for each in town.offered(session)]


def test_moderators_read_the_list_and_only_administrators_change_it(
    client: PageClient, session: orm.Session, world: World, reasons: None
) -> None:
    client.sign_in(world.moderator)
    page = client.get(LIST)
    assert "Vos mots font de la publicité." in words(page)
    assert "Reformuler" not in words(page)
    one = reason(session).id
    assert client.get(f"{LIST}/{one}").status_code == 403
    for address in (
        f"{LIST}/nouveau",
        *(f"{LIST}/{one}{end}" for end in ("", "/place", "/retirer")),
    ):
        token = client.token("/espace/compte")
        assert client.post(address, data={"csrf_token": token}).status_code == 403


def test_an_added_reason_is_offered_to_moderators_once_however_often_it_is_sent(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    address = f"{LIST}/nouveau"
    _, fields = form_of(administrator.get(address).text, 1)
    for _ in range(2):
        assert administrator.post(address, data={**fields, **NEW}).status_code == 303
    assert labels(session)[-1] == "Déjà dit"
    assert labels(session).count("Déjà dit") == 1
    (line,) = [each for each in audited(session, "reason.add") if each.actor != "system"]
    assert line.actor == f"user:{world.administrator.id}"
    made = make_contribution(session, world)
    session.commit()
    assert "Déjà dit" in words(administrator.get(f"/espace/moderation/{made.public_id}"))


def test_the_preview_shows_what_the_author_will_read_and_saves_nothing(
    administrator: PageClient, session: orm.Session
) -> None:
    page = administrator.submit(f"{LIST}/nouveau", {**NEW, "preview": "1"}, form=1)
    assert page.status_code == 200
    assert "Vous l’avez déjà dit ici. [puis la phrase écrite par qui modère]" in words(page)
    assert "Déjà dit" not in labels(session)


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("label", " ", "Donnez un nom au motif."),
        ("message", "", "Écrivez ce que l’auteur lit."),
        ("kind", "publish", "Choisissez la décision habituelle."),
        ("kind", "", "Choisissez la décision habituelle."),
        ("label", "x" * 81, "trop long"),
    ],
)
def test_a_reason_needs_its_words(
    administrator: PageClient, session: orm.Session, field: str, wrong: str, told: str
) -> None:
    page = administrator.submit(f"{LIST}/nouveau", {**NEW, field: wrong}, form=1)
    assert page.status_code == 422
    assert told in words(page)
    assert "Déjà dit" not in labels(session)


def test_rewording_changes_nothing_of_what_an_author_already_read(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    refused(session, world)
    told = "Vos mots ne parlent pas du sujet de cette consultation."
    assert told in words(administrator.get(receipt_page()))
    changed = {"label": "Autre sujet", "kind": "rephrase", "message": "C’est un autre sujet."}
    one = reason(session)
    assert administrator.submit(f"{LIST}/{one.id}", changed, form=1).status_code == 303
    session.expire_all()
    assert (one.label, one.kind) == ("Autre sujet", DecisionKind.REPHRASE)
    page = words(administrator.get(receipt_page()))
    assert told in page
    assert "C’est un autre sujet." not in page
    (line,) = audited(session, "reason.reword")
    assert line.subject_id == one.id


def test_two_administrators_do_not_overwrite_each_other_unknowingly(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    one = reason(session)
    action, fields = form_of(administrator.get(f"{LIST}/{one.id}").text, 1)
    colleague = town.Wording("Autre sujet", DecisionKind.REFUSE, "Autre chose.")
    by = session.merge(world.administrator)
    town.reword(session, one, colleague, revision=one.revision, by=by)
    session.commit()
    late = administrator.post(action or f"{LIST}/{one.id}", data={**fields, **NEW})
    assert late.status_code == 409
    assert "Autre sujet · Autre chose." in words(late)
    assert 'value="Déjà dit"' in late.text, "what was typed is not lost"
    assert labels(session)[3] == "Autre sujet"
    wording = town.Wording("a", DecisionKind.REFUSE, "b")
    with pytest.raises(StaleError):
        town.reword(session, one, wording, revision=0, by=by)


def test_the_order_is_the_town_s_and_a_button_pressed_twice_moves_once(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    before = labels(session)
    last = session.scalars(sa.select(Reason).where(Reason.label == before[-1])).one()
    token = administrator.token(LIST)
    sent = {"csrf_token": token, "place": len(before) - 2}
    for _ in range(2):
        assert administrator.post(f"{LIST}/{last.id}/place", data=sent).status_code == 303
    assert labels(session) == [*before[:-2], before[-1], before[-2]]
    assert len(audited(session, "reason.move")) == 1
    made = make_contribution(session, world)
    session.commit()
    page = words(administrator.get(f"/espace/moderation/{made.public_id}"))
    assert page.index(before[-1]) < page.index(before[-2])


def test_a_retired_reason_is_no_longer_offered_and_stays_in_the_past(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    made = refused(session, world)
    one = reason(session)
    token = administrator.token(LIST)
    address = f"{LIST}/{one.id}/retirer"
    for _ in range(2):
        assert administrator.post(address, data={"csrf_token": token}).status_code == 303
    assert len(audited(session, "reason.retire")) == 1
    assert "Hors sujet" not in labels(session)
    other = make_contribution(session, world)
    session.commit()
    reading = administrator.get(f"/espace/moderation/{other.public_id}")
    assert "Hors sujet" not in words(reading)
    sent = {"decision": "refuse", "reason": "off-topic", "sentence": "Non."}
    late = administrator.submit(f"/espace/moderation/{other.public_id}", sent, form=2)
    assert late.status_code == 422
    past = administrator.get(f"/espace/moderation/{made.public_id}")
    assert "Motif\u202f: Hors sujet" in past.text
    listed = words(administrator.get(LIST))
    assert "Motifs qui ne sont plus proposés Ils restent ici" in listed
    assert "1 décision" in listed


def test_what_the_town_retired_or_reworded_is_not_put_back_by_an_upgrade(
    session: orm.Session, world: World
) -> None:
    ensure_reasons(session)
    by = session.merge(world.administrator)
    town.retire(session, reason(session), by=by)
    wording = town.Wording("Mots blessants", DecisionKind.REFUSE, "Vos mots blessent.")
    town.reword(session, reason(session, "insults"), wording, revision=0, by=by)
    assert ensure_reasons(session) == 0
    assert "Hors sujet" not in labels(session)
    assert reason(session, "insults").message == "Vos mots blessent."


def test_a_retired_reason_can_be_offered_again_at_the_end(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    one = reason(session, "personal-data")
    town.retire(session, one, by=session.merge(world.administrator))
    session.commit()
    token = administrator.token(LIST)
    sent = {"csrf_token": token}
    assert administrator.post(f"{LIST}/{one.id}/reprendre", data=sent).status_code == 303
    assert labels(session)[-1] == one.label
    assert len(audited(session, "reason.restore")) == 1


def test_one_reason_at_least_is_always_offered(
    administrator: PageClient, session: orm.Session, world: World
) -> None:
    by = session.merge(world.administrator)
    for each in list(town.offered(session))[1:]:
        town.retire(session, each, by=by)
    session.commit()
    (left,) = town.offered(session)
    with pytest.raises(town.LastReasonError):
        town.retire(session, left, by=by)
    token = administrator.token("/espace/compte")
    page = administrator.post(
        f"{LIST}/{left.id}/retirer", data={"csrf_token": token}, follow_redirects=True
    )
    assert "Gardez au moins un motif" in words(page)
    assert labels(session) == [left.label]


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_an_unknown_reason_leads_nowhere(administrator: PageClient, number: str) -> None:
    assert administrator.get(f"{LIST}/{number}").status_code == 404
