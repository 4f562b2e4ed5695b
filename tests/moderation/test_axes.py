"""Ticking transversal axes while sorting: optional, and one knows who did."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contributions.axes import ContributionAxis
from consult.contributions.models import Contribution, Status, Tagging
from consult.enjeux.models import TransversalAxis, Vocabulary
from consult.following.operations import withdraw
from tests.factories import World, make_contribution
from tests.moderation.acts import again, another_moderator, audited
from tests.pages import PageClient, words

FORM = 1


@pytest.fixture
def axes(session: orm.Session, world: World) -> Vocabulary:
    vocabulary = session.merge(world.vocabulary)
    vocabulary.axes = [
        TransversalAxis(key="egalite", position=0, title="L’égalité", short_title="Égalité"),
        TransversalAxis(key="jeunesse", position=1, title="La jeunesse", short_title="Jeunesse"),
    ]
    session.commit()
    return vocabulary


def published(session: orm.Session, world: World, text: str = "Un bus le soir.") -> Contribution:
    made = make_contribution(session, world, text, status=Status.PUBLISHED)
    session.commit()
    return made


def page(contribution: Contribution) -> str:
    return f"/espace/classement/{contribution.public_id}"


def seen(session: orm.Session, contribution: Contribution) -> dict[str, str]:
    session.expire_all()
    rows = session.scalars(
        sa.select(ContributionAxis).where(ContributionAxis.contribution_id == contribution.id)
    )
    return {row.axis.key: row.user.name for row in rows}


def sort(client: PageClient, contribution: Contribution, *axes: str, **more: object) -> int:
    data = {"enjeux": ["sante"], "outcome": "tagged", "axes": list(axes), **more}
    return client.submit(page(contribution), data, form=FORM).status_code


def test_the_axes_ticked_are_kept_with_who_ticked_them(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    assert sort(moderator, made, "egalite") == 303
    assert seen(session, made) == {"egalite": "Compte moderator"}
    assert again(session, made).tagging is Tagging.TAGGED
    (line,) = audited(session, "contribution.mark_axes")
    assert (line.subject_id, line.details["axes"]) == (made.id, ["egalite"])

    moderator.sign_in(another_moderator(session))
    shown = moderator.get(page(made))
    assert "Égalité : coché par Compte moderator." in words(shown)
    assert sort(moderator, made, "egalite", "jeunesse") == 303
    assert seen(session, made) == {"egalite": "Compte moderator", "jeunesse": "Deuxième modération"}


def test_an_axis_is_unticked_and_words_without_any_are_sorted_too(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    sort(moderator, made, "egalite", "jeunesse")
    assert sort(moderator, made, "jeunesse") == 303
    assert set(seen(session, made)) == {"jeunesse"}
    assert sort(moderator, made) == 303
    assert seen(session, made) == {}


def test_the_same_axes_again_leave_no_trace(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    sort(moderator, made, "egalite")
    revision = again(session, made).revision
    assert sort(moderator, made, "egalite") == 303
    assert again(session, made).revision == revision
    assert len(audited(session, "contribution.mark_axes")) == 1


def test_axes_ticked_on_an_old_page_are_refused(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    sort(moderator, made, "egalite")
    stale = {"revision": "0", "enjeux": ["sante"], "axes": ["jeunesse"], "outcome": "tagged"}
    assert moderator.submit(page(made), stale, form=FORM).status_code == 409
    assert set(seen(session, made)) == {"egalite"}
    # Changing the axes alone makes an older page an old one, too.
    revision = again(session, made).revision
    sort(moderator, made, "jeunesse")
    assert again(session, made).revision == revision + 1


def test_an_axis_of_no_contract_is_refused_and_the_rest_is_kept(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    data = {"enjeux": ["sante"], "axes": ["inconnu", "egalite"], "outcome": "tagged"}
    answer = moderator.submit(page(made), data, form=FORM)
    assert answer.status_code == 422
    assert 'id="axis-egalite" name="axes" value="egalite" checked' in answer.text
    assert seen(session, made) == {}


def test_those_who_say_the_same_get_the_same_axes(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    text = "Il faut remettre un bus le soir jusqu’au quartier, s’il vous plaît."
    first, second = published(session, world, text), published(session, world, text)
    assert sort(moderator, first, "jeunesse") == 303
    assert set(seen(session, second)) == {"jeunesse"}
    assert again(session, second).tagging is Tagging.TAGGED


def test_a_contract_without_axes_asks_nothing(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world)
    assert "Axes transversaux" not in words(moderator.get(page(made)))
    assert sort(moderator, made) == 303


def test_words_taken_back_bear_no_axis(
    moderator: PageClient, session: orm.Session, world: World, axes: Vocabulary
) -> None:
    made = published(session, world)
    sort(moderator, made, "egalite")
    withdraw(session, again(session, made))
    session.commit()
    assert seen(session, made) == {}
