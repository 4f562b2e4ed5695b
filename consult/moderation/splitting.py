"""One text that says two things becomes two contributions, in its author's own words.

The first part stays the contribution that came in (its address, its idea or workshop item); each
other one is a new contribution behind the same receipt, tied to it by a Lineage row. Every part
waits to be read and is decided by itself. Nothing here commits.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.audit.operations import record
from consult.budget.models import Idea
from consult.budget.operations import copy_idea
from consult.contributions.companions import when_split
from consult.contributions.models import Contribution, Lineage, StepKind, Tag
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.gathering.operations import copy_row
from consult.moderation.operations import StaleError
from consult.moderation.permissions import can_split
from consult.moderation.sealing import rewrite
from consult.workshops.models import Item
from consult.workshops.speech import copy_item

MOST_PARTS = 9
_AROUND = 30


class OnePartError(ValueError):
    """Nothing separates anything, or a part is empty."""


class TooManyPartsError(ValueError):
    """More than MOST_PARTS."""


class OtherWordsError(ValueError):
    """The parts are not the author's words: `expected` and `found` show where they first differ.

    An empty `expected` means that something was added at the end, an empty `found` that the end
    is missing.
    """

    def __init__(self, expected: str, found: str) -> None:
        super().__init__(expected, found)
        self.expected = expected
        self.found = found


def separator(text: str) -> str:
    """The line that stands between two parts: dashes, more than any line of the text has."""
    line = "---"
    lines = {each.strip() for each in text.split("\n")}
    while line in lines:
        line += "-"
    return line


def cut(original: str, edited: str) -> list[str]:
    """The parts of `original` that the separators of `edited` mark, as they stand in `original`.

    Each is a contiguous stretch of it, in order, and nothing but blanks is between them: whatever
    was typed, no word is lost and none is invented. Raises OnePartError, TooManyPartsError, or
    OtherWordsError when `edited` does not hold exactly the words of `original`.
    """
    line = separator(original)
    groups: list[list[str]] = [[]]
    for each in unicodedata.normalize("NFC", edited).split("\n"):
        if each.strip() == line:
            groups.append([])
        else:
            groups[-1].append(each)
    typed = [_signs("\n".join(group)) for group in groups]
    _check(original, "\n".join("\n".join(group) for group in groups))
    if len(typed) < 2 or not all(typed):
        raise OnePartError
    if len(typed) > MOST_PARTS:
        raise TooManyPartsError
    return _slices(original, [len(signs) for signs in typed])


def split(
    session: orm.Session,
    contribution: Contribution,
    parts: list[str],
    *,
    by: User,
    revision: int,
    at: datetime | None = None,
) -> list[Contribution]:
    """The contributions, the first being `contribution` itself with its shortened text.

    `parts` comes from `cut`: ValueError when they are not its words. Each keeps the receipt, the
    channel, the place, the people heard, the question, the dates and the animator's tags.
    Raises StaleError when the words changed since `revision` or no longer wait.
    """
    if not can_split(contribution) or contribution.revision != revision:
        raise StaleError
    if len(parts) < 2 or _signs("".join(parts)) != _signs(contribution.text):
        raise ValueError("the parts are the author's words")
    now = at or utcnow()
    contribution.handled_at = contribution.handled_at or now
    contribution.revision += 1
    rewrite(session, contribution, contribution.title, parts[0])
    add_step(contribution, StepKind.SPLIT, at=now)
    made = [_part_of(session, contribution, text, now) for text in parts[1:]]
    session.flush()
    origin = session.get(Lineage, contribution.id)
    root = origin.from_contribution_id if origin else contribution.id
    session.add_all(
        Lineage(contribution_id=each.id, from_contribution_id=root, created_at=now) for each in made
    )
    for each in made:
        _copy_around(session, contribution, each)
    record(
        session,
        "contribution.split",
        contribution,
        by=by,
        contributions=[each.id for each in made],
        revision=revision,
    )
    return [contribution, *made]


def _part_of(
    session: orm.Session, contribution: Contribution, text: str, now: datetime
) -> Contribution:
    part = Contribution(
        receipt_id=contribution.receipt_id,
        vocabulary_id=contribution.vocabulary_id,
        commune_id=contribution.commune_id,
        perimeter_id=contribution.perimeter_id,
        place_scope=contribution.place_scope,
        channel=contribution.channel,
        source=contribution.source,
        source_title=contribution.source_title,
        prompt=contribution.prompt,
        title=contribution.title,
        text=text,
        language=contribution.language,
        heard_from=contribution.heard_from,
        handled_at=now,
        submitted_at=contribution.submitted_at,
        said_on=contribution.said_on,
        is_demo=contribution.is_demo,
        tags=[
            Tag(enjeu_id=tag.enjeu_id, ambition_id=tag.ambition_id, origin=tag.origin)
            for tag in contribution.tags
        ],
    )
    session.add(part)
    add_step(part, StepKind.RECEIVED, at=contribution.submitted_at)
    add_step(part, StepKind.SPLIT, at=now)
    return part


def _copy_around(session: orm.Session, contribution: Contribution, part: Contribution) -> None:
    """An idea becomes two ideas, a line of a workshop's record two lines: both keep all they say.

    So does what the packages above know of the words.
    """
    idea = session.scalars(sa.select(Idea).where(Idea.contribution_id == contribution.id)).first()
    if idea is not None:
        copy_idea(session, idea, part)
    item = session.scalars(sa.select(Item).where(Item.contribution_id == contribution.id)).first()
    if item is not None:
        copy_item(session, item, part)
    copy_row(session, contribution, part)
    for copy in when_split:
        copy(session, contribution, part)


def _signs(text: str) -> str:
    """Everything but the blanks, in one form."""
    return "".join(unicodedata.normalize("NFC", text).split())


def _check(original: str, typed: str) -> None:
    expected, found = _signs(original), _signs(typed)
    if expected == found:
        return
    same = 0
    while same < min(len(expected), len(found)) and expected[same] == found[same]:
        same += 1
    raise OtherWordsError(_from_word(original, same), _from_word(typed, same))


def _from_word(text: str, sign: int) -> str:
    """A few words of `text`, from the one that holds its sign number `sign`; empty beyond the end."""
    text = unicodedata.normalize("NFC", text)
    places = [place for place, each in enumerate(text) if not each.isspace()]
    if sign >= len(places):
        return ""
    begin = places[sign]
    while begin and not text[begin - 1].isspace():
        begin -= 1
    return " ".join(text[begin : begin + _AROUND].split())


def _slices(original: str, lengths: list[int]) -> list[str]:
    """Stretches of the original that hold so many signs each, without outer blanks."""
    text = unicodedata.normalize("NFC", original)
    ends = [index + 1 for index, sign in enumerate(text) if not sign.isspace()]
    found, begin, counted = [], 0, 0
    for length in lengths:
        counted += length
        found.append(text[begin : ends[counted - 1]].strip())
        begin = ends[counted - 1]
    return found
