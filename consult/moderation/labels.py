"""How the moderators' decisions are told."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from consult.contributions.models import StepKind
from consult.enjeux.suggesting import Likelihood
from consult.moderation.bulk import Left
from consult.moderation.models import DecisionKind
from consult.moderation.personal_data import Kind
from consult.moderation.review_models import ReportReason
from consult.web.i18n import current_locale
from consult.web.labels import name_members

name_members(
    {
        Left.CHANGED: _l("Changed or decided meanwhile: read it again."),
        Left.BUSY: _l("A colleague is reading it now."),
        Left.PERSONAL: _l("It may tell who someone is: open it and read it before publishing."),
        DecisionKind.PUBLISH: _l("Published"),
        DecisionKind.REFUSE: _l("Not published"),
        DecisionKind.REPHRASE: _l("To be rephrased by its author"),
        Kind.PHONE: _l("Telephone number"),
        Kind.EMAIL: _l("E-mail address"),
        Kind.NAME: _l("Probable name"),
        Kind.ADDRESS: _l("Postal address"),
        Likelihood.LIKELY: _l("very likely"),
        Likelihood.POSSIBLE: _l("possible"),
        ReportReason.HURTS: _l("They hurt, insult or threaten someone"),
        ReportReason.NAMES: _l("They let people recognise someone"),
        ReportReason.ADVERTISING: _l("They are advertising, or have nothing to do here"),
        ReportReason.OTHER: _l("Another reason"),
    }
)

# The team's own words for what happened; the author reads others on the page of their code.
STEPS = {
    StepKind.RECEIVED: _l("Received"),
    StepKind.CORRECTED: _l("Corrected by its author"),
    StepKind.PUBLISHED: _l("Published"),
    StepKind.REFUSED: _l("Not published"),
    StepKind.REPHRASE_ASKED: _l("Sent back to be rephrased"),
    StepKind.REPHRASED: _l("Rephrased by its author"),
    StepKind.TAGGED: _l("Sorted"),
    StepKind.WITHDRAWN: _l("Withdrawn by its author"),
    StepKind.MASKED: _l("A passage was masked"),
    StepKind.SPLIT: _l("Split"),
    StepKind.APPEALED: _l("Contested by its author"),
    StepKind.APPEAL_MAINTAINED: _l("Refusal confirmed on appeal"),
    StepKind.APPEAL_ACCEPTED: _l("Appeal accepted"),
}


def language_name(code: str) -> str:
    """« ukrainien » for uk, in the reader's language."""
    return str(current_locale().languages.get(code, code))
