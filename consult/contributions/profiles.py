"""« You are… »: the age band and the gender, asked the same way on every form, never compulsory.

They serve to know who is not heard. They are kept once for a sending, on its receipt, and nobody is
shown them for one person; see `consult.participation` for what is made of them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import orm
from wtforms import Field, RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import Select

from consult.contributions import labels
from consult.contributions.models import Contribution, Receipt, Status
from consult.territory.publics import AgeBand, Gender
from consult.web.forms import Form
from consult.web.labels import label

assert labels  # the answers have words

Member = TypeVar("Member", bound=enum.Enum)


@dataclass(frozen=True)
class Profile:
    """None: the question was passed. « Not said » is an answer, that a draft shows again."""

    age: AgeBand | None = None
    gender: Gender | None = None


NO_PROFILE = Profile()


class ProfileForm(Form):
    """Two questions in a row; nothing ticked is as good as another answer."""

    age = RadioField(_l("Your age"), choices=lambda: member_choices(AgeBand), validate_choice=False)
    gender = RadioField(
        _l("You are"), choices=lambda: member_choices(Gender), validate_choice=False
    )

    def __init__(self, known: Profile, *args: Any, **kwargs: Any) -> None:
        """`known` is ticked until something is sent."""
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.age.data = known.age.value if known.age else None
            self.gender.data = known.gender.value if known.gender else None

    def fold(self) -> None:
        """As two lists to open: lighter, among the other fields of a long form."""
        for field in (self.age, self.gender):
            field.widget = Select()
            field.choices = [SelectChoice("", _("No answer")), *(field.choices or ())]

    def validate_age(self, field: Field) -> None:
        _refuse_unknown(field, AgeBand)

    def validate_gender(self, field: Field) -> None:
        _refuse_unknown(field, Gender)

    def profile(self) -> Profile:
        """Of a validated form."""
        return Profile(_member(AgeBand, self.age.data), _member(Gender, self.gender.data))


def member_choices(family: type[enum.Enum]) -> list[SelectChoice]:
    return [SelectChoice(each.value, label(each)) for each in family]


def told_profile(profile: Profile) -> list[str]:
    """As its author reads it again: what was ticked, once where both say the same."""
    ticked = [label(each) for each in (profile.age, profile.gender) if each is not None]
    return list(dict.fromkeys(ticked))


def keep_profile(receipt: Receipt, profile: Profile) -> None:
    """Only what was said: a refusal and a silence leave the same trace, none."""
    receipt.age = None if profile.age is AgeBand.NOT_SAID else profile.age
    receipt.gender = None if profile.gender is Gender.NOT_SAID else profile.gender


def forget_when_all_is_withdrawn(session: orm.Session, receipt_id: int) -> None:
    """Once its holder took every word of a receipt back, nothing is kept of who they are.

    The receipt is held first: of two withdrawals at the same time, the second one sees the first.
    """
    session.flush()
    receipt = session.scalars(
        sa.select(Receipt).where(Receipt.id == receipt_id).with_for_update()
    ).one()
    left = sa.select(Contribution.id).where(
        Contribution.receipt_id == receipt_id, Contribution.status != Status.WITHDRAWN
    )
    if session.scalars(left.limit(1)).first() is None:
        receipt.age = receipt.gender = None
        session.flush()


def _refuse_unknown(field: Field, family: type[enum.Enum]) -> None:
    if field.data and field.data not in {each.value for each in family}:
        raise ValidationError(str(_l("Choose from the list.")))


def _member(family: type[Member], value: str | None) -> Member | None:
    return family(value) if value else None
