"""No masked count can be found in what everyone reads: tables, shares, gaps, index, bars and file.

The attacker knows the rule, reads everything that is shown and can subtract. A masked count is safe
when another town, where it is different, shows exactly the same thing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consult.contributions.heard.charts import chart
from consult.contributions.heard.counts import Count, RoomCount
from consult.contributions.heard.places import groups
from consult.contributions.heard.tables import CHANNELS, Heard, Reporter, unheard
from consult.contributions.models import Channel
from consult.participation import exports
from consult.participation.counting import count_rooms
from consult.participation.queries import Room
from consult.participation.release import date
from consult.territory.models import Perimeter, PerimeterKind
from consult.territory.populations import Reference
from consult.territory.publics import AgeBand, Gender
from consult.web.secrecy import Cell, Shown, mask_groups, mask_parts, mask_total
from tests.web.test_secrecy import tables

FORMS = [each for each in CHANNELS if each is not Channel.WORKSHOP]
PERIMETERS = [
    Perimeter(id=1, key="a", name="A", kind=PerimeterKind.QPV, generation=2024),
    Perimeter(id=2, key="b", name="B", kind=PerimeterKind.QPV, generation=2024),
    Perimeter(id=3, key="c", name="C", kind=PerimeterKind.PAC, generation=2024),
]
KNOWN = Reference(
    {1: 6.9, 2: 4.7, 3: 10.0},
    {
        AgeBand.UNDER_18: 24,
        AgeBand.FROM_18_TO_25: 11,
        AgeBand.FROM_26_TO_64: 47,
        AgeBand.OVER_64: 18,
    },
    {Gender.WOMEN: 52, Gender.MEN: 48},
)
DIMENSIONS: dict[str, list[Any]] = {
    "places": ["quarter-1", "quarter-2", "quarter-3", "elsewhere", "outside", "not-said"],
    "ages": list(AgeBand),
    "genders": list(Gender),
    "channels": FORMS,
}
GROUPED = {"kind-QPV": {"quarter-1", "quarter-2"}, "unplaced": {"outside", "not-said"}}


@pytest.mark.parametrize("shape", [(2, 1, 2), (2, 2), (3, 2), (1, 1, 2)])
def test_two_levels_hide_as_well_as_one(shape: tuple[int, ...]) -> None:
    """Of all the tables that look alike, two at least disagree on each small count and each group."""
    for total in range(5, 14):
        alike: dict[Any, list[Any]] = defaultdict(list)
        for flat in tables(sum(shape) - 1, total):
            counts = iter((*flat, total - sum(flat)))
            split = [tuple(next(counts) for _leaf in range(size)) for size in shape]
            shown = tuple((head, tuple(cells)) for head, cells in mask_groups(split, total))
            values = tuple([sum(leaves), *leaves] for leaves in split)
            alike[shown].append([value for each in values for value in each])
        for shown, candidates in alike.items():
            for possible in zip(*candidates, strict=True):
                assert len(set(possible)) > 1 or min(possible) >= 5, (total, shown, candidates)


def split(weights: list[int], total: int) -> list[int]:
    """`total` people shared out in about these proportions."""
    everything = sum(weights) or 1
    counts = [total * weight // everything for weight in weights]
    counts[weights.index(max(weights))] += total - sum(counts)
    return counts


@st.composite
def towns(draw: st.DrawFn) -> Count:
    """Everybody has one answer to each question."""
    total = draw(st.integers(0, 70))
    weight = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 60))
    counters = {}
    for name, keys in DIMENSIONS.items():
        weights = draw(st.lists(weight, min_size=len(keys), max_size=len(keys)))
        counters[name] = Counter(dict(zip(keys, split(weights, total), strict=True)))
    return Count(total, **counters)


@st.composite
def workshops(draw: st.DrawFn) -> RoomCount:
    people = draw(st.sampled_from([0, 7, 12]))
    if not people:
        return RoomCount()
    place = draw(st.sampled_from(["quarter-1", "several-QPV", "several-kinds", "not-said"]))
    young = draw(st.sampled_from([0, 5]))
    return RoomCount(
        people,
        Counter({place: people}),
        Counter({AgeBand.UNDER_18: young, AgeBand.NOT_SAID: people - young}),
        Counter({Gender.WOMEN: people}),
        Counter({Channel.WORKSHOP: people}),
        rooms=1,
    )


def shown(sent: Count, came: RoomCount) -> object:
    """All that the public page and its file are made of."""
    report = Reporter(Heard(sent, came), groups(PERIMETERS), KNOWN, public=True).report()
    file = list(exports.rows(report, "Ville", "2026"))
    return report, [chart(each) for each in report.tables], unheard(report), file


def moved(sent: Count, name: str, giver: Any, taker: Any, people: int) -> Count:
    counters = {each: Counter(getattr(sent, each)) for each in DIMENSIONS}
    counters[name][giver] -= people
    counters[name][taker] += people
    return Count(sent.people, **counters)


def others(sent: Count, name: str, inside: set[Any]) -> Iterator[Count]:
    """Towns that differ by the people of the answers `inside`."""
    counter = getattr(sent, name)
    outside = [key for key in DIMENSIONS[name] if key not in inside]
    # Five too: of five people who all gave the same answer, nobody can tell which one it was.
    for people, one, other in product(range(1, 6), inside, outside):
        for giver, taker in ((one, other), (other, one)):
            if counter[giver] >= people:
                yield moved(sent, name, giver, taker, people)
    for group in GROUPED.values() if name == "places" else ():
        if not group & inside:
            yield from (emptied(sent, group, one) for one in inside)


def emptied(sent: Count, group: set[Any], taker: Any) -> Count:
    """The town where all the people of a group of places gave another answer."""
    town = sent
    for giver in group:
        town = moved(town, "places", giver, taker, town.places[giver])
    return town


def secrets_of(sent: Count) -> Iterator[tuple[str, set[Any]]]:
    """Every answer, or group of answers, of fewer than five people."""
    for name, keys in DIMENSIONS.items():
        for key in keys:
            if getattr(sent, name)[key] < 5:
                yield name, {key}
    for inside in GROUPED.values():
        if sum(sent.places[key] for key in inside) < 5:
            yield "places", inside


def resized(sent: Count, people: int) -> Count:
    counters = {
        name: Counter(dict(zip(keys, split([1] * len(keys), people), strict=True)))
        for name, keys in DIMENSIONS.items()
    }
    return Count(people, **counters)


CROWD = Count(
    40,
    Counter({"quarter-1": 30, "quarter-2": 4, "elsewhere": 5, "outside": 1}),
    Counter({AgeBand.UNDER_18: 1, AgeBand.FROM_26_TO_64: 39}),
    Counter({Gender.WOMEN: 36, Gender.MEN: 4}),
    Counter({Channel.ONLINE: 38, Channel.IMPORT: 2}),
)


ALL_ALIKE = Count(
    5,
    Counter({"quarter-1": 5}),
    Counter({AgeBand.UNDER_18: 5}),
    Counter({Gender.WOMEN: 5}),
    Counter({Channel.ONLINE: 5}),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(towns(), workshops())
@example(CROWD, RoomCount())
@example(ALL_ALIKE, RoomCount())
def test_another_town_shows_the_same_page_and_the_same_file(
    site: Flask, sent: Count, came: RoomCount
) -> None:
    with site.test_request_context():
        page = shown(sent, came)
        if sent.people < 5:
            alike = [shown(resized(sent, people), came) for people in range(5) if people]
            assert all(each == alike[0] for each in alike)
            assert page == alike[0]
            return
        for name, inside in secrets_of(sent):
            same = (shown(town, came) == page for town in others(sent, name, inside))
            assert any(same), (name, inside, sent)


def test_the_attacker_of_this_test_can_win(site: Flask) -> None:
    """Without the second count masked, subtracting would tell: the team's exact tables show it."""
    with site.test_request_context():

        def exact(sent: Count) -> object:
            heard = Heard(sent, RoomCount())
            return Reporter(heard, groups(PERIMETERS), KNOWN, public=False).report().tables[1]

        page = exact(CROWD)
        assert not any(exact(town) == page for town in others(CROWD, "places", {"outside"}))


