"""The code: given once, found again however it is typed, and nobody else's."""

from __future__ import annotations

import re

import pytest
import segno
from sqlalchemy import orm

from consult.budget.operations import IdeaWords, propose
from consult.consultations.models import AnswerSheet
from consult.contributions import receipts
from consult.contributions.models import Channel
from consult.contributions.operations import Place
from consult.web.qr import QUIET_ZONE, qr_svg
from tests.factories import World, make_campaign, make_consultation, make_contribution
from tests.pages import PageClient, words

KIND = "Ce code ne marche pas. Vérifiez les lettres, ou demandez à l’accueil du centre social."
WRONG_CODES = [
    "AAAAA-AAAAA",
    "x",
    "B7K4-QM3Z",
    "💥" * 5,
    "A" * 3000,
    "'; drop table receipt; --",
    "<script>x</script>",
    "../../etc/passwd",
    "AAAAAAAAAA\x00",
]


@pytest.fixture
def code(session: orm.Session, world: World) -> str:
    make_contribution(session, world, "Il manque des bancs.", submission="known")
    session.commit()
    return receipts.code_of("known")


def test_the_receipt_shows_the_code_its_picture_and_what_comes_next(
    client: PageClient, code: str
) -> None:
    response = client.get(f"/recu/{code}")
    page = words(response)
    assert page.startswith("Merci. C’est noté.")
    assert code in page
    for step in ("Reçu", "Lu", "Classé", "Écrit dans le contrat"):
        assert step in page
    html = response.get_data(as_text=True)
    assert f'href="/suivi/{code}"' in html
    assert f"http%3A//localhost/suivi/{code}" in re.search(r'href="(sms:[^"]+)"', html)[1]
    assert 'role="img"' in html
    assert "Set-Cookie" not in response.headers


def test_the_picture_reads_the_follow_up_address(client: PageClient, code: str) -> None:
    drawn = re.search(r' d="([^"]+)"', qr_svg(f"http://localhost/suivi/{code}", ""))[1]
    assert f'd="{drawn}"' in client.get(f"/recu/{code}").get_data(as_text=True)


def test_the_drawing_has_exactly_the_dark_modules_of_the_code() -> None:
    matrix = segno.make("http://localhost/suivi/AC4KR-M3XHT", error="m", micro=False).matrix
    dark = set()
    for x, y, width in re.findall(
        r"M(\d+) (\d+)h(\d+)v1h-\d+z", qr_svg("http://localhost/suivi/AC4KR-M3XHT", "x")
    ):
        dark |= {(int(x) + n - QUIET_ZONE, int(y) - QUIET_ZONE) for n in range(int(width))}
    expected = {(x, y) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    assert dark == expected


def test_the_label_of_the_picture_is_escaped() -> None:
    assert "<b>" not in qr_svg("x", '"><b>')


@pytest.mark.parametrize("page", ["recu", "suivi"])
def test_pages_below_a_code_are_never_kept_nor_indexed(
    client: PageClient, code: str, page: str
) -> None:
    for typed in (code, "AAAAA-AAAAA"):
        headers = client.get(f"/{page}/{typed}").headers
        assert headers["Cache-Control"] == "private, no-store"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "ETag" not in headers


def test_the_page_that_asks_for_the_code_is_like_any_public_page(client: PageClient) -> None:
    response = client.get("/suivi")
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in response.headers
    assert "X-Robots-Tag" not in response.headers


@pytest.mark.parametrize(
    "typed",
    ["{0}", " {0} ", "{1}", "{2}", "{1}."],
    ids=["as given", "blanks", "lower case", "spaced", "lower case and a dot"],
)
def test_a_code_is_found_however_it_is_typed(client: PageClient, code: str, typed: str) -> None:
    written = typed.format(code, code.lower(), code.replace("-", " "))
    response = client.get("/suivi", query_string={"code": written})
    assert response.status_code == 303
    assert response.location.endswith(f"/suivi/{code}")
    assert client.get(response.location).status_code == 200


@pytest.mark.parametrize("typed", WRONG_CODES)
def test_a_wrong_code_gets_a_kind_sentence_and_stays_in_the_field(
    client: PageClient, world: World, typed: str
) -> None:
    response = client.get("/suivi", query_string={"code": typed})
    assert response.status_code == 404
    assert KIND in words(response)
    assert 'id="code-error"' in response.get_data(as_text=True)
    if typed.isalnum() and len(typed) < 60:
        assert f'value="{typed}"' in response.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["AAAAA-AAAAA", "x", "%F0%9F%92%A5", "A" * 3000])
def test_a_wrong_code_in_the_address_gets_the_same_sentence(
    client: PageClient, world: World, typed: str
) -> None:
    for address in (f"/suivi/{typed}", f"/recu/{typed}", f"/suivi/{typed}/abc/corriger"):
        response = client.get(address)
        assert response.status_code == 404
        assert KIND in words(response)


def test_an_empty_code_is_asked_for(client: PageClient) -> None:
    response = client.get("/suivi?code=%20")
    assert response.status_code == 422
    assert "Écrivez votre code." in words(response)


def test_codes_cannot_be_tried_without_end(client: PageClient, code: str) -> None:
    addresses = ["/suivi?code=AAAAA-AAAA{}", "/suivi/AAAAA-AAAA{}", "/recu/AAAAA-AAAA{}"]
    for n in range(30):
        sign = receipts.ALPHABET[n % 25]
        assert client.get(addresses[n % 3].format(sign)).status_code == 404
    for address in addresses:
        assert client.get(address.format("A")).status_code == 429
    # Not even a right one: otherwise the answers would tell which guess was good.
    refused = client.get(f"/suivi/{code}")
    assert refused.status_code == 429
    assert "Attendez" in words(refused) or "minutes" in words(refused)


def test_a_social_centre_follows_many_receipts_from_one_address(
    client: PageClient, code: str
) -> None:
    for _ in range(40):
        assert client.get(f"/suivi/{code}").status_code == 200


def test_the_receipt_of_an_idea_tells_its_number(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    issued = propose(session, campaign, "k", IdeaWords("Bancs", "Des bancs."), place=Place())
    session.commit()
    assert "numéro 1 dans « Budget participatif 2027 »" in words(client.get(f"/recu/{issued.code}"))
    assert "Idée n° 1 · Bancs" in words(client.get(f"/suivi/{issued.code}")).replace("\u00a0", " ")


def test_a_receipt_of_ticked_answers_alone_says_that_they_count(
    client: PageClient, session: orm.Session, world: World
) -> None:
    consultation = make_consultation(session, world, title="Votre quartier demain")
    issued = receipts.issue(session, "sheet")
    session.add(
        AnswerSheet(
            consultation=consultation,
            token_hash="0" * 64,
            channel=Channel.ONLINE,
            receipt=issued.receipt,
        )
    )
    session.commit()
    page = words(client.get(f"/suivi/{issued.code}"))
    assert "Votre quartier demain" in page
    assert "Vos réponses sont comptées" in page
    assert client.get(f"/recu/{issued.code}").status_code == 200
