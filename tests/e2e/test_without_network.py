"""A questionnaire on a phone that loses the network: it goes on, and is sent once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.answering import Rows, answer, begin, go_on, go_to_the_check, kept
from tests.e2e.conftest import Demo
from tests.e2e.network import Network
from tests.e2e.visitor import Visitor
from tests.e2e.without_network import (
    LONG,
    RECEIPT,
    WAITING,
    network,
    page,
    phone,
    press,
    rows,
    site,
)

assert all((network, page, phone, rows, site))

IN_ARABIC = "أريد طبيبًا قريبًا من المحطة"


@pytest.mark.parametrize(
    ("language", "words"), [("", "Un médecin près de la gare"), ("/ar", IN_ARABIC)]
)
def test_the_whole_answer_on_a_slow_phone_without_network_in_the_middle(
    chromium: Browser, network: Network, rows: Rows, artefacts: Path, language: str, words: str
) -> None:
    network.slow_3g()
    folder = artefacts / f"sans-reseau{language.replace('/', '-')}"
    visitor = Visitor(chromium, network.url, folder, width=360, scripts=True)
    page = visitor.page
    slow = visitor.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    before = rows.sent()
    begin(page, network.url, language=language)
    visitor.look("premier-ecran")
    answer(page)
    go_on(page)
    visitor.context.set_offline(True)
    while not page.url.endswith("/verifier"):
        answer(page, words)
        go_on(page)
        visitor.look("sans-reseau")
        expect(page.locator("#hors-ligne")).to_be_visible()
    expect(page.get_by_text(words)).to_be_visible()
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    visitor.look("a-envoyer")
    assert rows.sent() == before
    visitor.context.set_offline(False)
    page.wait_for_url(RECEIPT, timeout=LONG)
    visitor.look("recu")
    assert rows.sent() == before + 1
    assert language in page.url
    said = rows.run("SELECT text, language FROM contribution ORDER BY id DESC LIMIT 1")
    assert said == [(words, language.strip("/") or "fr")]
    # The browser tells what it did not reach.
    assert [each for each in visitor.faults if "net::ERR" not in each] == []
    visitor.context.close()


def test_nothing_stays_on_the_phone_once_it_is_sent(
    page: Page, phone: BrowserContext, site: Demo
) -> None:
    begin(page, site.url)
    answer(page)
    go_on(page)
    assert kept(page)[0]["saved"]
    go_to_the_check(page)
    page.locator("form button.primary").click()
    page.wait_for_url(RECEIPT)
    assert kept(page) == []
    begin(page, site.url)
    phone.set_offline(True)
    answer(page)
    go_on(page)
    go_to_the_check(page)
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    phone.set_offline(False)
    page.wait_for_url(RECEIPT)
    assert kept(page) == []
    # What the worker keeps is the questionnaire's, never a page with a code.
    addresses = page.evaluate(
        "async () => (await (await caches.open('consult-assets')).keys()).map(({ url }) => url)"
    )
    assert addresses
    assert not [each for each in addresses if "/static/" not in each]


def test_a_sending_whose_answer_is_lost_is_sent_once(
    page: Page, network: Network, rows: Rows
) -> None:
    base = begin(page, network.url)
    go_to_the_check(page)
    before, told = rows.sent(), audit_lines(rows)
    network.cut = f"POST {base.removeprefix(network.url)}/envoyer".encode()
    page.locator("form button.primary").click()
    page.wait_for_url(RECEIPT)
    assert network.lost > 0
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    assert rows.sent() == before + 1
    assert audit_lines(rows) == told + 1


def test_what_waited_is_sent_once_even_when_the_answer_is_lost(
    page: Page, phone: BrowserContext, network: Network, rows: Rows
) -> None:
    base = begin(page, network.url)
    before, told = rows.sent(), audit_lines(rows)
    phone.set_offline(True)
    go_to_the_check(page)
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    network.cut = f"POST {base.removeprefix(network.url)}/hors-ligne".encode()
    phone.set_offline(False)
    wait_until_lost(page, network)
    assert rows.sent() == before + 1
    network.cut = b""
    page.wait_for_url(RECEIPT, timeout=LONG)
    assert rows.sent() == before + 1
    assert audit_lines(rows) == told + 1


def audit_lines(rows: Rows) -> int:
    return rows.count("SELECT count(*) FROM audit_line WHERE action = 'sheet.submit'")


def wait_until_lost(page: Page, network: Network) -> None:
    for _ in range(100):
        if network.lost:
            return
        page.wait_for_timeout(100)
    raise AssertionError("no answer was lost")


def test_a_network_that_answers_nothing_is_no_network(page: Page, network: Network) -> None:
    begin(page, network.url)
    network.is_dead = True
    answer(page)
    go_on(page)
    expect(page.locator("#hors-ligne")).to_contain_text("Pas de réseau")
    # Nobody waits again in front of the next screens.
    answer(page)
    page.locator("form button.primary").first.click()
    page.wait_for_url(re.compile("/3$"), timeout=3_000)


def test_one_goes_back_and_forth_without_loss(
    page: Page, phone: BrowserContext, site: Demo
) -> None:
    base = begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page, 'Deux lignes,\net un <b>signe</b> & "tout".')
    told = page.locator("main").inner_text()
    assert "Deux lignes," in told
    assert 'et un <b>signe</b> & "tout".' in told
    for name in ("Retour",) * 3:
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_load_state()
    assert page.url == f"{base}/4"
    expect(page.locator("main input[type=text]")).to_have_value("15")
    page.get_by_role("button", name="Effacer ma réponse").click()
    page.wait_for_url("**/quartier")
    page.goto(f"{base}/3")
    expect(page.locator("textarea")).to_have_value('Deux lignes,\net un <b>signe</b> & "tout".')
    page.goto(f"{base}/verifier")
    expect(page.locator("main").get_by_text("Pas de réponse")).to_have_count(1)
    page.reload()
    expect(page.locator("main").get_by_text("Deux lignes,")).to_be_visible()


def test_two_sheets_on_one_tablet_and_two_tabs_of_one(
    phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    first, second = phone.new_page(), phone.new_page()
    begin(first, site.url)
    base = begin(second, site.url)
    phone.set_offline(True)
    go_to_the_check(first, "La première personne")
    answer(second)
    go_on(second)
    tab = phone.new_page()
    tab.goto(f"{base}/3")
    answer(tab, "La seconde personne")
    go_on(tab)
    go_to_the_check(second, "La seconde personne")
    assert "La première" not in second.locator("main").inner_text()
    before = rows.sent()
    for each in (first, second):
        each.locator("form button.primary").click()
        each.wait_for_url(WAITING)
    phone.set_offline(False)
    codes = set()
    for each in (first, second):
        each.wait_for_url(RECEIPT, timeout=LONG)
        codes.add(each.url)
    assert len(codes) == 2
    assert rows.sent() == before + 2
    said = rows.run("SELECT text FROM contribution ORDER BY id DESC LIMIT 2")
    assert {each for (each,) in said} == {"La première personne", "La seconde personne"}


def test_the_network_comes_back_in_the_middle(
    page: Page, phone: BrowserContext, site: Demo
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    answer(page)
    go_on(page)
    expect(page.locator("#hors-ligne")).to_contain_text("Pas de réseau")
    phone.set_offline(False)
    expect(page.locator("#hors-ligne")).to_contain_text("Le réseau est revenu")
    answer(page)
    go_on(page)
    expect(page.locator("#hors-ligne")).to_have_count(0)
    assert kept(page)[0]["pending"] == {}


def test_answers_erased_from_the_device(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page)
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    before = rows.sent()
    page.get_by_text("Effacer de cet appareil").click()
    press(page, "Effacer mes réponses")
    expect(page.get_by_role("heading", name="C’est effacé")).to_be_focused()
    assert kept(page) == []
    phone.set_offline(False)
    page.wait_for_timeout(1_000)
    assert rows.sent() == before


def test_an_answer_sent_is_changed_before_it_leaves(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page, "Un premier mot")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    press(page, "Modifier mes réponses")
    page.wait_for_url("**/verifier")
    page.get_by_role("link", name=re.compile("^Modifier.*Qu’est-ce qui vous aiderait")).click()
    page.locator("textarea").fill("Un second mot")
    go_on(page)
    assert page.url.endswith("/verifier")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    phone.set_offline(False)
    page.wait_for_url(RECEIPT)
    assert rows.run("SELECT text FROM contribution ORDER BY id DESC LIMIT 1") == [
        ("Un second mot",)
    ]
