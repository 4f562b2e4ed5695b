"""The words of a study."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.budget import labels
from consult.budget.studying.models import (
    AdaptationState,
    AppealAgainst,
    AppealState,
    Domain,
    RulingState,
    Stance,
)
from consult.web.labels import name_members

assert labels  # verdicts and phases

name_members(
    {
        RulingState.ASKED: _l("Its author is asked to complete it"),
        RulingState.COMPLETED: _l("Completed by its author"),
        RulingState.ADMITTED: _l("Admitted"),
        RulingState.REFUSED: _l("Not admitted"),
        Domain.TECHNICAL: _l("Technical opinion"),
        Domain.LEGAL: _l("Legal opinion"),
        Domain.FINANCIAL: _l("Financial opinion"),
        Stance.FAVOURABLE: _l("Favourable"),
        Stance.IF_CHANGED: _l("Favourable if it is changed"),
        Stance.UNFAVOURABLE: _l("Unfavourable"),
        AdaptationState.OPEN: _l("The authors are being asked"),
        AdaptationState.AGREED: _l("Agreed by the authors"),
        AdaptationState.DECLINED: _l("Declined by an author"),
        AdaptationState.SILENT: _l("Decided without an answer"),
        AdaptationState.WITHDRAWN: _l("No longer proposed"),
        AppealAgainst.RULING: _l("Against the decision that the idea is not admitted"),
        AppealAgainst.VERDICT: _l("Against the decision not to retain the project"),
        AppealState.WAITING: _l("Waits for an answer"),
        AppealState.MAINTAINED: _l("Decision confirmed"),
        AppealState.ACCEPTED: _l("Appeal accepted"),
        AppealState.WITHDRAWN: _l("Idea taken back"),
    }
)
