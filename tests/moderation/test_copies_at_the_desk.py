"""Look-alikes among claims, selections, masked passages and split messages."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint, FingerprintBand
from consult.contributions.models import Contribution, Receipt, Status
from consult.contributions.voices import count_people, people_by
from consult.following import operations as following
from consult.moderation import claims, operations
from consult.moderation.copies.deciding import decide_together
from consult.moderation.filters import Filters
from consult.moderation.masking import mask
from consult.moderation.models import Decision, DecisionKind, Reason, SealedOriginal
from consult.moderation.queries import TO_READ, last_decision
from consult.moderation.splitting import cut, split
from tests.factories import World, make_contribution
from tests.pages import PageClient, words

QUEUE = "/espace/moderation"
SECRET = "06 00 00 00 00"
BUS = f"Il faut un bus direct vers l’hôpital le soir. Appelez le {SECRET} pour en parler."


@pytest.fixture
def copies(session: orm.Session, world: World) -> list[Contribution]:
    made = [make_contribution(session, world, BUS) for _ in range(3)]
    session.commit()
    return made


@pytest.fixture
def colleague(session: orm.Session, world: World) -> User:
    held = [UserRole(role=Role.MODERATOR)]
    made = User(email="second@example.org", name="Deuxième compte", epoch="e" * 16, held=held)
    session.add(made)
    session.commit()
    return made


def groups(session: orm.Session, made: list[Contribution]) -> list[int | None]:
    query = sa.select(Fingerprint.contribution_id, Fingerprint.group_id)
    found = {row[0]: row[1] for row in session.execute(query)}
    return [found.get(each.id) for each in made]


def count(session: orm.Session, table: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def again(session: orm.Session, made: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, made.id)


def test_nobody_is_led_to_another_of_a_group_that_a_colleague_reads(
    session: orm.Session, world: World, copies: list[Contribution], colleague: User
) -> None:
    other = make_contribution(session, world, "Autre chose.")
    moderator = session.merge(world.moderator)
    first = claims.take_next(session, TO_READ, Filters(), by=moderator)
    assert first is not None
    assert first.id == copies[0].id
    second = claims.take_next(session, TO_READ, Filters(), by=colleague)
    assert second is not None
    assert second.id == other.id
    claims.take(session, copies[2], by=moderator)
    assert claims.take_next(session, TO_READ, Filters(), by=colleague, leaving=other) is None


def test_passing_a_group_passes_all_of_it(
    session: orm.Session, world: World, copies: list[Contribution]
) -> None:
    other = make_contribution(session, world, "Autre chose.")
    moderator = session.merge(world.moderator)
    found = claims.take_next(session, TO_READ, Filters(), by=moderator, beyond=copies[0].id)
    assert found is not None
    assert found.id == other.id


def test_a_group_that_a_colleague_reads_is_decided_once_taken_over(
    moderator: PageClient, session: orm.Session, copies: list[Contribution], colleague: User
) -> None:
    claims.take(session, copies[1], by=colleague)
    session.commit()
    assert "lu en ce moment par" in words(moderator.get(QUEUE))
    url = moderator.get(f"{QUEUE}/{copies[0].public_id}").location
    assert "Tout refuser" not in words(moderator.get(url))
    seen = ".".join(f"{each.id}-{each.revision}" for each in copies)
    data = {"csrf_token": moderator.token(url), "decision": "publish", "seen": seen}
    assert moderator.post(url, data=data).status_code == 409
    assert again(session, copies[0]).status is Status.RECEIVED
    knowingly = {"csrf_token": data["csrf_token"], "knowingly": "1"}
    moderator.post(f"{QUEUE}/{copies[1].public_id}/lecture", data=knowingly)
    assert moderator.post(url, data=data).status_code == 303
    assert [again(session, each).status for each in copies] == [Status.PUBLISHED] * 3


def test_a_line_that_stands_for_a_group_has_no_box(
    moderator: PageClient, session: orm.Session, world: World, copies: list[Contribution]
) -> None:
    alone = make_contribution(session, world, "Autre chose.")
    session.commit()
    page = moderator.get(QUEUE).get_data(as_text=True)
    assert f'value="{alone.public_id}:0"' in page
    assert f'value="{copies[0].public_id}:0"' not in page
    assert "n’a pas de case" in page


def test_a_selection_made_before_the_copies_came_decides_what_was_ticked(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = [make_contribution(session, world, "Un bus le soir.") for _ in range(2)]
    session.commit()
    token = moderator.token(QUEUE)
    data = {"csrf_token": token, "decision": "publish", "words": f"{made[0].public_id}:0"}
    moderator.post(f"{QUEUE}/lot", data=data)
    assert [again(session, each).status for each in made] == [Status.PUBLISHED, Status.RECEIVED]


def test_a_masked_member_leaves_its_group_and_comes_back_when_it_is_undone(
    session: orm.Session, world: World, copies: list[Contribution], reasons: None
) -> None:
    moderator = session.merge(world.moderator)
    together = groups(session, copies)
    assert together[0] is not None
    assert len(set(together)) == 1
    mask(session, copies[0], [SECRET], by=moderator, revision=copies[0].revision)
    session.flush()
    fingerprint = session.get_one(Fingerprint, copies[0].id).digest
    assert fingerprint != session.get_one(Fingerprint, copies[1].id).digest
    assert groups(session, copies)[1:] == together[1:]
    decision = last_decision(session, copies[0])
    assert decision is not None
    operations.undo(session, decision, by=moderator)
    session.flush()
    session.expire_all()
    assert groups(session, copies) == together
    known = sa.exists().where(Fingerprint.digest == FingerprintBand.digest)
    assert session.scalars(sa.select(FingerprintBand.digest).where(~known)).all() == []


def test_a_split_member_leaves_its_group_and_its_author_counts_once(
    session: orm.Session, world: World, copies: list[Contribution]
) -> None:
    moderator = session.merge(world.moderator)
    parts = cut(BUS, BUS.replace("soir. ", "soir.\n---\n"))
    made = split(session, copies[0], parts, by=moderator, revision=copies[0].revision)
    session.flush()
    found = groups(session, [*made, *copies[1:]])
    assert found[0] != found[2]
    assert found[1] != found[2]
    assert found[2] == found[3]
    everyone = [*made, *copies[1:]]
    assert count_people(("", each) for each in everyone) == {"": 3}
    heard = people_by(sa.select(Contribution), [Contribution.vocabulary_id])
    assert session.execute(sa.select(heard.c.contributions, heard.c.people)).all() == [(4, 3)]


def test_parts_of_one_line_of_a_workshop_are_one_voice_and_its_lines_are_several(
    session: orm.Session, world: World
) -> None:
    moderator = session.merge(world.moderator)
    one = make_contribution(session, world, "Un bus. Un banc.", heard_from=4)
    other = make_contribution(session, world, "Un médecin.", heard_from=3)
    one.receipt.shared = True
    other.receipt = one.receipt
    session.flush()
    parts = split(session, one, ["Un bus.", "Un banc."], by=moderator, revision=one.revision)
    session.flush()
    session.expire_all()
    assert count_people(("", each) for each in [*parts, other]) == {"": 7}
    heard = people_by(sa.select(Contribution), [Contribution.vocabulary_id])
    assert session.execute(sa.select(heard.c.people)).scalars().all() == [7]


def test_words_taken_back_take_their_seal_their_fingerprint_and_the_notes_with_them(
    session: orm.Session, world: World, reasons: None
) -> None:
    moderator = session.merge(world.moderator)
    made = [make_contribution(session, world, BUS) for _ in range(2)]
    session.flush()
    group = groups(session, made)[0]
    assert group is not None
    reason = session.scalars(sa.select(Reason).limit(1)).one()
    decide_together(
        session,
        group,
        {each.id: each.revision for each in made},
        DecisionKind.REFUSE,
        by=moderator,
        reason=reason,
        sentence=f"Sans le {SECRET}.",
    )
    session.flush()
    third = make_contribution(session, world, BUS)
    mask(session, third, [SECRET], by=moderator, revision=third.revision)
    session.flush()
    assert count(session, SealedOriginal) == 1
    for each in [*made, third]:
        following.withdraw(session, each)
    session.flush()
    for table in (SealedOriginal, Fingerprint, FingerprintBand, AlikeGroup):
        assert count(session, table) == 0, table
    assert set(session.scalars(sa.select(Decision.sentence))) == {""}
    assert count(session, Receipt) == 3, "their authors still read what became of them"
