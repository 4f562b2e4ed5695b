"""How roles are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Role
from consult.web.labels import name_members

name_members(
    {
        Role.ANIMATOR: _l("Animator: records workshops"),
        Role.MODERATOR: _l("Moderator: reads and sorts contributions"),
        Role.EDITOR: _l("Contract editor: writes summaries and the contract"),
        Role.ADMINISTRATOR: _l("Administrator: everything, and the team"),
    }
)
