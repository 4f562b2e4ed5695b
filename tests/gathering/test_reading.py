"""Files of words read as spreadsheets write them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from consult.contributions.models import Channel
from consult.gathering.ground import Ground
from consult.gathering.reading import Row
from consult.territory.models import PlaceScope
from consult.web.tables import Faulty, FileError
from tests.gathering.files import FILE, read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_it_reads_what_spreadsheets_write(ground: Ground, encoding: str, sign: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    writer.writerows(
        [["Texte", "Quartier"], ["C’est l’été : ça chauffe, non ?", "bizet-briqueterie"]]
    )
    (row,) = read(ground, out.getvalue().encode(encoding))
    assert isinstance(row, Row)
    assert row.text == "C’est l’été : ça chauffe, non ?"
    assert row.place.perimeter is not None
    assert row.place.perimeter.name == "Bizet-Briqueterie"


def test_every_column_is_understood(ground: Ground) -> None:
    first, second = read(ground, FILE)
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    assert (first.external_id, first.heard_from, first.channel) == ("A1", 3, Channel.PAPER)
    assert (first.said_on, first.source_title) == (date(2023, 5, 12), "Enquête")
    assert first.prompt == "Que changer ?"
    assert second.text == "Deux lignes,\navec un point-virgule ; dedans"
    assert (second.channel, second.language) == (Channel.IMPORT, "uk")
    assert second.source_title == "Marche exploratoire"
    assert second.place.scope is PlaceScope.NOT_SAID
    assert (first.line, second.line) == (2, 4)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "il n’y a pas de texte"),
        ("Mots;Mars", "le quartier « Mars » n’est pas connu"),
        ("Mots;;31/02/2023", "n’est pas comprise"),
        ("Mots;;01/01/2099", "n’est pas encore venue"),
        ("Mots;;;fax", "le canal « fax »"),
        ("Mots;;;en ligne", "le canal « en ligne »"),
        ("Mots;;;;0", "nombre de personnes"),
        ("Mots;;;;²", "nombre de personnes"),
        ("Mots;;;;99999999999999999999", "nombre de personnes"),
        ("Mots;;;;;klingon du nord", "la langue"),
        ("x" * 4001, "4000 signes"),
    ],
)
def test_each_fault_is_told_in_plain_words(ground: Ground, line: str, told: str) -> None:
    header = "texte;quartier;date;canal;personnes;langue;identifiant\n"
    (row,) = read(ground, f"{header}{line or ';Bizet-Briqueterie'}\n")
    assert isinstance(row, Faulty)
    assert row.line == 2
    assert any(told in fault.replace("\u202f", " ") for fault in row.faults), row.faults


def test_all_the_faults_of_a_row_are_told_and_the_others_are_good(ground: Ground) -> None:
    rows = read(ground, "texte;quartier;canal\nBon;;\n;Mars;fax\nBon aussi;hors;\n")
    assert [type(each) for each in rows] == [Row, Faulty, Row]
    assert isinstance(rows[1], Faulty)
    assert len(rows[1].faults) == 3


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "vide"),
        (b"quartier;date\nx;y\n", "texte"),
        (b"texte;Texte\nx;y\n", "deux colonnes"),
        (b'texte\n"' + b"x" * 200_000, "guillemet"),
        (b"texte\n\x81\x8d", "fichier de texte"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(ground: Ground, raw: bytes, told: str) -> None:
    with pytest.raises(FileError) as raised:
        read(ground, raw)
    assert told in raised.value.sentence
    assert raised.value.line >= 1


def test_two_people_who_wrote_the_same_stay_two_whatever_the_order(ground: Ground) -> None:
    once = read(ground, "texte\nDes bancs\nDes bancs\nUn parc\n")
    again = read(ground, "texte\nUn parc\nDes bancs\nAutre\nDes bancs\n")
    digests = {each.digest for each in once if isinstance(each, Row)}
    assert len(digests) == 3
    assert digests <= {each.digest for each in again if isinstance(each, Row)}


def test_an_identifier_stands_once_in_a_file(ground: Ground) -> None:
    _, second = read(ground, "texte;id\nUn;A1\nDeux;A1\n")
    assert isinstance(second, Faulty)
    assert "déjà à la ligne 2" in second.faults[0]
