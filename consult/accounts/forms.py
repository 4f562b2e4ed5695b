"""The team's forms."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField
from wtforms.validators import Email, EqualTo, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.accounts import labels
from consult.accounts.models import Role
from consult.accounts.passwords import LONGEST, SHORTEST
from consult.web.forms import Form, LineField, Required, at_most
from consult.web.labels import label

assert labels  # the roles have words

ADDRESS = Email(message=_l("This address does not look complete, for example: name@town.fr."))


class SignInForm(Form):
    email = LineField(
        _l("E-mail address"), [Required(_l("Give your e-mail address.")), at_most(255)]
    )
    password = PasswordField(
        _l("Password"), [Required(_l("Give your password.")), Length(max=LONGEST)]
    )


class CodeForm(Form):
    code = LineField(
        _l("The 6 digits shown by your phone"), [Required(_l("Give the 6 digits.")), at_most(20)]
    )


class MagicForm(Form):
    email = LineField(
        _l("E-mail address"), [Required(_l("Give your e-mail address.")), ADDRESS, at_most(255)]
    )


class ConfirmForm(Form):
    """Nothing but its token."""


class NewPasswordForm(Form):
    password = PasswordField(
        _l("New password"),
        [
            Required(_l("Choose a password.")),
            Length(
                min=SHORTEST,
                max=LONGEST,
                message=_l(
                    "Choose at least %(min)d characters: a short sentence works well.", min=SHORTEST
                ),
            ),
        ],
        description=_l("At least %(min)d characters. A short sentence works well.", min=SHORTEST),
    )
    again = PasswordField(
        _l("The same one again"), [EqualTo("password", message=_l("The two are not the same."))]
    )


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Current password"), [Required(_l("Give your current password."))])


class PersonForm(Form):
    """A member of the team; the address is only asked once."""

    name = LineField(_l("Name shown to the team"), [Required(_l("Give a name.")), at_most(120)])
    roles = SelectMultipleField(
        _l("What this person does"),
        [Required(_l("Choose at least one role."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(),
    )
    structure = SelectField(
        _l("Structure"), description=_l("For animators: whose workshops they record.")
    )
    active = BooleanField(_l("Can sign in"), default=True)

    def __init__(self, structures: list[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.roles.choices = [(role.value, label(role)) for role in Role]
        self.structure.choices = [("", str(_l("None"))), *structures]

    def validate_structure(self, field: SelectField) -> None:
        if Role.ANIMATOR.value in (self.roles.data or []) and not field.data:
            raise ValidationError(
                str(_l("Choose the structure whose workshops this person records."))
            )


class NewPersonForm(PersonForm):
    email = LineField(
        _l("E-mail address"), [Required(_l("Give an e-mail address.")), ADDRESS, at_most(255)]
    )


class StructureForm(Form):
    structure_name = LineField(
        _l("Name of the structure"), [Required(_l("Give a name.")), at_most(120)]
    )
