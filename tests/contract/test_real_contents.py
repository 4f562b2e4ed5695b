"""The Word file of the shipped volet, section by section against the real volet's table of contents."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from flask import Flask
from sqlalchemy import orm

from consult.contract import files, readings
from consult.demo.loading import import_reference

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "Le diagnostic"
B = "Ambitions, objectifs prioritaires localement, et pistes d’actions"
# As the town printed it, without its page numbers; it numbers two sections 2.4.
CONTENTS = f"""\
Édito
Introduction
Méthode de travail et remerciements
1 Diagnostic, ambitions, plan d’actions par enjeu
1.1 LUTTER CONTRE LES INÉGALITÉS DÈS L’ENFANCE, NOTAMMENT PAR LA RÉUSSITE ÉDUCATIVE ET \
SCOLAIRE DE TOUS LES JEUNES
1.1.a {A}
1.1.b {B}
1.2 AMPLIFIER LA POLITIQUE D’ACCÈS À L’EMPLOI DE TOUS LES HABITANTS
1.2.a {A}
1.2.b {B}
1.3 FAVORISER L’ACCÈS AUX SOINS ET À LA PRÉVENTION
1.3.a {A}
1.3.b {B}
1.4 ŒUVRER POUR LE VIVRE ENSEMBLE (GESTION URBAINE ET SOCIALE DE PROXIMITÉ, ENGAGEMENT CITOYEN, SÉCURITÉ \
PRÉVENTION DE LA DÉLINQUANCE, HABITAT CADRE DE VIE, ESPACES PUBLICS)
1.4.a {A}
1.4.b {B}
1.5 CONSTRUIRE UNE TRANSITION ÉCOLOGIQUE SOLIDAIRE
1.5.a {A}
1.5.b {B}
1.6 LUTTER CONTRE L’ISOLEMENT ET LA GRANDE PRÉCARITÉ (ACCÈS AUX DROITS, TRANSITION NUMÉRIQUE, ACCÈS À \
L’ALIMENTATION ABORDABLE ET DE QUALITÉ)
1.6.a {A}
1.6.b {B}
2 La coordination locale des acteurs du contrat de ville
2.1 Description des instances de coordination locale
2.2 Articulation proposée entre les différentes instances
2.3 Calendrier de coordination locale
2.4 Création d’un outil partagé
2.4 La participation des habitants
2.4.1 Développer les projets portés par des habitants des QPV et des périmètres d’attention \
complémentaire dans le cadre du budget participatif de la Ville
2.4.2 Intégration des habitants au sein de l’instance « Réunion des acteurs locaux »
2.4.3 Relance de la dynamique des conseils de quartiers et articulation avec le CdVS
3 L’évaluation
3.1 L’importance du critère d’impact
3.2 Méthodologie d’évaluation de l’impact
3.3 Une organisation participative
Conclusion
Annexe 1 – cartographie actualisée des QPV
Annexe 2 – Aperçu des zonages prioritaires sur Armentières
Annexe 3 – Volet Intercommunal du Contrat de Ville et des Solidarités
"""
# Those whose diagnosis prints a table MEL | QPV | Écarts; the others are told in words.
WITH_FIGURES = (1, 2, 6)
# l. 399-412 of the source: a heading, then the plan.
WITHOUT_TEXT = 4
# A paragraph of the diagnosis that the town titled, and did not list in its contents.
UNLISTED = "Compléments issus des échanges"


@pytest.fixture
def word(app: Flask, session: orm.Session) -> ElementTree.Element:
    import_reference(session, lambda _told, _steps: lambda: None)
    session.commit()
    reading = readings.read(session, "armentieres")
    assert reading
    content = files.write(session, reading, "docx")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return ElementTree.fromstring(archive.read("word/document.xml"))


def text_of(element: ElementTree.Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{W}t"))


def style_of(element: ElementTree.Element) -> str:
    style = element.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "")


def words_of(title: str) -> list[str]:
    """Capitals, commas and dashes apart: a table of contents is set otherwise than the titles."""
    return re.findall(r"\w+", title.casefold())


def sections(document: ElementTree.Element) -> list[tuple[str, list[ElementTree.Element]]]:
    """Each heading with what stands under it, in the order of the file."""
    body = document.find(f"{W}body")
    assert body is not None
    found: list[tuple[str, list[ElementTree.Element]]] = []
    for element in body:
        if style_of(element).startswith("Heading"):
            found.append((text_of(element), []))
        elif found:
            found[-1][1].append(element)
    return found


def test_the_sections_are_those_of_the_real_volet_in_its_order(word: ElementTree.Element) -> None:
    titles = [title for title, _ in sections(word) if title != UNLISTED]

    assert [words_of(title) for title in titles] == [
        words_of(line) for line in CONTENTS.splitlines()
    ]


def test_each_enjeu_has_its_parts_a_and_b_with_their_tables(word: ElementTree.Element) -> None:
    under = {title.split(" ")[0]: inside for title, inside in sections(word) if title != UNLISTED}

    for number in range(1, 7):
        diagnosis = under[f"1.{number}.a"]
        figures = [text_of(each) for each in diagnosis if each.tag == f"{W}tbl"]
        assert ["Écart" in each for each in figures] == [True] * (number in WITH_FIGURES)
        (plan,) = [each for each in under[f"1.{number}.b"] if each.tag == f"{W}tbl"]
        head = [text_of(cell) for cell in plan.iter(f"{W}tc")][:4]
        assert [each.split(" ")[0] for each in head] == [
            "Ambitions",
            "Objectifs",
            "Pistes",
            "Actions",
        ]


def test_the_exchanges_stand_between_the_diagnosis_and_the_plan(word: ElementTree.Element) -> None:
    found = sections(word)
    titles = [title for title, _ in found]

    assert titles.count(UNLISTED) == 6
    for number in range(1, 7):
        place = next(n for n, title in enumerate(titles) if title.startswith(f"1.{number}.b"))
        assert titles[place - 1] == UNLISTED
        assert titles[place - 2].startswith(f"1.{number}.a")
        # One diagnosis of the source is all in its exchanges, and one has a heading without a text.
        told = any(text_of(each) for _, inside in found[place - 2 : place] for each in inside)
        assert told is (number != WITHOUT_TEXT)
