"""What was told of published versions, line by line, as it was told.

What a version said stays as that version printed it. When the contract says it otherwise since, or
elsewhere, a line of its own tells so, and leads where it is read today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext as _

from consult.contract.version_models import ContractVersion
from consult.following.events import Event
from consult.following.models import Told, ToldKind
from consult.following.naming import sections_of, version_name
from consult.following.outcomes import Outcome, Written, standing_now
from consult.following.queries import Print
from consult.web.sentences import listed

Prints = Mapping[str, Sequence[Print]]


class Now(NamedTuple):
    """Where a sentence that was told is read today."""

    told: Told
    outcome: Outcome
    place: Written

    @property
    def same(self) -> bool:
        """Today it says, under the same number, what was told."""
        return (self.told.text, self.told.number) == (self.place.text, self.place.number)


def of_told(told: Sequence[Told], outcomes: Sequence[Outcome], prints: Prints) -> list[Event]:
    """A line for each sentence of each version, whatever the number of places where it stands."""
    here = {place.public_id: (outcome, place) for outcome in outcomes for place in outcome.public}
    now = {
        each.id: Now(each, *here[address])
        for address, each in standing_now(told).items()
        if address in here
    }
    events: list[Event] = []
    for group in _grouped(told):
        unchanged = [now[each.id] for each in group if each.id in now and now[each.id].same]
        event = _line(group, unchanged, prints)
        # The way to a version is told once: where the sentence entered, then where it left.
        known = {each.printed for each in events}
        events.append(replace(event, printed=None) if event.printed in known else event)
    return [*events, *_since([each for each in now.values() if not each.same], prints)]


def standing(outcome: Outcome, places: Sequence[Written]) -> Outcome:
    """At some of its places, as it is printed there."""
    first = places[0]
    return replace(outcome, statement=first.text, people=first.people, written=tuple(places))


def _grouped(told: Sequence[Told]) -> list[list[Told]]:
    """What a version did of one sentence, at all its places."""
    groups: dict[tuple[int, ToldKind, str], list[Told]] = {}
    for each in told:
        groups.setdefault((each.telling_id, each.kind, each.text), []).append(each)
    return list(groups.values())


def _line(group: Sequence[Told], here: Sequence[Now], prints: Prints) -> Event:
    """`here`: where the sentence is read today, as it was told."""
    first = group[0]
    shown = _shown(here) if here else None
    return Event(
        _title(first.kind),
        _text(group),
        at=first.telling.at,
        outcome=shown,
        written=shown is not None,
        sentence="" if shown else first.text,
        printed=None if shown else _read_then(first, prints),
    )


def _read_then(told: Told, prints: Prints) -> tuple[str, int, str] | None:
    """In the version that was told of or, for a sentence that left, in the last one before it."""
    entered = told.kind is ToldKind.ENTERED
    at = told.telling.at
    before = [
        each
        for address in dict.fromkeys((told.placement_public_id, told.stands_at))
        for each in prints.get(address, ())
        if each.sentence.text == told.text
        and (each.version.published_at <= at if entered else each.version.published_at < at)
    ]
    if not before:
        return None
    found = max(before, key=lambda each: each.version.number)
    return told.telling.contract.slug, found.version.number, found.sentence.placement_public_id


def _title(kind: ToldKind) -> str:
    words = {
        ToldKind.ENTERED: _("Written into the contract"),
        ToldKind.LEFT: _("No longer in the contract"),
        ToldKind.APART: _("No longer behind this sentence"),
    }
    return str(words[kind])


def _text(group: Sequence[Told]) -> str:
    first = group[0]
    version = first.telling.version_label
    if first.kind is ToldKind.ENTERED:
        return _entered(sections_of(group), version)
    if first.kind is ToldKind.LEFT:
        return str(_("The town took this sentence out of the contract (%(version)s):",
                     version=version))  # fmt: skip
    return str(
        _(
            "The town looked again at which words each sentence comes from (%(version)s). Yours "
            "are no longer behind this one:",
            version=version,
        )
    )


def _entered(sections: Sequence[str], version: str) -> str:
    if not sections:
        return str(_("Your words are written into the contract (%(version)s):", version=version))
    if len(sections) == 1:
        return str(_("Your words are written into the contract, in section %(number)s (%(version)s):",
                     number=sections[0], version=version))  # fmt: skip
    return str(
        _(
            "Your words are written into the contract, in sections %(numbers)s (%(version)s):",
            numbers=listed(sections),
            version=version,
        )
    )


def _since(changed: Sequence[Now], prints: Prints) -> list[Event]:
    """A line for each sentence that is said otherwise, or elsewhere, than when it was told."""
    groups: dict[tuple[int, str, bool], list[Now]] = {}
    versions: dict[int, ContractVersion] = {}
    for each in changed:
        version = _version_of(each, prints)
        if version is not None:
            versions[version.number] = version
            key = (version.number, each.place.text, each.place.text == each.told.text)
            groups.setdefault(key, []).append(each)
    return [
        Event(
            _("Elsewhere in the contract") if moved else _("In other words in the contract"),
            _moved(versions[number]) if moved else _reworded(versions[number]),
            at=versions[number].published_at,
            outcome=_shown(group),
            written=True,
        )
        for (number, _said, moved), group in groups.items()
    ]


def _shown(here: Sequence[Now]) -> Outcome:
    return standing(here[0].outcome, [each.place for each in here])


def _version_of(now: Now, prints: Prints) -> ContractVersion | None:
    """The first of the versions that say without a break, up to today, what is read now."""
    told, place = now.told, now.place
    # Until two places were united, the sentence was read at the address that was told.
    printed = {each.version.number: each for each in prints.get(told.stands_at, ())}
    printed |= {each.version.number: each for each in prints.get(told.placement_public_id, ())}
    found: ContractVersion | None = None
    for number in sorted(printed):
        sentence, version = printed[number]
        if version.published_at < told.telling.at:
            continue
        says = (sentence.text, sentence.number) == (place.text, place.number)
        found = (found or version) if says else None
    return found


def _moved(version: ContractVersion) -> str:
    return str(_("Since %(version)s, this sentence stands here:", version=version_name(version)))


def _reworded(version: ContractVersion) -> str:
    return str(_("Since %(version)s, the contract says it so:", version=version_name(version)))
