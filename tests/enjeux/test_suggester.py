"""The suggester reads residents' words: what it proposes, why, and when it stays silent."""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

import consult.demo
from consult.enjeux.suggester.documents import FOLDS, Document
from consult.enjeux.suggester.fitting import train
from consult.enjeux.suggester.model import (
    OUTSIDE,
    Model,
    model_bytes,
    read_model,
    shipped_model,
)
from consult.enjeux.suggester.rank import CONFIDENT, Suggestion, by_wording, rank
from consult.enjeux.suggester.rank import suggest as ranked
from consult.enjeux.suggester.text import STOP_WORDS, fold, sound
from consult.enjeux.suggester.training import shipped_documents
from consult.enjeux.suggester.vectors import shipped_vectors
from consult.enjeux.suggester.wordings import Wordings, wordings

ENJEUX = {"education", "emploi", "sante", "vivre-ensemble", "transition", "solidarite"}
AMBITIONS = {
    "education.decrochage": "Lutter contre le décrochage scolaire. Améliorer le climat scolaire",
    "education.parentalite": "Soutenir la parentalité. Les parents identifient les ressources",
    "sante.prise-en-charge": "Améliorer la prise en charge. Réduire les délais d’attente",
    "vivre-ensemble.proprete": "Améliorer la propreté. Dépôts sauvages et encombrants",
    "vivre-ensemble.delinquance": "Prévenir et lutter contre la délinquance",
    "solidarite.numerique": "Faciliter la transition numérique. Conseiller, outils, internet",
}
DEMO = Path(consult.demo.__file__).parent / "data"


@pytest.fixture(scope="module")
def model() -> Model:
    return shipped_model()


@cache
def goals(model_version: str) -> Wordings:
    return wordings(AMBITIONS, shipped_model())


def suggest(text: str, model: Model) -> list[Suggestion]:
    return ranked(text, model, goals(model.version))


def enjeux(text: str, model: Model) -> list[Suggestion]:
    return [one for one in suggest(text, model) if one.kind == "enjeu"]


def ambitions(text: str, model: Model) -> list[Suggestion]:
    return [one for one in suggest(text, model) if one.kind == "ambition"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il faudrait de l’aide aux devoirs après l’école", "education"),
        ("Je cherche du travail, les employeurs ne répondent pas à mon CV", "emploi"),
        ("Aucun médecin ne prend de nouveaux patients", "sante"),
        ("Les poubelles débordent devant l’immeuble et il y a des rats", "vivre-ensemble"),
        ("Plantez des arbres, il fait trop chaud l’été", "transition"),
        ("Je suis seule toute la semaine, je ne parle à personne", "solidarite"),
    ],
)
def test_a_clear_sentence_gets_its_enjeu_first_and_confidently(
    model: Model, text: str, expected: str
) -> None:
    first = enjeux(text, model)[0]
    assert first.key == expected
    assert first.score >= CONFIDENT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le soutient scolère est complé", "education"),
        ("g pas de travaille et aucune formassion", "emploi"),
        ("jatend un medessin depui 6 moi", "sante"),
        ("ya des ordure et des ra partout dans le hal", "vivre-ensemble"),
        ("plus darbre et des piste ciclable", "transition"),
        ("jarive pas a rempllir les papié de la caf", "solidarite"),
    ],
)
def test_spelling_by_ear_still_finds_the_enjeu(model: Model, text: str, expected: str) -> None:
    assert enjeux(text, model)[0].key == expected


def test_accents_and_capitals_change_nothing(model: Model) -> None:
    """To the words, nothing at all; the encoder, where it is there, sees them and hardly minds."""
    plain, dressed = (
        "medecin a l hopital, prevention et sante",
        "MÉDECIN à l’hôpital, prévention et SANTÉ",
    )
    words = model.alone()
    one, other = enjeux(plain, words), enjeux(dressed, words)
    assert [(each.key, each.score) for each in one] == [(each.key, each.score) for each in other]
    scores = {each.key: each.score for each in enjeux(dressed, model)}
    assert {each.key: each.score for each in enjeux(plain, model)} == pytest.approx(
        scores, abs=0.01
    )


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour",
        "Merci beaucoup et bonne continuation !",
        "test test",
        "je n’ai pas d’avis",
        "Votre questionnaire est trop long",
        "Encore une consultation qui ne servira à rien",
    ],
)
def test_greetings_tests_and_remarks_about_the_process_get_nothing_confident(
    model: Model, text: str
) -> None:
    assert all(one.score < CONFIDENT for one in suggest(text, model))


