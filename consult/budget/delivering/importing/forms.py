"""The file, where its projects go, and what its columns and its states mean."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from consult.budget.delivering.importing.columns import STATES, Holds
from consult.budget.delivering.importing.reading import Plan, Sheet, proposed
from consult.budget.models import Campaign
from consult.contributions.written import plain
from consult.web.carried import LARGEST_FILE, CarriedFileForm
from consult.web.records import as_csv, is_workbook
from consult.web.tables import FileError, told_fault

BY_YEAR = ""


class ProjectsForm(CarriedFileForm):
    """`columns_of` and `states_of` tell for which columns, and for which column of states, the lists of
    the page were made: others are proposed when they differ.
    """

    campaign = SelectField(_l("Which campaign did they win?"), validate_choice=True)
    make = BooleanField(_l("Make the campaigns of the years that have none"))
    commune = SelectField(_l("Commune"), validate_choice=True)
    vocabulary = SelectField(_l("Contract"), validate_choice=True)
    columns_of = HiddenField()
    states_of = HiddenField()
    NOT_A_TABLE = _l(
        "This is neither a CSV file nor a workbook (.xlsx): in the spreadsheet, Save as, CSV (UTF-8)."
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.file.label.text = _l("The file (CSV or .xlsx)")
        self.file.description = _l("One row for each project. At most 1 MB and 2 000 rows.")

    def offer(
        self,
        campaigns: Sequence[Campaign],
        communes: Mapping[str, str],
        contracts: Mapping[str, str],
    ) -> None:
        self.campaign.choices = [
            SelectChoice(BY_YEAR, str(_l("That of the year of each row"))),
            *(SelectChoice(each.slug, each.title) for each in campaigns),
        ]
        self.commune.choices = [SelectChoice(key, name) for key, name in communes.items()]
        self.vocabulary.choices = [SelectChoice(key, name) for key, name in contracts.items()]

    def text_of(self, raw: bytes) -> str:
        stream = BytesIO(raw)
        if not is_workbook(stream):
            return super().text_of(raw)
        try:
            return as_csv(stream, LARGEST_FILE)
        except FileError as error:
            raise ValidationError(told_fault(error)) from None


def plan_of(form: ProjectsForm, sheet: Sheet, sent: Mapping[str, str]) -> Plan:
    """What the page proposes, under what was chosen on it; the marks of the form become those of now."""
    mark = _mark([each.title for each in sheet.columns])
    chosen = _chosen(sheet, sent) if form.columns_of.data == mark else {}
    first = proposed(sheet, chosen, {})
    words = list(first.states)
    states = _mark([str(first.column(Holds.STATE)), *words])
    by_hand: dict[str, str] = {}
    if form.states_of.data == states:
        by_hand = {word: sent.get(f"s-{index}", "") for index, word in enumerate(words)}
    by_hand = {word: state for word, state in by_hand.items() if state in STATES}
    for field, value in ((form.columns_of, mark), (form.states_of, states)):
        field.data, field.raw_data = value, None
    plan = proposed(sheet, chosen, by_hand)
    return Plan(plan.holds, plan.states, form.campaign.data or "")


def _chosen(sheet: Sheet, sent: Mapping[str, str]) -> dict[int, Holds]:
    known = {each.value: each for each in Holds if each is not Holds.PERSON}
    found = {each.index: known.get(sent.get(f"h-{each.index}", "")) for each in sheet.columns}
    return {index: holds for index, holds in found.items() if holds is not None}


def _mark(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(map(plain, words)).encode()).hexdigest()[:16]
