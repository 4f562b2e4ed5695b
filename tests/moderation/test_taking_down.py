"""Published words that must not stay: any moderator takes them off the site, at once and everywhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Campaign
from consult.budget.operations import IdeaWords, propose
from consult.contract.models import Placement
from consult.contributions import receipts
from consult.contributions.models import (
    Contribution,
    Receipt,
    Status,
    StepKind,
    Tagging,
)
from consult.contributions.operations import Place
from consult.contributions.permissions import can_correct
from consult.moderation import operations
from consult.moderation.models import Decision, DecisionKind, Reason
from consult.moderation.operations import StaleError
from consult.moderation.tagging import tag
from consult.workshops import speech
from consult.workshops.models import Workshop
from tests.contract.sentences import in_the_contract
from tests.contract.sentences import said as published
from tests.factories import World, make_campaign, make_contribution
from tests.pages import PageClient, words
from tests.workshops.saying import open_workshop, write_down

SENTENCE = "Un numéro de téléphone était resté dans vos mots."
PANEL = "Retirer de la publication"

pytestmark = pytest.mark.usefixtures("reasons")


def address(contribution: Contribution) -> str:
    return f"/espace/moderation/{contribution.public_id}"


def publish(session: orm.Session, world: World, contribution: Contribution) -> Contribution:
    operations.decide(
        session,
        contribution,
        DecisionKind.PUBLISH,
        by=session.merge(world.moderator),
        revision=contribution.revision,
    )
    session.commit()
    return contribution


def take_down(session: orm.Session, world: World, contribution: Contribution) -> Decision:
    decision = operations.decide(
        session,
        contribution,
        DecisionKind.REFUSE,
        by=session.merge(world.moderator),
        revision=contribution.revision,
        reason=session.scalars(sa.select(Reason).where(Reason.key == "personal-data")).one(),
        sentence=SENTENCE,
    )
    session.commit()
    return decision


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


def sort(session: orm.Session, world: World, contribution: Contribution) -> None:
    tag(
        session,
        contribution,
        Tagging.TAGGED,
        by=session.merge(world.moderator),
        revision=contribution.revision,
        enjeux=[session.merge(world.enjeu("sante"))],
    )
    session.commit()


def test_a_moderator_takes_published_words_down_and_tells_their_author_why(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = publish(session, world, make_contribution(session, world, submission="a" * 32))
    sort(session, world, made)
    sent = {"decision": "refuse", "reason": "personal-data", "sentence": SENTENCE}
    assert PANEL in words(moderator.get(address(made)))
    assert moderator.submit(address(made), sent, form=1).status_code == 303
    found = again(session, made)
    assert (found.status, found.published_at) == (Status.REFUSED, None)
    assert [each.enjeu.key for each in found.tags] == ["sante"]
    assert found.steps[-1].kind is StepKind.REFUSED
    assert found.steps[-1].message.endswith(SENTENCE)
    page = moderator.application.test_client().get(f"/suivi/{receipts.code_of('a' * 32)}")
    assert "Retiré du site" in words(page)
    assert SENTENCE in words(page)
    assert "Lu, mais non publié" not in words(page)


def test_the_journal_says_that_the_words_had_been_published(
    session: orm.Session, world: World
) -> None:
    made = publish(session, world, make_contribution(session, world))
    take_down(session, world, made)
    query = sa.select(AuditLine).where(AuditLine.action == "contribution.refuse")
    line = session.scalars(query).one()
    assert (line.details["was"], line.reason) == ("published", "personal-data")
    assert line.actor == f"user:{world.moderator.id}"


def test_the_panel_has_no_single_key_and_is_only_on_published_words(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    for status in Status:
        made = make_contribution(session, world, status=status)
        session.commit()
        page = moderator.get(address(made))
        assert (PANEL in words(page)) == (status is Status.PUBLISHED), status
        if status is Status.PUBLISHED:
            assert "data-key" not in page.text


@pytest.mark.parametrize(
    ("missing", "told"), [("reason", "Choisissez un motif."), ("sentence", "Écrivez une phrase")]
)
def test_nothing_is_taken_down_without_a_reason_and_a_sentence(
    moderator: PageClient, session: orm.Session, world: World, missing: str, told: str
) -> None:
    made = publish(session, world, make_contribution(session, world))
    sent = {"decision": "refuse", "reason": "personal-data", "sentence": SENTENCE, missing: ""}
    sort(session, world, made)
    answer = moderator.submit(address(made), sent, form=1)
    assert answer.status_code == 422
    assert told in words(answer)
    assert PANEL in words(answer)
    assert again(session, made).status is Status.PUBLISHED


@pytest.mark.parametrize("decision", ["publish", "rephrase"])
def test_published_words_are_neither_published_again_nor_sent_back(
    moderator: PageClient, session: orm.Session, world: World, decision: str
) -> None:
    made = publish(session, world, make_contribution(session, world))
    sort(session, world, made)
    sent = {"decision": decision, "reason": "unclear", "sentence": SENTENCE}
    assert moderator.submit(address(made), sent, form=1).status_code == 409
    assert again(session, made).status is Status.PUBLISHED


def test_words_sorted_while_one_was_reading_are_read_again_first(
    session: orm.Session, world: World
) -> None:
    made = publish(session, world, make_contribution(session, world))
    seen = made.revision
    sort(session, world, made)
    with pytest.raises(StaleError):
        operations.decide(
            session,
            made,
            DecisionKind.REFUSE,
            by=session.merge(world.moderator),
            revision=seen,
            reason=session.scalars(sa.select(Reason)).first(),
            sentence=SENTENCE,
        )
    assert made.status is Status.PUBLISHED


def test_the_button_pressed_twice_takes_down_once(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = publish(session, world, make_contribution(session, world))
    sort(session, world, made)
    sent = {
        "csrf_token": moderator.token(address(made)),
        "revision": str(made.revision),
        "decision": "refuse",
        "reason": "insults",
        "sentence": SENTENCE,
    }
    answers = [moderator.post(address(made), data=sent).status_code for _ in range(2)]
    assert answers == [303, 303]
    kinds = [each.kind for each in again(session, made).steps]
    assert kinds.count(StepKind.REFUSED) == 1


@pytest.mark.parametrize("who", ["animator", "editor"])
def test_nobody_else_takes_words_down(
    client: PageClient, session: orm.Session, world: World, who: str
) -> None:
    made = publish(session, world, make_contribution(session, world))
    client.sign_in(getattr(world, who))
    sent = {"decision": "refuse", "revision": "1", "reason": "insults", "sentence": "x"}
    assert client.post(address(made), data=sent).status_code == 403
    assert again(session, made).status is Status.PUBLISHED


def test_undoing_puts_the_words_back_to_be_read_and_not_on_the_site(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = publish(session, world, make_contribution(session, world))
    sort(session, world, made)
    take_down(session, world, made)
    assert moderator.submit(address(made), form=1).status_code == 303
    found = again(session, made)
    assert (found.status, found.published_at) == (Status.RECEIVED, None)
    kinds = {each.kind for each in found.steps}
    assert not kinds & {StepKind.REFUSED, StepKind.PUBLISHED}
    assert found.tags
    assert not can_correct(found), "the team sorted them: their author no longer changes them"
    publish(session, world, found)
    kinds = [each.kind for each in found.steps]
    assert kinds.count(StepKind.PUBLISHED) == 1


def test_only_who_took_the_words_down_puts_them_back(session: orm.Session, world: World) -> None:
    made = publish(session, world, make_contribution(session, world))
    decision = take_down(session, world, made)
    with pytest.raises(StaleError):
        operations.undo(session, decision, by=session.merge(world.administrator))
    assert made.status is Status.REFUSED


def test_the_idea_leaves_the_pages_of_its_campaign(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign: Campaign = make_campaign(session, world)
    idea = IdeaWords("Un kiosque", "Appelez le 06 00 00 00 00.")
    receipt: Receipt = propose(session, campaign, "k" * 32, idea, place=Place()).receipt
    made = publish(session, world, receipt.contributions[0])
    pages = [f"/budget/{campaign.slug}", f"/budget/{campaign.slug}/idees"]
    assert all("06 00 00 00 00" in words(client.get(page)) for page in pages)
    take_down(session, world, made)
    for page in [*pages, "/budget", "/"]:
        assert "06 00 00 00 00" not in client.get(page).text, page
        assert "Un kiosque" not in client.get(page).text, page
    assert "1 idée reçue, 0 à lire ici" in words(client.get(pages[0]))


@pytest.fixture
def cited(session: orm.Session, world: World) -> tuple[Contribution, Placement]:
    """Words of five people that a sentence of the contract cites with those of one other."""
    made = published(session, world, "Appelez le 06 00 00 00 00.", heard_from=5)
    placement = in_the_contract(session, world, made, published(session, world))
    return made, placement


def test_the_sentence_they_are_behind_no_longer_tells_nor_counts_them(
    client: PageClient,
    session: orm.Session,
    world: World,
    cited: tuple[Contribution, Placement],
) -> None:
    made, placement = cited
    page = f"/contrats/armentieres/phrase/{placement.public_id}"
    etag = client.get(page).headers["ETag"]
    take_down(session, world, made)
    answer = client.get(page, headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "Dit par 1 personne" in words(answer)
    assert "06 00 00 00 00" not in answer.text


def test_the_contract_and_its_files_no_longer_count_them(
    client: PageClient,
    session: orm.Session,
    world: World,
    cited: tuple[Contribution, Placement],
) -> None:
    made, _placement = cited
    pages = ["/contrats/armentieres", "/contrats/armentieres/telecharger/html"]
    assert all("Dit par 6 personnes" in client.get(page).text for page in pages)
    take_down(session, world, made)
    for page in pages:
        assert "Dit par 1 personne" in client.get(page).text, page
        assert "06 00 00 00 00" not in client.get(page).text, page


def test_the_home_page_no_longer_counts_them(
    client: PageClient,
    session: orm.Session,
    world: World,
    cited: tuple[Contribution, Placement],
) -> None:
    assert "2 avis lus et publiés" in words(client.get("/"))
    take_down(session, world, cited[0])
    told = words(client.get("/"))
    assert "1 avis lu et publié" in told
    assert "1 avis derrière une phrase" in told
    assert "Dit par 1 personne" in told


def test_a_sentence_that_only_they_were_behind_stays_without_them(
    client: PageClient, session: orm.Session, world: World
) -> None:
    only = published(session, world, "Appelez le 06 00 00 00 00.")
    placement = in_the_contract(session, world, only)
    take_down(session, world, only)
    answer = client.get(f"/contrats/armentieres/phrase/{placement.public_id}")
    assert "ont été retirées" in words(answer)
    assert "06 00 00 00 00" not in answer.text
    assert placement.statement.text not in words(client.get("/"))


def test_an_editor_no_longer_finds_them_among_the_words_to_cite(
    client: PageClient,
    session: orm.Session,
    world: World,
    cited: tuple[Contribution, Placement],
) -> None:
    made, placement = cited
    client.sign_in(world.editor)
    pages = [
        "/espace/synthese/armentieres/sante?toutes=1",
        f"/espace/synthese/phrase/{placement.statement.public_id}",
    ]
    assert all("06 00 00 00 00" in client.get(page).text for page in pages)
    take_down(session, world, made)
    for page in pages:
        assert "06 00 00 00 00" not in client.get(page).text, page


def test_published_words_are_found_again_by_what_they_contain(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = published(session, world, "Appelez le 06 00 00 00 00, à 100%.")
    published(session, world, "Des bancs.")
    make_contribution(session, world, "Pas encore lu : 06 00 00 00 00.")
    session.commit()
    page = "/espace/moderation/publiees"
    assert f'href="{page}"' in moderator.get("/espace/moderation").text
    everything = words(moderator.get(page))
    assert "Des bancs." in everything
    assert "Pas encore lu" not in everything
    for wanted in ("06 00 00", "appelez", "100%25"):
        found = moderator.get(f"{page}?mots={wanted}")
        assert f'href="{address(made)}"' in found.text
        assert "Des bancs." not in words(found), wanted
    assert "Aucune parole publiée" in words(moderator.get(f"{page}?mots=50%25"))
    take_down(session, world, made)
    assert "06 00 00" not in words(moderator.get(page))


@pytest.mark.parametrize("who", ["animator", "editor"])
def test_only_moderators_search_the_published_words(
    client: PageClient, world: World, who: str
) -> None:
    client.sign_in(getattr(world, who))
    assert client.get("/espace/moderation/publiees").status_code == 403


def test_what_a_workshop_said_leaves_its_reports_and_the_page_of_its_code(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop: Workshop = open_workshop(session, world)
    item = write_down(session, workshop, "Appelez le 06 00 00 00 00.", heard_from=12)
    write_down(session, workshop, "Des bancs.")
    code = speech.close(session, workshop, workshop.animator).code
    made = item.contribution
    assert made is not None
    publish(session, world, made)
    pages = [f"/ateliers/{workshop.public_id}", f"/suivi/{code}"]
    assert all("06 00 00 00 00" in client.get(page).text for page in pages)
    take_down(session, world, made)
    for page in pages:
        assert "06 00 00 00 00" not in client.get(page).text, page
    client.sign_in(world.animator)
    report = client.get(f"/espace/ateliers/{workshop.public_id}/compte-rendu")
    assert "06 00 00 00 00" not in report.text