def room(ages: tuple[int, ...], genders: tuple[int, ...]) -> Room:
    people = max(sum(ages), sum(genders))
    return Room(date(2026, 5, 5), people, ages, genders, frozenset({1}))


def minutes(found: Room) -> tuple[object, ...]:
    """What the compte-rendu of a workshop tells everyone."""
    people = found.attendance
    return (
        mask_total(people),
        tuple(mask_parts(found.ages, people)),
        tuple(mask_parts(found.genders, people)),
    )


def test_workshops_add_nothing_to_what_their_own_reports_tell() -> None:
    alike: dict[object, list[RoomCount]] = defaultdict(list)
    for women, men in product(range(14), range(14)):
        for young in range(0, women + men + 1, 3):
            found = room((young, 0, women + men - young, 0), (women, men))
            alike[minutes(found)].append(count_rooms([found], PERIMETERS, public=True))
    assert len(alike) > 20
    for counts in alike.values():
        assert all(each == counts[0] for each in counts)


def test_ages_and_genders_are_masked_for_the_team_too(site: Flask) -> None:
    with site.test_request_context():
        heard = Heard(CROWD, RoomCount())
        report = Reporter(heard, groups(PERIMETERS), KNOWN, public=False).report()
        assert report.table("quarter").rows[1].cell == Cell(Shown.VALUE, 4)
        ages = {row.key: row.cell.shown for row in report.table("age").rows}
        assert ages["under_18"] is Shown.FEW
        assert Shown.WITHHELD in ages.values()
        assert report.table("age").index is None
