"""Words in another language: their French stays beside them, and leaves with them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event, orm

from consult.audit.models import AuditLine
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status, Translation
from consult.enjeux import suggesting
from consult.extensions import db
from consult.following import operations as following
from consult.moderation import advice, operations, splitting
from consult.moderation.masking import mask
from consult.moderation.models import DecisionKind
from consult.moderation.translating import translate
from consult.synthesis.topics.loading import read_units
from consult.synthesis.topics.scope import EVERYTHING
from tests.factories import World, make_contribution
from tests.pages import PageClient, form_of, words

SAID = "مواعيد الطبيب بعيدة جدا"
FRENCH = "Les rendez-vous chez le médecin sont trop loin."
QUEUE = "/espace/moderation"


@pytest.fixture
def made(session: orm.Session, world: World) -> Contribution:
    found = make_contribution(session, world, SAID, language="ar", submission="t" * 32)
    session.commit()
    return found


def page(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}/traduire"


def kept(session: orm.Session) -> list[str]:
    session.expire_all()
    return list(session.scalars(sa.select(Translation.text)))


def put_into_french(session: orm.Session, world: World, made: Contribution) -> None:
    translate(
        session,
        made,
        language="ar",
        title="",
        text=FRENCH,
        by=session.merge(world.moderator),
        revision=made.revision,
    )
    session.commit()


def test_the_french_stands_under_the_original_for_the_team_the_author_and_everyone(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    assert "Traduire en français" in words(moderator.get(f"{QUEUE}/{made.public_id}"))
    answer = moderator.submit(page(made), {"text": FRENCH, "language": "ar"}, form=1)
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}/{made.public_id}")
    read = words(moderator.get(answer.location))
    assert read.index(SAID) < read.index(FRENCH)
    assert "Changer la traduction" in read
    receipt = moderator.application.test_client().get(f"/suivi/{receipts.code_of('t' * 32)}")
    told = words(receipt)
    assert told.index(SAID) < told.index("En français, traduit par l’équipe") < told.index(FRENCH)
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.translate")
    ).one()
    assert line.details == {"language": "ar", "translated": True}


def test_an_empty_text_takes_the_translation_off(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    put_into_french(session, world, made)
    assert FRENCH in moderator.get(page(made)).text
    moderator.submit(page(made), {"text": " ", "language": "ar"}, form=1)
    assert kept(session) == []


def test_words_sent_on_a_french_page_get_the_language_that_they_are_in(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    found = make_contribution(session, world, "Randevu çok uzakta.")
    session.commit()
    assert "Ces mots ne sont pas en français" in words(moderator.get(f"{QUEUE}/{found.public_id}"))
    refused = moderator.submit(page(found), {"text": FRENCH, "language": "fr"}, form=1)
    assert refused.status_code == 422
    assert "choisissez leur langue" in words(refused)
    assert FRENCH in refused.text
    moderator.submit(page(found), {"text": FRENCH, "language": "tr"}, form=1)
    session.expire_all()
    assert (session.get_one(Contribution, found.id).language, kept(session)) == ("tr", [FRENCH])


@pytest.mark.parametrize("language", ["", "xx", "<b>"])
def test_a_language_that_the_page_does_not_offer_is_refused(
    moderator: PageClient, session: orm.Session, made: Contribution, language: str
) -> None:
    answer = moderator.submit(page(made), {"text": FRENCH, "language": language}, form=1)
    assert answer.status_code == 422
    assert kept(session) == []


def test_a_translation_that_tells_who_someone_is_is_told_to_be_read_again(
    moderator: PageClient, made: Contribution
) -> None:
    sent = {"text": "Appelez le 06 00 00 00 00.", "language": "ar"}
    answer = moderator.submit(page(made), sent, form=1)
    assert "06 00 00 00 00" in words(moderator.get(answer.location))


def test_words_that_their_author_changed_meanwhile_are_read_again_and_nothing_typed_is_lost(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    sent = {"csrf_token": moderator.token(page(made)), "revision": "0", "language": "ar"}
    contributions.correct(session, made, text="كلمات أخرى", title="")
    session.commit()
    answer = moderator.post(page(made), data={**sent, "text": FRENCH})
    assert answer.status_code == 409
    assert "Ces mots ont changé" in words(answer)
    assert FRENCH in answer.text
    assert kept(session) == []


def test_of_two_who_translate_the_second_reads_the_first_before_saving(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    form = {
        "csrf_token": moderator.token(page(made)),
        "revision": "0",
        "language": "ar",
        "seen": "",
    }
    put_into_french(session, world, made)
    answer = moderator.post(page(made), data={**form, "text": "Autre lecture."})
    assert answer.status_code == 409
    assert "Autre lecture." in answer.text
    assert FRENCH in words(answer)
    assert kept(session) == [FRENCH]
    again = form_of(answer.text, 1)[1]
    sent = {**form, "seen": again["seen"], "text": "Autre lecture."}
    assert moderator.post(page(made), data=sent).status_code == 303
    assert kept(session) == ["Autre lecture."]


@pytest.mark.parametrize("how", ["correct", "withdraw", "mask", "split"])
def test_whatever_changes_the_words_erases_what_they_were_said_to_mean(
    session: orm.Session, world: World, reasons: None, how: str
) -> None:
    made = make_contribution(session, world, f"{SAID}\n\nثانيا", language="ar")
    put_into_french(session, world, made)
    by = session.merge(world.moderator)
    match how:
        case "correct":
            contributions.correct(session, made, text="كلمات", title="")
        case "withdraw":
            following.withdraw(session, made)
        case "mask":
            mask(session, made, ["الطبيب"], by=by, revision=made.revision)
        case "split":
            parts = splitting.cut(made.text, made.text.replace("\n\n", "\n---\n"))
            splitting.split(session, made, parts, by=by, revision=made.revision)
    session.commit()
    assert kept(session) == []


def test_no_word_of_a_translation_stays_in_the_journal(
    session: orm.Session, world: World, made: Contribution
) -> None:
    put_into_french(session, world, made)
    lines = session.scalars(sa.select(AuditLine.details)).all()
    assert all("médecin" not in str(each) for each in lines)


def test_enjeux_are_suggested_from_the_french(
    session: orm.Session, world: World, reasons: None, made: Contribution
) -> None:
    operations.decide(
        session,
        made,
        DecisionKind.PUBLISH,
        by=session.merge(world.moderator),
        revision=made.revision,
    )
    before = advice.suggestions(advice.give(session, made))
    put_into_french(session, world, made)
    after = advice.suggestions(advice.give(session, made))
    expected = suggesting.suggest(FRENCH, made.vocabulary, "fr")
    assert [each.key for each in after] == [each.key for each in expected]
    assert after != before


def test_groups_are_made_with_the_french(session: orm.Session, world: World) -> None:
    made = make_contribution(
        session, world, SAID, language="ar", status=Status.PUBLISHED, enjeux=("sante",)
    )
    enjeu = session.merge(world.enjeu("sante"))
    assert [each.language for each in read_units(session, enjeu, EVERYTHING)] == ["ar"]
    put_into_french(session, world, made)
    (unit,) = read_units(session, enjeu, EVERYTHING)
    assert (unit.language, unit.text) == ("fr", f"\n{FRENCH}")


def test_many_words_of_a_page_are_looked_up_together(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    some = [
        make_contribution(session, world, f"{SAID} {n}", language="ar", submission=f"{n:032}")
        for n in range(6)
    ]
    for each in some:
        each.receipt = some[0].receipt
    session.commit()
    address = f"/suivi/{receipts.code_of(f'{0:032}')}"
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    with moderator.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    page_of_all = moderator.get(address)
    event.remove(engine, "before_cursor_execute", note)
    assert page_of_all.text.count(SAID) == 6
    assert len([each for each in asked if "FROM translation" in each]) == 1
