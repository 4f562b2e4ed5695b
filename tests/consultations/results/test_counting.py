"""Who is counted, asked and silent, and what was answered, on both databases."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask_babel import gettext as _
from sqlalchemy import orm

from consult.consultations.conditions.evaluating import holds
from consult.consultations.conditions.language import parse
from consult.consultations.models import AnswerSheet, Consultation
from consult.consultations.results.askedness import was_asked
from consult.consultations.results.counting import count
from consult.consultations.results.dimensions import answered_by, columns, cross, dimensions, totals
from consult.consultations.results.heard import town_of
from consult.consultations.results.pairs import at_least, count_pairs, going_together
from consult.consultations.results.segments import group, segments
from consult.consultations.results.sheets import Export
from tests.consultations.conftest import counted
from tests.consultations.results.people import SENT, answer, make_survey
from tests.factories import World
from tests.pages import PageClient


def brought(session: orm.Session, survey: Consultation):
    return count(session, survey, list(town_of(survey).perimeters))


def tally(session: orm.Session, survey: Consultation, key: str):
    found = brought(session, survey)
    return found.tallies[next(each.id for each in survey.questions if each.key == key)]


def test_every_kind_is_counted_in_a_few_queries(
    session: orm.Session, survey: Consultation, world: World
) -> None:
    by_key = {each.key: each for each in survey.questions}
    with counted() as seen:
        found = brought(session, survey)
    assert len(seen.queries) <= 7 + 4
    # Whose only words were taken back is not counted any more.
    assert found.people == 65
    told = {key: found.tallies[each.id] for key, each in by_key.items()}
    assert [told["famille"].counts[c.id] for c in by_key["famille"].choices] == [20, 40, 3]
    assert [told["freins"].counts[c.id] for c in by_key["freins"].choices] == [32, 28, 32, 8]
    assert (told["freins"].answered, told["freins"].silent) == (60, 5)
    assert told["foyer"].counts == {1: 20, 4: 20, 2: 12}
    park, school, market = by_key["ordre"].choices
    assert told["ordre"].counts == {park.id: 20, market.id: 20}
    assert told["ordre"].ranks[school.id, 2] == 20
    (mairie, poste), (good, bad) = by_key["services"].rows, by_key["services"].choices
    assert told["services"].counts == {
        (mairie.id, good.id): 20, (mairie.id, bad.id): 20, (poste.id, bad.id): 20
    }  # fmt: skip
    assert told["lieu"].counts == {
        f"quarter-{world.quarter.id}": 20, f"quarter-{world.other_quarter.id}": 20
    }  # fmt: skip
    assert (told["mots"].answered, told["mots"].published) == (2, 1)


def test_who_was_not_asked_is_not_a_non_answer(session: orm.Session, survey: Consultation) -> None:
    found = tally(session, survey, "bus")
    assert (found.asked, found.answered, found.silent) == (32, 32, 0)


def test_who_answered_before_a_question_was_added_was_not_asked(
    session: orm.Session, world: World
) -> None:
    made = make_survey(session, world)
    by_key = {each.key: each for each in made.questions}
    answer(session, made, {"freins": [0]}, times=9)
    by_key["bien"].added_at = by_key["bus"].added_at = SENT + timedelta(days=1)
    answer(session, made, {"freins": [0], "bien": 1}, times=6, at=SENT + timedelta(days=2))
    answer(session, made, {"freins": [1]}, times=3, at=SENT + timedelta(days=2))
    # Entered afterwards from paper, at its own date: who answers was asked.
    answer(session, made, {"bien": 0}, times=2)
    session.commit()
    found = tally(session, made, "bien")
    assert (found.asked, found.answered, found.silent) == (11, 8, 3)
    assert tally(session, made, "famille").asked == 20
    # On a condition too: those who did not meet it, and those who came before.
    assert tally(session, made, "bus").asked == 6
    told = Export(session, made)
    column = told.head().index("Vivez-vous bien ici ?")
    values = [row[column] for row in told.rows()]
    assert values.count(_("not asked")) == 9
    assert [each for each in values if each] != values


@pytest.mark.parametrize(
    "text",
    [
        "${foyer} > 99999999999999999999999",
        "${foyer} < 99999999999999999999999",
        "${foyer} != 99999999999999999999999",
        "${foyer} < 'NaN'",
        "${foyer} < '1e30'",
        "${foyer} >= '1e1000000'",
        "${foyer} > -99999999999999999999999",
        "count-selected(${freins}) > 100000000000000000000",
        "count-selected(${freins}) < 100000000000000000000",
    ],
)
def test_a_number_beyond_any_answer_that_was_saved_before_breaks_nothing(
    client: PageClient, session: orm.Session, world: World, text: str
) -> None:
    made = make_survey(session, world)
    made.questions[8].shown_if = text
    answer(session, made, {"foyer": 3, "freins": [0]}, times=6)
    answer(session, made, {"famille": 0}, times=5)
    session.commit()
    found = tally(session, made, "bus")
    some = holds(parse(text), {"foyer": Decimal(3), "freins": ("c0",)})
    others = holds(parse(text), {"famille": ("c0",)})
    assert found.asked == 6 * some + 5 * others
    client.sign_in(world.editor)
    assert client.get("/espace/consultations/enquete/resultats").status_code == 200


CONDITIONS = [
    "selected(${freins}, 'c0')",
    "not(selected(${freins}, 'c1'))",
    "count-selected(${freins}) > 1",
    "${famille} = 'c1'",
    "${famille} != 'c1'",
    "${famille} = ''",
    "${foyer} >= 2 and ${foyer} < 4",
    "${foyer} != 2",
    "${foyer} = ''",
    "${foyer} > 1.5",
    "${freins} = 'c2' or selected(${ordre}, 'c1')",
    "${lieu} = 'attargette-chanzy'",
    "${lieu} != ''",
    "${mots} != ''",
    "${mots} = 'Des bancs.'",
]
ANSWERS: list[dict[str, Any]] = [
    {},
    {"famille": 1, "freins": [0], "foyer": 1},
    {"famille": 0, "freins": [0, 1], "foyer": 2, "ordre": [1, 0]},
    {"freins": [2], "foyer": 4, "ordre": [2]},
    {"famille": 1, "lieu": "quarter"},
    {"mots": "Des bancs.", "foyer": 3},
]


def evaluated(given: dict[str, Any]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for key, value in given.items():
        if key == "lieu":
            known[key] = "attargette-chanzy"
        elif key == "mots":
            known[key] = value
        elif key == "foyer":
            known[key] = value if not isinstance(value, int) else str(value)
        else:
            indexes = value if isinstance(value, list) else [value]
            known[key] = tuple(f"c{each}" for each in sorted(indexes))
    return known


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_says_the_same_in_sql(session: orm.Session, world: World, text: str) -> None:
    from consult.contributions.models import Status

    survey = make_survey(session, world)
    by_key = {each.key: each for each in survey.questions}
    expected = set()
    for given_ in ANSWERS:
        real = dict(given_)
        if "lieu" in real:
            real["lieu"] = world.quarter
        if "mots" in real:
            real["mots"] = (world, real["mots"], Status.PUBLISHED)
        (sheet,) = answer(session, survey, real)
        if holds(parse(text), evaluated(given_)):
            expected.add(sheet.id)
    asked = was_asked(parse(text), by_key)
    found = session.query(AnswerSheet.id).where(AnswerSheet.consultation_id == survey.id, asked)
    assert {row[0] for row in found} == expected


def test_answers_are_read_by_each_dimension(session: orm.Session, survey: Consultation) -> None:
    found = brought(session, survey)
    by_key = {each.key: each for each in survey.questions}
    bus = by_key["freins"].choices[0]
    told = {}
    for dimension in dimensions(survey, town_of(survey).places):
        people = totals(dimension, found)
        assert sum(people) == found.people, dimension.key
        crossed = cross(session, survey, dimension)
        answered = answered_by(session, survey, dimension)
        names = {value.key: value.label for value in dimension.values}
        told[dimension.key] = {
            names[key]: n for (choice, key), n in crossed.items() if choice == bus.id
        }
        assert sum(n for (q, _), n in answered.items() if q == by_key["freins"].id) == 60
    assert told["quartier"] == {"Attargette-Chanzy": 32}
    assert told["age"] == {"18 à 25 ans": 32}
    assert told["canal"] == {"En ligne": 32}
    assert told["question-famille"] == {"Seul": 20, "En couple": 12}


def test_columns_that_may_not_be_read_are_one(session: orm.Session, survey: Consultation) -> None:
    from consult.web.secrecy import mask_parts

    found = brought(session, survey)
    age = next(d for d in dimensions(survey, town_of(survey).places) if d.key == "age")
    people = totals(age, found)
    assert people == [0, 35, 0, 30, 0]
    told = columns(age, people, mask_parts(people, found.people))
    assert all(column.people >= 5 for column in told)
    assert sum(column.people for column in told) in {0, found.people}


def test_pairs_beyond_chance(session: orm.Session, survey: Consultation) -> None:
    found = brought(session, survey)
    question = next(each for each in survey.questions if each.key == "freins")
    pairs = going_together(question, found, count_pairs(session, survey))
    assert pairs == []
    # Two answers ticked together by nearly everyone who ticked one of them.
    answer(session, survey, {"freins": [2, 3]}, times=30)
    answer(session, survey, {"freins": [0]}, times=30)
    found = brought(session, survey)
    (pair,) = going_together(question, found, count_pairs(session, survey))
    assert (pair.first.label, pair.second.label, pair.both) == ("Le prix", "La langue", 30)
    assert pair.of_first == 62
    assert pair.lift > 1.4


@pytest.mark.parametrize(
    ("both", "one", "other", "everyone"),
    [(3, 4, 4, 8), (10, 20, 15, 40), (0, 5, 5, 30), (6, 6, 6, 9)],
)
def test_the_chance_of_a_pair_is_that_of_the_hypergeometric_law(
    both: int, one: int, other: int, everyone: int
) -> None:
    from scipy.stats import hypergeom

    assert at_least(both, one, other, everyone) == pytest.approx(
        hypergeom.sf(both - 1, everyone, one, other), rel=1e-9
    )


def test_fishers_tea() -> None:
    """Eight cups, four of them guessed out of four: one chance in seventy."""
    assert at_least(4, 4, 4, 8) == pytest.approx(1 / 70)


def test_segments_find_people_who_answer_alike(session: orm.Session, survey: Consultation) -> None:
    found = segments(session, survey)
    assert found.people == found.of == 65
    assert sum(each.people for each in found.found) == 65
    assert min(each.people for each in found.found) >= 5
    first = found.found[0]
    assert first.traits
    told = {trait.prompt for each in found.found for trait in each.traits}
    # What describes the person, and what few were asked, makes no segment.
    assert not told & {"Votre famille", "Quel bus ?"}


def test_without_any_order_there_is_no_segment() -> None:
    import random

    dice = random.Random(3)
    noise = [[float(dice.random() < 0.5) for _ in range(12)] for _ in range(200)]
    assert group(noise) == []
    assert group([[1.0, 0.0]] * 40) == []


def test_two_clear_crowds_are_two_segments() -> None:
    assert sorted(map(len, group([[1.0, 0.0, 1.0]] * 30 + [[0.0, 1.0, 0.0]] * 12))) == [12, 30]
