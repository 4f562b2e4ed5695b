"""The editor, a file and a workbook take the same lengths, and name the limit."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from sqlalchemy import orm

from consult.consultations.reading import QuestionEntry, read_consultations
from consult.reading import ReadingError
from tests.consultations.editing.conftest import BASE, Desk, desk
from tests.consultations.editing.test_workbooks import send
from tests.consultations.test_importing import FILE
from tests.consultations.test_xlsform import workbook
from tests.factories import World, make_consultation
from tests.pages import words

assert desk
LIMITS = {
    ("prompt", "label"): 1_000,
    ("help", "hint"): 1_000,
    ("interviewer_help", "guidance_hint"): 2_000,
}


def in_a_file(tmp_path: Path, field: str, text: str) -> QuestionEntry:
    data = yaml.safe_load(FILE)
    data["consultations"] = data["consultations"][:1]
    data["consultations"][0]["questions"][1][field] = text
    path = tmp_path / "questions.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    return read_consultations(path)[0].consultations[0].questions[1]


@pytest.mark.parametrize(("names", "most"), LIMITS.items())
def test_each_way_in_takes_as_much_and_no_more(
    desk: Desk, session: orm.Session, world: World, tmp_path: Path, names: tuple, most: int
) -> None:
    field, column = names
    make_consultation(session, world, slug="essai")
    session.commit()
    right, wrong = "é" * most, "é" * (most + 1)
    assert getattr(in_a_file(tmp_path, field, right), field) == right
    with pytest.raises(ReadingError) as refused:
        in_a_file(tmp_path, field, wrong)
    assert f"longer than {most} characters" in str(refused.value)

    def sheet(text: str) -> bytes:
        told = {"label": "Une question", column: text}
        return workbook(f"type | name | {' | '.join(told)}\ntext | a | {' | '.join(told.values())}")

    assert send(desk, sheet(right)).status_code == 200
    answer = send(desk, sheet(wrong))
    assert answer.status_code == 422
    assert f"Ligne 2, colonne « {column} » : plus de {most} caractères" in words(answer)

    url = f"{BASE}/essai/questions/changer"
    assert desk.save(url, **{field: right}).status_code == 303
    answer = desk.save(url, **{field: wrong})
    assert answer.status_code == 422
    assert str(most) in words(answer).replace("\u202f", "")
