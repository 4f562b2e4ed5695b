"""One message that says several things, cut into its author's own words."""

from __future__ import annotations

from itertools import pairwise
from unicodedata import normalize

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.models import Idea
from consult.budget.operations import IdeaWords, propose
from consult.contributions import receipts
from consult.contributions.models import (
    Channel,
    Contribution,
    Lineage,
    Source,
    Status,
    StepKind,
    Tag,
    Tagging,
    TagOrigin,
)
from consult.contributions.operations import Place
from consult.contributions.permissions import can_correct
from consult.enjeux.models import Enjeu
from consult.following import operations as following
from consult.moderation import operations
from consult.moderation.masking import MASK, mask
from consult.moderation.models import DecisionKind, Reason, SealedOriginal
from consult.moderation.operations import StaleError
from consult.moderation.splitting import (
    MOST_PARTS,
    OnePartError,
    OtherWordsError,
    TooManyPartsError,
    cut,
    separator,
    split,
)
from consult.workshops import speech
from consult.workshops.models import Item
from tests.factories import World, make_campaign, make_contribution
from tests.pages import PageClient, words
from tests.workshops.saying import open_workshop, write_down

QUEUE = "/espace/moderation"
BENCHES, DOCTOR = "Il manque des bancs.", "Et un médecin le soir."
TEXT = f"{BENCHES} {DOCTOR}"
CUT = f"{BENCHES}\n---\n{DOCTOR}"


def address(contribution: Contribution) -> str:
    return f"{QUEUE}/{contribution.public_id}"


@pytest.fixture
def made(session: orm.Session, world: World) -> Contribution:
    found = make_contribution(
        session,
        world,
        TEXT,
        submission="s" * 32,
        heard_from=12,
        channel=Channel.PAPER,
        quarter=world.quarter,
        language="fr",
    )
    session.commit()
    return found


def parts(session: orm.Session) -> list[Contribution]:
    session.expire_all()
    return list(session.scalars(sa.select(Contribution).order_by(Contribution.id)))


def in_two(session: orm.Session, world: World, made: Contribution) -> list[Contribution]:
    by = session.merge(world.moderator)
    return split(session, made, cut(made.text, CUT), by=by, revision=made.revision)


def test_the_text_is_cut_and_each_part_keeps_all_that_surrounds_it(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    page = f"{address(made)}/separer"
    assert TEXT in moderator.get(page).text
    answer = moderator.submit(page, {"text": CUT}, form=1)
    assert (answer.status_code, answer.location) == (303, address(made))
    first, second = parts(session)
    assert (first.public_id, first.text, second.text) == (made.public_id, BENCHES, DOCTOR)
    same = (
        "receipt_id vocabulary_id commune_id perimeter_id place_scope channel source source_title "
        "prompt title language heard_from submitted_at status tagging is_demo"
    )
    for name in same.split():
        assert getattr(first, name) == getattr(second, name), name
    lineage = session.scalars(sa.select(Lineage)).one()
    assert (lineage.contribution_id, lineage.from_contribution_id) == (second.id, first.id)
    assert [step.kind for step in second.steps] == [StepKind.RECEIVED, StepKind.SPLIT]
    assert not can_correct(first)
    assert not can_correct(second)
    line = session.scalars(sa.select(AuditLine).where(AuditLine.action == "contribution.split"))
    assert line.one().details == {"contributions": [second.id], "revision": 0}


def test_each_part_waits_is_decided_by_itself_and_leads_to_the_others(
    moderator: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    in_two(session, world, made)
    session.commit()
    first, second = parts(session)
    assert {first.status, second.status} == {Status.RECEIVED}
    assert f'href="{address(second)}"' in moderator.get(address(first)).text
    there = moderator.get(address(second))
    assert f'href="{address(first)}"' in there.text
    assert "Un message, séparé en 2" in words(there)
    moderator.submit(address(first), {"decision": "publish"}, form=1)
    assert [each.status for each in parts(session)] == [Status.PUBLISHED, Status.RECEIVED]


def test_the_receipt_shows_both_parts_and_says_so(
    client: PageClient, session: orm.Session, world: World, made: Contribution
) -> None:
    make_contribution(session, world, "Envoyé avec.", submission="s" * 32)
    in_two(session, world, made)
    session.commit()
    text = words(client.get(f"/suivi/{receipts.code_of('s' * 32)}"))
    assert text.index(BENCHES) < text.index(DOCTOR) < text.index("Envoyé avec.")
    told = "Votre message parlait de deux sujets : l’équipe l’a séparé en deux."
    assert text.count(" ".join(told.split())) == 2


def test_a_part_is_split_again_and_all_come_from_the_same_message(
    session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, "Un. Deux. Trois.")
    by = session.merge(world.moderator)
    _, rest = split(session, made, ["Un.", "Deux. Trois."], by=by, revision=0)
    split(session, rest, ["Deux.", "Trois."], by=by, revision=0)
    session.commit()
    found = parts(session)
    assert [each.text for each in found] == ["Un.", "Deux.", "Trois."]
    assert {each.origin_id for each in found} == {made.id}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (TEXT, "Mettez la ligne de séparation"),
        (f"---\n{TEXT}", "Mettez la ligne de séparation"),
        (f"{BENCHES}\n---\n", "Il manque des mots à la fin : « Et un médecin le soir. »"),
        (f"{CUT} Merci", "Des mots ont été ajoutés à la fin : « Merci »"),
        (
            CUT.replace("bancs", "arbres"),
            "L’auteur a écrit « bancs. Et un médecin le soir. », les parties disent « arbres.",
        ),
        ("", "Il manque le texte"),
        ("\n---\n".join(TEXT), "Pas plus de 9 parties."),
    ],
)
def test_a_cut_that_is_not_the_authors_words_is_told_and_kept_on_the_page(
    moderator: PageClient, session: orm.Session, made: Contribution, typed: str, told: str
) -> None:
    answer = moderator.submit(f"{address(made)}/separer", {"text": typed}, form=1)
    assert answer.status_code == 422
    assert " ".join(told.split()) in words(answer)
    assert [each.text for each in parts(session)] == [TEXT]


