"""What the team fills in about its reasons, appeals and reports; what a reader fills in to report."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, ValidationError

from consult.contributions.sending import OnceForm
from consult.moderation.forms import LONGEST_SENTENCE
from consult.moderation.models import DecisionKind, Reason
from consult.moderation.reasons import Wording
from consult.moderation.review_models import ReportReason
from consult.web.forms import Form, LineField, Required, TextField, at_most
from consult.web.labels import label

LONGEST_LABEL = 80
LONGEST_REPORT = 500
_USUAL = {
    DecisionKind.REFUSE: _l("Not publishing"),
    DecisionKind.REPHRASE: _l("Asking to rephrase"),
}


class ReasonForm(OnceForm):
    """One reason; `revision` is that of the wording on the screen."""

    label = LineField(
        _l("Name of the reason"),
        [Required(_l("Give the reason a name.")), at_most(LONGEST_LABEL)],
        description=_l("What moderators choose from, and what the public charter lists."),
    )
    kind = RadioField(
        _l("Usual decision"),
        [Required(_l("Choose the usual decision."))],
        description=_l("A moderator may still take the other one."),
        validate_choice=False,
    )
    message = TextField(
        _l("What the author reads first"),
        [Required(_l("Write what the author reads.")), at_most(LONGEST_SENTENCE)],
        description=_l(
            "One or two short and kind sentences, true of both decisions. "
            "The moderator’s own sentence follows."
        ),
    )
    revision = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind.value, words) for kind, words in _USUAL.items()]

    def validate_kind(self, field: Any) -> None:
        if field.data not in {kind.value for kind in _USUAL}:
            field.data = ""
            raise ValidationError(_l("Choose the usual decision."))

    def wording(self) -> Wording:
        """Of a validated form."""
        return Wording(self.label.data or "", DecisionKind(self.kind.data), self.message.data or "")

    def seen_revision(self) -> int:
        """-1, which no reason ever has, for what is not a number."""
        given = self.revision.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else -1


def reason_form(reason: Reason) -> ReasonForm:
    """Filled with the reason as it stands, or with what was just sent."""
    return ReasonForm(
        data={
            "label": reason.label,
            "kind": reason.kind.value,
            "message": reason.message,
            "revision": str(reason.revision),
        }
    )


class MaintainForm(Form):
    """The refusal stands."""

    sentence = TextField(
        _l("A sentence to the author"),
        [
            Required(_l("Write a sentence to the author: they need to understand.")),
            at_most(LONGEST_SENTENCE),
        ],
        description=_l("They read it with their code. Answer what they say; be short and kind."),
    )


class AcceptForm(Form):
    """Nothing to say: the button is enough."""


class KeepForm(Form):
    """Reported words stay. `until` is the last report that was on the screen."""

    note = TextField(
        _l("Why they stay"),
        [Required(_l("Note why these words stay.")), at_most(LONGEST_SENTENCE)],
        description=_l("For the team: neither the author nor those who reported read it."),
    )
    until = HiddenField()

    def last_seen(self) -> int:
        given = self.until.data or ""
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


class ReportForm(OnceForm):
    """A reader thinks that published words should not stay."""

    reason = RadioField(
        _l("What is wrong with these words?"),
        [Required(_l("Choose what is wrong."))],
        validate_choice=False,
    )
    sentence = TextField(
        _l("Tell us more"),
        [at_most(LONGEST_REPORT)],
        description=_l("You do not have to say. Please do not write anybody’s name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = [(each.value, label(each)) for each in ReportReason]

    def validate_reason(self, field: Any) -> None:
        if field.data not in {each.value for each in ReportReason}:
            field.data = ""
            raise ValidationError(_l("Choose what is wrong."))
