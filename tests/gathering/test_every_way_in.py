"""Each way in lands in the same queue, and nothing that the team does loses where words come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.budget import operations as budget
from consult.consultations import operations as consultations
from consult.contributions.lookalikes.operations import join
from consult.contributions.models import Channel, Contribution, Source, Status
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.following.operations import withdraw
from consult.gathering import importing
from consult.gathering.ground import find_ground
from consult.gathering.importing import About
from consult.gathering.models import ImportedWords
from consult.gathering.operations import Told, write_down
from consult.gathering.reading import Defaults
from consult.moderation import queries
from consult.moderation.filters import Filters
from consult.moderation.masking import mask
from consult.moderation.splitting import cut, split
from consult.territory.models import PlaceScope
from consult.workshops import speech
from consult.workshops.models import ItemKind
from tests.factories import (
    World,
    make_campaign,
    make_consultation,
    make_contribution,
    make_workshop,
)

HELD_ON = date(2026, 10, 3)
TEXT = "Il manque des bancs, téléphonez au 06 00 00 00 00.\n\nEt un parc pour les enfants."


@dataclass
class Origin:
    """What must be kept."""

    channel: Channel
    source: Source
    title: str
    prompt: str
    heard_from: int
    said_on: date | None = None


def answer(session: orm.Session, world: World, channel: Channel) -> Contribution:
    consultation = make_consultation(session, world)
    question = next(each for each in consultation.questions if each.key == "changer")
    token = consultations.new_token()
    sheet = consultations.start_sheet(session, consultation, token, channel=channel)
    given = consultations.save_answer(session, sheet, question, consultations.Given(text=TEXT))
    consultations.set_place(session, sheet, here(session, world))
    consultations.submit_sheet(session, sheet, consultations.submission_of(token))
    assert given is not None
    assert given.contribution is not None
    return given.contribution


def idea(session: orm.Session, world: World) -> Contribution:
    campaign = make_campaign(session, world)
    said = budget.IdeaWords(title="Des bancs", text=TEXT)
    issued = budget.propose(session, campaign, "une idée", said, place=here(session, world))
    return issued.receipt.contributions[0]


def item(session: orm.Session, world: World, *, late: bool = False) -> Contribution:
    workshop = make_workshop(
        session, world, guiding_question="Que faut-il changer ?", held_on=HELD_ON
    )
    workshop.quarters = [session.merge(world.quarter)]
    by = session.merge(world.animator)
    said = speech.Said(kind=ItemKind.OBSERVATION, text=TEXT, heard_from=12)
    if late:
        first = speech.Said(kind=ItemKind.OBSERVATION, text="Le trottoir est cassé.")
        speech.add_item(session, workshop, by, "avant", first)
        speech.close(session, workshop, by)
    # A tablet without network sends the same key twice: one item.
    made, _ = speech.add_item(session, workshop, by, "cle", said)
    again, fresh = speech.add_item(session, workshop, by, "cle", said)
    assert again is made
    assert not fresh
    if not late:
        speech.close(session, workshop, by)
    assert made.contribution is not None
    return made.contribution


def told(session: orm.Session, world: World, channel: Channel) -> Contribution:
    ground = find_ground(session, "armentieres", "Armentières")
    assert ground is not None
    words = Told(
        text=TEXT,
        channel=channel,
        occasion="Porte-à-porte au Bizet",
        question="Que faut-il changer ?",
        place=here(session, world),
        heard_from=2,
        said_on=date(2026, 11, 2),
    )
    by = session.merge(world.animator)
    issued = write_down(session, ground, "une parole", words, by=by)
    assert not write_down(session, ground, "une parole", words, by=by).fresh
    return issued.receipt.contributions[0]


def imported(session: orm.Session, world: World) -> Contribution:
    ground = find_ground(session, "armentieres", "Armentières")
    assert ground is not None
    about = About("f.csv", Defaults(source_title="Enquête de 2022"), "", "Avec leur accord")
    batch = importing.start_batch(session, ground, about, by=None)
    head = "texte;quartier;date;personnes;question"
    file = f'{head}\n"{TEXT}";{world.quarter.name};01/03/2022;4;Et demain ?\n'
    for rows in importing.good_rows(BytesIO(file.encode()), ground, about.defaults):
        assert importing.write_rows(session, batch, rows) == 1
    return session.scalars(sa.select(Contribution).order_by(Contribution.id.desc())).first()  # type: ignore[return-value]


def here(session: orm.Session, world: World) -> Place:
    return Place(PlaceScope.PERIMETER, session.merge(world.quarter))


TITLE, PROMPT = "Qu’est-ce qui changerait votre quartier ?", "Que faut-il changer ?"
WAYS: dict[str, tuple[Callable[[orm.Session, World], Contribution], Origin]] = {
    "answer": (
        lambda s, w: answer(s, w, Channel.ONLINE),
        Origin(Channel.ONLINE, Source.ANSWER, TITLE, PROMPT, 1),
    ),
    "assisted answer": (
        lambda s, w: answer(s, w, Channel.INTERVIEW),
        Origin(Channel.INTERVIEW, Source.ANSWER, TITLE, PROMPT, 1),
    ),
    "idea": (idea, Origin(Channel.ONLINE, Source.IDEA, "Budget participatif 2027", "", 1)),
    "workshop item": (
        item,
        Origin(Channel.WORKSHOP, Source.WORKSHOP_ITEM, "Café papote", PROMPT, 12, HELD_ON),
    ),
    "late workshop item": (
        lambda s, w: item(s, w, late=True),
        Origin(Channel.WORKSHOP, Source.WORKSHOP_ITEM, "Café papote", PROMPT, 12),
    ),
    **{
        f"written down, {channel.value}": (
            lambda s, w, channel=channel: told(s, w, channel),
            Origin(
                channel, Source.GATHERED, "Porte-à-porte au Bizet", PROMPT, 2, date(2026, 11, 2)
            ),
        )
        for channel in (Channel.PAPER, Channel.INTERVIEW, Channel.DOOR_TO_DOOR)
    },
    "import": (
        imported,
        Origin(
            Channel.IMPORT, Source.GATHERED, "Enquête de 2022", "Et demain ?", 4, date(2022, 3, 1)
        ),
    ),
}


def check(contribution: Contribution, world: World, expected: Origin) -> None:
    found = Origin(
        contribution.channel,
        contribution.source,
        contribution.source_title,
        contribution.prompt,
        contribution.heard_from,
        contribution.said_on,
    )
    assert found == expected
    assert contribution.perimeter_id == world.quarter.id
    assert contribution.place_scope is PlaceScope.PERIMETER
    assert contribution.vocabulary_id == world.vocabulary.id
    assert contribution.commune_id == world.commune.id


@pytest.mark.parametrize("way", WAYS)
def test_it_waits_in_the_one_queue_and_keeps_where_it_comes_from(
    session: orm.Session, world: World, way: str
) -> None:
    enter, expected = WAYS[way]
    contribution = enter(session, world)
    session.flush()
    assert contribution.status is Status.RECEIVED
    page = queries.page_of(session, queries.TO_READ, Filters())
    assert contribution.id in {each.id for each in page.rows}
    waiting = queries.waiting(session, queries.TO_READ, Filters(), utcnow(), 3)
    assert waiting.long == 0, "what was said long ago waits since it arrived"
    check(contribution, world, expected)


@pytest.mark.parametrize("way", WAYS)
def test_joining_splitting_masking_and_withdrawing_keep_it(
    session: orm.Session, world: World, way: str
) -> None:
    enter, expected = WAYS[way]
    contribution = enter(session, world)
    session.flush()
    row = session.get(ImportedWords, contribution.id)
    other = make_contribution(session, world, "On voudrait s’asseoir quelque part.")
    by = session.merge(world.moderator)
    assert join(session, contribution, other, by=by)
    check(contribution, world, expected)
    parts = cut(contribution.text, contribution.text.replace("\n\n", "\n---\n"))
    first, second = split(session, contribution, parts, by=by, revision=contribution.revision)
    for part in (first, second):
        check(part, world, expected)
    copied = session.get(ImportedWords, second.id)
    assert (copied is None) == (row is None)
    if row is not None and copied is not None:
        assert (copied.batch_id, copied.row) == (row.batch_id, row.row)
    mask(session, first, ["06 00 00 00 00"], by=by, revision=first.revision)
    check(first, world, expected)
    for part in (first, second):
        withdraw(session, part)
        check(part, world, expected)
        assert part.text == ""
