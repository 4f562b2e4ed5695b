"""The steps that come from the town's sentences: gathered, written, told, and done or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from flask_babel import gettext as _

from consult.contract.models import ActionState
from consult.following.events import Event
from consult.following.models import Told
from consult.following.outcomes import Outcome, Written
from consult.following.told_events import Prints, of_told, standing
from consult.web.i18n import TIMEZONE


def of_sentences(outcomes: Sequence[Outcome], told: Sequence[Told], prints: Prints) -> list[Event]:
    """Each sentence once, where it is now; what was told of a version stays as it was told."""
    known = {each.stands_at for each in told}
    said = {each.text for each in told}
    events = [_gathered(each, shown=each.statement not in said) for each in outcomes]
    events += of_told(told, outcomes, prints)
    for outcome in outcomes:
        untold = tuple(place for place in outcome.public if place.public_id not in known)
        if untold:
            events.append(_written(outcome, untold))
    return events


def _gathered(outcome: Outcome, *, shown: bool) -> Event:
    """The sentence is `shown` here until it can be read in the contract, or was told of a version."""
    return Event(
        _("Gathered with other words"),
        _("The team wrote a sentence that says what you said."),
        at=outcome.cited_at,
        outcome=outcome if shown and not outcome.public else None,
    )


def _written(outcome: Outcome, places: tuple[Written, ...]) -> Event:
    """In a contract without any version: all can read it as it is being written."""
    return Event(
        _("Written into the contract"),
        at=max(min(place.at for place in places), outcome.cited_at),
        outcome=standing(outcome, places),
        written=True,
    )


def of_actions(outcomes: list[Outcome]) -> list[Event]:
    """What became of the actions that the sentences stand behind, each told once."""
    places = {
        place.action_id: (place, max(place.at, outcome.cited_at))
        for outcome in reversed(outcomes)
        for place in reversed(outcome.public)
        if place.action_id
    }
    return [event for place, since in places.values() for event in _of_action(place, since)]


def _of_action(place: Written, since: datetime) -> list[Event]:
    """Of what came before the words stood there, only the last: it is how things were then."""
    told = [(_noon(event.on), event) for event in place.events]
    earlier = [each for each in told if each[0] <= since][-1:]
    later = [each for each in told if each[0] > since]
    return [
        Event(
            _action_words(event.state),
            _("« %(text)s »", text=place.action or place.text),
            at=at,
            message=event.note,
            action=(place.contract_slug, place.action_id),
            order=max(at, since),
        )
        for at, event in earlier + later
    ]


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), TIMEZONE)


def _action_words(state: ActionState) -> str:
    words = {
        ActionState.RETAINED: _("The town has decided to do it"),
        ActionState.STARTED: _("The town has begun"),
        ActionState.DONE: _("It is done"),
        ActionState.POSTPONED: _("It is put off until later"),
        ActionState.DROPPED: _("It will not be done"),
    }
    return str(words[state])
