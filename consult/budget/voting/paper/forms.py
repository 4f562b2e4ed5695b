"""A box, its count, a paper, the reason of a gap."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from consult.budget.voting.models import Check
from consult.contributions.profiles import member_choices
from consult.web.forms import Form, LineField, Required, TextField, at_most

MOST_PAPERS = 20_000
_COUNTED = NumberRange(0, MOST_PAPERS, _l("Between 0 and 20 000."))


class BoxForm(Form):
    place = LineField(
        _l("Where is the ballot box?"),
        [Required(_l("Say where the ballot box is.")), at_most(120)],
        description=_l("For example: Reception of the town hall."),
    )
    check = RadioField(
        _l("How is the typing checked?"),
        choices=lambda: member_choices(Check),
        default=Check.DOUBLE.value,
    )
    sample = IntegerField(
        _l("How many ballots are drawn"),
        [Optional(), NumberRange(1, MOST_PAPERS, _l("Between 1 and 20 000."))],
        description=_l("Only for a sample. If one is read differently, all are typed twice."),
    )

    def validate_sample(self, field: IntegerField) -> None:
        if self.check.data == Check.SAMPLE.value and not field.data and not field.errors:
            raise ValueError(str(_l("Say how many ballots are drawn.")))


class CountForm(Form):
    announced = IntegerField(
        _l("Ballots found in the box"),
        [Required(_l("Say how many ballots there are.")), _COUNTED],
        description=_l("Number them from 1 as they come out, before anybody types."),
    )
    signed_by_hand = IntegerField(
        _l("Signatures on paper"),
        [Optional(), _COUNTED],
        description=_l("Those who signed a list instead of being crossed off here."),
    )


class CrossForm(Form):
    holder = LineField(
        _l("Their card or their address"),
        [Required(_l("Scan or type what this person would vote with.")), at_most(255)],
    )


class PaperForm(Form):
    number = IntegerField(
        _l("Number of the paper"),
        [
            Required(_l("Say which paper.")),
            NumberRange(1, MOST_PAPERS, _l("Between 1 and 20 000.")),
        ],
    )
    line = LineField(
        _l("What it says"), [Required(_l("Type what the paper says.")), at_most(2_000)]
    )


class CloseForm(Form):
    reason = TextField(
        _l("Why the numbers differ"),
        [at_most(1_000)],
        description=_l("Published with the results. Nothing is asked when they agree."),
    )
