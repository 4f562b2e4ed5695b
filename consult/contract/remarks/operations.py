"""Receiving remarks on a contract. Answering them is in `answering`. Nothing here commits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import RESIDENT, Signed, record
from consult.contract.documents.naming import (
    PassageKind,
    action_anchor,
    ambition_anchor,
    objective_anchor,
)
from consult.contract.models import Action, Contract, Objective, Section
from consult.contract.passages import Passage
from consult.contract.remarks.models import Remark, RemarkKind
from consult.contributions import operations as contributions
from consult.contributions import receipts
from consult.contributions.companions import when_split
from consult.contributions.models import Channel, Contribution, Source, Tag, TagOrigin
from consult.contributions.profiles import NO_PROFILE, Profile, keep_profile
from consult.contributions.rewordings import Rewording, is_rewording
from consult.db import utcnow
from consult.enjeux.models import Ambition, Enjeu
from consult.territory.models import Commune

LONGEST_PROMPT = 800


@dataclass(frozen=True)
class RemarkWords:
    """All that an author writes. `structure`: in whose name, if not their own; everyone reads it."""

    text: str
    structure: str = ""

    @property
    def kind(self) -> RemarkKind:
        return RemarkKind.CHANGE if is_rewording(self.text) else RemarkKind.OPINION

    def submission(self, key: str) -> str:
        """A form sent twice is one remark; rewritten and sent again, it is another one."""
        said = hashlib.sha256(f"{self.structure}\n{self.text}".encode()).hexdigest()
        return f"{key}:{said}"


def rewording(proposed: str, why: str, structure: str = "") -> RemarkWords:
    return RemarkWords(str(Rewording(proposed, why)), structure)


def send(
    session: orm.Session,
    contract: Contract,
    passage: Passage,
    submission: str,
    words: RemarkWords,
    *,
    commune: Commune,
    place: contributions.Place,
    language: str = "fr",
    profile: Profile = NO_PROFILE,
    channel: Channel = Channel.ONLINE,
    by: Signed | str = RESIDENT,
    at: datetime | None = None,
    is_demo: bool = False,
) -> receipts.Issued:
    """Record a remark, once for each `submission`; the period is the caller's affair.

    The enjeu of the passage is a proposal, that the team confirms when it sorts the words. Whoever
    speaks for a structure is one person heard. Raises ValueError on an empty text.
    """
    issued = receipts.issue(session, submission, is_demo=is_demo)
    if not issued.fresh:
        return issued
    keep_profile(issued.receipt, profile)
    told = contract.subtitle or contract.title
    prompt = shorten(passage.text, LONGEST_PROMPT, placeholder=" […]")
    contribution = contributions.submit(
        session,
        issued.receipt,
        contributions.Origin(Source.REMARK, told, prompt, contract.vocabulary, commune),
        text=words.text,
        title=words.structure,
        channel=channel,
        place=place,
        language=language,
        by=by,
        at=at,
        is_demo=is_demo,
    )
    _propose_enjeu(session, contract, passage, contribution)
    remark = Remark(
        contract=contract,
        contribution=contribution,
        kind=words.kind,
        created_at=at or utcnow(),
        is_demo=is_demo,
        **_where(passage),
    )
    session.add(remark)
    record(session, "remark.send", remark, by=by, contract=contract.slug, passage=passage.anchor)
    return issued


def record_official(
    session: orm.Session,
    contract: Contract,
    passage: Passage | None,
    *,
    body: str,
    given_on: date,
    text: str,
    by: User,
    at: datetime | None = None,
    is_demo: bool = False,
) -> Remark:
    """The avis of an institution, typed by an editor; without a passage it is on the whole text.

    Raises ValueError without its words or the name of who gave it.
    """
    if not text.strip() or not body.strip():
        raise ValueError("an avis has an author and words")
    remark = Remark(
        contract=contract,
        kind=RemarkKind.OFFICIAL,
        text=text,
        body=body,
        given_on=given_on,
        created_at=at or utcnow(),
        is_demo=is_demo,
        **(_where(passage) if passage else {}),
    )
    session.add(remark)
    record(session, "remark.official", remark, by=by, contract=contract.slug)
    return remark


def remove_official(session: orm.Session, remark: Remark, *, by: User) -> None:
    """An avis typed by mistake goes, as long as nothing was answered. Raises ValueError otherwise."""
    if remark.kind is not RemarkKind.OFFICIAL or remark.answers:
        raise ValueError("what somebody said, or what was answered, stays")
    record(session, "remark.remove", remark, by=by, contract=remark.contract.slug)
    session.delete(remark)
    session.flush()


def set_period(
    session: orm.Session,
    contract: Contract,
    starts: datetime | None,
    ends: datetime | None,
    *,
    by: User,
) -> None:
    """When remarks are received, while the contract's state receives any. ValueError backwards."""
    if starts is not None and ends is not None and ends <= starts:
        raise ValueError("a period ends after it begins")
    contract.remarks_from, contract.remarks_until = starts, ends
    record(
        session,
        "contract.receive_remarks",
        contract,
        by=by,
        since=starts.isoformat() if starts else "",
        until=ends.isoformat() if ends else "",
    )