def test_words_changed_meanwhile_are_not_split(
    moderator: PageClient, session: orm.Session, made: Contribution
) -> None:
    page = f"{address(made)}/separer"
    sent = {"csrf_token": moderator.token(page), "revision": "3", "text": CUT}
    assert moderator.post(page, data=sent).status_code == 409
    assert len(parts(session)) == 1


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.RECEIVED])
def test_only_words_that_wait_are_split(
    moderator: PageClient, session: orm.Session, world: World, status: Status
) -> None:
    made = make_contribution(session, world, TEXT, status=status)
    session.commit()
    assert moderator.get(f"{address(made)}/separer").location == address(made)
    with pytest.raises(StaleError):
        in_two(session, world, made)


def test_words_already_sorted_are_not_split_since_a_sentence_may_cite_them(
    session: orm.Session, world: World
) -> None:
    made = make_contribution(session, world, TEXT, enjeux=("sante",))
    assert made.tagging is Tagging.TAGGED
    with pytest.raises(StaleError):
        in_two(session, world, made)


def test_an_animators_tags_follow_every_part(session: orm.Session, world: World) -> None:
    made = make_contribution(session, world, TEXT)
    enjeu: Enjeu = session.merge(world.enjeu("sante"))
    made.tags.append(Tag(enjeu=enjeu, origin=TagOrigin.ANIMATOR))
    session.flush()
    for part in in_two(session, world, made):
        assert [(tag.enjeu_id, tag.origin) for tag in part.tags] == [(enjeu.id, TagOrigin.ANIMATOR)]


def test_an_idea_becomes_two_ideas_with_a_number_each(
    client: PageClient, session: orm.Session, world: World
) -> None:
    campaign = make_campaign(session, world)
    idea = IdeaWords("Pour la place", TEXT, "Place Thiers", "Les anciens")
    receipt = propose(session, campaign, "k" * 32, idea, place=Place()).receipt
    for part in in_two(session, world, receipt.contributions[0]):
        assert part.source is Source.IDEA
        operations.decide(
            session,
            part,
            DecisionKind.PUBLISH,
            by=session.merge(world.moderator),
            revision=part.revision,
        )
    session.commit()
    ideas = session.scalars(sa.select(Idea).order_by(Idea.number)).all()
    assert [(each.number, each.place) for each in ideas] == [
        (1, "Place Thiers"),
        (2, "Place Thiers"),
    ]
    shown = words(client.get(f"/budget/{campaign.slug}/idees"))
    assert BENCHES in shown
    assert DOCTOR in shown
    assert shown.count("Pour la place") == 2


def test_a_line_of_a_workshop_becomes_two_lines_of_its_report(
    client: PageClient, session: orm.Session, world: World
) -> None:
    workshop = open_workshop(session, world)
    item = write_down(session, workshop, TEXT, heard_from=12)
    item.dots = 7
    write_down(session, workshop, "Une autre parole.")
    speech.close(session, workshop, workshop.animator)
    assert item.contribution is not None
    in_two(session, world, item.contribution)
    session.commit()
    lines = session.scalars(sa.select(Item).order_by(Item.position, Item.id)).all()
    assert [each.text for each in lines] == [BENCHES, DOCTOR, "Une autre parole."]
    assert [each.dots for each in lines] == [7, 0, 0], "dots were stuck once"
    client.sign_in(world.animator)
    report = words(client.get(f"/espace/ateliers/{workshop.public_id}/compte-rendu"))
    assert report.index(BENCHES) < report.index(DOCTOR)


