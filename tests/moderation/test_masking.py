"""A passage hidden from everyone, and its original under seal."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.operations import IdeaWords, propose
from consult.contributions import receipts
from consult.contributions.models import Contribution, Status, StepKind
from consult.contributions.operations import Place
from consult.following import operations as following
from consult.moderation import operations
from consult.moderation.masking import (
    MASK,
    NotFoundError,
    NothingLeftError,
    mask,
    mask_text,
    masked,
    pieces,
)
from consult.moderation.models import Decision, SealedOriginal
from consult.moderation.operations import StaleError
from consult.moderation.sealing import open_original
from consult.workshops import speech
from tests.factories import World, make_campaign, make_contribution
from tests.pages import PageClient, words
from tests.workshops.saying import open_workshop, write_down

QUEUE = "/espace/moderation"
SECRET = "06 00 00 00 00"
TEXT = f"Appelez Mme Exemple au {SECRET} pour les bancs."
# The page's forms: the way out, publish, answer, mask.
MASKING = 3


def page(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}"


def again(session: orm.Session, contribution: Contribution) -> Contribution:
    session.expire_all()
    return session.get_one(Contribution, contribution.id)


def sealed(session: orm.Session) -> list[SealedOriginal]:
    return list(session.scalars(sa.select(SealedOriginal)))


@pytest.fixture
def made(session: orm.Session, world: World) -> Contribution:
    found = make_contribution(session, world, TEXT, submission="m" * 32)
    session.commit()
    return found


def test_what_was_spotted_is_ticked_and_published_by_one_gesture(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    following_one = make_contribution(session, world, "La suivante.")
    session.commit()
    html = moderator.get(page(made)).text
    assert f'name="found" value="{SECRET}"' in html
    assert 'name="found" value="Exemple"' in html
    sent = {"found": [SECRET, "Exemple"], "note": "Un numéro ne se publie pas."}
    answer = moderator.submit(page(made), sent, form=MASKING)
    assert answer.status_code == 303
    assert answer.location == f"{page(following_one)}?done={made.public_id}"
    found = again(session, made)
    assert found.text == f"Appelez Mme {MASK} au {MASK} pour les bancs."
    assert found.status is Status.PUBLISHED
    assert [step.kind for step in found.steps[1:]] == [StepKind.MASKED, StepKind.PUBLISHED]
    assert [each.text for each in sealed(session)] == [TEXT]
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "contribution.mask"))
    assert line.one().details == {"passages": 2}


def test_the_author_reads_that_a_passage_is_masked_and_why(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    sent = {"found": [SECRET], "note": "Un numéro ne se publie pas."}
    moderator.submit(page(made), sent, form=MASKING)
    receipt = moderator.application.test_client().get(f"/suivi/{receipts.code_of('m' * 32)}")
    text = words(receipt)
    assert "Un passage est masqué" in text
    assert "Un numéro ne se publie pas." in text
    assert MASK in text
    assert SECRET not in receipt.text


def test_passages_are_typed_one_a_line_whatever_the_blanks(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    typed = {"passages": "pour  les\tbancs\nMme Exemple"}
    assert moderator.submit(page(made), typed, form=MASKING).status_code == 303
    assert again(session, made).text == f"Appelez {MASK} au {SECRET} {MASK}."


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Cochez ou écrivez au moins un passage"),
        ({"passages": "Mme Autre"}, "Mme Autre » n’est pas dans le texte"),
        ({"passages": "Mme Exemple\nrien de tel"}, "rien de tel » n’est pas dans le texte"),
        ({"passages": TEXT}, "Il ne resterait rien à lire"),
        ({"passages": "Mme Exemple", "note": "x" * 1001}, "trop long"),
    ],
)
def test_what_cannot_be_masked_is_told_and_nothing_is_done(
    moderator: PageClient,
    session: orm.Session,
    made: Contribution,
    given: dict[str, str],
    told: str,
) -> None:
    answer = moderator.submit(page(made), given, form=MASKING)
    assert answer.status_code == 422
    assert told in words(answer)
    assert given.get("passages", "") in answer.text
    assert (again(session, made).text, made.status) == (TEXT, Status.RECEIVED)
    assert sealed(session) == []


def test_the_button_pressed_twice_masks_once(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    sent = {"csrf_token": moderator.token(page(made)), "revision": "0", "found": [SECRET]}
    answers = [moderator.post(f"{page(made)}/masquer", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(sealed(session)) == 1
    assert len(session.scalars(sa.select(Decision)).all()) == 1


def test_words_that_changed_are_not_masked(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    sent = {"csrf_token": moderator.token(page(made)), "revision": "7", "found": [SECRET]}
    assert moderator.post(f"{page(made)}/masquer", data=sent).status_code == 409
    assert again(session, made).text == TEXT


def test_undoing_lifts_the_mask_with_the_decision(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    moderator.submit(page(made), {"found": [SECRET]}, form=MASKING)
    assert moderator.submit(page(made), form=1).status_code == 303
    found = again(session, made)
    assert (found.text, found.status) == (TEXT, Status.RECEIVED)
    assert [step.kind for step in found.steps] == [StepKind.RECEIVED]
    assert sealed(session) == []


def test_published_words_are_masked_where_they_stand(
    moderator: PageClient, session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, TEXT, status=Status.PUBLISHED)
    session.commit()
    sent = {"passages": SECRET}
    answer = moderator.submit(page(made), sent, form=2)
    assert (answer.status_code, answer.location) == (303, page(made))
    found = again(session, made)
    assert found.status is Status.PUBLISHED
    assert SECRET not in found.text
    assert session.scalars(sa.select(Decision)).all() == []


@pytest.mark.parametrize("status", [Status.REFUSED, Status.WITHDRAWN, Status.REPHRASE_ASKED])
def test_nothing_else_is_masked(
    moderator: PageClient, session: orm.Session, world: World, status: Status
) -> None:
    made = make_contribution(session, world, TEXT, status=status)
    session.commit()
    assert "Masquer un passage" not in words(moderator.get(page(made)))
    with pytest.raises(StaleError):
        mask(session, made, [SECRET], by=session.merge(world.moderator), revision=0)


def test_the_original_is_opened_for_a_reason_that_the_journal_keeps(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    moderator.submit(page(made), {"found": [SECRET]}, form=MASKING)
    assert SECRET not in moderator.get(page(made)).text
    original = f"{page(made)}/original"
    assert moderator.get(original).status_code == 405
    token = moderator.token(page(made))
    refused = moderator.post(original, data={"csrf_token": token, "why": " "})
    assert refused.status_code == 422
    assert SECRET not in refused.text
    answer = moderator.post(original, data={"csrf_token": token, "why": "Plainte du bailleur."})
    assert answer.status_code == 200
    assert TEXT in words(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "contribution.open_original")
    ).one()
    assert (line.actor, line.reason) == (f"user:{world.moderator.id}", "Plainte du bailleur.")
    moderator.sign_in(world.administrator)
    journal = words(moderator.get("/espace/journal"))
    assert "original sous scellés ouvert" in journal
    assert "Plainte du bailleur." in journal


def test_an_original_is_not_opened_with_an_expired_page(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    moderator.submit(page(made), {"found": [SECRET]}, form=MASKING)
    sent = {"csrf_token": "old", "why": "Une raison gardée."}
    answer = moderator.post(f"{page(made)}/original", data=sent)
    assert answer.status_code == 422
    assert SECRET not in answer.text
    assert "Une raison gardée." in answer.text


@pytest.mark.parametrize("who", ["animator", "editor"])
def test_nobody_else_opens_an_original(
    client: PageClient, session: orm.Session, world: World, made: Contribution, who: str
) -> None:
    client.sign_in(getattr(world, who))
    answer = client.post(f"{page(made)}/original", data={"why": "Par curiosité."})
    assert answer.status_code == 403


def test_without_a_reason_no_code_opens_it(session: orm.Session, world: World) -> None:
    made = make_contribution(session, world)
    with pytest.raises(ValueError, match="reason"):
        open_original(session, made, by=world.moderator, reason=" ")
    assert open_original(session, made, by=world.moderator, reason="Voir.") is None


def test_the_original_is_what_came_in_even_after_two_maskings(
    session: orm.Session, world: World, made: Contribution
) -> None:
    by = session.merge(world.moderator)
    mask(session, made, [SECRET], by=by, revision=made.revision)
    mask(session, made, ["Exemple"], by=by, revision=made.revision)
    opened = open_original(session, made, by=by, reason="Voir.")
    assert opened is not None
    assert opened.text == TEXT


def test_withdrawn_words_leave_no_sealed_original(
    session: orm.Session, world: World, made: Contribution
) -> None:
    mask(session, made, [SECRET], by=session.merge(world.moderator), revision=0, sentence=SECRET)
    following.withdraw(session, made)
    session.commit()
    assert sealed(session) == []
    everywhere = [made.text, made.title, *(step.message for step in made.steps)]
    assert SECRET not in " ".join(everywhere)


def test_corrected_words_leave_no_sealed_original(
    session: orm.Session, world: World, made: Contribution
) -> None:
    mask(session, made, [SECRET], by=session.merge(world.moderator), revision=0)
    following.correct(session, made, None, IdeaWords("", "Autrement dit."))
    assert sealed(session) == []


def test_no_search_finds_what_is_masked(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    moderator.submit(page(made), {"found": [SECRET]}, form=MASKING)
    for address in (
        f"{QUEUE}/publiees?mots=06+00",
        f"{QUEUE}/publiees",
        QUEUE,
        "/espace/classement",
    ):
        assert SECRET not in words(moderator.get(address)), address


def test_the_title_of_an_idea_is_masked_too(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    idea = IdeaWords("Le banc de Mme Exemple", "Un banc pour Mme Exemple.")
    receipt = propose(session, campaign, "k" * 32, idea, place=Place()).receipt
    by = session.merge(world.moderator)
    mask(session, receipt.contributions[0], ["Exemple"], by=by, revision=0)
    session.commit()
    shown = client.get(f"/budget/{campaign.slug}/idees")
    assert f"Le banc de Mme {MASK}" in words(shown)
    assert "Exemple" not in words(shown)


def test_the_record_of_a_workshop_holds_no_copy(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, TEXT, heard_from=12)
    speech.close(session, workshop, workshop.animator)
    made = item.contribution
    assert made is not None
    mask(session, made, [SECRET], by=session.merge(world.moderator), revision=0)
    session.commit()
    client.sign_in(world.animator)
    for address in ("", "/compte-rendu"):
        record = client.get(f"/espace/ateliers/{workshop.public_id}{address}")
        assert SECRET not in record.text, address
    last = session.scalars(sa.select(Decision)).one()
    operations.undo(session, last, by=last.moderator)
    session.expire_all()
    assert item.text == TEXT, "undoing gives the record its words back"


def test_a_name_is_not_hidden_inside_a_longer_word() -> None:
    assert mask_text("Ali veut une alimentation, Alice aussi.", ["Ali"]) == (
        f"{MASK} veut une alimentation, Alice aussi."
    )
    assert mask_text("tel0600000000 merci", ["0600000000"]) == f"tel{MASK} merci"


def test_what_touches_is_one_mask_and_masked_words_stay_so() -> None:
    once = mask_text("Bonjour Mme Exemple Martin, merci.", ["Exemple", "Mme", "Martin"])
    assert once == f"Bonjour {MASK}, merci."
    assert mask_text(once, ["passage", "masqué", "["]) == once


def test_a_long_title_of_masks_still_fits() -> None:
    title = " ".join(f"m{n} x" for n in range(25))
    text = Contribution(title=title, text=f"{title} fin")
    shown, _ = masked(text, [f"m{n}" for n in range(25)])
    assert shown == MASK


def test_masking_nothing_or_everything_is_refused() -> None:
    made = Contribution(title="", text="Mme Exemple !")
    with pytest.raises(NothingLeftError):
        masked(made, ["Mme", "Exemple"])
    with pytest.raises(NotFoundError):
        masked(made, ["Madame"])


sentences = st.lists(
    st.sampled_from(["Mme", "Exemple", "06 00", "bancs", "Ali", "alimentation", ".", MASK, "é"]),
    max_size=12,
).map(" ".join)


@given(st.one_of(st.text(max_size=80), sentences), st.lists(st.text(max_size=8), max_size=4))
def test_the_pieces_cover_the_text_exactly(text: str, passages: list[str]) -> None:
    found = pieces(text, passages)
    assert "".join(piece.words for piece in found) == text
    assert all(piece.words for piece in found)
    shown = "".join(piece.words for piece in found if not piece.hidden)
    assert len(shown) + sum(len(piece.words) for piece in found if piece.hidden) == len(text)


@given(sentences, st.sampled_from(["Mme", "Exemple", "06 00", "bancs", "Ali"]))
def test_a_masked_passage_is_nowhere_in_what_is_shown(text: str, passage: str) -> None:
    shown = mask_text(text, [passage]).replace(MASK, "|").split()
    assert passage not in shown
    hidden = {"".join(each.words.split()) for each in pieces(text, [passage]) if each.hidden}
    only = "".join(passage.split())
    assert all(not each.replace(only, "") for each in hidden)
