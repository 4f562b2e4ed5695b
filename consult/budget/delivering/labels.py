"""The stages of a project, in words that a resident understands."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget.delivering.models import ChangeKind, Stage
from consult.web.labels import name_members

name_members(
    {
        Stage.STUDIES: _l("Plans are being drawn"),
        Stage.TENDER: _l("Companies are being chosen"),
        Stage.WORKS: _l("Works are under way"),
        Stage.OPENED: _l("Finished and open"),
        Stage.ABANDONED: _l("Project given up"),
        ChangeKind.PLANNED: _l("planned day"),
        ChangeKind.ACTUAL: _l("day it happened"),
        ChangeKind.LATE: _l("planned day passed"),
        ChangeKind.SENTENCE: _l("sentence"),
        ChangeKind.COMMITTED: _l("money committed"),
        ChangeKind.SPENT: _l("money spent"),
    }
)
