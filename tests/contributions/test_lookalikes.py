"""Exact and near copies: what is the same text, what is not, and what becomes of it with the words."""

from __future__ import annotations

from collections import defaultdict

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions import operations
from consult.contributions.cli import command
from consult.contributions.lookalikes import missing
from consult.contributions.lookalikes.difference import changed_words, may_turn_meaning, pieces
from consult.contributions.lookalikes.index import wording_of
from consult.contributions.lookalikes.models import (
    AlikeGroup,
    Fingerprint,
    FingerprintBand,
    KeptApart,
)
from consult.contributions.lookalikes.operations import (
    NotComparableError,
    join,
    keep_apart,
    take_out,
)
from consult.contributions.lookalikes.queries import are_apart
from consult.contributions.lookalikes.search import near
from consult.contributions.lookalikes.wording import Wording, similarity
from consult.contributions.models import Contribution
from consult.enjeux.models import Vocabulary
from consult.following import operations as following
from tests.factories import World, make_contribution

BUS = (
    "Il faut remettre un bus direct entre le quartier et l’hôpital le soir, parce que les visites "
    "finissent à vingt heures et que plus rien ne passe ensuite."
)
OTHER = (
    "La cour de l’école est un four dès le mois de juin : plantez des arbres et mettez de l’ombre, "
    "les petits ne peuvent plus y jouer."
)
LETTERS = "abcdefghijklmnopqrstuvwxyzéèàùçêô"
WORD = st.text(LETTERS, min_size=1, max_size=9)
TEXT = st.lists(WORD, min_size=1, max_size=25)


def wording(
    text: str, prompt: str = "Que changer ?", title: str = "", vocabulary: int = 1
) -> Wording:
    return Wording(vocabulary, prompt, title, text)


def groups(session: orm.Session) -> dict[int, tuple[int | None, int | None]]:
    query = sa.select(Fingerprint.contribution_id, Fingerprint.group_id, Fingerprint.wording)
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def partition(session: orm.Session) -> set[frozenset[str]]:
    """The texts of each group, folded; those in none are alone."""
    found: dict[object, set[int]] = defaultdict(set)
    for contribution_id, (group, _) in groups(session).items():
        found[group if group is not None else ("alone", contribution_id)].add(contribution_id)
    return {frozenset(each) for each in found.values()}


def together(session: orm.Session, *contributions: Contribution) -> bool:
    known = groups(session)
    found = {known[each.id][0] for each in contributions}
    return len(found) == 1 and None not in found


