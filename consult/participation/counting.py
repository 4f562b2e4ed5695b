"""People heard, answer by answer, apart for those who sent something and those of the workshops.

Workshops are kept apart because their comptes-rendus are public one by one, masked. Only what these
tell is added here to ages and genders, so that adding them up tells nothing more; the people whom a
compte-rendu masks are counted among those who did not say.
"""

from __future__ import annotations

from collections.abc import Sequence

from consult.contributions.heard.counts import Count, RoomCount
from consult.contributions.heard.places import held_for, said_on_a_form
from consult.contributions.models import Channel
from consult.participation.queries import Room, Senders
from consult.territory.models import Perimeter
from consult.territory.publics import BANDS, GENDERS, AgeBand, Gender
from consult.web.secrecy import SMALLEST_PUBLISHED, mask_parts


def count_senders(found: Sequence[Senders], perimeters: Sequence[Perimeter]) -> Count:
    today = {each.id for each in perimeters}
    total = Count()
    for each in found:
        total.people += each.people
        total.places[said_on_a_form(each.scope, each.perimeter_id, today)] += each.people
        total.ages[each.age or AgeBand.NOT_SAID] += each.people
        total.genders[each.gender or Gender.NOT_SAID] += each.people
        total.channels[each.channel] += each.people
    return total


def count_rooms(
    found: Sequence[Room], perimeters: Sequence[Perimeter], *, public: bool
) -> RoomCount:
    """A workshop of fewer than five people is not added to what is public."""
    total = RoomCount()
    for room in found:
        people = room.attendance
        if people is None or (public and people < SMALLEST_PUBLISHED):
            total.uncounted += 1
            continue
        total.rooms += 1
        total.people += people
        total.places[held_for(room.quarters, perimeters)] += people
        total.channels[Channel.WORKSHOP] += people
        ages, genders = _published(room.ages, people), _published(room.genders, people)
        total.ages.update(dict(zip(BANDS, ages, strict=True)))
        total.ages[AgeBand.NOT_SAID] += people - sum(ages)
        total.genders.update(dict(zip(GENDERS, genders, strict=True)))
        total.genders[Gender.NOT_SAID] += people - sum(genders)
    return total


def _published(counts: Sequence[int | None], people: int) -> list[int]:
    """What the compte-rendu tells of them; a masked count is as if nobody had said."""
    return [cell.value or 0 for cell in mask_parts(counts, people)]
