"""Speaking of a passage: an opinion, or another wording; and what the team fills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from consult.contract.documents.naming import PassageKind
from consult.contract.models import Contract
from consult.contract.passages import Passage
from consult.contract.remarks.models import AnswerKind
from consult.contract.remarks.operations import RemarkWords, rewording
from consult.contract.remarks.periods import last_moment
from consult.contract.remarks.snapshots import read_passage, sign_passage
from consult.contributions.languages import LanguageField
from consult.contributions.sending import SendingForm
from consult.db import utcnow
from consult.territory.models import Commune
from consult.web.clock import FIRST_YEAR, LAST_YEAR, midnight
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.i18n import local
from consult.web.labels import label
from consult.web.languages import DEFAULT

LONGEST_STRUCTURE = 200
LONGEST_WHY = 2_000
LONGEST_AVIS = 20_000
WORDING_MARGIN = 2_000


class _PassageForm(SendingForm):
    """`seen` is the passage as it was read: it may change while somebody writes."""

    structure = LineField(
        _l("In the name of an association or a service?"),
        [at_most(LONGEST_STRUCTURE)],
        description=_l("Leave it empty if you speak for yourself. Everyone will read this name."),
    )
    seen = HiddenField()

    def __init__(self, commune: Commune, contract: Contract, passage: Passage) -> None:
        super().__init__(commune)
        self.passage = passage
        if read_passage(contract, passage.anchor, self.seen.data) is None:
            self.seen.data = sign_passage(contract, passage)

    def words(self) -> RemarkWords:
        raise NotImplementedError


class OpinionForm(_PassageForm):
    text = TextField(
        _l("What do you think of it?"),
        [Required(_l("Write what you think of it, even in one sentence.")), at_most()],
        description=_l("What you agree with, what is missing, what should change. "
                       "Please do not write anybody’s name."),
    )  # fmt: skip

    def words(self) -> RemarkWords:
        return RemarkWords(self.text.data or "", self.structure.data or "")


class ChangeForm(_PassageForm):
    """Filled with the present wording; of a whole section, something is added instead."""

    proposed = TextField(_l("What you would write"))
    # The wording of a French text is French, whatever the page's language.
    language = LanguageField(default=DEFAULT)
    why = TextField(
        _l("Why"),
        [at_most(LONGEST_WHY)],
        description=_l("A reason helps the town to answer. Please do not write anybody’s name."),
    )

    def __init__(self, commune: Commune, contract: Contract, passage: Passage) -> None:
        super().__init__(commune, contract, passage)
        self.is_addition = passage.kind is PassageKind.SECTION
        if self.is_addition:
            self.proposed.label.text = _("What you would add")
        elif not self.is_submitted():
            self.proposed.data = passage.text
        self.proposed.validators = [
            Required(_("Write the wording that you propose.")),
            at_most(len(passage.text) + WORDING_MARGIN),
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if not self.proposed.errors and _same(self.proposed.data or "", self.passage.text):
            self.proposed.errors = [_("Change at least one word of the passage.")]
            valid = False
        return valid

    def words(self) -> RemarkWords:
        proposed, why = self.proposed.data or "", self.why.data or ""
        return rewording(proposed, why, self.structure.data or "")


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


class _SectionField(SelectField):
    """The key of a section, or nothing."""

    def pre_validate(self, form: Any) -> None:
        if (self.data or "") not in {value for value, _label in self.choices or ()}:
            raise ValidationError(_("Choose from the list."))


class AnswerForm(Form):
    """`remark` is sent once for each remark that is answered: « public id:revision »."""

    answer = RadioField(_l("What the town makes of it"), validate_choice=False)
    reason = TextField(
        _l("Why, in words that everyone reads"),
        [Required(_l("Say why: its author reads it.")), at_most()],
    )
    section = _SectionField(_l("Which section changed?"))

    def __init__(self, sections: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.answer.choices = [(each.value, label(each)) for each in AnswerKind]
        self.section.choices = [("", _("None, or not yet")), *_options(sections)]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        if self.kind() is None:
            self.answer.errors = [_("Choose an answer.")]
            valid = False
        return valid

    def kind(self) -> AnswerKind | None:
        known = {each.value: each for each in AnswerKind}
        return known.get(self.answer.data or "")


class OfficialForm(Form):
    body = LineField(
        _l("Which institution gives this avis?"),
        [Required(_l("Write the name of the institution.")), at_most(LONGEST_STRUCTURE)],
    )
    given_on = DateField(
        _l("Given on"), [InputRequired(_l("Write the day of the avis."))], format="%Y-%m-%d"
    )
    section = _SectionField(_l("What the avis is about"))
    text = TextField(_l("The avis"), [Required(_l("Write the avis.")), at_most(LONGEST_AVIS)])

    def __init__(self, sections: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.section.choices = [("", _("The whole text")), *_options(sections)]

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        day = self.given_on.data
        if day is not None and not date(FIRST_YEAR, 1, 1) <= day <= local(utcnow()).date():
            self.given_on.errors = [_("Write a day that has come already.")]
            valid = False
        return valid


class PeriodForm(Form):
    """Two days, both counted whole; an empty one holds nobody back."""

    starts = DateField(_l("From, that day included"), [Optional()], format="%Y-%m-%d")
    ends = DateField(_l("Until, that day included"), [Optional()], format="%Y-%m-%d")

    def __init__(self, contract: Contract) -> None:
        last = last_moment(contract)
        starts = local(contract.remarks_from).date() if contract.remarks_from else None
        super().__init__(data={"starts": starts, "ends": local(last).date() if last else None})

    def validate(self, extra_validators: Any = None) -> bool:
        valid = super().validate(extra_validators)
        for field in (self.starts, self.ends):
            if field.data is not None and not FIRST_YEAR <= field.data.year < LAST_YEAR:
                field.errors = [_("Write a possible year.")]
                valid = False
        if valid and self.starts.data and self.ends.data and self.ends.data < self.starts.data:
            self.ends.errors = [_("The last day comes after the first one.")]
            valid = False
        return valid

    def period(self) -> tuple[datetime | None, datetime | None]:
        """Of a validated form; the end is the midnight after the last day."""
        ends = self.ends.data
        return _instant(self.starts.data), _instant(ends + timedelta(days=1) if ends else None)


def _instant(day: date | None) -> datetime | None:
    return midnight(day).astimezone(UTC) if day else None


def _options(sections: Sequence[Passage]) -> list[tuple[str, str]]:
    return [(each.section, each.heading) for each in sections]