def test_two_themes_in_one_message_both_come_first(model: Model) -> None:
    text = (
        "Je cherche un emploi mais sans place en crèche je ne peux pas travailler. "
        "Et les poubelles débordent, les encombrants restent devant le hall."
    )
    assert {one.key for one in enjeux(text, model)[:2]} == {"emploi", "vivre-ensemble"}


@pytest.mark.parametrize("text", ["", "   \n ", "!!! 42 …", "🙂🙂", "قطار الصباح"])
def test_a_text_without_a_known_word_gets_no_suggestion(model: Model, text: str) -> None:
    assert suggest(text, model) == []


def test_outside_is_never_suggested(model: Model) -> None:
    keys = {
        one.key for text in ("Bonjour à tous", "vive les frites") for one in suggest(text, model)
    }
    assert OUTSIDE not in keys
    assert {key.partition(".")[0] for key in keys} <= ENJEUX


def test_the_words_given_as_reasons_are_written_in_the_text(model: Model) -> None:
    text = "Ma MÈRE âgée attend un Médecin, les trottoirs sont cassés et le bus ne passe plus"
    found = suggest(text, model)
    assert found
    for one in found:
        assert one.words
        assert all(word in text for word in one.words)
    (health,) = [one for one in found if one.key == "sante"]
    assert "Médecin" in health.words


@pytest.mark.parametrize(
    "text",
    [
        "Il n’y a plus de médecin et on ne sait pas où aller",
        "De la rue à la gare, il n’y a pas de lumière le soir",
        "Moi je n’ai rien trouvé comme travail depuis que je suis là",
    ],
)
def test_grammar_weighs_but_is_never_given_as_a_reason(model: Model, text: str) -> None:
    found = suggest(text, model)
    assert enjeux(text, model)[0].words
    assert not {fold(word) for one in found for word in one.words} & STOP_WORDS


def test_no_longer_is_not_plenty(model: Model) -> None:
    """What grammar says is heard, though the words of meaning are the same."""
    words = model.alone()
    one, other = (words.probabilities(f"Il y a {how} de médecins") for how in ("plus", "beaucoup"))
    assert one != other


def test_where_no_word_learnt_has_a_vector_the_others_still_answer() -> None:
    taught = [Document("zzgrbl", ("fleuve",), "a"), Document("wkqxmpt", ("elevage",), "b")]
    found = train(taught, shipped_vectors(), with_encoder=False)
    assert not found.landmarks.points
    assert ranked("zzgrbl au canal", found, {})[0].key == "fleuve"


def test_a_reason_repeated_in_the_text_is_given_once(model: Model) -> None:
    first = enjeux("Des bancs, des bancs, des Bancs sur la place !", model)[0]
    assert [fold(word) for word in first.words].count("bancs") == 1


def test_ambitions_come_after_the_enjeux_and_belong_to_the_two_that_lead(model: Model) -> None:
    found = suggest("Les encombrants et les dépôts sauvages s’entassent", model)
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=["enjeu", "ambition"].index)
    leading = {one.key for one in [one for one in found if one.kind == "enjeu"][:2]}
    under = {one.key.partition(".")[0] for one in found if one.kind == "ambition"}
    assert under
    assert under <= leading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Les encombrants et les dépôts sauvages s’entassent", "vivre-ensemble.proprete"),
        ("L’exclusion et l’absentéisme, les élèves sont laissés dehors", "education.decrochage"),
        ("Je ne sais pas me servir d’un ordinateur ni d’internet", "solidarite.numerique"),
        ("Six mois d’attente pour un rendez-vous chez le psychologue", "sante.prise-en-charge"),
    ],
)
def test_the_nearest_ambition_is_found_even_when_residents_say_it_otherwise(
    model: Model, text: str, expected: str
) -> None:
    assert expected in [one.key for one in ambitions(text, model)[:2]]


def test_an_ambition_never_scores_above_its_enjeu(model: Model) -> None:
    found = suggest("Il y a trop de trafic et de délinquance, les halls sont squattés", model)
    scores = {one.key: one.score for one in found}
    nested = [one for one in found if one.kind == "ambition"]
    assert nested
    assert all(one.score <= scores[one.key.partition(".")[0]] for one in nested)


