"""The difference of two documents, as somebody reads it: sections, lines of tables, words."""

from __future__ import annotations

from dataclasses import replace

from consult.contract.differing import SectionDifference, changed, compare
from consult.contract.documents.markdown import blocks_of
from consult.contract.documents.tree import (
    Block,
    Cell,
    Document,
    Group,
    Heading,
    Item,
    Line,
    Listing,
    Paragraph,
    Row,
    Run,
    Sentence,
    Table,
)
from consult.contract.wording import Piece, words


def document(*sections: tuple[str, str | tuple[Block, ...]]) -> Document:
    """Sections by their key, with a Markdown body or blocks."""
    blocks: list[Block] = []
    for key, body in sections:
        blocks.append(Heading(1, "", key.capitalize(), f"s-{key}"))
        blocks += blocks_of(body) if isinstance(body, str) else body
    return Document("ville", "Contrat", "", "", "", "", "", tuple(blocks))


def told(sections: tuple[SectionDifference, ...]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(section, status, its differences as (status, text with [-removed-] and [+added+]))."""
    marks = {"same": ("", ""), "added": ("[+", "+]"), "removed": ("[-", "-]")}

    def text(pieces: tuple[Piece, ...]) -> str:
        return "".join(
            f"{marks[each.change][0]}{each.text}{marks[each.change][1]}" for each in pieces
        )

    return [
        (
            each.heading.text,
            "moved" if each.moved and each.status == "same" else each.status,
            [(one.status, text(one.pieces)) for one in each.differences],
        )
        for each in changed(sections)
    ]


def cell(*lines: str, header: str = "", rowspan: int = 1) -> Cell:
    listing = Listing(tuple(Item((Run(each),)) for each in lines))
    return Cell((listing,) if lines else (), header, rowspan)


def plan(*actions: str, ambition: str = "Soutenir la parentalité") -> tuple[Block, ...]:
    row = Row((cell(ambition, header="group"), cell("Informer"), cell(*actions)))
    head = ("Ambitions", "Objectifs", "Pistes d’actions")
    return (Table("plan", "Le plan", head, (Group((row,)),), (30, 30, 40)),)


def test_only_the_words_that_changed_are_told() -> None:
    pieces = words(
        "Une salle ouverte le soir pour les devoirs.",
        "Une salle ouverte le samedi pour les devoirs.",
    )

    assert pieces == (
        Piece("same", "Une salle ouverte le "),
        Piece("removed", "soir"),
        Piece("added", "samedi"),
        Piece("same", " pour les devoirs."),
    )


def test_the_pieces_give_both_texts_again() -> None:
    before = "Le rapport à l’école est crucial, dit-on de la salle."
    after = "Ce rapport de l’école reste très utile, dit la ville."
    pieces = words(before, after)

    assert "".join(each.text for each in pieces if each.change != "added") == before
    assert "".join(each.text for each in pieces if each.change != "removed") == after


def test_the_same_text_has_no_difference() -> None:
    one = document(("edito", "Un **mot**.\n\n- un\n- deux"), ("plan", plan("Café")))

    assert changed(compare(one, one)) == ()


def test_sections_that_came_left_changed_and_moved_are_told_apart() -> None:
    before = document(
        ("edito", "Bonjour."), ("intro", "Une phrase."), ("bilan", "Fini."), ("fin", "Fin.")
    )
    after = document(
        ("fin", "Fin."), ("edito", "Bonjour."), ("intro", "Une longue phrase."), ("ajout", "Neuf.")
    )

    assert told(compare(before, after)) == [
        ("Fin", "moved", []),
        ("Intro", "changed", [("changed", "Une[+ longue+] phrase.")]),
        ("Bilan", "removed", [("removed", "[-Fini.-]")]),
        ("Ajout", "added", [("added", "[+Neuf.+]")]),
    ]


def test_a_line_of_a_table_is_told_with_its_column_and_its_ambition() -> None:
    before = document(("plan", plan("Café des parents", "Actions des centres sociaux")))
    after = document(("plan", plan("Café des parents", "Une maison des parents ouverte")))

    (section,) = changed(compare(before, after))
    assert [(each.status, each.place) for each in section.differences] == [
        ("added", "Pistes d’actions · Soutenir la parentalité"),
        ("removed", "Pistes d’actions · Soutenir la parentalité"),
    ]


def test_a_rewritten_line_of_a_table_is_told_word_by_word() -> None:
    before = document(("plan", plan("Café des parents à Salengro")))
    after = document(("plan", plan("Café des parents à la Briqueterie")))

    assert told(compare(before, after)) == [
        ("Plan", "changed", [("changed", "Café des parents à [-Salengro-][+la Briqueterie+]")])
    ]


def test_renaming_an_ambition_does_not_change_its_actions() -> None:
    before = document(("plan", plan("Café des parents")))
    after = document(("plan", plan("Café des parents", ambition="Soutenir toute la parentalité")))

    assert [each[2] for each in told(compare(before, after))] == [
        [("changed", "Soutenir[+ toute+] la parentalité")]
    ]


def test_a_line_that_changes_places_is_moved_rather_than_lost() -> None:
    before = document(("plan", plan("Café des parents", "Maison ouverte", "Sorties")))
    after = document(("plan", plan("Sorties", "Café des parents", "Maison ouverte")))

    assert told(compare(before, after)) == [("Plan", "changed", [("moved", "Sorties")])]


def test_bold_alone_is_a_change_of_form() -> None:
    before, after = document(("edito", "Un mot.")), document(("edito", "Un **mot**."))

    (section,) = changed(compare(before, after))
    assert [each.is_form_only for each in section.differences] == [True]


def test_a_count_that_moved_is_no_change_of_the_text() -> None:
    def sentence(count: str) -> tuple[Block, ...]:
        return (Sentence("a1", "Les médecins manquent.", count),)

    before = document(("sante", sentence("Dit par 2 personnes")))
    after = document(("sante", sentence("Dit par 3 personnes")))

    assert changed(compare(before, after)) == ()


def test_a_title_is_compared_too() -> None:
    before = document(("edito", "Bonjour."))
    heading = before.headings[0]
    after = replace(before, blocks=(replace(heading, text="Édito du maire"), *before.blocks[1:]))

    (section,) = changed(compare(before, after))
    assert "".join(each.text for each in section.title if each.change == "added").endswith(
        "du maire"
    )


def test_a_rewriting_of_hundreds_of_lines_is_told_in_a_moment() -> None:
    def many(word: str) -> Line:
        return (Run(word),)

    lines = [f"Ligne {n} du texte {n * 7} avec des mots {n % 13} et {n % 5}" for n in range(600)]
    before = document(("long", tuple(Paragraph(many(each)) for each in lines)))
    after = document(("long", tuple(Paragraph(many(f"{each} changés")) for each in lines)))

    (section,) = changed(compare(before, after))
    assert {each.status for each in section.differences} == {"changed"}
    assert len(section.differences) == 600
