"""No masked count follows from all that is published together: questions, conditions and crossing.

The attacker reads the whole of the figures, knows the rule of a question asked of some, and that what is
« fewer than 5 » is 1 to 4. A masked count is safe when other people, who answered otherwise, would be
told by the very same figures. Those are looked for person by person, so that they can exist.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from consult.consultations.models import Choice, Consultation, Question, QuestionKind
from consult.consultations.results import crossing
from consult.consultations.results.counting import Brought, Tally
from consult.consultations.results.dimensions import Column, Dimension, Value, columns
from consult.consultations.results.figures import Public
from consult.contributions.heard.counts import Count
from consult.web.secrecy import SMALLEST_PUBLISHED, mask_parts

SINGLE, SEVERAL, FOLLOWING = 1, 2, 3
MOST = 2
TICKS = [frozenset(each) for size in range(1, MOST + 1) for each in combinations(range(3), size)]


@dataclass(frozen=True)
class Person:
    """`lives` is the value of the dimension; the others are indexes of choices, None for no answer."""

    lives: int
    single: int | None
    several: frozenset[int]
    following: int | None = None


Town = tuple[Person, ...]


def survey() -> Consultation:
    def of(number: int, key: str, kind: QuestionKind, **values: Any) -> Question:
        options = [
            Choice(id=10 * number + n, key=f"c{n}", position=n, label=f"{key} {n}")
            for n in range(3)
        ]
        return Question(
            id=number, key=key, position=number, kind=kind, prompt=key, section="",
            shown_if=values.pop("shown_if", ""), choices=options, rows=[], **values,
        )  # fmt: skip

    return Consultation(
        questions=[
            of(SINGLE, "single", QuestionKind.SINGLE),
            of(SEVERAL, "several", QuestionKind.MULTIPLE, max_choices=MOST),
            of(FOLLOWING, "following", QuestionKind.SINGLE, shown_if="${single} = 'c0'"),
        ]
    )


BY = Dimension("lives", "Lives", tuple(Value(str(n), f"place {n}") for n in range(3)), (), str)


def asked(person: Person) -> bool:
    return person.single == 0


def count(town: Town) -> Brought:
    tallies = {number: Tally(asked=len(town)) for number in (SINGLE, SEVERAL)}
    tallies[FOLLOWING] = Tally(asked=sum(map(asked, town)))
    for person in town:
        for number, ticks in given_by(person).items():
            tallies[number].answered += bool(ticks)
            tallies[number].counts.update(10 * number + tick for tick in ticks)
    return Brought(Count(len(town)), tallies)


def given_by(person: Person) -> dict[int, list[int]]:
    return {
        SINGLE: [] if person.single is None else [person.single],
        SEVERAL: sorted(person.several),
        FOLLOWING: [] if person.following is None else [person.following],
    }


def crossed(town: Town) -> tuple[Counter[Any], Counter[Any]]:
    counts: Counter[Any] = Counter()
    answered: Counter[Any] = Counter()
    for person in town:
        for number, ticks in given_by(person).items():
            answered[number, str(person.lives)] += bool(ticks)
            counts.update((10 * number + tick, str(person.lives)) for tick in ticks)
    return counts, answered


def lives(town: Town) -> list[int]:
    return [sum(person.lives == n for person in town) for n in range(3)]


def headings(town: Town) -> list[Column]:
    return columns(BY, lives(town), mask_parts(lives(town), len(town)))


def publish(town: Town) -> tuple[Public, list[Column], list[crossing.Crossing]]:
    public = Public(survey(), count(town), [])
    found = headings(town)
    tables = crossing.published(public, BY, found, *crossed(town)) if len(found) > 1 else []
    public.hold_back({each.variable.question.id for each in tables if each.is_masked})
    return public, found, tables


def as_told(town: Town, layout: Any) -> dict[Any, int]:
    """The true number behind each place of what was published of another town."""
    public, found, tables = layout
    brought = count(town)
    numbers: dict[Any, int] = {"people": len(town)}
    for column in found:
        numbers["column", column.label] = sum(
            n for n, value in zip(lives(town), BY.values, strict=True) if value.key in column.keys
        )
    for question in public.consultation.questions:
        tally = brought.tallies[question.id]
        if question.id in public.kept_back:
            continue
        numbers["asked", question.id] = tally.asked
        if not 0 < public.brought.tallies[question.id].answered < SMALLEST_PUBLISHED:
            numbers["answered", question.id] = tally.answered
        for released in public.released[question.id]:
            for option in released.variable.options:
                numbers["option", option.value] = tally.counts[option.value]
    counts, _answered = crossed(town)
    for table in tables:
        released = public.released[table.variable.question.id][0]
        for line, numbers_ in zip(table.lines, true_lines(released, counts, found), strict=False):
            for column, number in zip(found, numbers_, strict=True):
                numbers["cell", table.variable.question.id, line.label, column.label] = number
    return numbers


def true_lines(released: Any, counts: Any, found: list[Column]) -> list[list[int]]:
    silent = not released.variable.several
    return crossing._rows(released, counts, found, silent=silent)[1]


def shown(layout: Any) -> dict[Any, Any]:
    """Places whose number is masked, with the class that is told of it."""
    public, found, tables = layout
    masked: dict[Any, Any] = {}
    for question in public.consultation.questions:
        if question.id in public.kept_back:
            continue
        for released in public.released[question.id]:
            whole = released.is_withheld
            for option, cell in zip(released.variable.options, released.cells, strict=True):
                if cell.value is None:
                    masked["option", option.value] = None if whole else cell
    for table in tables:
        for line in table.lines:
            whole = all(
                cell.value is None and cell.shown.value == "withheld" for cell in line.cells
            )
            for column, cell in zip(found, line.cells, strict=True):
                if cell.value is None:
                    place = "cell", table.variable.question.id, line.label, column.label
                    masked[place] = None if whole else cell
    return masked


def fits(numbers: dict[Any, int], true: dict[Any, int], masked: dict[Any, Any]) -> bool:
    """Whether a town would be told by the same figures."""
    if numbers.keys() != true.keys():
        return False
    for place, number in numbers.items():
        if place not in masked:
            if number != true[place]:
                return False
        elif masked[place] is not None:
            few = masked[place].shown.value == "few"
            if not (0 < number < SMALLEST_PUBLISHED if few else number >= SMALLEST_PUBLISHED):
                return False
    return True


def neighbours(town: Town, dice: random.Random) -> Iterator[Town]:
    """Towns where some people gave each other's answers, or one person gave another one."""
    people = list(town)
    kinds = [n for n, each in enumerate(people) if each not in people[:n]]
    for n in kinds:
        for changed in alternatives(people[n]):
            yield (*people[:n], changed, *people[n + 1 :])
    yield from dealt_again(town)
    for size, tries in ((2, 300), (3, 500), (4, 300)):
        for _try in range(tries):
            chosen = dice.sample(range(len(people)), min(size, len(people)))
            turned = list(people)
            which = dice.choice(["single", "several", "one"])
            for here, there in zip(chosen, [*chosen[1:], chosen[0]], strict=True):
                turned[here] = exchanged(turned[here], people[there], which)
            if which == "one":
                n = chosen[0]
                turned[n] = dice.choice([turned[n], *alternatives(turned[n])])
            yield tuple(turned)


