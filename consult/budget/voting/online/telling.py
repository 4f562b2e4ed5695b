"""What is wrong with a ballot, said to whoever fills it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.budget.voting.contents import Content, Fault, Rules
from consult.web.i18n import money


def told_fault(fault: Fault, rules: Rules, content: Content) -> str:
    """With what to do about it. `content` is kept as it is."""
    return str(_told(fault, rules, content))


def _told(fault: Fault, rules: Rules, content: Content) -> Any:
    sums = rules.sums(content)
    match fault:
        case Fault.TOO_FEW:
            return ngettext(
                "Choose at least %(num)s project.",
                "Choose at least %(num)s projects.",
                rules.fewest,
            )
        case Fault.TOO_MANY:
            most = rules.most or 0
            return ngettext(
                "You chose %(chosen)s: keep %(num)s project at most.",
                "You chose %(chosen)s: keep %(num)s projects at most.",
                most,
                chosen=sums.chosen,
            )
        case Fault.OVER_BUDGET:
            return _(
                "Your projects cost %(over)s more than the envelope: "
                "take one away, or choose a cheaper one.",
                over=money(sums.euros - rules.envelope),
            )
        case Fault.OVER_POINTS:
            over = sums.points - rules.points
            return ngettext(
                "You gave %(num)s point too many: take it back somewhere.",
                "You gave %(num)s points too many: take them back somewhere.",
                over,
            )
        case Fault.NOT_A_VALUE:
            return _("Write whole numbers of points only, such as 3.")
        case Fault.UNKNOWN:
            return _(
                "One of these projects is not on the ballot any more. Look at your choices again."
            )
