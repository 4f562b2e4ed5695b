"""« Quelques mots sur vous »: optional, kept once for a sending, shown to nobody, gone with the words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.consultations import operations
from consult.consultations.models import AnswerSheet, Consultation
from consult.contributions.models import Contribution, Receipt, Status
from consult.contributions.profiles import Profile
from consult.territory.publics import BANDS, GENDERS, AgeBand, Gender
from consult.workshops.models import Workshop
from tests.consultations.conftest import Walker
from tests.factories import World, make_consultation
from tests.pages import PageClient, words

SheetOf = Callable[[], AnswerSheet]


def receipt(session: orm.Session) -> Receipt:
    session.expire_all()
    return session.scalars(sa.select(Receipt)).one()


def test_the_bands_are_those_of_the_workshops_so_that_figures_add_up() -> None:
    columns = set(Workshop.__table__.columns.keys())
    assert {each.value for each in (*BANDS, *GENDERS)} <= columns


def test_the_screen_comes_after_the_quarter_and_says_why(walker: Walker) -> None:
    walker.answer(3, "Des bancs")
    page = walker.client.get(walker.answer("quartier").location)
    text = words(page)
    assert "Quelques mots sur vous (facultatif)" in text
    assert "Pour savoir qui nous n’entendons pas." in text
    assert text.count("Je préfère ne pas dire") == 2
    assert "6 sur 6" in page.get_data(as_text=True)
    assert f'href="{walker.base}/quartier"' in page.get_data(as_text=True)


def test_what_was_chosen_is_shown_again_on_the_way_back(walker: Walker, sheet_of: SheetOf) -> None:
    walker.answer(3, "Des bancs")
    assert walker.answer("vous", age="over_64", gender="not_said").location.endswith("/verifier")
    assert (sheet_of().age, sheet_of().gender) == (AgeBand.OVER_64, Gender.NOT_SAID)
    page = walker.page("vous").get_data(as_text=True)
    assert 'value="over_64" checked' in page
    assert 'value="not_said" checked' in page
    check = walker.page("verifier")
    assert "Quelques mots sur vous 65 ans et plus Je préfère ne pas dire Modifier" in words(check)
    assert f'href="{walker.base}/vous?retour=verifier"' in check.get_data(as_text=True)
    assert f'href="{walker.base}/vous"' in check.get_data(as_text=True)


def test_one_gesture_skips_it_and_forgets_what_was_said(walker: Walker, sheet_of: SheetOf) -> None:
    walker.answer(3, "Des bancs")
    assert "Passer cette question" in words(walker.page("vous"))
    assert walker.answer("vous").location.endswith("/verifier")
    walker.answer("vous", age="under_18", gender="women")
    assert "Effacer ma réponse" in words(walker.page("vous"))
    walker.answer("vous", age="under_18", gender="women", skip="1")
    assert (sheet_of().age, sheet_of().gender) == (None, None)
    assert walker.send().status_code == 303


@pytest.mark.parametrize("given", [{"age": "12"}, {"gender": "NOT_SAID"}])
def test_an_answer_that_was_not_offered_is_refused(walker: Walker, given: dict[str, str]) -> None:
    page = walker.answer("vous", **given)
    assert page.status_code == 422
    assert "Choisissez dans la liste." in words(page)


def test_it_is_kept_once_on_the_receipt_and_leaves_the_sheet(
    walker: Walker, session: orm.Session, sheet_of: SheetOf
) -> None:
    walker.answer(3, "Des bancs")
    walker.answer(4, "Le marché")
    walker.answer("vous", age="from_18_to_25", gender="women")
    token = walker.token()
    codes = {
        walker.client.post(f"{walker.base}/envoyer", data={"csrf_token": token}).location
        for _click in range(2)
    }
    assert len(codes) == 1
    assert (receipt(session).age, receipt(session).gender) == (
        AgeBand.FROM_18_TO_25,
        Gender.WOMEN,
    )
    assert (sheet_of().age, sheet_of().gender) == (None, None)
    assert not {"age", "gender"} & set(Contribution.__table__.columns.keys())


def test_a_refusal_to_say_leaves_no_trace(walker: Walker, session: orm.Session) -> None:
    walker.answer(3, "Des bancs")
    walker.answer("vous", age="not_said", gender="men")
    walker.send()
    assert (receipt(session).age, receipt(session).gender) == (None, Gender.MEN)


def test_it_goes_with_the_last_words_taken_back(
    walker: Walker, session: orm.Session, client: PageClient
) -> None:
    walker.answer(3, "Des bancs")
    walker.answer(4, "Le marché")
    walker.answer("vous", age="over_64", gender="men")
    code = walker.send().location.rpartition("/")[2]
    first, second = [each.public_id for each in receipt(session).contributions]
    client.submit(f"/suivi/{code}/{first}/retirer")
    assert receipt(session).age is AgeBand.OVER_64
    client.submit(f"/suivi/{code}/{second}/retirer")
    assert (receipt(session).age, receipt(session).gender) == (None, None)
    states = {each.status for each in receipt(session).contributions}
    assert states == {Status.WITHDRAWN}


def test_nobody_is_shown_it_beside_the_words(
    walker: Walker, session: orm.Session, client: PageClient, world: World
) -> None:
    walker.answer(3, "Des bancs")
    walker.answer("vous", age="over_64", gender="men")
    code = walker.send().location.rpartition("/")[2]
    public_id = receipt(session).contributions[0].public_id
    pages = [client.get(f"/recu/{code}"), client.get(f"/suivi/{code}")]
    client.sign_in(session.merge(world.moderator))
    pages += [client.get("/espace/moderation"), client.get(f"/espace/moderation/{public_id}")]
    for page in pages:
        assert page.status_code == 200
        assert "65 ans" not in page.get_data(as_text=True)
        assert "Un homme" not in page.get_data(as_text=True)


def test_a_consultation_may_not_ask(
    begin: Callable[..., Walker], session: orm.Session, world: World
) -> None:
    make_consultation(session, world, slug="sans", asks_profile=False)
    session.commit()
    walker = begin("sans")
    assert "1 sur 5" in walker.page(1).get_data(as_text=True)
    walker.answer(3, "Des bancs")
    assert walker.answer("quartier").location.endswith("/verifier")
    assert walker.page("vous").status_code == 404
    assert "Quelques mots sur vous" not in words(walker.page("verifier"))
    assert f'href="{walker.base}/quartier"' in walker.page("verifier").get_data(as_text=True)


def test_what_was_said_before_the_question_was_dropped_is_not_kept(
    walker: Walker, session: orm.Session, consultation: Consultation, sheet_of: SheetOf
) -> None:
    walker.answer(3, "Des bancs")
    walker.answer("vous", age="over_64", gender="men")
    consultation.asks_profile = False
    session.commit()
    walker.send()
    assert (receipt(session).age, receipt(session).gender) == (None, None)
    assert (sheet_of().age, sheet_of().gender) == (None, None)


def test_a_sheet_already_sent_is_not_completed(
    session: orm.Session, consultation: Consultation
) -> None:
    sheet = operations.start_sheet(session, consultation, "jeton")
    given = operations.Given(text="Des bancs")
    operations.save_answer(session, sheet, consultation.questions[2], given)
    operations.submit_sheet(session, sheet, operations.submission_of("jeton"))
    with pytest.raises(ValueError, match="sent"):
        operations.set_profile(session, sheet, Profile(AgeBand.OVER_64))
