"""How the phases of a campaign are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget.phases import Phase
from consult.contributions import labels
from consult.web.labels import name_members

assert labels  # an idea's page tells the states of contributions too

name_members(
    {
        Phase.UPCOMING: _l("Opens soon"),
        Phase.OPEN: _l("Open to ideas"),
        Phase.CLOSED: _l("Ideas are in"),
    }
)
