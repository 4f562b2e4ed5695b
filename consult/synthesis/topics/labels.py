"""The reasons to set words aside, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.synthesis.topics.models import SetAsideReason
from consult.web.labels import name_members

name_members(
    {
        SetAsideReason.OFF_TOPIC: _l("It speaks of something else than this enjeu"),
        SetAsideReason.ELSEWHERE: _l("It is up to somebody else than the town and its partners"),
        SetAsideReason.SINGLE_CASE: _l("A personal situation, passed on to a service"),
        SetAsideReason.ALREADY_DONE: _l("Already done, or under way"),
        SetAsideReason.UNCLEAR: _l("It cannot be understood without its author"),
        SetAsideReason.OTHER: _l("Another reason, written below"),
    }
)
