"""Where the words stand, from their arrival to the paragraph of the contract."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, orm

from consult.contract.models import (
    Action,
    Objective,
    Placement,
    PlacementKind,
    Section,
    SectionKind,
)
from consult.contributions import receipts
from consult.contributions.models import (
    Channel,
    Contribution,
    Source,
    Status,
    StepKind,
    Tagging,
)
from consult.contributions.operations import add_step
from consult.db import utcnow
from consult.extensions import db
from consult.following.outcomes import outcomes
from consult.synthesis.models import Citation, Statement
from consult.synthesis.provenance import people_behind
from tests.factories import World, make_contribution
from tests.pages import PageClient, words

SENTENCE = "Les habitants demandent des bancs sur la place."


def say(session: orm.Session, world: World, key: str, text: str = "Des bancs !", **values):
    return make_contribution(session, world, text, submission=key, **values)


def cite(session, world, *contributions, text=SENTENCE, enjeu="vivre-ensemble"):
    statement = Statement(enjeu=session.merge(world.enjeu(enjeu)), text=text)
    statement.citations = [Citation(contribution=each) for each in contributions]
    session.add(statement)
    session.flush()
    return statement


def place(session, world, statement, kind=PlacementKind.PISTE, **values):
    placement = Placement(
        contract=session.merge(world.contract),
        statement=statement,
        kind=kind,
        enjeu=statement.enjeu,
        **values,
    )
    session.add(placement)
    session.flush()
    return placement


def standing(client: PageClient, key: str) -> str:
    response = client.get(f"/suivi/{receipts.code_of(key)}")
    assert response.status_code == 200
    return words(response)


def test_words_just_received_are_waiting_to_be_read(
    client: PageClient, session: orm.Session, world: World
) -> None:
    say(session, world, "k", "Il manque des bancs.", quarter=world.quarter)
    session.commit()
    page = standing(client, "k")
    assert "Il manque des bancs." in page
    assert "Que faut-il changer ?" in page.replace("\u202f", " ")
    assert "Attargette-Chanzy" in page
    assert page.index("Reçu") < page.index("Lu À venir")
    assert "Écrit dans le contrat" not in page


def test_a_refusal_gives_the_team_s_message_and_no_hope_of_a_next_step(
    client: PageClient, session: orm.Session, world: World
) -> None:
    contribution = say(session, world, "k", status=Status.REFUSED)
    add_step(contribution, StepKind.REFUSED, "Votre texte nomme un voisin.")
    session.commit()
    page = standing(client, "k")
    assert "Lu, mais pas publié" in page
    assert "Votre texte nomme un voisin." in page
    assert "À venir" not in page


def test_a_demand_to_rephrase_hands_the_pen_back(
    client: PageClient, session: orm.Session, world: World
) -> None:
    contribution = say(session, world, "k", status=Status.REPHRASE_ASKED)
    add_step(contribution, StepKind.REPHRASE_ASKED, "Dites-le sans le nom.")
    session.commit()
    page = standing(client, "k")
    assert "Dites-le sans le nom." in page
    assert "C’est à vous À venir" in page
    assert "Le dire autrement" in page


def test_sorting_shows_each_enjeu_once_and_only_the_last_sorting(
    client: PageClient, session: orm.Session, world: World
) -> None:
    contribution = say(session, world, "k", status=Status.PUBLISHED, enjeux=("sante", "transition"))
    for day in (3, 2):
        add_step(contribution, StepKind.TAGGED, at=utcnow() + timedelta(days=day))
    session.commit()
    page = standing(client, "k")
    assert page.count("Classé") == 1
    assert page.count("Sante") == 1
    assert page.count("Transition") == 1
    assert "Réuni à d’autres avis À venir" in page


@pytest.mark.parametrize(
    ("tagging", "sentence", "coming"),
    [
        (Tagging.OUTSIDE, "autre chose que du contrat", False),
        (Tagging.UNDECIDED, "L’équipe cherche encore", True),
    ],
)
def test_words_outside_the_enjeux_or_to_be_settled_are_told_as_such(
    client: PageClient, session: orm.Session, world: World, *, tagging, sentence, coming
) -> None:
    contribution = say(session, world, "k", status=Status.PUBLISHED)
    contribution.tagging = tagging
    add_step(contribution, StepKind.TAGGED)
    session.commit()
    page = standing(client, "k")
    assert sentence in page
    assert ("À venir" in page) is coming


def test_a_cited_contribution_reads_the_sentence_and_who_said_the_same(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine = say(session, world, "k", status=Status.PUBLISHED, enjeux=("vivre-ensemble",))
    group = say(session, world, "g", "Oui !", status=Status.PUBLISHED, heard_from=12)
    cite(session, world, mine, group)
    session.commit()
    page = standing(client, "k")
    assert SENTENCE in page
    assert "13 personnes ont dit la même chose" in page
    assert "Écrit dans le contrat À venir" in page


def test_alone_behind_a_sentence_nobody_is_told_to_have_said_the_same(
    client: PageClient, session: orm.Session, world: World
) -> None:
    cite(session, world, say(session, world, "k", status=Status.PUBLISHED))
    session.commit()
    page = standing(client, "k")
    assert SENTENCE in page
    assert "la même chose" not in page


def test_only_published_words_are_counted_behind_a_sentence(
    session: orm.Session, world: World
) -> None:
    every = [say(session, world, s.value, status=s, heard_from=10) for s in Status]
    statement = cite(session, world, *every)
    assert people_behind(session, {statement.id}) == {statement.id: 10}


def test_a_written_sentence_says_where_it_stands_and_leads_there(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine = say(session, world, "k", status=Status.PUBLISHED, enjeux=("vivre-ensemble",))
    ambition = session.merge(world.enjeu("vivre-ensemble")).ambitions[0]
    objective = session.query(Objective).filter_by(ambition_id=ambition.id).one()
    action = session.query(Action).filter_by(ambition_id=ambition.id).one()
    placement = place(
        session,
        world,
        cite(session, world, mine),
        ambition=ambition,
        objective=objective,
        action=action,
    )
    session.commit()
    response = client.get(f"/suivi/{receipts.code_of('k')}")
    page = words(response)
    assert "Volet communal d’Armentières, 1.4.b, piste d’action" in page
    assert "Première ambition vivre-ensemble" in page
    assert "Objectif vivre-ensemble" in page
    assert "Piste existante vivre-ensemble" in page
    assert page.count(SENTENCE) == 1
    assert "À venir" not in page
    html = response.get_data(as_text=True)
    assert f'href="/contrats/armentieres#p-{placement.public_id}"' in html
    assert f'href="/contrats/armentieres/phrase/{placement.public_id}"' in html


def test_a_complement_without_a_number_of_its_own_takes_its_diagnostic_s(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine = say(session, world, "k", status=Status.PUBLISHED)
    place(session, world, cite(session, world, mine), PlacementKind.COMPLEMENT)
    enjeu = world.enjeu("vivre-ensemble")
    for section in session.query(Section).filter_by(enjeu_id=enjeu.id):
        if section.kind is SectionKind.COMPLEMENTS:
            section.number = ""
    session.commit()
    page = standing(client, "k")
    assert "1.4.a, « Compléments issus des échanges »" in page.replace("\u202f", " ")


def test_the_last_step_is_marked_as_the_present_one(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine = say(session, world, "k", status=Status.PUBLISHED)
    place(session, world, cite(session, world, mine))
    session.commit()
    html = client.get(f"/suivi/{receipts.code_of('k')}").get_data(as_text=True)
    assert html.count('aria-current="step"') == 1
    current = html[html.index('aria-current="step"') :]
    assert "Écrit dans le contrat" in current
    assert "Reçu" not in current


def test_words_no_longer_published_tell_nothing_of_the_contract(
    session: orm.Session, world: World
) -> None:
    mine = say(session, world, "k", status=Status.PUBLISHED)
    cite(session, world, mine)
    assert list(outcomes(session, [mine])) == [mine.id]
    mine.status = Status.RECEIVED
    session.flush()
    assert outcomes(session, [mine]) == {}


def test_a_code_never_shows_anybody_else_s_words(
    client: PageClient, session: orm.Session, world: World
) -> None:
    mine = say(session, world, "mine", "Mes mots à moi", status=Status.PUBLISHED)
    other = say(session, world, "other", "Les mots du voisin", status=Status.PUBLISHED)
    place(session, world, cite(session, world, mine, other))
    session.commit()
    page = standing(client, "mine")
    assert "Mes mots à moi" in page
    assert "Les mots du voisin" not in page


def test_a_workshop_s_receipt_is_read_only_and_hides_what_was_refused(
    client: PageClient, session: orm.Session, world: World
) -> None:
    first = say(
        session,
        world,
        "w",
        "Une salle pour les jeunes",
        channel=Channel.WORKSHOP,
        source=Source.WORKSHOP_ITEM,
        heard_from=12,
    )
    refused = say(session, world, "x", "Une parole refusée", status=Status.REFUSED)
    refused.receipt = first.receipt
    first.receipt.shared = True
    session.commit()
    code = receipts.code_of("w")
    response = client.get(f"/suivi/{code}")
    page = words(response)
    assert "Une salle pour les jeunes" in page
    assert "dit par 12 personnes" in page
    assert "Une parole refusée" not in page
    html = response.get_data(as_text=True)
    assert "/corriger" not in html
    assert "/retirer" not in html
    assert client.get(f"/recu/{code}").location.endswith(f"/suivi/{code}")


def test_words_in_another_language_are_marked_so(
    client: PageClient, session: orm.Session, world: World
) -> None:
    say(session, world, "k", "نريد مقاعد", language="ar")
    session.commit()
    html = client.get(f"/suivi/{receipts.code_of('k')}").get_data(as_text=True)
    assert 'lang="ar" dir="auto"' in html


def test_the_page_needs_few_queries_however_long_the_receipt(
    client: PageClient, session: orm.Session, world: World
) -> None:
    first = say(session, world, "k", status=Status.PUBLISHED, enjeux=("sante", "emploi"))
    rest = [
        say(
            session,
            world,
            f"k{n}",
            status=Status.PUBLISHED,
            enjeux=("sante",),
            quarter=world.quarter,
        )
        for n in range(15)
    ]
    for each in rest:
        each.receipt = first.receipt
        place(session, world, cite(session, world, first, each, text=f"Phrase {each.id}"))
    session.commit()
    asked: list[str] = []

    def note(_conn, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        standing(client, "k")
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) <= 11, asked
    assert session.get(Contribution, first.id) is not None
