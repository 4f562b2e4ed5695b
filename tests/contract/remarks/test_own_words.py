"""A remark goes the way of all words: read, masked, split, corrected, contested, taken back."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract
from consult.contract.remarks.models import AnswerKind, Remark, RemarkAnswer, RemarkKind
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status
from consult.contributions.rewordings import Rewording, read_rewording
from consult.moderation.masking import MASK, mask
from consult.moderation.operations import ensure_reasons
from tests.contract.remarks.saying import (
    DESK,
    PAGE,
    SENTENCE,
    address,
    answer,
    open_contract,
    remark,
)
from tests.factories import World
from tests.moderation.acts import refuse
from tests.pages import PageClient, words

KEY = "mien"
NEW = SENTENCE.replace("généralistes", "généralistes, dit Jean Exemple,")


@pytest.fixture(autouse=True)
def contract(session: orm.Session, world: World) -> Contract:
    ensure_reasons(session)
    return open_contract(session, world)


def proposal(session: orm.Session, status: Status = Status.PUBLISHED, key: str = KEY) -> Remark:
    why = "Mon voisin le dit."
    return remark(session, str(Rewording(NEW, why)), status=status, key=key, structure="Le cercle")


def own(verb: str, made: Remark, key: str = KEY) -> str:
    return f"/suivi/{receipts.code_of(key)}/{made.contribution.public_id}/{verb}"


def follow(client: PageClient, key: str = KEY) -> str:
    return words(client.get(f"/suivi/{receipts.code_of(key)}"))


def test_a_moderator_reads_the_passage_the_wording_and_the_reason_then_publishes(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = proposal(session, Status.RECEIVED)
    client.sign_in(world.moderator)
    page = f"/espace/moderation/{made.contribution.public_id}"
    shown = words(client.get(page))
    for each in (
        SENTENCE,
        "Je propose d’écrire",
        "Mon voisin le dit.",
        "Le cercle",
        "Avis sur le contrat",
    ):
        assert each in shown
    token = client.token(page)
    done = client.post(page, data={"csrf_token": token, "decision": "publish", "revision": "0"})
    assert done.status_code == 303
    assert "Le cercle" in words(client.get(address(session)))


def test_the_author_corrects_the_wording_and_the_reason_apart(
    client: PageClient, session: orm.Session
) -> None:
    made = proposal(session, Status.RECEIVED)
    page = own("corriger", made)
    assert NEW in client.get(page).text
    assert client.submit(page, {"text": SENTENCE + " Vite.", "why": ""}).status_code == 303
    session.expire_all()
    assert read_rewording(made.words) == Rewording(SENTENCE + " Vite.")
    assert "Le cercle" in follow(client)


def test_what_is_masked_is_masked_in_the_difference_and_the_exports(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = proposal(session)
    said = made.contribution
    by = session.merge(world.moderator)
    mask(session, said, ["Jean Exemple", "Mon voisin"], by=by, revision=said.revision)
    session.commit()
    page = client.get(address(session)).text
    assert "Jean Exemple" not in page
    assert MASK in page
    client.sign_in(world.editor)
    for text in (table(client), words_of_docx(client), client.get(DESK).text):
        assert "Jean Exemple" not in text
        assert "Mon voisin" not in text


def test_words_taken_down_leave_the_pages_and_the_queue(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = proposal(session)
    refuse(session, world.moderator, made.contribution)
    assert "Le cercle" not in words(client.get(address(session)))
    assert "avis sur ce passage</a>" not in client.get(PAGE).text.replace("Donner mon avis", "")
    client.sign_in(world.editor)
    assert "Aucun avis n’attend ici" in words(client.get(DESK))
    assert "Le cercle" not in table(client)
    assert "Je ne suis pas d’accord" in follow(client)


def test_taking_back_erases_the_wording_the_reason_the_name_and_the_answers(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = proposal(session)
    client.sign_in(world.editor)
    answer(client, [made], answer="adapted", reason="Comme le dit votre voisin.")
    assert client.submit(own("retirer", made)).status_code == 303
    session.expire_all()
    said = made.contribution
    assert (said.text, said.title, said.status) == ("", "", Status.WITHDRAWN)
    assert session.scalars(sa.select(RemarkAnswer.reason)).all() == [""]
    assert made.answer is AnswerKind.ADAPTED
    assert made.quote == SENTENCE  # the town's own text
    told = follow(client)
    assert "Vos mots sont effacés" in told
    assert "voisin" not in told
    page = f"{DESK}/{made.public_id}"
    assert client.get(page).status_code == 404
    for text in (client.get(address(session)).text, table(client)):
        assert "voisin" not in text


def test_each_part_of_split_words_is_a_remark_on_the_same_passage(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = remark(session, "Le médecin part.\n\nLe bus aussi.", status=Status.RECEIVED, key=KEY)
    client.sign_in(world.moderator)
    page = f"/espace/moderation/{made.contribution.public_id}/separer"
    form = client.get(page)
    assert form.status_code == 200
    done = client.submit(page, {"text": "Le médecin part.\n---\nLe bus aussi."}, form=1)
    assert done.status_code == 303
    session.expire_all()
    parts = session.scalars(sa.select(Remark).order_by(Remark.id)).all()
    assert [each.words for each in parts] == ["Le médecin part.", "Le bus aussi."]
    assert {each.quote for each in parts} == {SENTENCE}
    assert {each.kind for each in parts} == {RemarkKind.OPINION}
    session.execute(sa.update(Contribution).values(status=Status.PUBLISHED))
    session.commit()
    assert ">2 avis sur ce passage</a>" in client.get(PAGE).text


def test_the_page_of_the_code_tells_the_passage(client: PageClient, session: orm.Session) -> None:
    proposal(session, Status.RECEIVED)
    told = follow(client).replace("\u202f", " ")
    for each in ("Mon avis sur un passage du contrat", SENTENCE, "Au nom de : Le cercle"):
        assert each in told


def test_the_table_has_a_line_for_each_remark_and_runs_nothing(
    client: PageClient, session: orm.Session, world: World
) -> None:
    formula = remark(session, "=1+1", structure="@cmd")
    made = proposal(session)
    client.sign_in(world.editor)
    answer(client, [made], reason="Non;\n« oui »", answer="rejected", section="sante-plan")
    file = client.get(f"{DESK}.csv", buffered=True)
    assert file.mimetype == "text/csv"
    assert "no-store" in file.headers["Cache-Control"]
    rows = list(csv.reader(io.StringIO(file.text.removeprefix("\ufeff")), delimiter=";"))
    assert len(rows) == 3
    one, two = rows[1:]
    assert one[0] == formula.public_id
    assert (one[5], one[6]) == ("'@cmd", "'=1+1")
    assert two[2:10] == [
        "1.3.a Diagnostic", SENTENCE, "Changement proposé", "Le cercle", "Mon voisin le dit.",
        NEW, "Non retenu", "Non;\n« oui »",
    ]  # fmt: skip
    assert two[11] == ""  # a refusal changes no section


def test_the_annex_holds_the_passage_the_words_and_every_answer(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = proposal(session)
    client.sign_in(world.editor)
    assert "Aucun avis" not in words_of_docx(client)
    answer(client, [made], reason="Pas <encore>.", answer="rejected")
    session.expire_all()
    answer(client, [made], reason="Enfin si.", answer="retained")
    text = words_of_docx(client)
    for each in ("Avis et amendements, et la suite donnée", "1.3.a Diagnostic", "Le cercle",
                 "Pas &lt;encore&gt;.", "Enfin si.", "Retenu, le "):  # fmt: skip
        assert each in text, each


def table(client: PageClient) -> str:
    """Read while the request lives: the lines leave one by one."""
    return client.get(f"{DESK}.csv", buffered=True).text


def words_of_docx(client: PageClient) -> str:
    file = client.get(f"{DESK}.docx")
    assert file.status_code == 200
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        return archive.read("word/document.xml").decode()


def test_an_annex_without_remarks_says_so(client: PageClient, world: World) -> None:
    client.sign_in(world.editor)
    assert "Aucun avis n’a été publié." in words_of_docx(client)
    assert len(table(client).splitlines()) == 1
