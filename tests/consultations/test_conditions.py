"""The language of conditions: read, written, answered and checked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consultations.conditions.checking import Fault, check
from consult.consultations.conditions.evaluating import Answers, holds, shown
from consult.consultations.conditions.language import (
    COMPARISONS,
    All,
    Any,
    Compare,
    Condition,
    ConditionError,
    Count,
    Not,
    Reference,
    Selected,
    keys_of,
    parse,
    write,
)

KEYS = ("age", "freins", "enfants", "autre")
keys = st.sampled_from(KEYS)
words = st.text(alphabet="ab 12.-'é", max_size=6)
choices = st.sampled_from(("aucun", "garde", "60-et-plus", "l'école"))
numbers = st.decimals(-99, 99, places=1).map(lambda number: number.normalize() + 0)
leaves = st.one_of(
    st.builds(Selected, keys, choices),
    st.builds(Compare, keys.map(Reference), st.sampled_from(COMPARISONS), choices | numbers),
    st.builds(Compare, keys.map(Count), st.sampled_from(COMPARISONS), numbers),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, min_size=2, max_size=3).map(tuple)),
        st.builds(Any, st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)
answered: st.SearchStrategy[Answers] = st.dictionaries(
    keys,
    st.one_of(
        st.lists(choices, unique=True).map(tuple),
        st.integers(-99, 99).map(Decimal),
        words,
    ),
)


@dataclass(frozen=True)
class Asked:
    key: str
    text: str = ""
    choice_keys: frozenset[str] | None = None
    is_number: bool = False
    is_matrix: bool = False

    @property
    def shown_if(self) -> Condition | None:
        return parse(self.text) if self.text else None


@given(conditions)
def test_what_is_written_is_read_back(condition: Condition) -> None:
    assert parse(write(condition)) == condition


@given(st.text(alphabet="${}ageors ndt(),'=<>!1", max_size=40))
def test_any_text_is_a_condition_or_is_refused_with_its_place(text: str) -> None:
    condition, at = None, 0
    try:
        condition = parse(text)
    except ConditionError as error:
        at = error.at
    assert 0 <= at <= len(text)
    assert condition is None or parse(write(condition)) == condition


@given(conditions, answered)
def test_every_condition_has_an_answer_and_its_negation_the_other(
    condition: Condition, answers: Answers
) -> None:
    assert holds(Not(condition), answers) is not holds(condition, answers)
    assert holds(All((condition, Not(condition))), answers) is False
    assert holds(Any((condition, Not(condition))), answers) is True


@given(conditions, answered, keys, words)
def test_only_the_answers_it_names_change_it(
    condition: Condition, answers: Answers, key: str, text: str
) -> None:
    if key not in keys_of(condition):
        assert holds(condition, {**answers, key: text}) is holds(condition, answers)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${age} = '60-et-plus'", True),
        ("${age} != '60-et-plus'", False),
        ("selected(${freins}, 'garde')", True),
        ("selected(${freins}, 'gar')", False),
        ("not(selected(${freins}, 'aucun')) and ${enfants} >= 2", True),
        ("${enfants} > 2 or ${enfants} < 2", False),
        ("${enfants} = 2.0", True),
        ("count-selected(${freins}) = 2", True),
        ("${autre} = ''", True),
        ("${autre} != ''", False),
        ("${autre} < 5", False),
        ("${autre} != 5", True),
        ("${age} = 'x' or ${age} = '60-et-plus' and ${enfants} = 3", False),
        ("(${age} = 'x' or ${age} = '60-et-plus') and ${enfants} = 2", True),
        ("  ${ age }='60-et-plus'  ", True),
        ('${age} = "60-et-plus"', True),
    ],
)
def test_the_language_says_what_xlsform_says(text: str, expected: bool) -> None:
    answers: Answers = {
        "age": ("60-et-plus",),
        "freins": ("garde", "mobilite"),
        "enfants": Decimal(2),
    }
    assert holds(parse(text), answers) is expected


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 0),
        ("${age}", 6),
        ("${age} = ", 8),
        ("${age} = 3 and", 14),
        ("age = 3", 0),
        ("${age} == 3", 8),
        ("(${age} = 3", 11),
        ("${age} = 3)", 10),
        ("selected(${age}, 3)", 17),
        ("count-selected(${age}) = 'x'", 25),
        ("${age} = 3 xor ${age} = 4", 11),
        ("notselected(${age}, 'a')", 0),
        ("(" * 40 + "${age} = 3" + ")" * 40, 20),
    ],
)
def test_what_is_not_a_condition_is_refused_where_it_goes_wrong(text: str, at: int) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.at == at


def test_an_answer_to_a_question_no_longer_shown_does_not_count() -> None:
    questions = (
        Asked("enfants"),
        Asked("garde", "${enfants} > 0"),
        Asked("cout", "${garde} = 'oui'"),
        Asked("fin"),
    )
    answers: Answers = {"enfants": Decimal(0), "garde": "oui", "cout": "cher"}
    assert shown(questions, answers) == ["enfants", "fin"]
    assert shown(questions, {**answers, "enfants": Decimal(1)}) == [
        "enfants",
        "garde",
        "cout",
        "fin",
    ]


def test_conditions_that_could_never_work_are_refused() -> None:
    oui_non = frozenset({"oui", "non"})
    questions = (
        Asked("avant", "${garde} = 'oui'"),
        Asked("garde", "", oui_non),
        Asked("soi", "${soi} = 1", is_number=True),
        Asked("inconnue", "${absente} = 'oui'"),
        Asked("choix", "selected(${garde}, 'peut-etre') or ${garde} = 'parfois'"),
        Asked("nombre", "${garde} > 1"),
        Asked("texte", "selected(${avant}, 'oui') and count-selected(${avant}) > 1"),
        Asked("vaste", "${soi} > 1000000000 or ${soi} < 'NaN' or ${soi} < '1e30'", is_number=True),
        Asked("choisis", "count-selected(${garde}) > 100000000000000000000"),
        Asked("tableau", "", oui_non, is_matrix=True),
        Asked("ligne", "selected(${tableau}, 'oui')"),
        Asked("bonne", "${garde} = 'oui' or ${garde} = '' or ${soi} <= 3 or ${avant} != ''"),
    )
    assert [(each.key, each.fault, each.about) for each in check(questions)] == [
        ("avant", Fault.LATER, "garde"),
        ("soi", Fault.ITSELF, "soi"),
        ("inconnue", Fault.UNKNOWN, "absente"),
        ("choix", Fault.UNKNOWN_CHOICE, "peut-etre"),
        ("choix", Fault.UNKNOWN_CHOICE, "parfois"),
        ("nombre", Fault.NOT_A_NUMBER, "garde"),
        ("texte", Fault.NO_CHOICES, "avant"),
        ("texte", Fault.NO_CHOICES, "avant"),
        ("vaste", Fault.TOO_LARGE, "soi"),
        ("vaste", Fault.TOO_LARGE, "soi"),
        ("vaste", Fault.TOO_LARGE, "soi"),
        ("choisis", Fault.TOO_LARGE, "garde"),
        ("ligne", Fault.NOT_ONE_ANSWER, "tableau"),
    ]
