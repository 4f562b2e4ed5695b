"""One sentence, from a phone to the contract, and the chain walked in both directions, to its end.

The resident holds a phone, the team sits at a desk; each page is judged at both widths.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import MODES, Demo, served
from tests.e2e.visitor import Visitor

PHONE, DESK = MODES["phone"][0], MODES["desktop"][0]
HEALTH = "/espace/synthese/armentieres/sante"
GROUP = "Consulter sans attendre des mois"
OBJECTIVE, ACTION = "En appui d’un objectif déjà écrit", "En appui d’une action déjà écrite"
Arrive = Callable[[int], Visitor]


@dataclass(frozen=True)
class Said:
    """What the resident sent: its words, its receipt's code, the address of the words."""

    words: str
    code: str
    public_id: str


@dataclass(frozen=True)
class Written:
    """A statement of the town: its text, its page for the team, its address in the contract."""

    text: str
    desk: str
    public: str

    @property
    def paragraph(self) -> str:
        """Selects it in the contract's text."""
        return f"#p-{self.public.rpartition('/')[2]}"


@pytest.fixture(scope="module")
def demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One where the volet is published: elsewhere it is read as it is being written."""
    with served(filled, tmp_path_factory.mktemp("chain")) as own:
        yield own


@pytest.fixture
def arrive(chromium: Browser, demo: Demo, artefacts: Path) -> Iterator[Arrive]:
    """Somebody with a screen of that width; their pages are looked at on the other one too."""
    folder = artefacts / "the-chain-both-ways"
    shutil.rmtree(folder, ignore_errors=True)
    people: list[Visitor] = []

    def one_more(width: int) -> Visitor:
        other = DESK if width == PHONE else PHONE
        visitor = Visitor(chromium, demo.url, folder, width=width, scripts=True, also=other)
        people.append(visitor)
        return visitor

    yield one_more
    for visitor in people:
        visitor.leave()


def test_the_chain_is_walked_both_ways_until_the_words_are_taken_back(
    arrive: Arrive, demo: Demo
) -> None:
    mark = uuid.uuid4().hex[:6]
    resident, moderator, editor = arrive(PHONE), arrive(DESK), arrive(DESK)
    said = send_a_sentence(resident, f"Résidence {mark} : plus un médecin ne prend de patients.")
    moderator.sign_in("moderation@demo.example", demo.password)
    accept_and_sort(moderator, said)
    editor.sign_in("redaction@demo.example", demo.password)
    written = write_from_a_group(editor, said, f"Consulter un médecin sans attendre ({mark}).")
    note = f"Un médecin vient le jeudi ({mark})."
    action = tell_the_action(editor, written, note)
    united, written = unite(editor, written, mark)
    publish(editor, f"Ce que vous avez dit des médecins ({mark}).")

    resident_goes_to_the_paragraph_and_back(resident, said, written)
    resident_reads_the_action(resident, said, action, note)
    moderator_goes_both_ways_in_one_click(moderator, said, written)
    editor_goes_both_ways_in_one_click(editor, written)
    former_addresses_answer(resident, editor, united, written)

    public = public_pages(written, action)
    heard = people_at(resident, written)
    assert words_are_on(resident, said, public) == {written.public}
    take_back(resident, said)
    assert words_are_on(resident, said, public) == set()
    assert people_at(resident, written) == heard - 1
    the_team_no_longer_reads_them(moderator, editor, said, written)


def send_a_sentence(resident: Visitor, words: str) -> Said:
    resident.go("/", "accueil")
    resident.follow("Donner mon avis")
    resident.follow("Votre quartier demain")
    resident.look("consultation")
    resident.follow("Commencer")
    for step in (2, 3):
        resident.press("Passer cette question")
        resident.page.wait_for_url(f"**/{step}")
    resident.page.get_by_role("textbox").fill(words)
    resident.look("mes-mots")
    resident.press("Continuer")
    resident.press("Passer cette question")
    resident.press("Continuer")
    resident.press("Continuer")
    resident.look("verifier")
    assert words in resident.reads()
    resident.press("Envoyer")
    resident.look("recu")
    code = resident.page.locator(".receipt .code").inner_text().strip()
    resident.go(f"/suivi/{code}", "suivi-recu")
    identifier = resident.page.locator("article.followed").get_attribute("id")
    assert identifier
    return Said(words, code, identifier.removeprefix("avis-"))


def accept_and_sort(moderator: Visitor, said: Said) -> None:
    moderator.go(f"/espace/moderation/{said.public_id}", "a-lire")
    assert said.words in moderator.reads()
    moderator.press("Publier", "p")
    moderator.page.goto(f"{moderator.url}/espace/classement/{said.public_id}")
    moderator.look("a-classer")
    moderator.page.locator("label[for=enjeu-sante]").click()
    moderator.press("Classer", "c")
    moderator.page.goto(f"{moderator.url}/espace/moderation/{said.public_id}")
    moderator.look("classe")
    assert "Santé" in moderator.reads()


def write_from_a_group(editor: Visitor, said: Said, text: str) -> Written:
    """The words join a group that has others; its sentence cites them all, under an objective."""
    page = editor.page
    editor.go(f"{HEALTH}/dehors", "dehors")
    page.locator(f"input[value='{said.public_id}']").check()
    page.get_by_label("Où vont-elles").select_option(label=GROUP)
    editor.press("Déplacer ce qui est coché")
    editor.go(f"{HEALTH}/groupes", "groupes")
    editor.follow(GROUP)
    editor.look("groupe")
    assert said.words in editor.reads()
    page.get_by_label("La phrase").fill(text)
    page.get_by_label("Citer tout le groupe").check()
    editor.press("Enregistrer la phrase")
    editor.look("phrase")
    assert said.words in editor.reads()
    editor.follow("Placer dans le contrat")
    editor.look("placer")
    return place(editor, text, OBJECTIVE, "Quel objectif")


def place(editor: Visitor, text: str, where: str, which: str) -> Written:
    """From the page that asks where, to the first line of the plan that the list offers."""
    page = editor.page
    page.get_by_text(where).click()
    page.get_by_label(which).select_option(index=1)
    editor.press("La placer ici")
    public = page.get_by_role("link", name="Page publique").first.get_attribute("href")
    assert public
    return Written(text, page.url.removeprefix(editor.url).partition("#")[0], public)


def tell_the_action(editor: Visitor, written: Written, note: str) -> str:
    """The sentence supports an action too, and its state is told; the action's public address."""
    page = editor.page
    editor.follow("La placer aussi ailleurs")
    place(editor, written.text, ACTION, "Quelle action")
    editor.look("deux-places")
    editor.follow("Dire où elle en est")
    editor.look("action")
    assert written.text in editor.reads(), "who asked for it is told beside"
    page.get_by_text("En cours", exact=True).click()
    page.get_by_label("Ce que liront les habitants").fill(note)
    editor.press("Publier")
    editor.look("action-dite")
    assert note in editor.reads()
    action = page.get_by_role("link", name="Page publique").get_attribute("href")
    assert action
    return action


