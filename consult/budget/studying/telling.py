"""Each line of a study's history, in words that everyone understands. It names services, nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.budget.studying import labels
from consult.budget.studying.models import AppealAgainst, Domain, Stance, StudyStep
from consult.budget.studying.models import StudyStepKind as Kind
from consult.web.i18n import day, money
from consult.web.labels import label
from consult.web.sentences import join

assert labels


@dataclass(frozen=True)
class Line:
    """`message`: what the town wrote, in French; `facts`: figures, each a sentence of its own."""

    step: StudyStep
    title: str
    text: str = ""
    message: str = ""
    facts: list[str] = field(default_factory=list)


def line(step: StudyStep) -> Line:
    return Line(step, str(_title(step)), str(_text(step)), step.message, _facts(step.facts))


def _title(step: StudyStep) -> str:
    facts = step.facts
    if step.kind is Kind.OPINION_GIVEN:
        stance = label(Stance(facts["stance"]))
        return str(_("%(opinion)s: %(stance)s", opinion=label(Domain(facts["domain"])),
                     stance=stance.lower()))  # fmt: skip
    if step.kind is Kind.OPINION_ASKED:
        return str(_("%(opinion)s asked", opinion=label(Domain(facts["domain"]))))
    if step.kind is Kind.OPINION_DROPPED:
        return str(_("%(opinion)s no longer asked", opinion=label(Domain(facts["domain"]))))
    words = {
        Kind.ASKED: _("The town asks for more"),
        Kind.COMPLETED: _("Completed by its author"),
        Kind.ADMITTED: _("Idea admitted"),
        Kind.REFUSED: _("Idea not admitted"),
        Kind.RULING_UNDONE: _("Decision taken back"),
        Kind.UNITED: _("United with another project"),
        Kind.PARTED: _("No longer united"),
        Kind.ADAPTATION_PROPOSED: _("A change is proposed to the authors"),
        Kind.ADAPTATION_AGREED: _("Change agreed by the authors"),
        Kind.ADAPTATION_DECLINED: _("Change declined by an author"),
        Kind.ADAPTATION_SILENT: _("Change decided without an answer"),
        Kind.ADAPTATION_WITHDRAWN: _("Change no longer proposed"),
        Kind.RETAINED: _("Retained: goes to the vote"),
        Kind.REJECTED: _("Not retained"),
        Kind.REOPENED: _("Studied again"),
        Kind.APPEALED: _("Decision contested by an author"),
        Kind.APPEAL_MAINTAINED: _("Decision confirmed"),
        Kind.APPEAL_ACCEPTED: _("Appeal accepted"),
        Kind.LEFT: _("Idea taken back by its author"),
    }
    return str(words[step.kind])


def _text(step: StudyStep) -> str:
    if step.kind in _WRITTEN:
        return _WRITTEN[step.kind](step)
    plain = {
        Kind.ASKED: _("Nothing is decided: the town waits for the author’s answer."),
        Kind.COMPLETED: _("The author said more. The team reads the new words."),
        Kind.ADMITTED: _("It respects the rules. The services of the town study it."),
        Kind.RULING_UNDONE: _("The idea is read again."),
        Kind.APPEALED: _("Somebody else than the person who refused will answer."),
        Kind.APPEAL_MAINTAINED: _("Somebody else looked at it again, and thinks the same."),
    }
    return str(plain.get(step.kind, ""))


def _refused(step: StudyStep) -> str:
    criterion = step.facts["criterion"]
    return str(_("It does not respect this rule: %(criterion)s", criterion=criterion))


def _opinion_asked(step: StudyStep) -> str:
    until = day(date.fromisoformat(step.facts["due_on"]))
    return str(_("An answer is expected by %(date)s.", date=until))


def _opinion_given(step: StudyStep) -> str:
    service = step.facts.get("service")
    return str(_("By: %(service)s.", service=service)) if service else ""


def _appeal_accepted(step: StudyStep) -> str:
    if step.facts.get("against") == AppealAgainst.RULING.value:
        return str(_("Somebody else looked at it again: the idea is admitted, and is studied."))
    return str(_("Somebody else looked at it again: the project is studied again."))


def _left(step: StudyStep) -> str:
    if step.facts.get("others"):
        return str(_("One of its authors took an idea back. The project goes on with the others."))
    return str(_("Its words are erased."))


def _of_union(step: StudyStep) -> str:
    facts = step.facts
    into, of = facts.get("into"), facts.get("of")
    if step.kind is Kind.PARTED:
        return str(_("The town looked at it again: the two projects are studied each on its own."))
    if into and of:
        return str(_("Projects no. %(of)s and no. %(into)s say the same: they go on together as "
                     "no. %(into)s, with all their authors.", of=of, into=into))  # fmt: skip
    if into:
        return str(_("It goes on with project no. %(number)s, with all its authors.", number=into))
    return str(_("Project no. %(number)s joins this one, with all its authors.", number=of))


def _of_adaptation(step: StudyStep) -> str:
    facts = step.facts
    if step.kind is Kind.ADAPTATION_PROPOSED:
        until = day(datetime.fromisoformat(facts["until"]))
        return str(_("They can answer until %(date)s. Nothing changes before.", date=until))
    if step.kind in {Kind.ADAPTATION_DECLINED, Kind.ADAPTATION_WITHDRAWN}:
        return join(" ", [str(_("The project stays as it was.")), *_heard(facts)])
    if step.kind is Kind.ADAPTATION_SILENT:
        silent = ngettext(
            "%(num)s author did not answer in time (“without answer”).",
            "%(num)s authors did not answer in time (“without answer”).",
            facts.get("silent", 0),
        )
        return join(" ", [str(silent), *_heard(facts)])
    if step.kind is Kind.ADAPTATION_AGREED:
        return join(" ", _heard(facts))
    return ""


_WRITTEN: dict[Kind, Callable[[StudyStep], str]] = {
    Kind.REFUSED: _refused,
    Kind.OPINION_ASKED: _opinion_asked,
    Kind.OPINION_GIVEN: _opinion_given,
    Kind.UNITED: _of_union,
    Kind.PARTED: _of_union,
    Kind.APPEAL_ACCEPTED: _appeal_accepted,
    Kind.LEFT: _left,
    Kind.ADAPTATION_PROPOSED: _of_adaptation,
    Kind.ADAPTATION_AGREED: _of_adaptation,
    Kind.ADAPTATION_DECLINED: _of_adaptation,
    Kind.ADAPTATION_SILENT: _of_adaptation,
    Kind.ADAPTATION_WITHDRAWN: _of_adaptation,
}


def _heard(facts: dict[str, Any]) -> list[str]:
    agree, decline = facts.get("agree", 0), facts.get("decline", 0)
    found = []
    if agree:
        found.append(str(ngettext("%(num)s author agrees.", "%(num)s authors agree.", agree)))
    if decline:
        found.append(
            str(
                ngettext("%(num)s author does not agree.", "%(num)s authors do not agree.", decline)
            )
        )
    return found


def _facts(facts: dict[str, Any]) -> list[str]:
    found = []
    if "cost_eur" in facts:
        found.append(str(_("Cost: %(amount)s", amount=money(facts["cost_eur"]))))
    if "running_cost_eur" in facts:
        amount = money(facts["running_cost_eur"])
        found.append(str(_("Running cost: %(amount)s a year", amount=amount)))
    if "months" in facts:
        found.append(str(ngettext("Time: %(num)s month", "Time: %(num)s months", facts["months"])))
    if "without" in facts:
        found.append(
            str(_("Decided without all the opinions, because: %(why)s", why=facts["without"]))
        )
    return found
