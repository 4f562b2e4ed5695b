"""Two people sort the same words, the second without seeing the first; their agreement is published."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contributions.models import Contribution, Status, Tagging
from consult.moderation import agreement
from consult.moderation.agreement import ENOUGH, SAMPLE_BELOW, compare, kappa
from consult.moderation.models import Sorting
from tests.factories import World, make_contribution
from tests.pages import PageClient

PAGE = "/espace/classement/relecture"


def sorted_by(
    session: orm.Session, world: World, user: User, number: int = 0, *enjeux: str
) -> Contribution:
    keys = enjeux or ("sante",)
    made = make_contribution(
        session, world, f"Pas de médecin {number}", status=Status.PUBLISHED, enjeux=keys
    )
    made.public_id = f"0{number:011x}"
    session.flush()
    agreement.keep(session, made, Tagging.TAGGED, keys, by=user)
    session.commit()
    return made


def test_words_sorted_by_a_colleague_are_shown_without_their_tags(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    sorted_by(session, world, world.administrator)
    page = JustHTML(moderator.get(PAGE).get_data(as_text=True), sanitize=False)
    assert "Pas de médecin 0" in page.query("main article")[0].to_text()
    assert not page.query("input[name=enjeux][checked]")
    assert not page.query("main article .enjeu")


def test_ones_own_sorting_and_what_is_out_of_the_sample_are_not_shown(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    sorted_by(session, world, world.moderator, 1)
    outside = sorted_by(session, world, world.administrator, 2)
    outside.public_id = "f" * 12
    session.commit()
    assert outside.public_id > SAMPLE_BELOW
    assert "Pas de médecin" not in moderator.get(PAGE).text


def test_a_second_reading_is_kept_blind_and_changes_no_tag(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = sorted_by(session, world, world.administrator)
    token = moderator.token(PAGE)
    data = {"csrf_token": token, "enjeux": ["emploi"], "outcome": "tagged"}
    answer = moderator.post(f"{PAGE}/{made.public_id}", data=data)
    assert answer.status_code == 303
    session.expire_all()
    blind = session.scalars(sa.select(Sorting).where(Sorting.blind)).one()
    assert (blind.user_id, blind.enjeux) == (world.moderator.id, ["emploi"])
    assert [tag.enjeu.key for tag in session.get_one(Contribution, made.id).tags] == ["sante"]
    told = moderator.get(answer.headers["Location"]).get_data(as_text=True)
    status = JustHTML(told, sanitize=False).query("[role=status]")[0]
    assert "Sante" in status.to_text()
    # Pressed twice, it is kept once.
    assert moderator.post(f"{PAGE}/{made.public_id}", data=data).status_code == 303
    assert len(session.scalars(sa.select(Sorting).where(Sorting.blind)).all()) == 1


def test_nothing_ticked_is_said_and_nothing_is_kept(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = sorted_by(session, world, world.administrator)
    token = moderator.token(PAGE)
    data = {"csrf_token": token, "outcome": "tagged"}
    answer = moderator.post(f"{PAGE}/{made.public_id}", data=data)
    assert answer.status_code == 422
    assert "Cochez au moins un enjeu" in answer.text
    assert not session.scalars(sa.select(Sorting).where(Sorting.blind)).all()


@pytest.mark.parametrize(("pairs", "published"), [(ENOUGH - 1, False), (ENOUGH, True)])
def test_the_agreement_is_published_when_there_is_enough_of_it(
    client: PageClient, session: orm.Session, world: World, pairs: int, published: bool
) -> None:
    for number in range(pairs):
        made = sorted_by(session, world, world.administrator, number)
        other = ["sante"] if number % 3 else ["emploi"]
        agreement.keep(session, made, Tagging.TAGGED, other, by=world.moderator, blind=True)
    session.commit()
    page = client.get("/fiabilite")
    assert ("kappa de Cohen" in page.text) is published
    found = agreement.agreement(session)
    assert (found.pairs, found.alike) == (pairs, pairs - (pairs + 2) // 3)


def test_the_page_of_reliability_gives_the_measures_of_the_model_in_use(
    client: PageClient, session: orm.Session, world: World
) -> None:
    from consult.enjeux.suggester.model import shipped_model

    model = shipped_model()
    page = client.get("/fiabilite")
    name = "held_out_with_encoder" if model.has_encoder else "held_out"
    measured = model.about[name]
    shown = JustHTML(page.get_data(as_text=True), sanitize=False)
    assert len(shown.query("table")[0].query("tbody tr")) == len(measured["by_enjeu"]) == 7
    assert f"{round(measured['top1'] * 100)}" in shown.query(".figures")[0].to_text()
    assert model.version in page.text


def test_two_who_always_agree_have_a_kappa_of_one_and_chance_has_none() -> None:
    assert kappa([True, False, True], [True, False, True]) == 1.0
    assert kappa([True, True, False, False], [True, False, True, False]) == 0.0
    assert kappa([True, True], [True, True]) is None
    assert kappa([], []) is None


LABELS = st.frozensets(st.sampled_from(["sante", "emploi", "hors"]), min_size=1)


@given(st.lists(st.tuples(LABELS, LABELS), max_size=20))
def test_the_counts_of_an_agreement_hold_together(pairs) -> None:
    found = compare(pairs)
    assert 0 <= found.alike <= found.overlapping <= found.pairs == len(pairs)
    for row in found.rows:
        assert 0 <= row.both <= row.either <= found.pairs
        assert row.kappa is None or -1 <= row.kappa <= 1 + 1e-9
    assert compare([(b, a) for a, b in pairs]) == found
