"""One line of a mapping."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from consult.contract.mappings.models import MappingKind
from consult.contract.mappings.queries import Point, points_of
from consult.enjeux.models import Vocabulary
from consult.web.forms import Form, TextField, at_most
from consult.web.labels import label


class LineForm(Form):
    """`seen` is the stamp of the line as it was shown, empty for a new one."""

    left = SelectField(_l("In this contract"), validate_choice=False)
    kind = SelectField(_l("What it is to the other"), validate_choice=False)
    right = SelectField(_l("In the other contract"), validate_choice=False)
    note = TextField(_l("Why"), [at_most(1000)])
    seen = HiddenField()

    def __init__(self, left: Vocabulary, right: Vocabulary, **values: Any) -> None:
        super().__init__(**values)
        self.lefts, self.rights = points_of(left), points_of(right)
        self.kinds = {each.value: each for each in MappingKind}
        self.left.choices = _choices(self.lefts)
        self.right.choices = _choices(self.rights)
        self.kind.choices = [(value, label(each)) for value, each in self.kinds.items()]

    def line(self) -> tuple[Point, Point, MappingKind] | None:
        """What was chosen; None after saying by the field what is wrong with it."""
        left = self.lefts.get(self.left.data or "")
        right = self.rights.get(self.right.data or "")
        kind = self.kinds.get(self.kind.data or "")
        for field, found in ((self.left, left), (self.kind, kind), (self.right, right)):
            if found is None:
                field.errors = [_("Choose one of the list.")]
        if left is None or right is None or kind is None:
            return None
        return left, right, kind


def _choices(points: dict[str, Point]) -> list[tuple[str, str]]:
    """Ambitions stand under their enjeu, told by a dash: a select has no other indentation."""
    choices = [("", str(_("Choose")))]
    for key, point in points.items():
        title = point.title if len(point.title) <= 110 else f"{point.title[:109]}…"
        choices.append((key, point.enjeu.short_title if point.ambition is None else f"– {title}"))
    return choices