def rows(session: orm.Session, table: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@given(
    TEXT, st.lists(st.sampled_from([" ", "  ", "\n", ", ", " ! ", "… ", " - ", "."]), min_size=30)
)
def test_case_accents_spaces_and_signs_are_no_difference(said: list[str], gaps: list[str]) -> None:
    plain = " ".join(said)
    other = "".join(word.upper() + gap for word, gap in zip(said, gaps, strict=False))
    bare = other.translate(str.maketrans("ÉÈÀÙÇÊÔ", "EEAUCEO"))
    assert wording(plain).digest == wording(other).digest == wording(bare).digest
    assert set(wording(plain).shingles) == set(wording(bare).shingles)


@given(TEXT, TEXT)
def test_two_texts_have_one_digest_only_with_the_same_letters(
    one: list[str], other: list[str]
) -> None:
    same = wording(" ".join(one)).joined == wording(" ".join(other)).joined
    assert (wording(" ".join(one)).digest == wording(" ".join(other)).digest) is same


@given(TEXT, TEXT)
def test_likeness_is_symmetrical_and_a_text_is_all_like_itself(
    one: list[str], other: list[str]
) -> None:
    first, second = wording(" ".join(one)), wording(" ".join(other))
    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1
    assert similarity(first, first) == 1


def test_the_database_keeps_these_values_so_they_never_change() -> None:
    kept = wording(BUS)
    assert kept.digest == "440c77fcfa3b61af365f54d553028069"
    assert kept.bands[:2] == [824831849377803264, 7253055311903666486]
    assert len(kept.bands) == 16


@pytest.mark.parametrize(
    ("one", "other"),
    [("3,5 fois", "35 fois"), ("le 1 2", "le 12"), ("plus de bus", "plus de but"), ("👍", "👎")],
)
def test_what_says_another_thing_has_another_digest(one: str, other: str) -> None:
    assert wording(one).digest != wording(other).digest or not wording(one).digest


def test_a_short_text_is_a_copy_only_under_the_same_question() -> None:
    assert wording("Des bancs").digest == wording("des bancs !").digest
    assert wording("Des bancs", "Que garder ?").digest != wording("Des bancs").digest
    assert wording(BUS, "Que garder ?").digest == wording(BUS).digest
    assert wording(BUS, vocabulary=2).digest != wording(BUS).digest


@pytest.mark.parametrize(
    ("change", "turns"),
    [
        (("faut", "ne faut pas"), True),
        (("vingt heures", "21 h"), True),
        (("remettre", "supprimer"), True),
        (("hôpital", "hopitale"), False),
        (("ensuite.", "ensuite. Merci."), False),
    ],
)
def test_a_word_that_can_turn_the_meaning_is_noticed(change: tuple[str, str], turns: bool) -> None:
    assert may_turn_meaning(changed_words(BUS, BUS.replace(*change))) is turns


def test_what_differs_is_told_word_by_word() -> None:
    told = pieces("Un banc rouge sur la place.", "un BANC vert, sur la place !")
    assert [each for each in told if each.kind != "same"] == [
        ("missing", "rouge"),
        ("added", "vert,"),
    ]
    long = " ".join(f"mot{n}" for n in range(40))
    assert pieces(long, long + " fin")[0].text.startswith("… ")


@given(TEXT, TEXT)
def test_what_is_told_of_a_difference_holds_both_texts(one: list[str], other: list[str]) -> None:
    """Nothing of either text is lost in what is marked, but for long runs in common."""
    told = pieces(" ".join(one), " ".join(other))
    if any("…" in each.text for each in told):
        return
    for text, left_out in ((one, "added"), (other, "missing")):
        kept = " ".join(each.text for each in told if each.kind != left_out)
        assert wording(kept).words == wording(" ".join(text)).words


def test_copies_form_a_group_as_they_arrive(session: orm.Session, world: World) -> None:
    first = make_contribution(session, world, BUS)
    assert groups(session)[first.id] == (None, None)
    copy = make_contribution(session, world, BUS.upper().replace(",", ""))
    slip = make_contribution(session, world, "Bonjour, " + BUS.replace("direct", "dirrect"))
    other = make_contribution(session, world, OTHER)
    assert together(session, first, copy, slip)
    assert {groups(session)[each.id][1] for each in (first, copy, slip)} == {1}
    assert groups(session)[other.id] == (None, None)
    assert rows(session, AlikeGroup) == 1


def test_a_near_text_that_may_say_the_contrary_is_only_found(
    session: orm.Session, world: World
) -> None:
    first = make_contribution(session, world, BUS)
    contrary = make_contribution(session, world, BUS.replace("faut", "ne faut pas"))
    assert not together(session, first, contrary)
    (found,) = near(session.connection(), wording_of(contrary))
    assert found[0].contribution_id == first.id
    assert found[0].likeness > 0.8


def test_short_texts_are_grouped_only_word_for_word(session: orm.Session, world: World) -> None:
    bench, benches = (
        make_contribution(session, world, text) for text in ("Des bancs", "des BANCS!")
    )
    almost = make_contribution(session, world, "Des bans")
    assert together(session, bench, benches)
    assert groups(session)[almost.id][0] is None
    assert near(session.connection(), wording_of(almost)) == []


POOL = (
    BUS,
    BUS.upper(),
    BUS.replace(",", ""),
    OTHER,
    OTHER.lower(),
    "Des bancs",
    "des bancs.",
    "Rien",
)


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_changes_no_exact_group(
    session: orm.Session, world: World, seed: int
) -> None:
    import random

    texts = list(POOL)
    random.Random(seed).shuffle(texts)
    made = {text: make_contribution(session, world, text) for text in texts}
    expected = ({made[t].id for t in POOL[:3]}, {made[t].id for t in POOL[3:5]})
    assert {frozenset(each) for each in expected} <= partition(session)
    assert frozenset({made["Des bancs"].id, made["des bancs."].id}) in partition(session)
    assert frozenset({made["Rien"].id}) in partition(session)


def test_words_corrected_leave_their_group_and_join_that_of_their_copies(
    session: orm.Session, world: World
) -> None:
    one, two = make_contribution(session, world, BUS), make_contribution(session, world, BUS)
    three = make_contribution(session, world, OTHER)
    operations.correct(session, two, text=OTHER, title="")
    assert together(session, two, three)
    assert not together(session, one, two)
    operations.correct(session, two, text=f"{OTHER} !!", title="")
    assert together(session, two, three), "signs are no change"


def test_nothing_derived_from_withdrawn_words_stays(session: orm.Session, world: World) -> None:
    one, two = make_contribution(session, world, BUS), make_contribution(session, world, BUS)
    apart = make_contribution(session, world, OTHER)
    keep_apart(session, one, apart, by=world.moderator)
    following.withdraw(session, one)
    assert set(groups(session)) == {two.id, apart.id}
    assert groups(session)[two.id][0] is not None, "the group stays"
    assert rows(session, KeptApart) == 0
    third = make_contribution(session, world, BUS)
    assert together(session, two, third)
    for each in (two, third, apart):
        following.withdraw(session, each)
    assert [rows(session, table) for table in (Fingerprint, FingerprintBand, AlikeGroup)] == [0] * 3


def test_any_write_of_the_words_passes_the_same_door(session: orm.Session, world: World) -> None:
    """A feature that sets the text itself cannot forget the fingerprint."""
    one, two = make_contribution(session, world, BUS), make_contribution(session, world, OTHER)
    two.text = BUS
    session.flush()
    assert together(session, one, two)


def test_a_hand_joins_what_letters_do_not_and_each_text_keeps_its_number(
    session: orm.Session, world: World
) -> None:
    bus = [make_contribution(session, world, BUS) for _ in range(3)]
    said = make_contribution(
        session, world, "Plus aucun bus pour aller voir mon mari à l’hôpital le soir."
    )
    assert join(session, said, bus[1], by=world.moderator)
    assert together(session, *bus, said)
    assert [groups(session)[each.id][1] for each in (*bus, said)] == [1, 1, 1, 2]
    assert not join(session, bus[0], said, by=world.moderator), "twice is once"
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.join")
    ).one()
    assert line.details == {"contribution": bus[1].id}


