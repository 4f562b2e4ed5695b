"""Choosing what is merged, and what goes where when a sentence is split."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.contract.standing import Standing
from consult.synthesis.forms import LONGEST, StatementForm
from consult.synthesis.models import Citation, Statement
from consult.web.forms import Form, Required, TextField, at_most

STAY, GO, BOTH = "stay", "go", "both"
_PUBLIC_ID = re.compile("[0-9a-f]{12}")
_NUMBER = re.compile("[0-9]{1,9}")


def number(text: str | None) -> int:
    """A revision as a form sends it; -1, that of no sentence, for anything else."""
    return int(text) if text and _NUMBER.fullmatch(text) else -1


class MergeForm(Form):
    text = TextField(
        _l("The sentence once merged"), [Required(_l("Write the sentence.")), at_most(LONGEST)]
    )
    revision = HiddenField()

    def ticked(self) -> dict[str, int]:
        """Revision shown on the page, by public id of the sentences to merge."""
        pairs = [each.partition(":") for each in request.form.getlist("phrase")]
        return {
            public_id: number(revision)
            for public_id, _colon, revision in pairs
            if _PUBLIC_ID.fullmatch(public_id)
        }


class SplitForm(StatementForm):
    """What goes where is asked beside: one choice a citation, one box a place."""

    def __init__(self, statement: Statement, **values: Any) -> None:
        super().__init__(statement.enjeu, **values)
        self.text.label.text = _l("The new sentence")

    def choice(self, citation: Citation) -> str:
        asked = request.form.get(f"avis-{citation.contribution.public_id}")
        return asked if asked in {GO, BOTH} else STAY

    def going(self, citations: Sequence[Citation]) -> set[int]:
        return {each.contribution_id for each in citations if self.choice(each) != STAY}

    def staying(self, citations: Sequence[Citation]) -> set[int]:
        return {each.contribution_id for each in citations if self.choice(each) != GO}

    def places(self, standings: Sequence[Standing]) -> set[str]:
        return set(request.form.getlist("place")) & {each.public_id for each in standings}
