"""A questionnaire read from a workbook, as a file of consultations that somebody completes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import yaml

from consult.consultations.reading import QuestionEntry
from consult.consultations.xlsform.naming import key_of
from consult.consultations.xlsform.reading import Questionnaire

_BEFORE = """\
# Lu d’un classeur XLSForm. Complétez « summary », « what_changes », « degree » et « moment », puis :
# consult consultations import CE-FICHIER.yaml
"""


def describe(
    found: Questionnaire,
    slug: str | None,
    *,
    contract: str,
    commune: str,
    opens: datetime,
    closes: datetime,
) -> str:
    """YAML as `consult.consultations.reading` reads it."""
    title = found.title or found.slug or "Questionnaire"
    consultation = {
        "slug": slug or key_of(found.slug or title, {}),
        "contract": contract,
        "commune": commune,
        "title": title,
        "summary": "",
        "intro": found.intro,
        "what_changes": "",
        "degree": "consultation",
        "moment": "diagnostic",
        "opens": opens.date(),
        "closes": closes.date(),
        "questions": [_question(each) for each in found.questions],
    }
    file = {"format": 1, "consultations": [consultation]}
    return _BEFORE + yaml.safe_dump(file, allow_unicode=True, sort_keys=False, width=100)


def _question(entry: QuestionEntry) -> dict[str, Any]:
    """Without what it leaves out."""
    told = entry.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in told.items() if value not in ("", [], None)}