def test_two_groups_joined_are_one_and_tell_their_two_texts(
    session: orm.Session, world: World
) -> None:
    bus = [make_contribution(session, world, BUS) for _ in range(2)]
    trees = [make_contribution(session, world, OTHER) for _ in range(2)]
    join(session, trees[0], bus[0], by=world.moderator)
    assert together(session, *bus, *trees)
    assert [groups(session)[each.id][1] for each in (*bus, *trees)] == [1, 1, 2, 2]
    assert rows(session, AlikeGroup) == 1
    late = make_contribution(session, world, OTHER)
    assert groups(session)[late.id] == groups(session)[trees[0].id]


def test_what_is_taken_out_stays_out(session: orm.Session, world: World) -> None:
    one, two, three = (make_contribution(session, world, BUS) for _ in range(3))
    assert take_out(session, two, by=world.moderator)
    assert groups(session)[two.id] == (None, None)
    assert together(session, one, three)
    assert are_apart(session, two.id, three.id), "apart from one of a group is apart from all of it"
    assert not take_out(session, two, by=world.moderator)
    join(session, two, three, by=world.moderator)
    assert together(session, one, two, three)
    assert not are_apart(session, one.id, two.id)


def test_words_of_two_contracts_or_gone_are_not_joined(session: orm.Session, world: World) -> None:
    one = make_contribution(session, world, BUS)
    gone = make_contribution(session, world, OTHER)
    following.withdraw(session, gone)
    elsewhere = make_contribution(session, world, "Ailleurs, on dit tout autre chose que cela.")
    elsewhere.vocabulary = Vocabulary(key="ailleurs")
    session.flush()
    for other in (one, gone, elsewhere):
        with pytest.raises(NotComparableError):
            join(session, one, other, by=world.moderator)


def test_words_written_before_there_were_fingerprints_are_compared_later(
    session: orm.Session, world: World
) -> None:
    made = [
        make_contribution(session, world, text) for text in (BUS, BUS.upper(), OTHER, BUS + " Svp")
    ]
    session.commit()
    expected = partition(session)
    session.execute(sa.delete(Fingerprint))
    session.execute(sa.delete(FingerprintBand))
    session.execute(sa.delete(AlikeGroup))
    session.commit()
    assert missing.count(session) == len(made)
    assert sum(missing.fill(session)) == len(made)
    assert partition(session) == expected
    assert missing.count(session) == 0
    assert list(missing.fill(session)) == []


def test_the_command_says_what_it_did(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    from consult import schema
    from consult.app import create_app
    from consult.config import load_settings
    from consult.db import transaction
    from consult.extensions import db
    from tests.factories import make_world

    monkeypatch.delenv("CONSULT_DATABASE_URL", raising=False)
    app = create_app(load_settings(tmp_path, environ={}))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            world = make_world(session)
            for _ in range(3):
                make_contribution(session, world, BUS)
            session.execute(sa.delete(Fingerprint))
        db.engine.dispose()
    done = CliRunner().invoke(command, ["fingerprint", "--data", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "3 contributions compared." in done.output
    with app.app_context():
        assert rows(db.session, Fingerprint) == 3
        db.engine.dispose()