def dealt_again(town: Town) -> Iterator[Town]:
    """A tick more or less of one choice in one place (None: anywhere), or moved from a place to another.

    The ticks of a place are dealt to those who answered there like cards sorted by choice: nobody has
    the same one twice, and everybody as many as their neighbour, or one more.
    """
    changes: list[dict[int | None, tuple[int, int]]] = [
        {place: (choice, step)}
        for place, choice, step in product((None, 0, 1, 2), range(3), (-1, 1))
    ]
    changes += [
        {giver: (choice, -1), taker: (choice, 1)}
        for giver, taker, choice in product(range(3), repeat=3)
        if giver != taker
    ]
    for change in changes:
        people = list(town)
        for place, (choice, step) in change.items():
            here = [
                n for n, each in enumerate(town) if place in (None, each.lives) and each.several
            ]
            ticks = Counter(tick for n in here for tick in town[n].several)
            ticks[choice] += step
            deck = [each for each in range(3) for _ in range(ticks[each])]
            fits_all = max(ticks.values()) <= len(here) <= len(deck) <= MOST * len(here)
            if min(ticks.values()) < 0 or not here or not fits_all:
                break
            for at, n in enumerate(here):
                people[n] = replace(people[n], several=frozenset(deck[at :: len(here)]))
        else:
            yield tuple(people)