def copy_remark(session: orm.Session, contribution: Contribution, part: Contribution) -> None:
    """The team split the words: each part is a remark on the same passage, answered by itself."""
    query = sa.select(Remark).where(Remark.contribution_id == contribution.id)
    remark = session.scalars(query).first()
    if remark is None:
        return
    remark.kind = RemarkWords(contribution.text).kind
    copied = ("contract_id", "section_key", "anchor", "heading", "quote", "created_at", "is_demo")
    values = {name: getattr(remark, name) for name in copied}
    session.add(Remark(contribution=part, kind=RemarkWords(part.text).kind, **values))
    session.flush()


when_split.append(copy_remark)


def _where(passage: Passage) -> dict[str, str]:
    return {
        "section_key": passage.section,
        "anchor": passage.anchor,
        "heading": passage.heading,
        "quote": passage.text,
    }


def _propose_enjeu(
    session: orm.Session, contract: Contract, passage: Passage, contribution: Contribution
) -> None:
    ambition = _ambition_of(session, contract, passage)
    enjeu = ambition.enjeu if ambition else _enjeu_of(session, contract, passage)
    if enjeu is not None:
        contribution.tags.append(Tag(enjeu=enjeu, ambition=ambition, origin=TagOrigin.ANIMATOR))


def _ambition_of(session: orm.Session, contract: Contract, passage: Passage) -> Ambition | None:
    """The one whose name, or that of one of its lines, is the passage's."""
    named: dict[PassageKind, Callable[[Ambition, str], str]] = {
        PassageKind.OBJECTIVE: objective_anchor,
        PassageKind.ACTION: action_anchor,
    }
    lines: dict[PassageKind, type[Objective] | type[Action]] = {
        PassageKind.OBJECTIVE: Objective,
        PassageKind.ACTION: Action,
    }
    ambitions = (
        sa.select(Ambition)
        .join(Ambition.enjeu)
        .where(Enjeu.vocabulary_id == contract.vocabulary_id)
        .options(orm.contains_eager(Ambition.enjeu))
    )
    if passage.kind is PassageKind.AMBITION:
        found = session.scalars(ambitions)
        return next((each for each in found if ambition_anchor(each) == passage.anchor), None)
    if passage.kind not in lines:
        return None
    table = lines[passage.kind]
    keys = ambitions.join(table, table.ambition_id == Ambition.id).add_columns(table.key)
    anchor = named[passage.kind]
    rows = session.execute(keys)
    return next((each for each, key in rows if anchor(each, key) == passage.anchor), None)


def _enjeu_of(session: orm.Session, contract: Contract, passage: Passage) -> Enjeu | None:
    """That of the section; a contract without a text of its own has a section for each enjeu."""
    section = session.scalars(
        sa.select(Section)
        .where(Section.contract_id == contract.id, Section.key == passage.section)
        .options(orm.joinedload(Section.enjeu))
    ).first()
    if section is not None:
        return section.enjeu
    query = sa.select(Enjeu).where(
        Enjeu.vocabulary_id == contract.vocabulary_id, Enjeu.key == passage.section
    )
    return session.scalars(query).first()
