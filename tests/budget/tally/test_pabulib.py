"""Pabulib's files: read as they are met, refused with the line of each fault, written back the same.

Every file here is invented.
"""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.budget.tally import Instance, Project, Rule, Settings, VoteType, tally
from consult.budget.tally.pabulib import (
    Election,
    PbError,
    Vote,
    pb_text,
    read_pb,
    read_pb_text,
    write_pb,
)

HERE = Path(__file__).parent

PLAIN = """META
key;value
budget;100
vote_type;approval
PROJECTS
project_id;cost
1;40
2;60
VOTES
voter_id;vote
a;1,2
b;2
"""


def test_a_file_as_they_are_met() -> None:
    """A mark, CRLF, spaces, another order, quotes, two lines in a cell, blank ballots."""
    election = read_pb(HERE / "invented-approval.pb")
    instance = election.instance
    assert instance.budget == Fraction(120_000_50, 100)
    assert [(p.id, p.cost) for p in instance.projects] == [
        ("12-A", 30_000), ("7", Fraction("45000.5")), ("103", 20_000),
    ]  # fmt: skip
    assert instance.projects[0].name == "Un banc; deux bancs, à l’ombre"
    assert instance.projects[1].name == 'Le « "petit" marché »'
    assert election.extras["7"] == {
        "category": "culture,public space", "note": "sur deux\r\nlignes",
    }  # fmt: skip
    assert election.meta["description"] == "Invented for tests; not a real vote"
    assert [vote.projects for vote in election.votes] == [(0, 1), (), (2, 0), (1,), ()]
    assert election.votes[0].fields == {"age": "34", "neighborhood": "Gare"}
    assert election.profile.voters == 5
    outcome = tally(instance, election.profile, Settings(Rule.GREEDY))
    assert outcome.selected == ("12-A", "7", "103")


def test_grades_and_rankings_and_points() -> None:
    scoring = read_pb(HERE / "invented-scoring.pb")
    assert scoring.profile.lowest == 0
    assert tally(scoring.instance, scoring.profile, Settings(Rule.MAJORITY_JUDGEMENT)).selected == (
        "2", "3",
    )  # fmt: skip
    text = PLAIN.replace("approval", "ordinal\nmax_length;3").replace("a;1,2", "a;2,1")
    ordinal = read_pb_text(text)
    # Three for a first choice, two for the next: 2 + 0 and 3 + 3.
    steps = tally(ordinal.instance, ordinal.profile, Settings(Rule.GREEDY)).steps
    assert {step.project: step.score for step in steps} == {"1": 2, "2": 6}
    text = PLAIN.replace("approval", "cumulative\nmax_sum_points;4").replace(
        "vote\n", "vote;points\n"
    )
    text = text.replace("a;1,2", 'a;"1, 2";"3,1"').replace("b;2", "b;2;0.5")
    cumulative = read_pb_text(text)
    steps = tally(cumulative.instance, cumulative.profile, Settings(Rule.GREEDY)).steps
    assert {step.project: step.score for step in steps} == {"1": 3, "2": Fraction(3, 2)}


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        (("budget;100\n", ""), 1, "« budget » is missing in META."),
        (("budget;100", "budget;1e3"), 3, "« budget » is « 1e3 », not a number."),
        (("budget;100", "budget;-1"), 3, "the budget is negative."),
        (("approval", "knapsack"), 4, "« knapsack » is not a type of vote: "),
        (("vote_type", "num_votes;3\nvote_type"), 4, "« num_votes » is 3, but VOTES has 2."),
        (("vote_type", "num_projects;x\nvote_type"), 4, "« num_projects » is « x », not a whole number."),
        (("vote_type;", "budget;5\nvote_type;"), 4, "« budget » already stands at line 3."),
        (("project_id;cost", "project_id;price"), 6, "the column « cost » is missing in PROJECTS."),
        (("1;40", "1;-40"), 7, "the cost is negative: -40."),
        (("1;40", "1;cheap"), 7, "the cost is « cheap », not a number."),
        (("1;40", "2;40"), 8, "project « 2 » already stands at line 7."),
        (("1;40", ";40"), 7, "a project has no project_id."),
        (("1;40", "1;40;park"), 7, "3 values for 2 columns."),
        (("a;1,2", "a;1,3"), 11, "« 3 » is not a project of this file."),
        (("a;1,2", "a;2,2"), 11, "project « 2 » is twice in this vote."),
        (("b;2", "a;2"), 12, "voter « a » already stands at line 11."),
        (("b;2", ";2"), 12, "a vote has no voter_id."),
        (("vote_type", "max_length;1\nvote_type"), 12, "2 is above « max_length », 1."),
        (("vote_type", "min_length;2\nvote_type"), 13, "1 is below « min_length », 2."),
        (("vote_type", "max_sum_cost;60,5\nvote_type"), 12, "100 is above « max_sum_cost », 60.5."),
        (("VOTES\nvoter_id;vote\na;1,2\nb;2\n", ""), 8, "there is no section VOTES."),
        (("PROJECTS", "THINGS"), 9, "PROJECTS must come before VOTES."),
        (("META\n", ""), 1, "the file must begin with META."),
        (("voter_id;vote\na;1,2\nb;2\n", ""), 9, "this section has no line of column names."),
        (("voter_id;vote", "voter_id;vote;vote"), 10, "two columns are named « vote »."),
        (("1;40", '"1;40'), 7, "a quotation mark is opened on this line and never closed."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(change, line, sentence) -> None:
    assert PLAIN.count(change[0]) >= 1
    with pytest.raises(PbError) as caught:
        read_pb_text(PLAIN.replace(*change, 1), "town.pb")
    told = [(fault.line, fault.sentence) for fault in caught.value.faults]
    assert any(at == line and said.startswith(sentence) for at, said in told), told
    assert str(caught.value).startswith("town.pb:")


def test_every_fault_is_told_at_once() -> None:
    text = PLAIN.replace("1;40", "1;x").replace("2;60", "2;-60").replace("budget;100", "budget;z")
    with pytest.raises(PbError) as caught:
        read_pb_text(text)
    assert [fault.line for fault in caught.value.faults] == [3, 7, 8]
    text = text.replace("a;1,2", "a;9").replace("b;2", "a;1")
    with pytest.raises(PbError) as caught:
        read_pb_text(text)
    assert [fault.line for fault in caught.value.faults] == [3, 7, 8, 11, 12]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b"\x00", b"META", b";;;\n", b'"'])
