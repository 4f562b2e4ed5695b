"""What the demonstration says of the contracts themselves, passage by passage, and what is answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, ContractState
from consult.contract.passages import Passage
from consult.contract.remarks import answering, operations
from consult.contract.remarks.models import AnswerKind, Remark
from consult.contract.remarks.operations import RemarkWords, rewording
from consult.contract.remarks.shown import shown
from consult.contract.versions import move_to
from consult.contributions.models import Channel, Contribution, Status, Tagging
from consult.demo.deciding import READING, SORTING
from consult.demo.files import Entry, read, spread
from consult.demo.places import Town
from consult.demo.profiles import profile_of
from consult.enjeux.models import Enjeu
from consult.moderation import operations as moderation
from consult.moderation import tagging
from consult.moderation.models import DecisionKind


def load_remarks(town: Town) -> Iterator[int]:
    """Yields after each; contracts are opened to remarks first."""
    data = read("remarks")
    for entry in data["open"]:
        _open(town, entry)
    for number, entry in enumerate(data["remarks"]):
        _say(town, entry, number)
        yield number
    for number, entry in enumerate(data["official"]):
        day = town.now - timedelta(days=entry["given_days_ago"])
        operations.record_official(
            town.session,
            _contract(town, entry),
            None,
            body=entry["body"],
            given_on=day.date(),
            text=entry["text"],
            by=town.team["editor"],
            at=day,
            is_demo=True,
        )
        yield number


def _open(town: Town, entry: Entry) -> None:
    contract = _contract(town, entry)
    starts = town.now - timedelta(days=entry["from_days_ago"])
    editor = town.team["editor"]
    move_to(town.session, contract, ContractState(entry["state"]), by=editor, at=starts)
    ends = starts + timedelta(days=entry["for_days"])
    operations.set_period(town.session, contract, starts, ends, by=editor)


def _say(town: Town, entry: Entry, number: int) -> None:
    contract = _contract(town, entry)
    at = spread(town.now, entry["days_ago"], number)
    issued = operations.send(
        town.session,
        contract,
        passage := _passage(town, contract, entry["passage"]),
        f"demonstration-{entry['key']}",
        _words(passage, entry),
        commune=town.commune,
        place=town.place(entry["place"]),
        profile=profile_of(entry["key"], Channel.ONLINE),
        at=at,
        is_demo=True,
    )
    said = town.session.scalars(
        sa.select(Contribution).where(Contribution.receipt_id == issued.receipt.id)
    ).one()
    if Status(entry.get("state") or Status.PUBLISHED.value) is Status.RECEIVED:
        return
    _publish(town, contract, said, entry)
    if entry.get("answer"):
        _answer(town, contract, said, entry, at)


def _passage(town: Town, contract: Contract, words: str) -> Passage:
    """The one passage, not a whole section, that holds these words. LookupError without it."""
    found = shown(town.session, contract.slug)
    for each in found.passages.values() if found else ():
        if words in each.text and not each.anchor.startswith("s-"):
            return each
    raise LookupError(words)


def _words(passage: Passage, entry: Entry) -> RemarkWords:
    structure = entry.get("structure") or ""
    if "replace" not in entry:
        return RemarkWords(entry["text"], structure)
    old, new = entry["replace"]
    if old not in passage.text:
        raise LookupError(old)
    return rewording(passage.text.replace(old, new), entry["why"], structure)


def _publish(town: Town, contract: Contract, said: Contribution, entry: Entry) -> None:
    moderator = town.team["moderator"]
    moderation.decide(
        town.session,
        said,
        DecisionKind.PUBLISH,
        by=moderator,
        revision=said.revision,
        at=min(said.submitted_at + READING, town.now),
    )
    tagging.tag(
        town.session,
        said,
        Tagging.TAGGED,
        by=moderator,
        revision=said.revision,
        enjeux=_enjeux(town.session, contract, entry["enjeux"]),
        at=min(said.submitted_at + SORTING, town.now),
    )


def _enjeux(session: orm.Session, contract: Contract, keys: list[str]) -> list[Enjeu]:
    query = sa.select(Enjeu).where(
        Enjeu.vocabulary_id == contract.vocabulary_id, Enjeu.key.in_(keys)
    )
    return list(session.scalars(query))


def _answer(town: Town, contract: Contract, said: Contribution, entry: Entry, at: datetime) -> None:
    query = sa.select(Remark).where(Remark.contribution_id == said.id)
    remark = town.session.scalars(query).one()
    answering.answer(
        town.session,
        contract,
        {remark.public_id: remark.revision},
        AnswerKind(entry["answer"]),
        entry["reason"],
        by=town.team["editor"],
        section_key=entry.get("changed") or "",
        at=min(at + timedelta(days=entry["answered_after"]), town.now),
    )


def _contract(town: Town, entry: Entry) -> Contract:
    query = sa.select(Contract).where(Contract.slug == entry["contract"])
    return town.session.scalars(query).one()
