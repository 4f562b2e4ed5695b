"""Groups made from texts alone: what a reader would put together, the same at each run."""

from __future__ import annotations

import random

import pytest

from consult.synthesis.topics import clustering
from consult.synthesis.topics.proposing import Group, propose
from consult.synthesis.topics.units import Unit
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH, pairs, read_by_hand

ENJEUX = ("sante", "vivre-ensemble")


def units(texts: list[str] | tuple[str, ...], first: int = 1) -> list[Unit]:
    return [Unit(text, "fr", (number,)) for number, text in enumerate(texts, start=first)]


def contents(groups: list[Group]) -> set[frozenset[int]]:
    return {frozenset(group.nearness) for group in groups}


def labels(groups: list[Group], number: int) -> list[object]:
    """By position; those in no group bear a label of their own."""
    where = {each: place for place, group in enumerate(groups) for each in group.nearness}
    return [where.get(each, f"alone {each}") for each in range(1, number + 1)]


@pytest.mark.parametrize("enjeu", ENJEUX)
def test_what_is_put_together_is_what_a_reader_puts_together(enjeu: str) -> None:
    rows = read_by_hand(enjeu)
    groups = propose(units([text for _, text in rows]))
    found = pairs(labels(groups, len(rows)))
    wanted = pairs([matter or f"alone {place}" for place, (matter, _) in enumerate(rows)])
    precision, recall = len(found & wanted) / len(found), len(found & wanted) / len(wanted)
    # What a word weighs is that of the suggester: training it again moves these a little.
    assert precision >= 0.78, (precision, recall)
    assert recall >= 0.55, (precision, recall)


def test_the_same_words_give_the_same_groups_in_any_order_and_under_any_number() -> None:
    texts = [text for _, text in read_by_hand("sante")]
    first = propose(units(texts))
    shuffled = list(range(len(texts)))
    random.Random(1).shuffle(shuffled)
    second = propose([Unit(texts[place], "fr", (1000 - place,)) for place in shuffled])
    back = {frozenset(1001 - each for each in group) for group in contents(second)}
    assert back == contents(first)
    assert [group.words for group in first] == [group.words for group in second]


@pytest.mark.parametrize("enjeu", ENJEUX)
def test_a_tenth_more_words_leave_the_groups_nearly_as_they_were(enjeu: str) -> None:
    from sklearn.metrics import adjusted_rand_score

    texts = [text for _, text in read_by_hand(enjeu)]
    dice = random.Random(2)
    before = sorted(dice.sample(range(len(texts)), len(texts) * 10 // 11))
    first = labels(propose([Unit(texts[each], "fr", (each + 1,)) for each in before]), len(texts))
    second = labels(propose(units(texts)), len(texts))
    some = [(str(first[each]), str(second[each])) for each in before]
    assert adjusted_rand_score(*zip(*some, strict=True)) >= 0.85


def test_many_texts_are_grouped_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """By samples: those that were not compared with all the others join the groups found."""
    from sklearn.metrics import adjusted_rand_score

    texts = [text for enjeu in ENJEUX for _, text in read_by_hand(enjeu)]
    at_once = [str(each) for each in labels(propose(units(texts)), len(texts))]
    monkeypatch.setattr(clustering, "SAMPLE", len(texts) // 2)
    sampled = [str(each) for each in labels(propose(units(texts)), len(texts))]
    assert adjusted_rand_score(at_once, sampled) >= 0.5


def test_a_group_is_told_by_words_that_were_written() -> None:
    groups = propose(units([*DOCTORS, *TEETH, ALONE]))
    assert contents(groups) == {frozenset({1, 2, 3, 4}), frozenset({5, 6, 7})}
    said = " ".join((*DOCTORS, *TEETH)).lower()
    for group in groups:
        assert group.words
        assert all(word in said for word in group.words)
    assert "médecin" in groups[0].words
    assert {"dentiste", "dents"} & set(groups[1].words)
    assert not set(groups[0].words) & set(groups[1].words)


def test_what_resembles_nothing_and_what_is_not_french_stays_alone() -> None:
    polish = Unit("Mieszkam sama, do lekarza daleko.", "pl", (9,))
    mute = Unit("!!!", "fr", (10,))
    groups = propose([*units([*DOCTORS, ALONE]), polish, mute])
    assert contents(groups) == {frozenset({1, 2, 3, 4})}


def test_a_text_sent_by_several_is_a_group_by_itself_and_counts_all_of_them() -> None:
    groups = propose(
        [Unit(ALONE, "fr", (1, 2, 3)), Unit("Ratunku", "pl", (4, 5)), Unit("…", "fr", (6,))]
    )
    assert contents(groups) == {frozenset({1, 2, 3}), frozenset({4, 5})}


def test_new_words_join_a_kept_group_but_not_one_they_were_taken_out_of() -> None:
    kept = [Unit(text, "fr", (place,), kept=7) for place, text in enumerate(DOCTORS[:3])]
    new = Unit(DOCTORS[3], "fr", (10,))
    refused = Unit(DOCTORS[3] + " Merci.", "fr", (11,), refused=frozenset({7}))
    (group,) = [each for each in propose([*kept, new, refused]) if each.topic == 7]
    assert set(group.nearness) == {0, 1, 2, 10}
    assert all(0 < nearness <= 1 for nearness in group.nearness.values())


def test_what_is_proposed_in_kept_groups_belongs_there() -> None:
    """Of each matter the reader keeps some words in a group; the others are new."""
    right = wrong = 0
    for enjeu in ENJEUX:
        rows = read_by_hand(enjeu)
        matters = sorted({matter for matter, _ in rows if matter})
        kept = {n for n, (matter, _) in enumerate(rows) if matter and n % 5 < 3}
        groups = propose(
            [
                Unit(text, "fr", (n,), kept=matters.index(matter) if n in kept else None)
                for n, (matter, text) in enumerate(rows)
            ]
        )
        for group in groups:
            new = set(group.nearness) - kept if group.topic is not None else set()
            belong = {each for each in new if rows[each][0] == matters[group.topic or 0]}
            right += len(belong)
            wrong += len(new - belong)
    assert right >= 20
    assert right / (right + wrong) >= 0.85, (right, wrong)


def test_no_text_at_all() -> None:
    assert propose([]) == []
    assert propose([Unit("…", "fr", (1,))]) == []