def test_what_is_no_such_file_is_refused(raw: bytes, tmp_path: Path) -> None:
    file = tmp_path / "odd.pb"
    file.write_bytes(raw)
    with pytest.raises(PbError):
        read_pb(file)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200) | st.text('META;PROJECTSVOTES\n"1,key;value', max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    for given_text in (PLAIN.replace("2;60", text, 1), text):
        with contextlib.suppress(PbError):
            assert read_pb_text(given_text).instance.projects is not None


WORDS = st.text(
    st.characters(
        codec="utf-8", categories=["L", "N", "P", "Zs", "S"], include_characters="\n;\"',"
    ),
    max_size=12,
).map(str.strip)
IDS = WORDS.filter(
    lambda word: word and "," not in word and word.lower() not in {"none", "nan", "null"}
)
KEYS = st.sampled_from(["age", "sex", "voting_method", "remarque"])
MONEY = st.integers(0, 10**9) | st.integers(0, 10**9).map(lambda cents: Fraction(cents, 100))


@st.composite
def elections(draw) -> Election:
    ids = draw(st.lists(IDS, min_size=1, max_size=5, unique=True))
    quarters = draw(st.sampled_from([None, "district"]))
    envelopes = {"Gare": 10, "Port": Fraction(51, 2)} if quarters else {}
    places = st.sampled_from([None, "Gare", "Port"]) if quarters else st.none()
    projects = tuple(Project(key, _whole(draw(MONEY)), draw(WORDS), draw(places)) for key in ids)
    vote_type = draw(st.sampled_from(list(VoteType)))
    fields = draw(st.lists(KEYS, unique=True))
    votes = []
    for voter in draw(st.lists(IDS, max_size=5, unique=True)):
        chosen = tuple(draw(st.lists(st.integers(0, len(ids) - 1), unique=True)))
        given_points = tuple(_whole(draw(MONEY)) for _ in chosen) if vote_type.has_points else ()
        votes.append(Vote(voter, chosen, given_points, {key: draw(WORDS) for key in fields}))
    meta = draw(st.dictionaries(st.sampled_from(["unit", "comment", "rule"]), WORDS.filter(
        lambda word: not word.endswith(";"))))  # fmt: skip
    extra = draw(st.lists(st.sampled_from(["category", "target"]), unique=True))
    extras = {project.id: {key: draw(WORDS) for key in extra} for project in projects}
    budget = _whole(draw(MONEY) + 40)
    return Election(
        Instance(budget, projects, envelopes), vote_type, tuple(votes), meta, extras, quarters
    )


def _whole(amount):
    return int(amount) if amount == int(amount) else amount


@settings(max_examples=80, deadline=None)
@given(elections())
def test_what_is_written_is_read_back_the_same(election: Election) -> None:
    assert read_pb_text(pb_text(election), quarters=election.quarters) == election


def test_a_file_is_written_as_it_was_read(tmp_path: Path) -> None:
    for name in ("invented-approval.pb", "invented-scoring.pb"):
        election = read_pb(HERE / name)
        write_pb(election, tmp_path / name)
        assert read_pb(tmp_path / name) == election
        assert not (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_cost_without_a_decimal_is_not_written() -> None:
    election = Election(Instance(1, (Project("1", Fraction(1, 3)),)), VoteType.APPROVAL)
    with pytest.raises(ValueError, match="1/3"):
        pb_text(election)
