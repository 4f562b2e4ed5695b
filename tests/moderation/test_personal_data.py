"""What may tell who someone is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from consult.moderation.personal_data import Kind, find, highlight


def found(text: str) -> list[tuple[str, Kind]]:
    return [(text[span.start : span.end], span.kind) for span in find(text)]


@pytest.mark.parametrize(
    "phone",
    [
        "0600000000",
        "06 00 00 00 00",
        "06.00.00.00.00",
        "06-00-00-00-00",
        "03 20 00 00 00",
        "+33 6 00 00 00 00",
        "+33600000000",
        "0033 6 00 00 00 00",
        "+33 (0)6 00 00 00 00",
        "06\u202f00\u202f00\u202f00\u202f00",
    ],
)
def test_a_telephone_number_is_spotted_however_it_is_written(phone: str) -> None:
    assert found(f"Appelez-moi au {phone} merci") == [(phone, Kind.PHONE)]


@pytest.mark.parametrize(
    "number", ["2024", "1 786 habitants", "12 500 €", "59280", "10 000 000 000 00"]
)
def test_an_ordinary_number_is_not_a_telephone(number: str) -> None:
    assert found(f"il y a {number} ici") == []


@pytest.mark.parametrize(
    "mail", ["prenom@example.org", "prenom.nom+avis@mail.example.org", "prenom[at]example.org"]
)
def test_an_address_of_mail_is_spotted(mail: str) -> None:
    assert found(f"écrivez à {mail} svp") == [(mail, Kind.EMAIL)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mme Exemple fait du bruit.", "Exemple"),
        ("C’est M. Exemple qui décide.", "Exemple"),
        ("Demandez à Monsieur Exemple", "Exemple"),
        ("J’ai vu le docteur Exemple hier", "Exemple"),
        ("je m’appelle samira", "samira"),
        ("Je m'appelle Samira El Exemple.", "Samira El Exemple"),
        ("Mon voisin Kevin crie la nuit", "Kevin"),
        ("la famille Exemple au deuxième", "Exemple"),
        ("Grâce à Nadia tout va mieux", "Nadia"),
        ("C’est Paul qui l’a dit.", "Paul"),
        ("Dans la rue Sadi Carnot, j’ai vu Nadia tomber", "Nadia"),
        ("Rue Sadi Carnot Mme Exemple attend", "Exemple"),
    ],
)
def test_a_likely_name_is_spotted(text: str, name: str) -> None:
    assert found(text) == [(name, Kind.NAME)]


@pytest.mark.parametrize(
    "text",
    [
        "Il y a trop de bruit. Les gens du Bizet, La mairie ne fait rien en Juillet",
        "À Armentières on attend le bus pour Lille le Lundi.",
        "Mes enfants vont à l’école Jules Ferry.",
        "Un éclairage dans la rue Sadi Carnot et avenue Roger Salengro",
        "Devant la salle Vasseur, l’allée des Exemples est noire",
        "IL FAUT DES BANCS SUR LA PLACE",
        "Bonjour Monsieur le Maire, Merci à la CAF et au CCAS.",
        "Je suis Algérien et Maman solo",
        "J’aime bien. L’État doit aider : Parents, enfants…",
        "« Rien ne bouge »\n- Bancs\n- Arbres",
        "plus de bus dans les 5 quartiers",
        "",
    ],
)
def test_places_months_bodies_and_beginnings_of_sentences_are_no_names(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "address",
    ["12 rue de Dunkerque", "3, rue du 8", "12 bis avenue Exemple", "7 impasse des Lilas"],
)
def test_a_door_is_an_address_and_a_street_alone_is_not(address: str) -> None:
    assert (address, Kind.ADDRESS) in found(f"J’habite {address}.")
    assert Kind.ADDRESS not in [kind for _, kind in found(address.lstrip("0123456789, "))]


def test_several_things_are_told_in_reading_order() -> None:
    text = "Mme Exemple, 06 00 00 00 00, prenom@example.org"
    assert [kind for _, kind in found(text)] == [Kind.NAME, Kind.PHONE, Kind.EMAIL]


pieces = st.sampled_from(
    [
        "<b>",
        "&amp;",
        '"',
        "'",
        "Mme Exemple ",
        "06 00 00 00 00",
        "a@example.org",
        " ",
        "\n",
        "<script>",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(pieces, max_size=30).map("".join)))
def test_spans_stay_within_the_text_and_never_overlap(text: str) -> None:
    position = 0
    for span in find(text):
        assert position <= span.start < span.end <= len(text)
        position = span.end


@given(st.one_of(st.text(max_size=300), st.lists(pieces, max_size=30).map("".join)))
def test_nothing_typed_ever_becomes_html(text: str) -> None:
    marked = highlight(text, find(text), lambda kind: f"<{kind.value}>")
    plain = str(marked)
    for tag in (
        '<mark class="personal" title="',
        "</mark>",
        '<span class="visually-hidden">',
        "</span>",
    ):
        plain = plain.replace(tag, "")
    # What is left of each opening mark is its end: « kind"> ».
    for kind in Kind:
        plain = plain.replace(f'&lt;{kind.value}&gt;">', "")
    assert "<" not in plain
    assert ">" not in plain
    assert '"' not in plain


def test_a_mark_says_aloud_what_it_marks() -> None:
    text = "Appelez le 06 00 00 00 00."
    document = JustHTML(str(highlight(text, find(text), lambda kind: "Téléphone")), fragment=True)
    mark = document.query("mark")[0]
    assert mark.attrs["title"] == "Téléphone"
    assert mark.to_text() == "Téléphone 06 00 00 00 00"


def test_a_very_long_text_is_read_at_once() -> None:
    text = "Aa" * 5_000 + " mme " * 2_000 + "0" * 4_000 + "a." * 3_000 + "@"
    assert isinstance(find(text), list)
