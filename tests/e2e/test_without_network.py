"""A questionnaire on a phone that loses the network: it goes on, and is sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.answering import Rows, answer, begin, go_on, go_to_the_check, kept, leave
from tests.e2e.conftest import Demo, served
from tests.e2e.network import Network, network_to
from tests.e2e.visitor import Visitor, screen

WAITING = re.compile("/envoyer$")
RECEIPT = re.compile(r"/recu/[A-Z0-9]{5}-[A-Z0-9]{5}$")
LONG = 60_000
IN_ARABIC = "أريد طبيبًا قريبًا من المحطة"


@pytest.fixture(scope="module")
def site(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demonstration of its own: these tests close and change its questionnaires."""
    with served(filled, tmp_path_factory.mktemp("offline")) as running:
        yield running


@pytest.fixture
def rows(site: Demo) -> Rows:
    return Rows(site.data)


@pytest.fixture
def network(site: Demo) -> Iterator[Network]:
    with network_to(site.url) as made:
        yield made


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=screen(360), locale="fr-FR")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext) -> Page:
    return phone.new_page()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


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


def test_what_is_wrong_is_told_without_network(
    page: Page, phone: BrowserContext, site: Demo
) -> None:
    base = begin(page, site.url)
    phone.set_offline(True)
    answer(page)
    go_on(page)
    page.goto(f"{base}/4")
    page.locator("main input[type=text]").fill("un quart d’heure")
    page.locator("form button.primary").click()
    expect(page.locator(".notice.error")).to_be_focused()
    expect(page.locator(".notice.error")).to_contain_text("Écrivez un nombre entier")
    expect(page.locator("main input[type=text]")).to_have_value("un quart d’heure")
    page.goto(f"{base}/verifier")
    page.locator("form button.primary").click()
    expect(page.locator(".notice.error")).to_contain_text("Écrivez un nombre entier")
    assert page.url == f"{base}/verifier"


def test_a_question_made_compulsory_meanwhile_is_asked_again(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    go_on(page)
    go_to_the_check(page)
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    with changed(rows, "UPDATE question SET required = {} WHERE key = ?", 1, 0, "renoncer"):
        phone.set_offline(False)
        page.wait_for_url("**/verifier")
        expect(page.locator(".notice.error")).to_contain_text("Choisissez une réponse")
        leave(page, page.locator(".notice.error a"))
        answer(page)
        go_on(page)
        page.locator("form button.primary").click()
        page.wait_for_url(RECEIPT)


def test_a_question_taken_off_meanwhile_gives_its_words_back(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page, "Des mots pour une question qui n’est plus là")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    before = rows.sent()
    with changed(
        rows, "UPDATE question SET key = {} WHERE key = ?", "'autre'", "'besoin'", "besoin", "autre"
    ):
        phone.set_offline(False)
        expect(page.get_by_role("heading", name="Vos réponses sont envoyées")).to_be_visible()
        expect(page.locator("blockquote")).to_have_text(
            "Des mots pour une question qui n’est plus là"
        )
        assert rows.sent() == before + 1
        page.get_by_role("link", name="Ouvrir mon reçu").click()
        page.wait_for_url(RECEIPT)


def test_a_consultation_closed_meanwhile_gives_the_words_back(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page, "Des mots trop tard")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    dates = "SELECT opens_at, closes_at FROM consultation WHERE slug = 'se-soigner'"
    opens, closes = rows.run(dates)[0]
    past = f"datetime('{opens}', '+1 minute')"
    with changed(
        rows,
        "UPDATE consultation SET closes_at = {} WHERE slug = ?",
        past,
        f"'{closes}'",
        "se-soigner",
    ):
        phone.set_offline(False)
        expect(page.get_by_role("heading", name="Cette consultation est terminée")).to_be_visible()
        expect(page.locator("blockquote")).to_have_text("Des mots trop tard")


class changed:  # noqa: N801
    """The team changes the questionnaire, until the end of the block."""

    def __init__(
        self, rows: Rows, statement: str, after: object, before: object, *keys: str
    ) -> None:
        self.rows, self.statement = rows, statement
        self.after, self.before = after, before
        self.keys = keys

    def __enter__(self) -> None:
        self.rows.run(self.statement.format(self.after), self.keys[0])

    def __exit__(self, *_: object) -> None:
        self.rows.run(self.statement.format(self.before), self.keys[-1])


def test_a_page_from_the_network_is_never_an_old_one(page: Page, site: Demo, rows: Rows) -> None:
    base = begin(page, site.url)
    (prompt,) = rows.run("SELECT prompt FROM question WHERE key = 'renoncer'")[0]
    with changed(rows, "UPDATE question SET prompt = {} WHERE key = ?", "'Autrement dit ?'",
                 "'" + prompt.replace("'", "''") + "'", "renoncer"):  # fmt: skip
        page.goto(f"{base}/1")
        expect(page.get_by_role("heading", level=1)).to_have_text("Autrement dit ?")


def test_without_a_worker_nothing_typed_is_lost(chromium: Browser, network: Network) -> None:
    context = chromium.new_context(viewport=screen(360), service_workers="block", locale="fr-FR")
    page = context.new_page()
    page.goto(f"{network.url}/consultations/se-soigner/repondre")
    base = page.url.rpartition("/")[0]
    answer(page)
    go_on(page)
    page.goto(f"{base}/3")
    page.locator("textarea").fill("Tout ceci reste là")
    context.set_offline(True)
    page.locator("form button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("ce que vous avez écrit reste sur cette page")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("textarea")).to_have_value("Tout ceci reste là")
    context.set_offline(False)
    go_on(page)
    assert page.url == f"{base}/4"
    context.close()


def test_the_first_screen_stays_when_nothing_is_kept_yet(
    page: Page, phone: BrowserContext, network: Network
) -> None:
    """The network goes before the other screens could come."""
    network.cut = b"GET /consultations/se-soigner/reponse/"
    page.goto(f"{network.url}/consultations/se-soigner")
    network.cut = b""
    page.goto(f"{network.url}/consultations/se-soigner/repondre")
    base = page.url.rpartition("/")[0].removeprefix(network.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.evaluate(
        """async () => {
          const database = await new Promise((resolve) => {
            const asked = indexedDB.open("consult", 1);
            asked.onsuccess = () => resolve(asked.result);
          });
          const rows = database.transaction(["kits", "sheets"], "readwrite");
          rows.objectStore("kits").clear();
          rows.objectStore("sheets").clear();
          await new Promise((resolve) => { rows.oncomplete = resolve; });
          database.close();
        }"""
    )
    assert base
    phone.set_offline(True)
    page.locator("main .choice input").first.check(force=True)
    page.locator("form button.primary").click()
    expect(page.get_by_role("alert")).to_contain_text("Pas de réseau")
    expect(page.locator("main .choice input").first).to_be_checked()


def test_five_taps_from_the_poster_to_the_sending(page: Page, site: Demo, rows: Rows) -> None:
    """What the square code opens, a choice, one's words, and it is sent."""
    before = rows.sent()
    page.goto(f"{site.url}/consultations/votre-quartier/repondre")
    page.locator(".choice label").first.click()
    leave(page, page.locator("form button.primary"))
    leave(page, page.locator("form button[name=skip]"))
    page.locator("textarea").fill("Des bancs à l’ombre")
    leave(page, page.locator("form button[name=finish]"))
    leave(page, page.locator("form button.primary"))
    page.wait_for_url(RECEIPT)
    assert rows.sent() == before + 1
    assert rows.run("SELECT text FROM contribution ORDER BY id DESC LIMIT 1") == [
        ("Des bancs à l’ombre",)
    ]
