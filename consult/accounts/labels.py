"""How roles are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.accounts.models import Role, User
from consult.web.labels import name_members
from consult.web.sentences import comma

name_members(
    {
        Role.ANIMATOR: _l("Animator: records workshops"),
        Role.MODERATOR: _l("Moderator: reads and sorts contributions"),
        Role.EDITOR: _l("Contract editor: writes summaries and the contract"),
        Role.ADMINISTRATOR: _l("Administrator: everything, and the team"),
    }
)

_IN_SHORT = {
    Role.ANIMATOR: _l("animation"),
    Role.MODERATOR: _l("moderation"),
    Role.EDITOR: _l("contract writing"),
    Role.ADMINISTRATOR: _l("administration"),
}


def roles_in_short(user: User) -> str:
    """What somebody does in the team, without their name."""
    held = (str(words) for role, words in _IN_SHORT.items() if role in user.roles)
    return f"{comma()} ".join(held)
