"""How the moderators' decisions are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.moderation.models import DecisionKind
from consult.moderation.personal_data import Kind
from consult.web.labels import name_members

name_members(
    {
        DecisionKind.PUBLISH: _l("Published"),
        DecisionKind.REFUSE: _l("Not published"),
        DecisionKind.REPHRASE: _l("To be rephrased by its author"),
        Kind.PHONE: _l("Telephone number"),
        Kind.EMAIL: _l("E-mail address"),
        Kind.NAME: _l("Probable name"),
        Kind.ADDRESS: _l("Postal address"),
    }
)
