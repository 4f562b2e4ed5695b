"""Who reads what: the next words are never those that a colleague is reading."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import Role, User, UserRole
from consult.audit.models import AuditLine
from consult.contributions.models import Channel, Contribution, Status
from consult.db import utcnow
from consult.moderation import claims
from consult.moderation.filters import Filters
from consult.moderation.models import Claim, Decision
from consult.moderation.queries import TO_READ
from tests.factories import World, make_contribution
from tests.pages import PageClient, browser, form_of, words

QUEUE = "/espace/moderation"
NEXT = f"{QUEUE}/suivante"


def page(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}"


@pytest.fixture
def colleague(session: orm.Session, world: World) -> User:
    """A second moderator."""
    made = User(
        email="second@example.org",
        name="Deuxième compte",
        epoch="e" * 16,
        held=[UserRole(role=Role.MODERATOR)],
    )
    session.add(made)
    session.commit()
    return made


@pytest.fixture
def second(moderator: PageClient, colleague: User) -> PageClient:
    """Their browser."""
    return browser(moderator.application, colleague)


@pytest.fixture
def three(session: orm.Session, world: World) -> list[Contribution]:
    """The oldest first."""
    now = utcnow()
    made = [
        make_contribution(session, world, f"Parole {n}.", at=now - timedelta(days=9 - n))
        for n in range(3)
    ]
    session.commit()
    return made


def begin(client: PageClient, address: str = NEXT, **data: str) -> str:
    answer = client.post(address, data={"csrf_token": client.token(QUEUE), **data})
    assert answer.status_code == 303
    return str(answer.location)


def holder(session: orm.Session, contribution: Contribution) -> int | None:
    session.expire_all()
    claim = session.get(Claim, contribution.id)
    return claim.user_id if claim else None


def test_two_people_who_begin_are_given_different_words(
    moderator: PageClient, second: PageClient, three: list[Contribution]
) -> None:
    assert begin(moderator) == page(three[0])
    assert begin(second) == page(three[1])
    assert begin(moderator) == page(three[0]), "one's own words are not taken away"


def test_a_decision_leads_past_what_a_colleague_reads(
    moderator: PageClient,
    second: PageClient,
    session: orm.Session,
    world: World,
    three: list[Contribution],
) -> None:
    begin(moderator)
    begin(second)
    answer = moderator.submit(page(three[0]), {"decision": "publish"}, form=1)
    assert answer.location == f"{page(three[2])}?done={three[0].public_id}"
    assert holder(session, three[0]) is None, "what is decided is released"
    assert holder(session, three[2]) == world.moderator.id


def test_when_colleagues_read_all_the_rest_one_is_back_at_the_queue(
    moderator: PageClient, second: PageClient, session: orm.Session, world: World
) -> None:
    first = make_contribution(session, world, "Parole une.")
    other = make_contribution(session, world, "Parole autre.")
    session.commit()
    begin(moderator)
    begin(second)
    answer = moderator.submit(page(first), {"decision": "publish"}, form=1)
    assert answer.location == f"{QUEUE}?done={first.public_id}"
    assert again(session, other).status is Status.RECEIVED


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


def test_a_claim_ends_by_its_date(
    moderator: PageClient, second: PageClient, session: orm.Session, three: list[Contribution]
) -> None:
    begin(moderator)
    claim = session.get_one(Claim, three[0].id)
    claim.expires_at = utcnow() - timedelta(seconds=1)
    session.commit()
    assert "lu en ce moment" not in words(second.get(QUEUE))
    assert begin(second) == page(three[0])


def test_the_queue_and_the_page_say_who_reads(
    moderator: PageClient,
    second: PageClient,
    session: orm.Session,
    world: World,
    three: list[Contribution],
) -> None:
    begin(moderator)
    assert f"lu en ce moment par {world.moderator.name}" in words(second.get(QUEUE))
    assert "vous la lisez" in words(moderator.get(QUEUE))
    seen = second.get(page(three[0]))
    assert f"{world.moderator.name} lit cette parole en ce moment." in words(seen)
    assert 'value="publish"' not in seen.text
    assert holder(session, three[0]) == world.moderator.id, "looking takes nothing"


def test_words_are_taken_over_knowingly_and_the_journal_says_it(
    moderator: PageClient,
    second: PageClient,
    session: orm.Session,
    colleague: User,
    three: list[Contribution],
) -> None:
    begin(moderator)
    answer = second.submit(page(three[0]), form=1)
    assert (answer.status_code, answer.location) == (303, page(three[0]))
    assert holder(session, three[0]) == colleague.id
    assert 'value="publish"' in second.get(page(three[0])).text
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.take_over")
    ).one()
    assert line.actor == f"user:{colleague.id}"
    assert line.details == {"holder": "Compte moderator"}


def test_nothing_is_decided_of_what_a_colleague_is_reading(
    moderator: PageClient, second: PageClient, session: orm.Session, three: list[Contribution]
) -> None:
    """The page was opened before the colleague began: the sentence typed meanwhile is not lost."""
    token = second.token(page(three[0]))
    begin(moderator)
    typed = {"decision": "refuse", "reason": "insults", "sentence": "Une phrase gardée."}
    answer = second.post(page(three[0]), data={"csrf_token": token, "revision": "0", **typed})
    assert answer.status_code == 409
    assert "lit cette parole en ce moment" in words(answer)
    assert "Une phrase gardée." in words(answer)
    assert again(session, three[0]).status is Status.RECEIVED
    assert session.scalars(sa.select(Decision)).all() == []


def test_passing_goes_on_and_comes_back_at_the_end(
    moderator: PageClient, session: orm.Session, three: list[Contribution]
) -> None:
    begin(moderator)
    to_second = begin(moderator, leaving=three[0].public_id)
    assert to_second == f"{page(three[1])}?passe={three[0].id}"
    assert holder(session, three[0]) is None
    decided = moderator.submit(to_second, {"decision": "publish"}, form=1)
    place = f"?done={three[1].public_id}&passe={three[0].id}"
    assert decided.location == page(three[2]) + place, "not back to what was passed"
    last = moderator.submit(decided.location, {"decision": "publish"}, form=2)
    assert last.location == f"{page(three[0])}?done={three[2].public_id}"


def test_passing_the_only_one_says_that_there_is_no_other(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    location = begin(moderator, leaving=made.public_id)
    assert location == QUEUE
    assert "Aucune autre parole n’attend ici" in words(moderator.get(location))


def test_telling_colleagues_is_a_button_and_refused_when_one_reads_already(
    moderator: PageClient, second: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    claim = f"{page(made)}/lecture"
    token = moderator.token(page(made))
    assert moderator.post(claim, data={"csrf_token": token}).location == page(made)
    assert holder(session, made) == world.moderator.id
    answer = second.post(claim, data={"csrf_token": second.token(QUEUE)})
    assert answer.status_code == 409
    assert holder(session, made) == world.moderator.id


def test_working_keeps_the_claim(moderator: PageClient, session: orm.Session, world: World) -> None:
    made = make_contribution(session, world)
    session.commit()
    begin(moderator)
    session.get_one(Claim, made.id).expires_at = soon = utcnow() + timedelta(seconds=5)
    session.commit()
    moderator.post(f"{page(made)}/lecture", data={"csrf_token": moderator.token(QUEUE)})
    session.expire_all()
    kept = session.get_one(Claim, made.id).expires_at
    assert soon < kept <= utcnow() + claims.LASTS


def test_nothing_decided_is_read_any_more(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, status=Status.REFUSED)
    session.commit()
    sent = {"csrf_token": moderator.token(QUEUE)}
    assert moderator.post(f"{page(made)}/lecture", data=sent).status_code == 409
    assert holder(session, made) is None


def test_the_filters_are_kept_from_one_to_the_next(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    old = utcnow() - timedelta(days=4)
    paper = Channel.PAPER
    first = make_contribution(session, world, "Parole une.", channel=paper, at=old)
    make_contribution(session, world, "Parole en ligne.", channel=Channel.ONLINE, at=old)
    make_contribution(session, world, "Parole du jour.", channel=paper)
    second = make_contribution(session, world, "Parole autre.", channel=paper, at=old)
    session.commit()
    asked = "channel=paper&age=3&language=fr&source=answer"
    assert begin(moderator, f"{NEXT}?{asked}") == f"{page(first)}?{asked}"
    answer = moderator.submit(f"{page(first)}?{asked}", {"decision": "publish"}, form=1)
    assert answer.location == f"{page(second)}?done={first.public_id}&{asked}"
    answer = moderator.submit(f"{page(second)}?{asked}", {"decision": "publish"}, form=1)
    assert answer.location == f"{QUEUE}?done={second.public_id}&{asked}"


def test_the_next_to_sort_is_not_what_a_colleague_sorts(
    moderator: PageClient, second: PageClient, session: orm.Session, world: World
) -> None:
    first = make_contribution(session, world, "Parole une.", status=Status.PUBLISHED)
    other = make_contribution(session, world, "Parole autre.", status=Status.PUBLISHED)
    session.commit()
    sorting = "/espace/classement"
    begin_sorting = f"{sorting}/suivante"
    assert begin(moderator, begin_sorting) == f"{sorting}/{first.public_id}?state=to_do"
    assert begin(second, begin_sorting) == f"{sorting}/{other.public_id}?state=to_do"
    assert "classe cette parole en ce moment" in words(second.get(f"{sorting}/{first.public_id}"))
    assert "lu en ce moment par" in words(second.get(sorting))


def test_the_next_after_an_unknown_place_is_the_oldest(
    moderator: PageClient, three: list[Contribution]
) -> None:
    for place in ("999999", "x", "9" * 30, "-1"):
        assert begin(moderator, f"{NEXT}?passe={place}").startswith(page(three[0]))


def test_an_expired_token_claims_nothing(
    moderator: PageClient, session: orm.Session, three: list[Contribution]
) -> None:
    assert moderator.post(NEXT, data={"csrf_token": "old"}).status_code == 400
    assert holder(session, three[0]) is None


def test_the_help_of_the_keys_is_there_without_scripts(
    moderator: PageClient, three: list[Contribution]
) -> None:
    for address in (QUEUE, page(three[0])):
        text = words(moderator.get(address))
        assert "Les touches du clavier" in text
        assert "Annuler ce qui vient d’être décidé" in text


def test_every_key_of_the_page_of_decision_has_its_button(
    moderator: PageClient, three: list[Contribution]
) -> None:
    begin(moderator)
    moderator.submit(page(three[0]), {"decision": "publish"}, form=1)
    html = moderator.get(f"{page(three[1])}?done={three[0].public_id}").text
    for key in ("p", "r", "f", "n", "u", "m", "?"):
        assert f'data-key="{key}"' in html, key
    assert form_of(html, 1)[0].endswith("/annuler")


def test_a_person_holds_one_claim_at_a_time(
    session: orm.Session, world: World, three: list[Contribution]
) -> None:
    by = session.merge(world.moderator)
    for each in three:
        assert claims.take(session, each, by=by)
    held = session.scalars(sa.select(Claim.contribution_id)).all()
    assert held == [three[2].id]
    assert claims.take_next(session, TO_READ, Filters(), by=by) == three[0]
