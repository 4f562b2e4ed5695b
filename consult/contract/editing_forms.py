"""The forms that edit a part of a contract, add one, publish a version, or change its state."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from consult.contract.models import ActionKind, ContractState, Objective
from consult.contract.parts import Part, Values
from consult.enjeux.models import Enjeu
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

LONGEST_BODY = 60_000
LONGEST_TEXT = 6_000
LONGEST_TITLE = 600
# Rows without words yet, for partners to be added.
SPARE = 2
MOST_PARTNERS = 40
# Fields written in Markdown, over several lines.
MARKDOWN = ("body", "intro")


class PartForm(Form):
    """`base` is the digest of the text that the page showed."""

    base = HiddenField()

    @property
    def written(self) -> list[Field]:
        """The fields of the part itself."""
        return [each for each in self if each.name not in {"base", "csrf_token"}]

    @property
    def values(self) -> Values:
        return {
            each.name: ("1" if each.data else "")
            if each.type == "BooleanField"
            else each.data or ""
            for each in self.written
        }

    def start_from(self, digest: str) -> None:
        """What is sent next is meant to replace the text of this digest."""
        self.base.data = digest
        self.base.raw_data = None


def part_form(
    part: Part, values: Values | None = None, objectives: Sequence[Objective] = ()
) -> PartForm:
    """The form of a part, holding `values` (its present ones by default) until something is sent.

    `objectives`: those of the ambition of an action.
    """
    fields = _fields(part)
    made: type[PartForm] = type("EditedPartForm", (PartForm,), fields)
    shown = {**part.values, **(values or {})}
    data: dict[str, Any] = {name: shown.get(name, "") for name in fields}
    if "priority" in fields:
        data["priority"] = bool(data["priority"])
    form = made(data={**data, "base": part.digest})
    for name, choices in _choices(part, objectives).items():
        form[name].choices = choices
    return form


def typed(form: PartForm) -> Values:
    """What was sent as it was typed, right or wrong, for a draft."""
    return {each.name: request.form.get(each.name, "") for each in form.written}


def _fields(part: Part) -> dict[str, Any]:
    match part.kind:
        case "section":
            return {
                "title": LineField(
                    _l("Title"), [Required(_l("Write a title.")), at_most(LONGEST_TITLE)]
                ),
                "number": LineField(
                    _l("Printed number"),
                    [at_most(20)],
                    description=_l("As it is printed before the title; may stay empty."),
                ),
                "body": _markdown(_l("Text")),
            }
        case "enjeu":
            return {"intro": _markdown(_l("Introduction")), **_partner_fields(part)}
        case "ambition":
            return _ambition_fields()
        case "objective":
            return {"text": _text(), "priority": BooleanField(_l("Local priority"))}
        case _:
            return {
                "text": _text(),
                "kind": RadioField(_l("What it is")),
                "objective": SelectField(_l("Under which objective?")),
            }


def _choices(part: Part, objectives: Sequence[Objective]) -> dict[str, list[tuple[str, str]]]:
    if part.kind == "ambition":
        return {
            "scale": [
                ("", _("Not said")),
                ("mel", _("Whole metropolis")),
                ("qpv", _("Priority quarters")),
            ]
        }
    if part.kind == "action":
        under = [(each.key, each.text) for each in objectives]
        return {
            "kind": [(each.value, label(each)) for each in ActionKind],
            "objective": [("", _("Directly under the ambition")), *under],
        }
    return {}


def _markdown(name: Any) -> TextField:
    return TextField(
        name,
        [at_most(LONGEST_BODY)],
        description=_l("**bold**, *italic*, a line that begins with « - » for a list."),
    )


def _text() -> TextField:
    return TextField(_l("Text"), [Required(_l("Write the text.")), at_most(LONGEST_TEXT)])


def _ambition_fields() -> dict[str, Any]:
    return {
        "title": TextField(_l("Ambition"), [Required(_l("Write a title.")), at_most(LONGEST_TEXT)]),
        "note": TextField(_l("Note"), [at_most(LONGEST_TEXT)]),
        "scale": SelectField(_l("Scale")),
        "horizon": LineField(_l("Horizon (a year)"), [_year], description=_l("May stay empty.")),
    }


def _partner_fields(part: Part) -> dict[str, Any]:
    row = part.row
    assert isinstance(row, Enjeu)
    sent = sum(1 for name in request.form if re.fullmatch(r"partner_\d+_label", name))
    count = min(MOST_PARTNERS, max(len(row.partners) + SPARE, sent))
    fields: dict[str, Any] = {}
    for number in range(count):
        fields[f"partner_{number}_label"] = LineField(
            _l("Kind of partner %(number)s", number=number + 1), [at_most(255)]
        )
        fields[f"partner_{number}_text"] = TextField(
            _l("Partners of kind %(number)s", number=number + 1), [at_most(LONGEST_TEXT)]
        )
    return fields


def _year(_form: Any, field: Any) -> None:
    if field.data and not re.fullmatch(r"(19|20|21)\d\d", field.data):
        raise ValidationError(_("Write a year with four digits, or nothing."))


# What is added, in words, by its name in the address.
ADDED = {
    "section": _l("Add a section"),
    "ambition": _l("Add an ambition"),
    "objectif": _l("Add an objective"),
    "piste": _l("Add a possible action"),
    "existante": _l("Add an existing action"),
}


class AddForm(Form):
    text = TextField(_l("Text"), [Required(_l("Write the text.")), at_most(LONGEST_TEXT)])


class AddSectionForm(Form):
    text = LineField(_l("Title"), [Required(_l("Write a title.")), at_most(LONGEST_TITLE)])
    number = LineField(
        _l("Printed number"),
        [at_most(20)],
        description=_l("As it is printed before the title; may stay empty."),
    )
    level = SelectField(_l("Level of the heading"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.level.choices = [
            ("1", _("1: a great part")),
            ("2", "2"),
            ("3", _("3: inside another")),
        ]


class PublishForm(Form):
    name = LineField(
        _l("Name of the version"),
        [at_most(120)],
        description=_l("For example « Text given to the council ». May stay empty."),
    )
    note = TextField(
        _l("What changed, and why"),
        [Required(_l("Say in a few words what changed and why.")), at_most(2_000)],
        description=_l("In plain words: residents read it on the page of the versions."),
    )


class StateForm(Form):
    state = SelectField(_l("Stage of the text"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.state.choices = [(each.value, label(each)) for each in ContractState]
