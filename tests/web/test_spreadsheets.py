"""A file for a spreadsheet holds numbers and texts, and no formula."""

from __future__ import annotations

from decimal import Decimal

import pytest

from consult.web.spreadsheets import cell, csv_file


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+33", "'+33"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("Bizet", "Bizet"),
        ("", ""),
        (None, ""),
        (-3.2, "-3,2"),
        (Decimal("6.90"), "6,90"),
        (12, "12"),
    ],
)
def test_texts_run_nothing_and_numbers_stay_numbers(value, written: str) -> None:
    assert cell(value) == written


def test_the_file_is_what_french_spreadsheets_expect() -> None:
    response = csv_file([("Quartier", "Part"), ("A ; B", 6.9)], "chiffres.csv")
    assert response.get_data(as_text=True) == '\ufeffQuartier;Part\r\n"A ; B";6,9\r\n'
    assert response.mimetype == "text/csv"
    assert 'filename="chiffres.csv"' in response.headers["Content-Disposition"]
