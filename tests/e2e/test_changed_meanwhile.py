"""What a phone kept meets a questionnaire that the team changed, stopped or closed meanwhile."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.answering import Rows, answer, begin, go_on, go_to_the_check, leave
from tests.e2e.conftest import Demo
from tests.e2e.without_network import (
    LONG,
    RECEIPT,
    WAITING,
    changed,
    network,
    page,
    phone,
    rows,
    site,
)

assert all((network, page, phone, rows, site))


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


def test_a_page_from_the_network_is_never_an_old_one(page: Page, site: Demo, rows: Rows) -> None:
    base = begin(page, site.url)
    (prompt,) = rows.run("SELECT prompt FROM question WHERE key = 'renoncer'")[0]
    with changed(rows, "UPDATE question SET prompt = {} WHERE key = ?", "'Autrement dit ?'",
                 "'" + prompt.replace("'", "''") + "'", "renoncer"):  # fmt: skip
        page.goto(f"{base}/1")
        expect(page.get_by_role("heading", level=1)).to_have_text("Autrement dit ?")


def test_a_screen_that_the_site_refuses_is_fetched_again_and_the_answers_leave(
    page: Page, phone: BrowserContext, site: Demo, rows: Rows
) -> None:
    """A choice was put in the place of the one that was ticked, and a question is now compulsory."""
    begin(page, site.url)
    phone.set_offline(True)
    go_to_the_check(page, "Des mots tapés sans réseau")
    page.locator("form button.primary").click()
    page.wait_for_url(WAITING)
    ticked = "question_id = (SELECT id FROM question WHERE key = 'renoncer') AND position = 0"
    key, label = rows.run(f"SELECT key, label FROM choice WHERE {ticked}")[0]
    new = f"UPDATE choice SET key = ?, label = ? WHERE {ticked}"
    rows.run(new, "nouveau", "Un choix tout nouveau")
    try:
        phone.set_offline(False)
        page.wait_for_url("**/verifier")
        expect(page.locator(".notice.error")).to_contain_text("Choisissez dans la liste")
        expect(page.get_by_text("Des mots tapés sans réseau")).to_be_visible()
        # What was refused is asked on today's screen, with or without network.
        phone.set_offline(True)
        leave(page, page.locator(".notice.error a"))
        page.get_by_text("Un choix tout nouveau").click()
        go_on(page)
        page.locator("form button.primary").click()
        page.wait_for_url(WAITING)
        phone.set_offline(False)
        page.wait_for_url(RECEIPT, timeout=LONG)
    finally:
        rows.run(new, key, label)
    assert rows.run("SELECT text FROM contribution ORDER BY id DESC LIMIT 1") == [
        ("Des mots tapés sans réseau",)
    ]
