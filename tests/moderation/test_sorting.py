"""Placing published words among the enjeux."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contributions.models import (
    Contribution,
    Status,
    StepKind,
    Tag,
    Tagging,
    TagOrigin,
)
from consult.db import utcnow
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.moderation import tagging
from consult.moderation.operations import StaleError
from tests.factories import World, make_contribution, make_enjeu
from tests.pages import PageClient, words

QUEUE = "/espace/classement"
FORM = 1


def page(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}"


def published(
    session: orm.Session, world: World, text: str = "Un bus le soir.", **values: object
) -> Contribution:
    made = make_contribution(session, world, text, status=Status.PUBLISHED, **values)  # type: ignore[arg-type]
    session.commit()
    return made


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


def pairs(contribution: Contribution) -> list[tuple[str, str | None]]:
    return [
        (tag.enjeu.key, tag.ambition.key if tag.ambition else None) for tag in contribution.tags
    ]


def lines(session: orm.Session) -> list[AuditLine]:
    query = sa.select(AuditLine).where(AuditLine.action == "contribution.tag")
    return list(session.scalars(query.order_by(AuditLine.id)))


def test_the_queue_holds_published_words_to_sort_oldest_first(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    now = utcnow()
    published(session, world, "La plus jeune.", at=now - timedelta(days=1))
    published(session, world, "La plus ancienne.", at=now - timedelta(days=9))
    published(session, world, "Déjà classée.", enjeux=("sante",))
    make_contribution(session, world, "Pas encore lue.")
    hesitation = published(session, world, "Qui fait hésiter.")
    hesitation.tagging = Tagging.UNDECIDED
    session.commit()
    text = words(moderator.get(QUEUE))
    assert text.index("La plus ancienne.") < text.index("La plus jeune.")
    for absent in ("Déjà classée.", "Pas encore lue.", "Qui fait hésiter."):
        assert absent not in text
    other = words(moderator.get(f"{QUEUE}?state=undecided"))
    assert "Qui fait hésiter." in other
    assert "La plus jeune." not in other


def test_words_are_sorted_to_several_enjeux_and_ambitions_at_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    following = published(session, world, "La suivante.")
    given = {
        "outcome": "tagged",
        "enjeux": ["emploi", "transition"],
        "ambitions": ["transition.premiere", "sante.premiere"],
    }
    answer = moderator.submit(page(made), given, form=FORM)
    assert answer.status_code == 303
    assert answer.location == f"{page(following)}?state=to_do&done={made.public_id}"
    found = again(session, made)
    assert found.tagging is Tagging.TAGGED
    assert pairs(found) == [
        ("emploi", None),
        ("sante", "sante.premiere"),
        ("transition", "transition.premiere"),
    ]
    assert {tag.origin for tag in found.tags} == {TagOrigin.STAFF}
    assert found.steps[-1].kind is StepKind.TAGGED
    assert found.revision == 1
    line = lines(session)[-1]
    assert line.actor == f"user:{world.moderator.id}"
    assert line.details["enjeux"] == ["emploi", "sante", "transition"]
    assert line.details["ambitions"] == ["sante.premiere", "transition.premiere"]
    assert "C’est fait" in words(moderator.get(answer.location))


def test_outside_the_enjeux_is_an_answer_and_keeps_no_tag(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    moderator.submit(page(made), {"outcome": "outside", "enjeux": ["sante"]}, form=FORM)
    found = again(session, made)
    assert (found.tagging, pairs(found)) == (Tagging.OUTSIDE, [])
    assert found.steps[-1].kind is StepKind.TAGGED


def test_undecided_keeps_what_one_hesitates_between_and_tells_the_author_nothing(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    given = {"outcome": "undecided", "enjeux": ["sante", "emploi"]}
    moderator.submit(page(made), given, form=FORM)
    found = again(session, made)
    assert found.tagging is Tagging.UNDECIDED
    assert pairs(found) == [("emploi", None), ("sante", None)]
    assert [step.kind for step in found.steps] == [StepKind.RECEIVED]


def test_the_undecided_are_gone_through_one_after_the_other(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    both = [published(session, world, text) for text in ("La une.", "La deux.")]
    for each in both:
        each.tagging = Tagging.UNDECIDED
    session.commit()
    address = f"{page(both[0])}?state=undecided"
    answer = moderator.submit(address, {"outcome": "undecided", "enjeux": ["sante"]}, form=FORM)
    assert answer.location.startswith(page(both[1]))
    answer = moderator.submit(answer.location, {"outcome": "undecided"}, form=FORM)
    assert answer.location.startswith(f"{QUEUE}?")


def test_sorting_without_an_enjeu_asks_for_one(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    answer = moderator.submit(page(made), {"outcome": "tagged"}, form=FORM)
    assert answer.status_code == 422
    assert "Cochez au moins un enjeu" in words(answer)
    assert again(session, made).tagging is Tagging.TO_DO


def other_vocabulary(session: orm.Session) -> Enjeu:
    enjeu = make_enjeu("cadre-de-vie", 0)
    session.add(Vocabulary(key="lens-lievin", enjeux=[enjeu]))
    session.commit()
    return enjeu


@pytest.mark.parametrize("field", ["enjeux", "ambitions"])
@pytest.mark.parametrize("outcome", ["tagged", "undecided", "outside"])
def test_an_enjeu_of_another_contract_is_refused(
    moderator: PageClient, session: orm.Session, world: World, field: str, outcome: str
) -> None:
    enjeu = other_vocabulary(session)
    made = published(session, world)
    key = enjeu.key if field == "enjeux" else enjeu.ambitions[0].key
    given = {"outcome": outcome, "enjeux": ["sante"], field: ["sante", key]}
    answer = moderator.submit(page(made), given, form=FORM)
    assert answer.status_code == 422
    assert "n’est pas dans le contrat" in words(answer)
    assert (again(session, made).tagging, pairs(made)) == (Tagging.TO_DO, [])


def test_the_operation_itself_refuses_another_contracts_enjeu(
    session: orm.Session, world: World
) -> None:
    enjeu = other_vocabulary(session)
    made = published(session, world)
    moderator = session.merge(world.moderator)
    with pytest.raises(ValueError, match="another contract"):
        tagging.tag(session, made, Tagging.TAGGED, by=moderator, revision=0, enjeux=[enjeu])
    with pytest.raises(ValueError, match="at least one"):
        tagging.tag(session, made, Tagging.TAGGED, by=moderator, revision=0)
    with pytest.raises(ValueError, match="outcome"):
        tagging.tag(session, made, Tagging.TO_DO, by=moderator, revision=0)


def test_the_animators_tags_come_ticked_and_are_confirmed_by_the_staff(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    made.tags.append(Tag(enjeu=session.merge(world.enjeu("emploi")), origin=TagOrigin.ANIMATOR))
    session.commit()
    html = moderator.get(page(made)).get_data(as_text=True)
    assert 'value="emploi" checked' in html
    assert html.count(" checked") == 1
    moderator.submit(page(made), {"outcome": "tagged", "enjeux": ["emploi"]}, form=FORM)
    found = again(session, made)
    assert found.tagging is Tagging.TAGGED
    assert [tag.origin for tag in found.tags] == [TagOrigin.STAFF]


def test_suggestions_are_shown_with_their_reason_and_never_ticked(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world, "Il faut plus de médecins et moins d’attente à l’hôpital.")
    answer = moderator.get(page(made))
    assert "médecins" in words(answer).split("D’après les mots")[1]
    assert "très probable" in words(answer)
    assert " checked" not in answer.get_data(as_text=True)


def test_pressing_the_button_twice_sorts_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    token = moderator.token(page(made))
    data = {"csrf_token": token, "revision": "0", "outcome": "tagged", "enjeux": ["sante"]}
    answers = [moderator.post(page(made), data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    found = again(session, made)
    assert found.revision == 1
    assert [step.kind for step in found.steps].count(StepKind.TAGGED) == 1
    assert len(lines(session)) == 1


def test_words_are_sorted_again_later_and_each_change_is_one_step(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world, enjeux=("sante",))
    given = {"outcome": "tagged", "enjeux": ["sante", "emploi"]}
    assert moderator.submit(page(made), given, form=FORM).status_code == 303
    assert moderator.submit(page(made), given, form=FORM).status_code == 303
    found = again(session, made)
    assert pairs(found) == [("emploi", None), ("sante", None)]
    assert [step.kind for step in found.steps].count(StepKind.TAGGED) == 1


def test_two_people_do_not_sort_the_same_words_unknowingly(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    token = moderator.token(page(made))
    other = session.merge(world.administrator)
    sante = session.merge(world.enjeu("sante"))
    assert tagging.tag(session, made, Tagging.TAGGED, by=other, revision=0, enjeux=[sante])
    session.commit()
    data = {"csrf_token": token, "revision": "0", "outcome": "outside"}
    answer = moderator.post(page(made), data=data)
    assert answer.status_code == 409
    assert "Quelqu’un a déjà classé cette parole" in words(answer)
    assert pairs(again(session, made)) == [("sante", None)]


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.PUBLISHED])
def test_only_published_words_are_sorted(
    moderator: PageClient, session: orm.Session, world: World, status: Status
) -> None:
    made = make_contribution(session, world, status=status)
    session.commit()
    assert moderator.get(page(made)).location == f"/espace/moderation/{made.public_id}"
    token = moderator.token("/espace/moderation")
    data = {"csrf_token": token, "revision": "0", "outcome": "tagged", "enjeux": ["sante"]}
    answer = moderator.post(page(made), data=data)
    assert answer.status_code == 409
    assert "Cette parole n’est plus publiée" in words(answer)
    found = again(session, made)
    assert (found.tagging, pairs(found)) == (Tagging.TO_DO, [])


def test_undoing_a_publication_is_over_once_the_words_are_sorted(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world)
    session.commit()
    reading = f"/espace/moderation/{made.public_id}"
    moderator.submit(reading, {"decision": "publish"}, form=1)
    assert "Annuler cette décision" in words(moderator.get(reading))
    moderator.submit(page(made), {"outcome": "tagged", "enjeux": ["sante"]}, form=FORM)
    assert "Annuler cette décision" not in words(moderator.get(reading))
    token = moderator.token(reading)
    data = {"csrf_token": token, "revision": "2"}
    assert moderator.post(f"{reading}/annuler", data=data).status_code == 409
    assert again(session, made).status is Status.PUBLISHED


def test_somebody_else_sorts_nothing(
    client: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    client.sign_in(world.animator)
    assert client.get(page(made)).status_code == 403
    assert client.post(page(made), data={"outcome": "outside"}).status_code == 403
    assert again(session, made).tagging is Tagging.TO_DO


@pytest.mark.parametrize("outcome", ["", "to_do", "TAGGED"])
def test_an_outcome_that_does_not_exist_is_not_understood(
    moderator: PageClient, session: orm.Session, world: World, outcome: str
) -> None:
    made = published(session, world)
    answer = moderator.submit(page(made), {"outcome": outcome, "enjeux": ["sante"]}, form=FORM)
    assert answer.status_code == 400


def test_an_expired_page_keeps_the_ticks_and_sorts_nothing(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    data = {"csrf_token": "old", "revision": "0", "outcome": "tagged", "enjeux": ["sante"]}
    answer = moderator.post(page(made), data=data)
    assert answer.status_code == 422
    assert 'value="sante" checked' in answer.get_data(as_text=True)
    assert again(session, made).tagging is Tagging.TO_DO


def test_the_handling_date_is_set_by_sorting_when_nothing_set_it(
    session: orm.Session, world: World
) -> None:
    made = published(session, world)
    made.handled_at = None
    ambition = session.scalars(sa.select(Ambition).limit(1)).one()
    moderator = session.merge(world.moderator)
    tagging.tag(session, made, Tagging.TAGGED, by=moderator, revision=0, ambitions=[ambition])
    assert made.handled_at is not None
    with pytest.raises(StaleError):
        tagging.tag(session, made, Tagging.OUTSIDE, by=moderator, revision=0)
