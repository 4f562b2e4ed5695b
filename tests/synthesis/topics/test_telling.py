"""Which words stand for a group, and which depart from it."""

from __future__ import annotations

from typing import Any

from consult.contributions.models import Channel, Contribution
from consult.synthesis.topics.telling import Placed, departing, distinctive, representative


def placed(number: int, nearness: float | None, text: str = "Des bancs.", **values: Any) -> Placed:
    values = {"channel": Channel.ONLINE, "perimeter_id": None, "title": "", **values}
    return Placed(Contribution(id=number, text=text, **values), nearness)


def numbers(said: list[Contribution]) -> list[int]:
    return [each.id for each in said]


def test_the_nearest_speak_for_the_group_through_several_channels_and_quarters() -> None:
    members = [placed(n, 0.9 - n / 100) for n in range(1, 12)]
    members += [placed(20, 0.81, channel=Channel.PAPER), placed(21, 0.805, perimeter_id=3)]
    members += [placed(22, 0.01, perimeter_id=4)] + [placed(n, 0.1) for n in range(30, 38)]
    found = numbers(representative(members))
    assert found == [1, 2, 3, 20, 21], "and not 22, whose words are far from theirs"


def test_words_put_by_hand_stand_for_nothing_until_they_are_measured() -> None:
    assert representative([placed(1, None), placed(2, None)]) == []


def test_who_is_against_and_who_is_far_departs() -> None:
    members = [placed(n, 0.9 - n / 100) for n in range(1, 9)]
    members.append(placed(30, 0.95, "Je suis contre ces bancs, c’est inutile."))
    members.append(placed(31, 0.94, "Ne changez rien, tout va bien."))
    found = numbers(departing(members, [members[0].contribution]))
    assert found[:2] == [30, 31]
    assert found[2:] == [8, 7]


def test_a_group_that_is_against_departs_from_nothing_by_being_so() -> None:
    members = [placed(n, 0.8, "Nous sommes contre l’antenne.") for n in range(1, 7)]
    members.append(placed(7, 0.1, "L’antenne, quelle antenne ?"))
    assert numbers(departing(members, [])) == [7]


def test_three_people_have_no_majority() -> None:
    assert departing([placed(1, 0.9), placed(2, 0.5), placed(3, 0.1, "Je suis contre.")], []) == []


def test_distinctive_words_are_those_of_the_group_and_not_of_everybody() -> None:
    everywhere = {"banc": 5, "rue": 50, "ombre": 2}
    assert distinctive({"banc": 5, "rue": 3, "ombre": 1}, 6, everywhere, 100) == ["banc"]
    assert distinctive({"ombre": 1}, 1, {"ombre": 1}, 1) == ["ombre"]
    assert distinctive({"ombre": 1, "soleil": 1}, 2, {"ombre": 1, "soleil": 1}, 90) == [
        "ombre",
        "soleil",
    ], "near words, and none in common: they tell the group all the same"
