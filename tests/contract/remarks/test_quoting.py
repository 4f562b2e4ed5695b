"""What an answer takes from words that were taken back, and what it may keep."""

from __future__ import annotations

import pytest

from consult.contract.remarks.quoting import taken_back, without_quotes

SAID = "Mon voisin Kévin Exemple bloque le trottoir devant l’école. Appelez le 06 00 00 00 00."
PASSAGE = "Les trottoirs devant l’école primaire sont trop étroits."


def left(written: str, said: str = SAID, *besides: str, names: bool = False, name: str = "") -> str:
    return without_quotes(written, taken_back([said], name), besides, names=names)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Vous dites : « il bloque le trottoir devant l'ecole ».", "Vous dites : « il […] »."),
        ("BLOQUE LE TROTTOIR DEVANT, dites-vous.", "[…], dites-vous."),
        ("Le trottoir devant l’école sera refait.", "[…] sera refait."),
        ("Nous avons noté le 06.00.00.00.00 hier.", "Nous avons noté […] hier."),
        ("Le 0600000000 ne répond pas.", "Le […] ne répond pas."),
        ("Le trottoir sera refait.", "Le trottoir sera refait."),
        ("Il est bloqué devant chez vous.", "Il est bloqué devant chez vous."),
        ("", ""),
    ],
)
def test_a_run_of_four_words_or_a_way_to_reach_somebody_is_a_quote(
    written: str, expected: str
) -> None:
    assert left(written) == expected


def test_words_of_every_day_are_no_quote() -> None:
    said = "Il n’y a pas de bus et il n’y en a pas le soir."
    assert left("Il n’y a pas de solution.", said) == "Il n’y a pas de solution."


def test_a_quote_leaves_whole_with_its_words_of_every_day() -> None:
    said = "Le pédiatre ne prend plus personne."
    assert left("Oui : le pédiatre ne prend plus personne ici.", said) == "Oui : […] ici."


def test_a_text_shorter_than_a_run_is_quoted_whole() -> None:
    assert left("Des bancs publics ? Oui.", "Bancs publics !") == "Des […] ? Oui."
    assert left("Le bus passera.", "Bus.") == "Le bus passera."


def test_a_name_is_looked_for_where_the_answer_was_given_to_them_too() -> None:
    written = "Nous verrons Kévin Exemple."
    assert left(written) == written
    assert left(written, names=True) == "Nous verrons […]."


def test_in_whose_name_they_spoke_is_never_told() -> None:
    assert left("Le Cercle des amis a raison.", name="Le Cercle des amis") == "[…] a raison."


def test_what_the_passage_or_the_words_answered_say_may_be_quoted() -> None:
    said = f"{PASSAGE} Et le bus double devant l’arrêt Gambetta."
    written = "Les trottoirs devant l’école primaire seront élargis."
    assert left(written, said) != written
    assert left(written, said, PASSAGE) == written
    both = f"{written} Le bus double devant l’arrêt, nous l’avons vu."
    assert left(both, said, PASSAGE) == f"{written} […], nous l’avons vu."