def test_scores_are_probabilities_in_descending_order(model: Model) -> None:
    found = enjeux("Les jeunes n’ont pas de travail et la rue est sale", model)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def few() -> list[Document]:
    """Enough to train on in an instant: a part of each enjeu's sentences."""
    return [each for each in shipped_documents() if each.source.startswith("lex-")][::12]


def test_the_same_documents_always_give_the_same_file() -> None:
    one, other = (train(few(), shipped_vectors(), with_encoder=False) for _ in range(2))
    assert model_bytes(one) == model_bytes(other)


def test_a_model_written_and_read_again_says_the_same(tmp_path: Path) -> None:
    made = train(few(), shipped_vectors(), {"team": 3}, with_encoder=False)
    path = tmp_path / "model.zip"
    path.write_bytes(model_bytes(made))
    read_again = read_model(path, shipped_vectors())
    assert read_again.about == {"team": 3}
    assert read_again.version
    for text in ("Le bus ne passe plus", "mon fils ne va plus au collège", "bonjour"):
        assert ranked(text, read_again, {}) == ranked(text, made, {})


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("model.json", json.dumps({"format": 0}))
    with pytest.raises(ValueError, match="format 0"):
        read_model(path, shipped_vectors())


def test_a_contract_with_other_enjeux_is_learnt_from_its_own_words() -> None:
    documents = [
        Document("Le canal et le port fluvial", ("fleuve",)),
        Document("Des péniches sur le canal", ("fleuve",)),
        Document("Le cheval et l’écurie", ("elevage",)),
        Document("Des vaches et une étable", ("elevage",)),
        Document("bonjour à vous, belle journée", ()),
    ]
    found = ranked(
        "une péniche au port", train(documents, shipped_vectors(), with_encoder=False), {}
    )
    assert found[0].key == "fleuve"
    assert {one.key for one in found} <= {"fleuve", "elevage"}


def test_one_enjeu_alone_cannot_be_learnt() -> None:
    with pytest.raises(ValueError, match="two enjeux"):
        train([Document("Le canal", ("fleuve",))], shipped_vectors())


def test_words_tagged_by_the_town_are_learnt() -> None:
    text = "Le bistrot associatif Zorglub"
    taught = [Document(f"{text} numéro {n}", ("solidarite",), f"t{n}") for n in range(FOLDS * 2)]
    before = dict(rank(text, train(few(), shipped_vectors(), with_encoder=False)))
    after = rank(text, train([*few(), *taught], shipped_vectors(), with_encoder=False))
    assert after[0][0] == "solidarite"
    assert after[0][1] > before["solidarite"]


def test_for_enjeux_never_learnt_the_nearest_wording_is_possible_and_no_more(model: Model) -> None:
    texts = {"fleuve": "Le canal, le port et les péniches", "elevage": "Les vaches et les chevaux"}
    found = by_wording("une écluse pour les bateaux du canal", model, wordings(texts, model), {})
    assert found[0].key == "fleuve"
    assert found[0].score < CONFIDENT


@pytest.mark.parametrize(
    ("one", "other"),
    [("ortofoniste", "orthophoniste"), ("mezon", "maison"), ("chaufage", "chauffage")],
)
def test_what_sounds_alike_is_heard_alike(one: str, other: str) -> None:
    assert sound(fold(one)) == sound(fold(other))


def test_the_shipped_sentences_cover_every_enjeu_and_what_is_outside() -> None:
    count: Counter[str] = Counter()
    for document in shipped_documents():
        assert document.source
        count.update(document.labels)
    assert set(count) == ENJEUX | {OUTSIDE}
    assert min(count.values()) >= 500


def test_no_shipped_sentence_is_one_of_the_demonstration() -> None:
    contributions = yaml.safe_load((DEMO / "contributions.yaml").read_text("utf-8"))
    demo = {fold(one["text"]).strip() for one in contributions["contributions"]}
    long = {fold(one.text).strip() for one in shipped_documents() if len(one.text) > 20}
    assert not demo & long


def test_the_demonstration_is_mostly_suggested_right(model: Model) -> None:
    contributions = yaml.safe_load((DEMO / "contributions.yaml").read_text("utf-8"))
    tagged = [
        one
        for one in contributions["contributions"]
        if one.get("tagging") == "tagged" and one.get("language", "fr") == "fr"
    ]
    right = sum(
        any(found.key in one["enjeux"] for found in enjeux(one["text"], model)[:2])
        for one in tagged
    )
    assert right / len(tagged) >= 0.9