def exchanged(person: Person, other: Person, which: str) -> Person:
    if which == "several":
        return replace(person, several=other.several)
    return replace(person, single=other.single, following=other.following)


def alternatives(person: Person) -> list[Person]:
    found = []
    if person.several:
        found += [replace(person, several=each) for each in TICKS if each != person.several]
    for other in range(3):
        if person.single is not None and other != person.single:
            following = (person.following or 0) if other == 0 else None
            found.append(replace(person, single=other, following=following))
        if person.following is not None and other != person.following:
            found.append(replace(person, following=other))
    return found


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Crowds of people alike, some of them of one or two people."""
    people: list[Person] = []
    for _crowd in range(draw(st.integers(2, 9))):
        single = draw(st.sampled_from([None, 0, 0, 1, 2]))
        several = frozenset(draw(st.lists(st.integers(0, 2), max_size=MOST, unique=True)))
        following = draw(st.sampled_from([None, 0, 1, 2])) if single == 0 else None
        person = Person(draw(st.integers(0, 2)), single, several, following)
        people += [person] * draw(st.sampled_from([1, 1, 2, 3, 5, 6, 9, 14]))
    return tuple(people)


def crowd(*groups: tuple[Person, int]) -> Town:
    return tuple(person for person, times in groups for _ in range(times))


ONE_RARE = crowd(
    (Person(0, 0, frozenset({0}), 0), 14),
    (Person(1, 1, frozenset({0, 1}), None), 12),
    (Person(2, 2, frozenset({1, 2}), None), 2),
    (Person(1, 0, frozenset({2}), 1), 6),
    (Person(0, 1, frozenset({1}), None), 9),
    (Person(0, 2, frozenset(), None), 1),
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(towns())
@example(ONE_RARE)
def test_other_people_would_be_told_by_the_same_figures(site: Flask, town: Town) -> None:
    assume(len(town) >= SMALLEST_PUBLISHED)
    with site.test_request_context():
        layout = publish(town)
        masked = shown(layout)
        true = as_told(town, layout)
        left = set(masked)
        dice = random.Random(len(town))
        for other in neighbours(town, dice):
            if not left:
                break
            numbers = as_told(other, layout)
            if fits(numbers, true, masked):
                left -= {place for place in left if numbers[place] != true[place]}
        assert not left, (left, Counter(town))


def test_the_attacker_of_this_test_can_win(site: Flask) -> None:
    """Printing what goes with a small count would tell it: nobody else fits any more."""
    with site.test_request_context():
        layout = publish(ONE_RARE)
        masked = shown(layout)
        true = as_told(ONE_RARE, layout)
        options = [place for place in masked if place[0] == "option" and place[1] < 20]
        assert len(options) > 1
        betrayed = {place: cell for place, cell in masked.items() if place != options[0]}
        secret = options[1]
        dice = random.Random(1)
        assert not any(
            numbers[secret] != true[secret]
            for other in neighbours(ONE_RARE, dice)
            if fits(numbers := as_told(other, layout), true, betrayed)
        )
