"""Writing a statement."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from consult.enjeux.models import Enjeu
from consult.web.forms import Form, Required, TextField, at_most

LONGEST = 1_200


class StatementForm(Form):
    text = TextField(
        _l("The sentence"),
        [Required(_l("Write the sentence.")), at_most(LONGEST)],
        description=_l("Say only what the words chosen say, as the contract would write it."),
    )
    ambition = SelectField(_l("Ambition"), default="")
    revision = HiddenField()

    def __init__(self, enjeu: Enjeu, **values: Any) -> None:
        super().__init__(**values)
        self.ambition.choices = [
            ("", str(_l("None in particular"))),
            *[(each.key, each.title) for each in enjeu.ambitions],
        ]
