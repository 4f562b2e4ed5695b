"""Closing turns what residents said into contributions, once; late words follow."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import receipts
from consult.contributions.models import (
    Channel,
    Contribution,
    Receipt,
    Source,
    Status,
    Tagging,
    TagOrigin,
)
from consult.contributions.permissions import can_withdraw
from consult.territory.models import PlaceScope
from consult.workshops import speech
from consult.workshops.models import Item, ItemKind, Workshop, WorkshopKind
from consult.workshops.operations import ClosedError
from tests.factories import World
from tests.pages import PageClient, words
from tests.workshops.saying import base, open_workshop, said, write_down


def close(client: PageClient, workshop: Workshop) -> int:
    token = {"csrf_token": client.token(base(workshop))}
    return client.post(f"{base(workshop)}/fermer", data=token).status_code


def contributions(session: orm.Session) -> list[Contribution]:
    session.expire_all()
    return list(session.scalars(sa.select(Contribution).order_by(Contribution.id)))


@pytest.fixture
def signed(client: PageClient, world: World) -> PageClient:
    client.sign_in(world.animator)
    return client


def test_a_group_statement_is_one_contribution_heard_from_twelve(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(
        session,
        world,
        title="Café papote du Bizet",
        quarters=[session.merge(world.quarter)],
        guiding_question="Qu’est-ce qui vous manque ?",
    )
    write_down(
        session,
        workshop,
        "Le dernier bus part trop tôt.",
        heard_from=12,
        enjeux=(world.enjeu("emploi"), world.enjeu("transition")),
    )
    assert close(signed, workshop) == 303
    (made,) = contributions(session)
    assert (made.text, made.heard_from) == ("Le dernier bus part trop tôt.", 12)
    assert (made.channel, made.source) == (Channel.WORKSHOP, Source.WORKSHOP_ITEM)
    assert (made.source_title, made.prompt) == (
        "Café papote du Bizet",
        "Qu’est-ce qui vous manque ?",
    )
    assert (made.place_scope, made.perimeter_id) == (PlaceScope.PERIMETER, world.quarter.id)
    assert (made.status, made.tagging) == (Status.RECEIVED, Tagging.TO_DO)
    assert [(tag.enjeu.key, tag.origin) for tag in made.tags] == [
        ("emploi", TagOrigin.ANIMATOR),
        ("transition", TagOrigin.ANIMATOR),
    ]
    assert made.title == ""
    assert made.receipt.shared
    assert not can_withdraw(made)
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "workshop.close")).one()
    assert line.details == {"contributions": 1}


def test_only_residents_words_that_are_not_confidential_become_contributions(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world, confidential="Secret de la salle.")
    for kind in ItemKind:
        write_down(session, workshop, f"Dit comme {kind.value}.", kind)
    write_down(session, workshop, "Secret d’une personne.", confidential=True)
    assert close(signed, workshop) == 303
    made = contributions(session)
    assert [each.text for each in made] == [
        "Dit comme constat.",
        "Dit comme besoin.",
        "Dit comme proposition.",
        "Dit comme verbatim.",
        "Dit comme question.",
    ]
    assert made[0].prompt == "Constat"
    assert len({each.receipt_id for each in made}) == 1
    for page in ("", "/compte-rendu"):
        told = words(signed.get(base(workshop) + page))
        assert ("Secret" in told) == (page == "")
    assert "Secret" not in words(signed.get(f"/ateliers/{workshop.public_id}"))


def test_closing_twice_closes_once(signed: PageClient, session: orm.Session, world: World) -> None:
    workshop = open_workshop(session, world)
    write_down(session, workshop, "Une parole.")
    token = {"csrf_token": signed.token(base(workshop))}
    for _ in range(2):
        assert signed.post(f"{base(workshop)}/fermer", data=token).status_code == 303
    assert len(contributions(session)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Receipt)) == 1
    lines = session.scalars(sa.select(AuditLine).where(AuditLine.action == "workshop.close")).all()
    assert len(lines) == 1


def test_an_empty_record_is_not_closed(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    token = {"csrf_token": signed.token(base(workshop))}
    answer = signed.post(f"{base(workshop)}/fermer", data=token)
    assert answer.status_code == 422
    assert "Notez au moins une parole" in words(answer)
    session.expire_all()
    assert workshop.closed_at is None
    assert session.scalars(sa.select(Receipt)).first() is None


def test_the_code_shown_finds_the_room_s_receipt(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    write_down(session, workshop, "Une parole.")
    close(signed, workshop)
    code = receipts.code_of(speech.submission_of(workshop))
    page = signed.get(base(workshop))
    assert code in words(page)
    assert '<svg class="qr"' in page.get_data(as_text=True)
    found = receipts.find(session, code)
    session.expire_all()
    assert found is not None
    assert found.id == workshop.receipt_id


def test_several_quarters_say_nothing_of_where_someone_lives(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    both = [session.merge(world.quarter), session.merge(world.other_quarter)]
    workshop = open_workshop(session, world, quarters=both)
    write_down(session, workshop, "Une parole.")
    close(signed, workshop)
    (made,) = contributions(session)
    assert (made.place_scope, made.perimeter_id) == (PlaceScope.NOT_SAID, None)


def test_a_door_to_door_round_keeps_its_channel(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world, kind=WorkshopKind.DOOR_TO_DOOR)
    write_down(session, workshop, "Dit sur le pas de la porte.")
    close(signed, workshop)
    assert contributions(session)[0].channel is Channel.DOOR_TO_DOOR


def test_demonstration_words_stay_marked_as_such(session: orm.Session, world: World) -> None:
    workshop = open_workshop(session, world, is_demo=True)
    write_down(session, workshop, "Une parole.")
    speech.close(session, workshop, workshop.animator)
    (made,) = contributions(session)
    assert made.is_demo
    assert made.receipt.is_demo


def test_late_words_are_a_contribution_at_once(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    write_down(session, workshop, "Une parole.")
    close(signed, workshop)
    sent = said(
        "Dit après la séance.", client_key="b" * 32, csrf_token=signed.token(base(workshop))
    )
    for _ in range(2):
        assert signed.post(f"{base(workshop)}/paroles", data=sent).status_code == 303
    first, late = contributions(session)
    assert late.text == "Dit après la séance."
    assert late.receipt_id == first.receipt_id
    signed.post(
        f"{base(workshop)}/paroles", data={**sent, "client_key": "c" * 32, "confidential": "y"}
    )
    assert len(contributions(session)) == 2


def test_a_closed_record_no_longer_changes(
    signed: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Une parole.")
    token = {"csrf_token": signed.token(base(workshop))}
    close(signed, workshop)
    one = f"{base(workshop)}/paroles/{item.id}"
    for url in (f"{one}/effacer", f"{one}/gommettes", one, f"{base(workshop)}/modifier"):
        answer = signed.post(url, data={**token, **said("Réécrit."), "change": "plus"})
        assert answer.status_code == 303, url
    assert (
        signed.post(f"{base(workshop)}/suites", data={**token, "what": "Réparer"}).status_code
        == 303
    )
    told = signed.post(f"{one}/gommettes", data=token, headers={"Accept": "application/json"})
    assert told.status_code == 409
    session.expire_all()
    (kept,) = session.scalars(sa.select(Item)).all()
    assert (kept.text, kept.dots) == ("Une parole.", 0)
    assert workshop.next_steps == []
    with pytest.raises(ClosedError):
        speech.remove_item(session, kept, workshop.animator)


class TestTakingBack:
    """A shared receipt changes nothing: whoever spoke asks the animator."""

    @pytest.fixture
    def closed(self, signed: PageClient, session: orm.Session, world: World) -> Workshop:
        workshop = open_workshop(session, world)
        write_down(session, workshop, "Mon voisin fait du bruit.")
        session.commit()
        close(signed, workshop)
        session.expire_all()
        return workshop

    def address(self, workshop: Workshop) -> str:
        return f"{base(workshop)}/paroles/{workshop.items[0].id}/retirer"

    def test_the_words_are_erased_from_the_record_and_the_contribution(
        self, signed: PageClient, session: orm.Session, closed: Workshop
    ) -> None:
        address = self.address(closed)
        page = signed.get(address)
        assert "Mon voisin fait du bruit." in words(page)
        assert signed.submit(address, form=1).status_code == 303
        (contribution,) = contributions(session)
        assert contribution.status is Status.WITHDRAWN
        assert contribution.text == ""
        assert session.scalars(sa.select(Item.text)).one() == ""
        for table in (Item, Contribution, AuditLine):
            rows = session.execute(sa.select(table.__table__)).all()
            assert "voisin" not in str(rows)
        line = session.scalars(
            sa.select(AuditLine).where(AuditLine.action == "workshop_item.take_back")
        ).one()
        assert line.actor.startswith("user:")

    def test_doing_it_twice_does_it_once(
        self, signed: PageClient, session: orm.Session, closed: Workshop
    ) -> None:
        address = self.address(closed)
        token = {"csrf_token": signed.token(base(closed))}
        assert signed.post(address, data=token).status_code == 303
        assert signed.post(address, data=token).status_code == 303
        lines = session.scalars(
            sa.select(AuditLine).where(AuditLine.action == "contribution.withdraw")
        ).all()
        assert len(lines) == 1

    def test_without_its_token_nothing_is_erased(
        self, signed: PageClient, session: orm.Session, closed: Workshop
    ) -> None:
        assert signed.post(self.address(closed)).status_code == 422
        assert contributions(session)[0].text == "Mon voisin fait du bruit."

    def test_another_structure_cannot(
        self, client: PageClient, session: orm.Session, world: World, closed: Workshop
    ) -> None:
        address = self.address(closed)
        client.sign_in(world.moderator)
        assert client.get(address).status_code == 403
