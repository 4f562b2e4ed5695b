"""How the kinds of remark and the answers are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.contract.remarks.models import AnswerKind, RemarkKind
from consult.web.labels import name_members

name_members(
    {
        RemarkKind.OPINION: _l("Opinion"),
        RemarkKind.CHANGE: _l("Proposed change"),
        RemarkKind.OFFICIAL: _l("Avis of an institution"),
        AnswerKind.RETAINED: _l("Retained"),
        AnswerKind.ADAPTED: _l("Adapted"),
        AnswerKind.REJECTED: _l("Not retained"),
        AnswerKind.MERGED: _l("Included in another one"),
        AnswerKind.ALREADY: _l("Already in the contract"),
    }
)