def unite(editor: Visitor, written: Written, mark: str) -> tuple[Written, Written]:
    """Another sentence at the same objective becomes one with the first: both, as they end."""
    page = editor.page
    editor.go(HEALTH, "synthese-sante")
    page.locator("input[name=contribution]").first.check()
    other = f"Trouver un cabinet ouvert tard ({mark})."
    page.get_by_label("La phrase").fill(other)
    editor.press("Enregistrer la phrase")
    editor.follow("Placer dans le contrat")
    united = place(editor, other, OBJECTIVE, "Quel objectif")
    page.goto(f"{editor.url}{written.desk}")
    editor.follow("Réunir à d’autres")
    page.get_by_label(other).check()
    text = f"Consulter un médecin sans attendre, tard aussi ({mark})."
    page.get_by_label("La phrase une fois réunie").fill(text)
    editor.look("reunir")
    editor.press("Réunir")
    editor.look("reunies")
    assert other in page.get_by_role("region", name="Le texte").inner_text()
    return united, Written(text, written.desk, written.public)


def publish(editor: Visitor, note: str) -> None:
    editor.go("/espace/contrat/armentieres/publier", "publier")
    editor.page.locator("[name=note]").fill(note)
    editor.press("Publier la version 1")
    assert "est publiée" in editor.reads()


def resident_goes_to_the_paragraph_and_back(
    resident: Visitor, said: Said, written: Written
) -> None:
    """The code, what became of the words, the paragraph, the words behind it, the paragraph again."""
    resident.page.goto(f"{resident.url}/suivi")
    resident.page.get_by_role("textbox").fill(said.code)
    resident.press("Voir")
    resident.look("suivi-version")
    read = resident.reads()
    assert "Votre avis est écrit dans le contrat" in read
    assert written.text in read
    resident.follow("Lire la phrase dans le contrat")
    address = resident.page.url
    here = f"#{address.rpartition('#')[2]}"
    paragraph = resident.page.locator(here)
    expect(paragraph).to_be_in_viewport()
    expect(paragraph).to_contain_text(written.text)
    resident.look("contrat", only=here)
    paragraph.get_by_role("link", name="Dit par").click()
    resident.page.wait_for_load_state()
    resident.look("paroles")
    assert said.words in resident.reads()
    resident.follow("Lire la phrase dans le contrat")
    assert resident.page.url == address


