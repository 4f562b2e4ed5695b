"""The team writes: what is missing, what is to be read again, two at once, copies, files."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from justhtml import JustHTML
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.audit.operations import SYSTEM
from consult.consultations.models import Consultation
from consult.consultations.reading import ConsultationEntry, ConsultationsFile, check
from consult.consultations.wordings.models import Wording
from consult.consultations.wordings.operations import bring_in_line
from consult.reading import ReadingError, Source
from tests.consultations.editing.conftest import BASE, Desk, desk, sent
from tests.factories import World
from tests.pages import PageClient, squash, words

__all__ = ["desk"]
PAGE = f"{BASE}/quartier/langues"
PROMPT = "question/changer/prompt"


def fields(desk: Desk, variant: str) -> dict[str, Any]:
    page = JustHTML(desk.client.get(f"{PAGE}/{variant}").text, sanitize=False)
    (form,) = page.query("form.wordings")
    return sent(form)


def save(desk: Desk, variant: str, **changes: str) -> Any:
    typed = {**fields(desk, variant), **{k.replace("__", "/"): v for k, v in changes.items()}}
    return desk.client.post(f"{PAGE}/{variant}", data=typed)


def written(session: orm.Session, variant: str) -> dict[str, str]:
    session.commit()
    rows = session.scalars(sa.select(Wording).where(Wording.variant == variant))
    return {each.part: each.text for each in rows}


def test_every_part_stands_beside_its_french(desk: Desk, consultation: Consultation) -> None:
    page = desk.client.get(f"{PAGE}/ar").text
    document = JustHTML(page, sanitize=False)
    labels = [squash(each.to_text()) for each in document.query(".wording label[for]")]
    assert len(labels) == 1 + 4 + 8, "the title, four questions, twice four answers"
    assert any("Que faut-il changer ?" in each for each in labels)
    assert page.count(">Manque<") == 13
    boxes = document.query(".wording textarea, .wording input[type=text]")
    assert {each.attrs["lang"] for each in boxes} == {"ar"}


def test_what_is_written_is_saved_together_and_told(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    answer = save(desk, "ar", title="  حيّكم ", question__changer__prompt="ماذا؟")
    assert answer.status_code == 303
    assert written(session, "ar") == {"title": "حيّكم", PROMPT: "ماذا؟"}
    (line,) = [each for each in desk.acts() if each.action == "consultation.word"]
    assert line.details == {"variant": "ar", "parts": 2, "removed": 0}
    index = words(desk.client.get(PAGE))
    assert "Arabe العربية 2 sur 13 11 textes manquent" in index
    assert "Langage simple 0 sur 13 Pas commencé" in index
    assert save(desk, "ar").status_code == 303, "nothing changed"
    assert len([each for each in desk.acts() if each.action == "consultation.word"]) == 1
    save(desk, "ar", title="")
    assert written(session, "ar") == {PROMPT: "ماذا؟"}


def test_a_line_too_long_is_refused_and_nothing_typed_is_lost(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    answer = save(desk, "simple", title="x" * 256, question__changer__prompt="Changer ?")
    assert answer.status_code == 422
    assert "Changer ?" in answer.text
    assert "x" * 256 in answer.text
    assert "trop long" in words(answer)
    assert written(session, "simple") == {}


def test_a_french_that_changed_asks_for_another_reading(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    save(desk, "simple", question__changer__prompt="Changer ?", title="Quartier")
    consultation.questions[2].prompt = "Que faudrait-il améliorer ?"
    consultation.title = "Qu’est-ce qui changerait votre quartier"
    session.commit()
    assert "1 texte à relire" in words(desk.client.get(PAGE)), "punctuation alone changes nothing"
    page = desk.client.get(f"{PAGE}/simple")
    assert "Le français disait : « Que faut-il changer ? »" in words(page)
    save(desk, "simple")
    assert "1 texte à relire" in words(desk.client.get(PAGE)), "saving the rest reads nothing again"
    save(desk, "simple", **{f"still:{PROMPT}": "y"})
    assert "à relire" not in words(desk.client.get(PAGE))
    consultation.questions[2].prompt = "Que faut-il garder ici ?"
    session.commit()
    save(desk, "simple", question__changer__prompt="Garder ?")
    assert "à relire" not in words(desk.client.get(PAGE)), "what is written anew was read"


def test_two_at_once_lose_nothing(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    mine = fields(desk, "simple")
    save(desk, "simple", title="Le leur")
    answer = desk.client.post(f"{PAGE}/simple", data={**mine, "title": "Le mien"})
    assert answer.status_code == 409
    assert "Enregistré entre-temps : Le leur" in words(answer)
    (form,) = JustHTML(answer.text, sanitize=False).query("form.wordings")
    again = sent(form)
    assert again["title"] == "Le mien"
    assert desk.client.post(f"{PAGE}/simple", data=again).status_code == 303
    assert written(session, "simple") == {"title": "Le mien"}


@pytest.mark.parametrize("variant", ["fr", "falc", "xx"])
def test_only_known_languages_are_written(
    desk: Desk, consultation: Consultation, variant: str
) -> None:
    assert desk.client.get(f"{PAGE}/{variant}").status_code == 404


def test_whoever_does_not_write_consultations_does_not_write_their_words(
    client: PageClient, world: World, consultation: Consultation
) -> None:
    client.sign_in(world.moderator)
    assert client.get(f"{PAGE}/ar").status_code == 403
    assert "/langues" not in client.get(f"{BASE}/quartier").text


def test_the_words_that_residents_read_can_be_opened(
    desk: Desk, consultation: Consultation
) -> None:
    save(desk, "simple", title="Quartier")
    index = desk.client.get(PAGE).text
    assert 'href="/simple/consultations/quartier"' in index
    assert 'href="/ar/consultations/quartier"' not in index, "nothing is written there"


def test_a_copy_has_the_same_words(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    save(desk, "ar", title="حيّكم", question__changer__prompt="ماذا؟")
    desk.client.submit(f"{BASE}/quartier/copier", {"title": "La copie"}, form=1)
    copy = session.scalars(sa.select(Consultation).where(Consultation.title == "La copie")).one()
    texts = session.scalars(
        sa.select(Wording.text).where(Wording.consultation_id == copy.id).order_by(Wording.part)
    )
    assert list(texts) == ["ماذا؟", "حيّكم"]


def test_a_copied_question_has_its_words_and_one_put_back_too(
    desk: Desk, session: orm.Session, consultation: Consultation
) -> None:
    save(desk, "ar", question__changer__prompt="ماذا؟")
    desk.press("quartier", "questions/changer/copier")
    assert list(written(session, "ar").values()) == ["ماذا؟", "ماذا؟"]
    removed = desk.press("quartier", "questions/changer/retirer").text
    assert "1 sur 13" in words(desk.client.get(PAGE))
    (form,) = [
        form
        for form in JustHTML(removed, sanitize=False).query("form")
        if form.attrs["action"].endswith("/remettre")
    ]
    desk.client.post(f"{BASE}/quartier/remettre", data=sent(form))
    assert "2 sur 14" in words(desk.client.get(PAGE))
    desk.press("quartier", "questions/changer/retirer")
    save(desk, "ar", title="حيّكم")
    assert PROMPT not in written(session, "ar"), "what is gone for good leaves with the next saving"


def test_a_draft_deleted_and_put_back_keeps_its_words(
    desk: Desk, session: orm.Session, world: World
) -> None:
    draft = desk.begin(title="Brouillon")
    slug = draft.slug
    bring_in_line(session, draft, {"ar": {"title": "حيّكم"}}, by=SYSTEM)
    session.commit()
    page = desk.press(slug, "supprimer").text
    assert written(session, "ar") == {}
    (form,) = [
        form
        for form in JustHTML(page, sanitize=False).query("form")
        if form.attrs.get("action", "").endswith("/remettre")
    ]
    assert (
        desk.client.post("/espace/nouvelle-consultation/remettre", data=sent(form)).status_code
        == 303
    )
    assert written(session, "ar") == {"title": "حيّكم"}


def test_a_workbook_tells_that_it_is_only_in_french(desk: Desk, consultation: Consultation) -> None:
    page = f"{BASE}/quartier/classeur"
    assert "Les mots en" not in words(desk.client.get(page))
    save(desk, "ar", title="حيّكم")
    assert "Les mots en « Arabe » n’ont pas de place" in words(desk.client.get(page))
    assert desk.client.get(f"{page}.xlsx").status_code == 200


ENTRY: dict[str, Any] = {
    "slug": "fichier",
    "contract": "armentieres",
    "commune": "armentieres",
    "title": "Titre",
    "degree": "consultation",
    "moment": "diagnostic",
    "opens": "2026-07-01",
    "closes": "2026-12-31",
    "questions": [{"key": "dire", "kind": "long", "prompt": "Que dire ?"}],
}


def file_of(**wordings: dict[str, str]) -> ConsultationsFile:
    entry = ConsultationEntry.model_validate({**ENTRY, "wordings": wordings})
    return ConsultationsFile(format=1, consultations=(entry,))


def test_a_file_brings_its_words_in_line(session: orm.Session, world: World) -> None:
    from consult.consultations.importing import import_consultations

    source = Source("", None, {})
    file = file_of(ar={"title": "عنوان", "question/dire/prompt": "ماذا؟"}, simple={"title": "Dire"})
    assert import_consultations(session, file, source).added
    assert import_consultations(session, file, source).nothing, "nothing changed the second time"
    assert written(session, "ar") == {"title": "عنوان", "question/dire/prompt": "ماذا؟"}
    import_consultations(session, file_of(ar={"title": "عنوان"}), source)
    assert written(session, "ar") == {"title": "عنوان"}
    assert written(session, "simple") == {"title": "Dire"}, "a language not named stays"
    acts = session.scalars(
        sa.select(AuditLine.action).where(AuditLine.action == "consultation.word")
    )
    assert len(list(acts)) == 3


@pytest.mark.parametrize(
    ("texts", "fault"),
    [
        ({"question/rien/prompt": "x"}, "no part « question/rien/prompt »"),
        ({"title": "x" * 256}, "one line of 255 characters"),
        ({"title": "deux\nlignes"}, "one line of 255 characters"),
    ],
)
def test_a_file_with_words_of_nothing_is_refused(texts: dict[str, str], fault: str) -> None:
    with pytest.raises(ReadingError) as error:
        check(file_of(ar=texts), Source("", None, {}))
    assert fault in str(error.value)


def test_a_file_in_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="wordings"):
        file_of(de={"title": "Titel"})
