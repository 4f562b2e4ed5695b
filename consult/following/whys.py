"""Why words are not in the contract that everyone reads, told to their author.

What became of them is decided by `consult.contract.coverage`, as the team's own report tells it; here
are only the words for it. What the team wrote for itself beside a reason is not repeated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.contract.coverage.fates import Fate
from consult.contract.coverage.queries import asides_of, fates_of
from consult.contract.models import Contract
from consult.contract.printed import latest_version
from consult.contract.version_models import ContractVersion
from consult.contributions.models import Contribution, Source, Status
from consult.following.models import Told
from consult.following.naming import version_name
from consult.following.outcomes import Outcome
from consult.synthesis.topics.models import SetAsideReason
from consult.web.i18n import day


@dataclass(frozen=True)
class Why:
    """`version` is the one that the words are not in: empty before any that could have held them."""

    fate: Fate
    version: str
    reason: str

    @property
    def may_still(self) -> bool:
        """Whether the next version can hold them without anybody going back on a decision."""
        return self.fate not in {Fate.REFUSED, Fate.OUTSIDE, Fate.SET_ASIDE}


def whys(
    session: orm.Session,
    contributions: Sequence[Contribution],
    outcomes: Mapping[int, Sequence[Outcome]],
    told: Mapping[int, Sequence[Told]],
) -> dict[int, Why]:
    """By contribution id, of those that no sentence of the contract stands for; three queries at most.

    Remarks on the contract's own text have an answer each. Before any version that could have held
    the words, only those that were set aside have something to learn.
    """
    waiting = [
        each
        for each in contributions
        if each.status is not Status.WITHDRAWN
        and each.source is not Source.REMARK
        and not any(outcome.public for outcome in outcomes.get(each.id, ()))
    ]
    if not waiting:
        return {}
    versions = _latest(session, {each.vocabulary_id for each in waiting})
    fates = fates_of(session, [each.id for each in waiting])
    aside = [key for key, fate in fates.items() if fate is Fate.SET_ASIDE]
    reasons = asides_of(session, aside) if aside else {}
    found = {}
    for each in waiting:
        fate = fates[each.id]
        if fate is Fate.WRITTEN:
            continue
        version = versions.get(each.vocabulary_id)
        held = version is not None and each.submitted_at <= version.published_at
        if version is None or not held:
            if fate is not Fate.SET_ASIDE:
                continue
            version = None
        aside_for = reasons[each.id].reason if each.id in reasons else None
        reason = _reason(fate, aside_for, was_in=bool(told.get(each.id)))
        found[each.id] = Why(fate, _named(version) if version else "", reason)
    return found


def _latest(session: orm.Session, vocabularies: set[int]) -> dict[int, ContractVersion]:
    """The version that readers see, by vocabulary."""
    query = (
        sa.select(ContractVersion)
        .join(ContractVersion.contract)
        .where(
            Contract.vocabulary_id.in_(vocabularies),
            ContractVersion.id == latest_version(Contract.id),
        )
        .options(orm.contains_eager(ContractVersion.contract))
    )
    return {each.contract.vocabulary_id: each for each in session.scalars(query)}


def _named(version: ContractVersion) -> str:
    contract = version.contract
    return str(
        _(
            "“%(contract)s”, %(version)s, published on %(date)s",
            contract=contract.subtitle or contract.title,
            version=version_name(version),
            date=day(version.published_at),
        )
    )


def _reason(fate: Fate, aside: SetAsideReason | None, *, was_in: bool) -> str:
    """`was_in`: an earlier version had a sentence that said them."""
    if fate is Fate.SET_ASIDE and aside is not None:
        return _aside(aside)
    if was_in and fate in {Fate.GROUPED, Fate.UNCITED}:
        return str(_("No sentence of the contract comes from them any more."))
    words = {
        Fate.TO_READ: _("The team has not read them yet."),
        Fate.TO_REPHRASE: _("The team waits for you to say it in other words."),
        Fate.REFUSED: _(
            "The team did not publish them, and only published words can enter the contract."
        ),
        Fate.APPEALED: _(
            "The team did not publish them. Somebody else is reading them again, as you asked."
        ),
        Fate.TO_SORT: _("The team has not found their theme yet."),
        Fate.UNDECIDED: _("The team is still wondering which theme they belong to."),
        Fate.OUTSIDE: _("They speak of something that this contract does not deal with."),
        Fate.GROUPED: _(
            "The team put them with others that speak of the same thing. It has not written a "
            "sentence from them yet."
        ),
        Fate.UNCITED: _("The team sorted them. It has not written a sentence from them yet."),
        Fate.UNPLACED: _(
            "The town wrote a sentence that says what you said. That sentence is not in the contract."
        ),
        Fate.PENDING: _(
            "The town has chosen their place since. All will read it with the next version."
        ),
    }
    return str(words.get(fate, ""))


def _aside(reason: SetAsideReason) -> str:
    words = {
        SetAsideReason.OFF_TOPIC: _(
            "The team that writes the contract set them aside: they speak of something else than the "
            "themes of the contract."
        ),
        SetAsideReason.ELSEWHERE: _(
            "The team that writes the contract set them aside: it is up to somebody else than the "
            "town and its partners."
        ),
        SetAsideReason.SINGLE_CASE: _(
            "The team that writes the contract set them aside: it is a personal situation, passed on "
            "to a service."
        ),
        SetAsideReason.ALREADY_DONE: _(
            "The team that writes the contract set them aside: what you ask for is already done, or "
            "under way."
        ),
        SetAsideReason.UNCLEAR: _(
            "The team that writes the contract set them aside: it was not sure to understand what you "
            "mean."
        ),
        SetAsideReason.OTHER: _(
            "The team that writes the contract set them aside. You can ask it why."
        ),
    }
    return str(words[reason])
