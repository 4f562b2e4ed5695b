"""Readers report published words without saying who they are; the team keeps them or takes them off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget.operations import IdeaWords, propose
from consult.contributions.models import Contribution, Status
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.following.operations import withdraw
from consult.moderation import operations, reports
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.review_models import Report, ReportReason, ReportState
from consult.workshops import speech
from tests.contract.sentences import in_the_contract, said
from tests.factories import World, make_campaign, make_contribution
from tests.moderation.acts import KEY, WHY, again, audited, publish, reason, refuse
from tests.pages import PageClient, form_of, words
from tests.web.test_budgets import FIRST_VIEW_BYTES, MOST_QUERIES, counting, weight
from tests.workshops.saying import open_workshop, write_down

LIST = "/espace/moderation/signalements"
SAID = "On reconnaît ma voisine."
NOTE = "Un témoignage, sans nom ni insulte."

pytestmark = pytest.mark.usefixtures("reasons")


@pytest.fixture
def shown(session: orm.Session, world: World) -> Contribution:
    made = make_contribution(session, world, "Le banc devant chez Mme B.", submission=KEY)
    return publish(session, world.moderator, made)


def address(contribution: Contribution) -> str:
    return f"/signaler/{contribution.public_id}"


def desk(contribution: Contribution) -> str:
    return f"{LIST}/{contribution.public_id}"


def report(session: orm.Session, contribution: Contribution, times: int = 1) -> None:
    for n in range(times):
        key = f"{contribution.public_id}-{n}"
        reports.submit(session, contribution, key, ReportReason.NAMES, SAID)
    session.commit()


def all_reports(session: orm.Session) -> list[Report]:
    session.expire_all()
    return list(session.scalars(sa.select(Report).order_by(Report.id)))


def test_a_reader_reports_words_and_nothing_is_kept_of_them(
    client: PageClient, session: orm.Session, shown: Contribution
) -> None:
    page = client.get(address(shown))
    assert "Le banc devant chez Mme B." in words(page)
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    sent = {"reason": "names", "sentence": SAID}
    answer = client.submit(address(shown), sent, follow_redirects=True)
    assert "Merci. L’équipe va relire ces mots." in words(answer)
    assert "sous 3 jours" in words(answer)
    (made,) = all_reports(session)
    assert (made.reason, made.sentence) == (ReportReason.NAMES, SAID)
    assert set(Report.__table__.columns.keys()) == {
        "id", "contribution_id", "submission_digest", "reason", "sentence", "state",
        "answered_at", "answered_by_id", "decision_id", "note", "created_at",
    }  # fmt: skip
    (line,) = audited(session, "report.submit")
    assert line.actor == "resident"
    assert "voisine" not in f"{line.reason} {line.details}"


def test_the_page_to_report_is_light(client: PageClient, shown: Contribution) -> None:
    with counting() as seen:
        page = client.get(address(shown))
    assert len(seen) <= MOST_QUERIES
    total = weight(client, address(shown))
    for static in set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text)):
        total += weight(client, static)
    assert total <= FIRST_VIEW_BYTES, total


def test_a_form_sent_twice_is_one_report_and_two_forms_are_two(
    client: PageClient, session: orm.Session, shown: Contribution
) -> None:
    action, fields = form_of(client.get(address(shown)).text, 0)
    for _ in range(2):
        assert client.post(action, data={**fields, "reason": "hurts"}).status_code == 303
    assert len(all_reports(session)) == 1
    client.submit(address(shown), {"reason": "other"})
    assert len(all_reports(session)) == 2


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"reason": ""}, "Choisissez ce qui ne va pas."),
        ({"reason": "nothing"}, "Choisissez ce qui ne va pas."),
        ({"sentence": "x" * 501}, "trop long"),
        ({"submission": "made-by-hand"}, "Vos mots sont toujours l"),
        ({"csrf_token": "made-by-hand"}, "Vos mots sont toujours l"),
    ],
)
def test_a_report_that_is_not_well_made_is_asked_again(
    client: PageClient, session: orm.Session, shown: Contribution, wrong: dict, told: str
) -> None:
    page = client.submit(address(shown), {"reason": "names", "sentence": SAID, **wrong})
    assert page.status_code == 422
    assert told in words(page)
    assert all_reports(session) == []


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.PUBLISHED])
def test_only_words_that_everyone_can_read_are_shown_and_reported(
    client: PageClient, session: orm.Session, shown: Contribution, status: Status
) -> None:
    action, fields = form_of(client.get(address(shown)).text, 0)
    shown.status = status
    session.commit()
    gone = client.get(address(shown))
    assert gone.status_code == 410
    assert "Mme B." not in gone.text
    assert client.post(action, data={**fields, "reason": "names"}).status_code == 410
    with pytest.raises(ValueError, match="not published"):
        reports.submit(session, shown, "key", ReportReason.NAMES)
    assert all_reports(session) == []
    assert client.get("/signaler/inconnu").status_code == 404


def test_reports_are_limited_by_address(
    client: PageClient, session: orm.Session, shown: Contribution
) -> None:
    action, fields = form_of(client.get(address(shown)).text, 0)
    answers = {client.post(action, data=fields).status_code for _ in range(31)}
    assert answers == {422, 429}
    assert client.get(address(shown)).status_code == 200


def test_every_page_where_words_are_read_leads_to_reporting_them(
    client: PageClient, session: orm.Session, world: World, shown: Contribution
) -> None:
    cited = said(session, world)
    placement = in_the_contract(session, world, cited)
    campaign = make_campaign(session, world)
    issued = propose(session, campaign, "k", IdeaWords("Bancs", "Des bancs."), place=Place())
    idea = publish(session, world.moderator, issued.receipt.contributions[0])
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Il fait noir.")
    speech.close(session, workshop, workshop.animator)
    session.commit()
    minutes = f"/ateliers/{workshop.public_id}"
    assert "/signaler/" not in client.get(minutes).text, "not read yet"
    assert item.contribution is not None
    noted = publish(session, world.moderator, item.contribution)
    pages = {
        f"/contrats/armentieres/phrase/{placement.public_id}": cited,
        f"/budget/{campaign.slug}": idea,
        f"/budget/{campaign.slug}/idees": idea,
        minutes: noted,
    }
    for page, contribution in pages.items():
        text = client.get(page).text
        assert f'rel="nofollow" href="{address(contribution)}"' in text, page
        assert "Set-Cookie" not in client.get(page).headers
    # What a reader learns there opens nothing else.
    for path in (f"/suivi/{shown.public_id}", f"/recu/{shown.public_id}"):
        assert client.get(path).status_code == 404
    assert client.get(f"/espace/moderation/{shown.public_id}").status_code == 302


def test_several_reports_on_the_same_words_are_one_line_the_most_reported_first(
    moderator: PageClient, session: orm.Session, world: World, shown: Contribution
) -> None:
    other = publish(session, world.moderator, make_contribution(session, world, "Peu signalé."))
    report(session, other)
    report(session, shown, times=3)
    page = words(moderator.get(LIST))
    assert "2 textes attendent une réponse." in page
    assert page.index("3 signalements") < page.index("1 signalement depuis")
    assert "Ils permettent de reconnaître quelqu’un (3)" in page
    assert "2 textes publiés ont été signalés." in words(moderator.get("/espace"))


def test_the_list_costs_the_same_however_long_and_is_read_page_by_page(
    moderator: PageClient, session: orm.Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "PAGE", 3)
    made = []
    for n in range(8):
        contribution = make_contribution(session, world, f"Parole {n}", status=Status.PUBLISHED)
        report(session, contribution, times=1 + n % 3)
        made.append(contribution)
    seen: list[int] = []
    after = None
    while True:
        with counting() as asked:
            page = reports.reported(session, after=after, size=3)
        assert len(asked) <= 3
        seen += [each.contribution.id for each in page.rows]
        assert [each.count for each in page.rows] == sorted(
            (each.count for each in page.rows), reverse=True
        )
        if page.after is None:
            break
        after = page.after
    assert sorted(seen) == [each.id for each in made]
    assert moderator.get(f"{LIST}?after={'9' * 30}").status_code == 200


def test_reported_words_are_kept_with_a_note_for_the_team(
    moderator: PageClient, session: orm.Session, world: World, shown: Contribution
) -> None:
    report(session, shown, times=2)
    assert SAID in words(moderator.get(desk(shown)))
    empty = moderator.submit(desk(shown), {"note": " "}, form=1)
    assert empty.status_code == 422
    assert "Notez pourquoi" in words(empty)
    assert moderator.submit(desk(shown), {"note": NOTE}, form=1).status_code == 303
    assert {(each.state, each.note) for each in all_reports(session)} == {(ReportState.KEPT, NOTE)}
    assert again(session, shown).status is Status.PUBLISHED
    assert reports.how_many(session) == 0
    (line,) = audited(session, "report.keep")
    assert line.details["reports"] == 2
    assert NOTE not in moderator.application.test_client().get(f"/suivi/{KEY}").text


def test_a_report_that_came_while_the_page_was_read_still_waits(
    moderator: PageClient, session: orm.Session, shown: Contribution
) -> None:
    report(session, shown)
    action, fields = form_of(moderator.get(desk(shown)).text, 1)
    reports.submit(session, shown, "later", ReportReason.HURTS)
    session.commit()
    moderator.post(action, data={**fields, "note": NOTE})
    states = [each.state for each in all_reports(session)]
    assert states == [ReportState.KEPT, ReportState.WAITING]


def test_reported_words_are_taken_down_with_a_reason_and_a_sentence(
    moderator: PageClient, session: orm.Session, shown: Contribution
) -> None:
    report(session, shown, times=2)
    sent = {"reason": "personal-data", "sentence": ""}
    assert moderator.submit(desk(shown), sent, form=2).status_code == 422
    sent["sentence"] = "Un nom était resté."
    assert moderator.submit(desk(shown), sent, form=2).status_code == 303
    found = again(session, shown)
    assert found.status is Status.REFUSED
    assert found.steps[-1].message.endswith("Un nom était resté.")
    assert {each.state for each in all_reports(session)} == {ReportState.TAKEN_DOWN}
    assert len(audited(session, "report.take_down")) == 1


def test_words_taken_down_at_the_desk_answer_their_reports_too_and_undoing_reopens_them(
    session: orm.Session, world: World, shown: Contribution
) -> None:
    report(session, shown, times=2)
    decision = refuse(session, world.moderator, shown)
    assert {each.state for each in all_reports(session)} == {ReportState.TAKEN_DOWN}
    operations.undo(session, decision, by=session.merge(world.moderator))
    session.commit()
    assert {(each.state, each.answered_at, each.decision_id) for each in all_reports(session)} == {
        (ReportState.WAITING, None, None)
    }
    assert reports.how_many(session) == 0, "nobody can read these words now"
    publish(session, world.moderator, again(session, shown))
    assert reports.how_many(session) == 1


def test_somebody_who_answers_second_is_told_so(
    moderator: PageClient, session: orm.Session, world: World, shown: Contribution
) -> None:
    report(session, shown)
    keep, kept = form_of(moderator.get(desk(shown)).text, 1)
    down, gone = form_of(moderator.get(desk(shown)).text, 2)
    other = session.merge(world.administrator)
    operations.decide(
        session,
        again(session, shown),
        DecisionKind.REFUSE,
        by=other,
        revision=shown.revision,
        reason=reason(session),
        sentence=WHY,
    )
    session.commit()
    for address_, data in (
        (keep, {**kept, "note": NOTE}),
        (down, {**gone, "reason": "insults", "sentence": "Non."}),
    ):
        late = moderator.post(address_, data=data)
        assert late.status_code == 409
        assert "Quelqu’un a déjà répondu" in words(late)
        assert "Compte administrator" in words(late)
    assert session.scalar(sa.select(sa.func.count()).select_from(Decision)) == 2


def test_a_button_pressed_twice_answers_once(
    moderator: PageClient, session: orm.Session, shown: Contribution
) -> None:
    report(session, shown)
    keep, kept = form_of(moderator.get(desk(shown)).text, 1)
    down, gone = form_of(moderator.get(desk(shown)).text, 2)
    for _ in range(2):
        assert moderator.post(keep, data={**kept, "note": NOTE}).status_code == 303
    assert len(audited(session, "report.keep")) == 1
    report_again(session, shown)
    for _ in range(2):
        data = {**gone, "reason": "insults", "sentence": "Non."}
        assert moderator.post(down, data=data).status_code == 303
    assert len(audited(session, "report.take_down")) == 1


def report_again(session: orm.Session, contribution: Contribution) -> None:
    later = utcnow() + timedelta(seconds=1)
    reports.submit(session, contribution, "again", ReportReason.HURTS, at=later)
    session.commit()


def test_what_readers_wrote_goes_with_the_words(
    session: orm.Session, world: World, shown: Contribution
) -> None:
    report(session, shown)
    by = session.merge(world.moderator)
    reports.keep(session, shown, until=2**31 - 1, note=NOTE, by=by)
    report_again(session, shown)
    withdraw(session, shown)
    session.commit()
    found = all_reports(session)
    assert {(each.sentence, each.note) for each in found} == {("", "")}
    assert [each.state for each in found] == [ReportState.KEPT, ReportState.WITHDRAWN]
    assert reports.how_many(session) == 0