def test_a_part_taken_back_takes_what_was_sealed_and_written_of_the_whole(
    session: orm.Session, world: World, reasons: None
) -> None:
    made = make_contribution(session, world, f"{TEXT} Voir Mme Exemple.")
    by = session.merge(world.moderator)
    mask(session, made, ["Exemple"], by=by, revision=0)
    made.status = Status.RECEIVED  # as after taking it down and undoing
    reason = session.scalars(sa.select(Reason)).first()
    asked = operations.decide(
        session,
        made,
        DecisionKind.REPHRASE,
        by=by,
        revision=made.revision,
        reason=reason,
        sentence="Vous parlez d’un médecin ?",
    )
    made.status = Status.RECEIVED
    session.flush()
    typed = f"{BENCHES}\n---\n{DOCTOR} Voir Mme {MASK}."
    _, second = split(session, made, cut(made.text, typed), by=by, revision=made.revision)
    following.withdraw(session, second)
    session.commit()
    session.expire_all()
    assert session.scalars(sa.select(SealedOriginal)).all() == []
    assert asked.sentence == ""
    assert "médecin" not in " ".join(step.message for step in made.steps)
    assert (made.text, second.text) == (BENCHES, "")


def test_a_text_that_has_dashes_of_its_own_is_cut_by_longer_ones() -> None:
    text = "Un\n---\nDeux\n----\nTrois"
    assert separator(text) == "-----"
    assert cut(text, "Un\n---\nDeux\n-----\n----\nTrois") == ["Un\n---\nDeux", "----\nTrois"]


@pytest.mark.parametrize("typed", ["Un deux", "---\nUn deux", "Un deux\n---\n \n---\n"])
def test_nothing_is_cut_without_words_on_both_sides(typed: str) -> None:
    with pytest.raises(OnePartError):
        cut("Un deux", typed)


def test_there_is_an_end_to_parts() -> None:
    text = " ".join("abcdefghij")
    with pytest.raises(TooManyPartsError):
        cut(text, "\n---\n".join(text.split()))
    assert len(cut(text[: 2 * MOST_PARTS], "\n---\n".join(text.split()[:MOST_PARTS]))) == MOST_PARTS


def signs(text: str) -> str:
    return "".join(text.split())


# Without dashes: a cut through a line of dashes would make a separator (see the test above).
alphabet = st.one_of(st.characters(categories=("L", "N", "Po")), st.sampled_from(" \n\t\u00a0"))
texts = st.text(alphabet, min_size=2, max_size=120).map(lambda text: normalize("NFC", text))


@given(st.data(), texts.filter(lambda text: len(signs(text)) > 1), st.sampled_from(["", " ", "\n"]))
def test_the_parts_cover_the_original_exactly_and_stand_in_it(
    data: st.DataObject, text: str, blank: str
) -> None:
    """Cut anywhere between two signs, with blanks added around: nothing lost, nothing invented."""
    begins = [place for place, sign in enumerate(text) if not sign.isspace()][1:]
    chosen = st.sets(st.sampled_from(begins), min_size=1, max_size=MOST_PARTS - 1)
    places = [0, *sorted(data.draw(chosen)), len(text)]
    typed = [text[begin:end] for begin, end in pairwise(places)]
    found = cut(text, f"\n{blank}---{blank}\n".join(typed))
    assert [signs(part) for part in found] == [signs(part) for part in typed]
    position = 0
    for part in found:
        position = text.index(part, position) + len(part)


@given(texts, st.integers(0, 200), st.sampled_from("xé9."))
def test_a_sign_added_anywhere_is_refused(text: str, where: int, sign: str) -> None:
    place = where % (len(text) + 1)
    with pytest.raises(OtherWordsError):
        cut(text, f"{text[:place]}\n---\n{sign}{text[place:]}")


@given(texts.filter(lambda text: bool(signs(text))), st.integers(0, 200))
def test_a_sign_lost_anywhere_is_refused(text: str, where: int) -> None:
    places = [place for place, sign in enumerate(text) if not sign.isspace()]
    place = places[where % len(places)]
    with pytest.raises(OtherWordsError):
        cut(text, f"{text[:place]}\n---\n{text[place + 1 :]}")
