"""What a column holds and what a state means, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget.delivering.importing.columns import Holds
from consult.web.labels import name_members

name_members(
    {
        Holds.TITLE: _l("Name of the project"),
        Holds.YEAR: _l("Year"),
        Holds.IDENTIFIER: _l("Number or identifier"),
        Holds.TEXT: _l("Description"),
        Holds.PLACE: _l("Place"),
        Holds.QUARTER: _l("Quarter"),
        Holds.THEME: _l("Theme"),
        Holds.COST: _l("Budget voted"),
        Holds.COMMITTED: _l("Money committed"),
        Holds.SPENT: _l("Money spent"),
        Holds.STATE: _l("State"),
        Holds.OPENED: _l("Day it opened or will open"),
        Holds.WON: _l("Won: yes or no"),
        Holds.KEEP: _l("Other: kept as it is"),
        Holds.LEAVE: _l("Left out"),
        Holds.PERSON: _l("Tells who somebody is: left out"),
    }
)