def resident_reads_the_action(resident: Visitor, said: Said, action: str, note: str) -> None:
    resident.page.goto(f"{resident.url}/suivi/{said.code}")
    read = resident.reads()
    assert "La ville a commencé" in read
    assert note in read
    resident.follow("Voir où en est cette action")
    assert resident.page.url == f"{resident.url}{action}"
    resident.look("action-publique")
    assert note in resident.reads()
    assert "En cours" in resident.reads()
    resident.page.locator(".born").get_by_role("link", name="Dit par").first.click()
    resident.page.wait_for_load_state()
    assert said.words in resident.reads(), "from what is done to the words that asked for it"


def moderator_goes_both_ways_in_one_click(moderator: Visitor, said: Said, written: Written) -> None:
    words = f"{moderator.url}/espace/moderation/{said.public_id}"
    moderator.page.goto(words)
    moderator.look("devenir")
    moderator.follow("Appui d’un objectif")
    moderator.look("phrase-de-l-equipe")
    read = moderator.reads()
    assert written.text in read
    assert said.words in read
    card = moderator.page.locator("li.card", has_text=said.words)
    card.get_by_role("link", name="Voir cet avis").click()
    moderator.page.wait_for_load_state()
    assert moderator.page.url == words


def editor_goes_both_ways_in_one_click(editor: Visitor, written: Written) -> None:
    page = editor.page
    page.goto(f"{editor.url}{written.desk}")
    editor.follow("Lire la phrase dans le contrat")
    paragraph = page.locator(written.paragraph)
    expect(paragraph).to_be_in_viewport()
    editor.look("texte-de-travail", only=written.paragraph)
    paragraph.get_by_role("link", name="Dit par").click()
    page.wait_for_load_state()
    assert page.url == f"{editor.url}{written.desk}"
    editor.follow("Dire où elle en est")
    page.get_by_role("region", name="Qui l’a demandée").get_by_role("link").first.click()
    page.wait_for_load_state()
    assert page.url == f"{editor.url}{written.desk}", "from the action too"


def former_addresses_answer(
    resident: Visitor, editor: Visitor, united: Written, written: Written
) -> None:
    resident.go(united.public, "ancienne-adresse")
    assert resident.page.url == f"{resident.url}{written.public}"
    editor.page.goto(f"{editor.url}{united.desk}")
    assert editor.page.url == f"{editor.url}{written.desk}"


def public_pages(written: Written, action: str) -> list[str]:
    """All the pages of the chain that anyone can read."""
    return [
        "/",
        "/contrats/armentieres",
        "/contrats/armentieres/versions",
        "/contrats/armentieres/versions/1",
        "/contrats/armentieres/telecharger/json",
        action,
        written.public,
    ]


def words_are_on(resident: Visitor, said: Said, pages: list[str]) -> set[str]:
    found = set()
    for path in pages:
        answer = resident.context.request.get(resident.url + path)
        assert answer.ok, (path, answer.status)
        if said.words in answer.text():
            found.add(path)
    return found


def people_at(resident: Visitor, written: Written) -> int:
    """How many people the paragraph of the contract says stand behind it."""
    resident.page.goto(f"{resident.url}/contrats/armentieres")
    paragraph = resident.page.locator(written.paragraph)
    found = re.search(r"Dit par (\d+) personnes", paragraph.inner_text())
    assert found, paragraph.inner_text()
    return int(found[1])


def take_back(resident: Visitor, said: Said) -> None:
    resident.page.goto(f"{resident.url}/suivi/{said.code}")
    resident.follow("Retirer mes mots")
    resident.look("retirer")
    assert "tout de suite" in resident.reads()
    resident.press("Effacer mes mots")
    resident.look("retire")
    assert "Ils sont effacés" in resident.reads()
    assert said.words not in resident.reads()


def the_team_no_longer_reads_them(
    moderator: Visitor, editor: Visitor, said: Said, written: Written
) -> None:
    moderator.go(f"/espace/moderation/{said.public_id}", "retire-pour-l-equipe")
    assert said.words not in moderator.page.content()
    editor.go(written.desk, "phrase-sans-ces-mots")
    assert said.words not in editor.page.content()
    editor.page.goto(f"{editor.url}{HEALTH}/groupes")
    editor.follow(GROUP)
    assert said.words not in editor.page.content()
