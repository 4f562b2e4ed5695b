"""The language is in the address: links, redirects, mails and caches keep it; the desk stays French."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_babel import force_locale, gettext, ngettext
from justhtml import JustHTML
from sqlalchemy import orm

from consult.budget.models import Idea
from consult.consultations.models import AnswerSheet
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.following.models import Contact
from consult.outbox.models import OutboxMessage
from consult.web.i18n import day, hour, moment, money, number, percent
from consult.web.languages import DEFAULT, LANGUAGES
from tests import factories
from tests.contract.remarks.saying import address, open_contract
from tests.factories import World
from tests.pages import PageClient, words

OTHERS = sorted(set(LANGUAGES) - {DEFAULT})
WORDS = "نريد مقاعد في ساحة المدرسة"


@pytest.mark.parametrize("language", OTHERS)
def test_a_page_and_all_it_leads_to_keep_their_language(
    client: PageClient, world: World, language: str
) -> None:
    page = client.get(f"/{language}/")
    document = JustHTML(page.text, sanitize=False)
    root = document.query("html")[0].attrs
    assert (root["lang"], root["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    links = [link.attrs["href"] for link in document.query("a[href]") if "lang" not in link.attrs]
    desk = [href for href in links if href.startswith("/espace")]
    assert desk == ["/espace/connexion"]
    inside = [href for href in links if href.startswith("/") and href not in desk]
    assert inside
    assert all(href.startswith(f"/{language}/") for href in inside)
    for tag, name in (("link", "href"), ("script", "src"), ("use", "href")):
        for node in document.query(tag):
            target = node.attrs.get(name, "")
            assert target.startswith(("/static/", "http://localhost/"))


def test_the_chooser_leads_to_the_same_page(client: PageClient, world: World) -> None:
    page = client.get("/en/contrats/armentieres/remarques?suite=en-attente&section=é")
    links = JustHTML(page.text, sanitize=False).query(".languages a")
    assert {link.attrs["lang"]: link.attrs["href"] for link in links} == {
        code: f"{'' if code == DEFAULT else '/' + code}/contrats/armentieres/remarques"
        "?suite=en-attente&section=%C3%A9"
        for code in LANGUAGES
        if code != "en"
    }
    assert [link.to_text() for link in links] == [LANGUAGES[link.attrs["lang"]] for link in links]
    assert all(client.get(link.attrs["href"]).status_code == 200 for link in links)


def test_search_engines_are_told_of_each_language(client: PageClient, world: World) -> None:
    found = re.findall(
        r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', client.get("/budget").text
    )
    assert dict(found) == {
        code: f"http://localhost{'' if code == DEFAULT else '/' + code}/budget"
        for code in LANGUAGES
    }


def test_each_language_is_a_page_of_its_own_for_a_cache(client: PageClient, world: World) -> None:
    tags = set()
    for language in OTHERS:
        page = client.get(f"/{language}/consultations")
        assert "Set-Cookie" not in page.headers
        assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        tags.add(page.headers["ETag"])
    assert len(tags) == len(OTHERS)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/fr/", "/"),
        ("/fr/suivi?code=A%20B&x=é", "/suivi?code=A%20B&x=%C3%A9"),
        ("/ar", "/ar/"),
        ("/fr", "/"),
        ("/ar/espace", "/espace"),
        ("/pl/espace/connexion?next=/espace/journal", "/espace/connexion?next=/espace/journal"),
        ("/ar/participation.csv?annee=2026", "/participation.csv?annee=2026"),
        ("/tr/contrats/armentieres/telecharger/pdf", "/contrats/armentieres/telecharger/pdf"),
        ("/en/static/css/site.css?v=1", "/static/css/site.css?v=1"),
        # Another site's name never stands at the beginning of where one is sent.
        ("/fr//elsewhere.example/x", "/elsewhere.example/x"),
        ("/fr/%2F%2Felsewhere.example", "/elsewhere.example"),
        ("/fr/%5C%5Celsewhere.example", "/%5C%5Celsewhere.example"),
        ("/fr/a%0D%0AX-Bad:%20y", "/a%0D%0AX-Bad:%20y"),
    ],
)
def test_what_has_one_address_is_led_to_it(
    client: PageClient, world: World, asked: str, told: str
) -> None:
    answer = client.get(asked)
    assert (answer.status_code, answer.location) == (308, told)
    assert client.post(asked).status_code == 308


@pytest.mark.parametrize("path", ["/ar//elsewhere.example", "/ar/%2F%2Felsewhere.example"])
def test_a_page_that_does_not_exist_leads_to_no_other_site(client: PageClient, path: str) -> None:
    page = client.get(path, follow_redirects=True)
    assert page.status_code == 404
    hrefs = re.findall(r'href="([^"]+)"', page.text)
    assert not [each for each in hrefs if each.startswith(("//", "/\\"))]
    assert 'lang="ar"' in page.text


def test_a_language_is_not_found_within_a_name(client: PageClient) -> None:
    assert client.get("/arbre").status_code == 404
    assert 'lang="fr"' in client.get("/arbre").text


def test_an_answer_keeps_its_language_up_to_the_receipt(
    client: PageClient, session: orm.Session, world: World
) -> None:
    factories.make_consultation(session, world)
    session.commit()
    started = client.get("/ar/consultations/quartier/repondre")
    assert started.location.startswith("/ar/consultations/quartier/reponse/")
    base = started.location.rpartition("/")[0]
    answered = client.submit(f"{base}/3", {"answer": WORDS})
    assert answered.location == f"{base}/4"
    sheet = session.scalars(sa.select(AnswerSheet)).one()
    assert sheet.language == "ar"
    check = client.get(f"{base}/verifier")
    assert WORDS in words(check)
    sent = client.submit(f"{base}/verifier")
    assert sent.location.startswith("/ar/recu/")
    said = session.scalars(sa.select(Contribution)).one()
    assert said.language == "ar"
    code = sent.location.rpartition("/")[2]
    # The same code in every language.
    for language in ("", "/tr", "/ar"):
        assert client.get(f"{language}/suivi/{code}").status_code == 200
    assert f"http://localhost/ar/suivi/{code}" in client.get(sent.location).text


def test_the_last_page_written_on_is_the_language_of_the_words(
    client: PageClient, session: orm.Session, world: World
) -> None:
    factories.make_consultation(session, world)
    session.commit()
    base = client.get("/consultations/quartier/repondre").location.rpartition("/")[0]
    client.submit(f"{base}/1", {"answer": ["c1"]})
    client.submit(f"/tr{base}/3", {"answer": "Banklar istiyoruz."})
    assert session.scalars(sa.select(AnswerSheet)).one().language == "tr"


@pytest.mark.parametrize(("said", "kept"), [({}, "pl"), ({"language": "uk"}, "uk")])
def test_an_author_may_have_written_in_another_language_than_the_page(
    client: PageClient, session: orm.Session, world: World, said: dict[str, str], kept: str
) -> None:
    campaign = factories.make_campaign(session, world)
    session.commit()
    sent = client.submit(
        f"/pl/budget/{campaign.slug}/proposer", {"title": "Ławki", "text": "W cieniu.", **said}
    )
    assert sent.location.startswith("/pl/recu/")
    assert session.scalars(sa.select(Idea)).one().contribution.language == kept


def test_a_language_that_is_not_offered_is_refused_and_nothing_is_lost(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = factories.make_campaign(session, world)
    session.commit()
    data = {"title": "Ławki", "text": "W cieniu.", "language": "klingon"}
    refused = client.submit(f"/pl/budget/{campaign.slug}/proposer", data)
    assert refused.status_code == 422
    assert "W cieniu." in refused.text
    assert session.scalars(sa.select(Contribution)).all() == []


def test_an_opinion_is_in_the_language_of_the_page_and_a_wording_in_french(
    client: PageClient, session: orm.Session, world: World
) -> None:
    open_contract(session, world)
    client.submit(f"/en{address(session, 'avis')}", {"text": "I agree."})
    client.submit(f"/en{address(session, 'proposer')}", {"proposed": "Il manque des médecins."})
    found = session.execute(sa.select(Contribution.text, Contribution.language)).all()
    assert sorted(language for _text, language in found) == ["en", "fr"]


def test_a_mail_leads_to_the_page_in_the_language_of_its_reader(
    client: PageClient, session: orm.Session, world: World
) -> None:
    factories.make_contribution(session, world, WORDS, submission="one", status=Status.PUBLISHED)
    session.commit()
    code = receipts.code_of("one")
    asked = client.submit(f"/ar/suivi/{code}/prevenir", {"email": "une.personne@example.org"})
    assert asked.location.startswith(f"/ar/suivi/{code}")
    assert session.scalars(sa.select(Contact)).one().language == "ar"
    mail = session.scalars(sa.select(OutboxMessage)).one()
    (link,) = re.findall(r"http://localhost(/\S+)", mail.body)
    assert link.startswith("/ar/prevenir/confirmer/")
    assert "مرحب" in mail.body
    assert client.submit(link).location.startswith("/ar/prevenir/suivre/")


def test_the_team_reads_french(client: PageClient, world: World) -> None:
    client.sign_in(world.editor)
    assert client.get("/ar/espace").location == "/espace"
    assert '<html lang="fr"' in client.get("/espace").text


@pytest.mark.parametrize("language", ["ar", "tr", "pt", "pl"])
def test_what_a_catalogue_lacks_is_told_in_french(app: Flask, language: str) -> None:
    """The sentences of the desk, say, that no resident meets."""
    with force_locale(language):
        assert gettext("Team menu") == "Menu de l’équipe"
        assert ngettext("%(num)s action", "%(num)s actions", 0) == "0 action"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["1er mars 2027", "1er mars 2027 à 14\u202fh\u202f05", "14\u202fh\u202f05"]),
        ("en", ["1 March 2027", "1 March 2027 at 14:05", "14:05"]),
        ("ar", ["1 مارس 2027", "1 مارس 2027، 14:05", "14:05"]),
        ("tr", ["1 Mart 2027", "1 Mart 2027, 14:05", "14:05"]),
        ("pt", ["1 de março de 2027", "1 de março de 2027, às 14:05", "14:05"]),
        ("pl", ["1 marca 2027", "1 marca 2027, 14:05", "14:05"]),
    ],
)
def test_dates_are_told_as_each_language_tells_them(
    app: Flask, language: str, expected: list[str]
) -> None:
    at = datetime(2027, 3, 1, 13, 5, tzinfo=UTC)
    with force_locale(language):
        assert [day(at), moment(at), hour(at)] == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", ["1\u202f786", "12\u202f500\u202f€", "3,5\u202f%", "mars 2027"]),
        ("en", ["1,786", "€12,500", "3.5%", "March 2027"]),
        ("tr", ["1.786", "€12.500", "%3,5", "Mart 2027"]),
        ("pt", ["1\u00a0786", "12\u00a0500\u00a0€", "3,5%", "março de 2027"]),
        ("pl", ["1\u00a0786", "12\u00a0500\u00a0€", "3,5%", "marzec 2027"]),
    ],
)
def test_numbers_are_told_as_each_language_tells_them(
    app: Flask, language: str, expected: list[str]
) -> None:
    at = datetime(2027, 3, 1, 13, 5, tzinfo=UTC)
    with force_locale(language):
        found = [number(1786), money(12500), percent(3.5, 1), day(at, "MMMM y")]
    assert found == expected


@pytest.mark.parametrize(
    ("language", "forms"), [("ar", 6), ("pl", 3), ("en", 2), ("pt", 2), ("tr", 2), ("fr", 2)]
)
def test_each_language_counts_in_its_own_way(app: Flask, language: str, forms: int) -> None:
    with force_locale(language):
        told = {
            re.sub(r"\d+", "", ngettext("%(num)s person", "%(num)s people", n)) for n in range(120)
        }
    # Turkish says « 1 kişi, 2 kişi »: its words do not change after a number.
    assert (1 if language == "tr" else 2) <= len(told) <= forms
