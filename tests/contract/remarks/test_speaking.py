"""Speaking of a passage: an opinion, another wording; when it is open, and sent once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.axes import action_axis, objective_axis
from consult.contract.models import Action, ActionState, Contract, ContractState, Objective
from consult.contract.progress import tell_state
from consult.contract.remarks.models import Remark, RemarkKind
from consult.contract.remarks.periods import is_open, open_at
from consult.contract.versions import publish
from consult.contributions.models import Channel, Contribution, Receipt, Source, Status, TagOrigin
from consult.contributions.rewordings import Rewording, read_rewording
from consult.db import utcnow
from consult.enjeux.models import TransversalAxis
from tests.contract.remarks import saying
from tests.contract.remarks.saying import PAGE, SENTENCE, address, open_contract, rewrite
from tests.factories import World
from tests.pages import PageClient, words

NEW = SENTENCE.replace("généralistes", "généralistes et de dentistes")


@pytest.fixture(autouse=True)
def contract(session: orm.Session, world: World) -> Contract:
    return open_contract(session, world)


def counts(session: orm.Session) -> tuple[int, int, int]:
    session.expire_all()
    return tuple(
        session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in (Remark, Contribution, Receipt)
    )


def test_each_passage_of_the_page_leads_to_a_page_of_its_own(
    client: PageClient, session: orm.Session
) -> None:
    page = client.get(PAGE).text
    for text in (SENTENCE, saying.OTHER, "Objectif sante", "Piste existante sante", "Diagnostic"):
        href = address(session, text=text)
        if text != "Diagnostic":
            assert f'href="{href}"' in page, text
        assert text in words(client.get(href))
    assert "Donner mon avis sur ce passage" in page


def test_an_opinion_becomes_words_to_read_under_the_enjeu_of_its_section(
    client: PageClient, session: orm.Session
) -> None:
    sent = client.submit(
        address(session, "avis"),
        {"text": "Il faut aussi des dentistes.", "quarter": "quartier-attargette-chanzy"},
    )
    assert sent.status_code == 303
    assert "/recu/" in sent.location
    remark = session.scalars(sa.select(Remark)).one()
    said = remark.contribution
    assert (remark.kind, remark.quote) == (RemarkKind.OPINION, SENTENCE)
    assert (remark.section_key, remark.heading) == ("sante-diagnostic", "1.3.a Diagnostic")
    assert (said.text, said.title, said.prompt) == ("Il faut aussi des dentistes.", "", SENTENCE)
    assert (said.source, said.channel, said.heard_from) == (Source.REMARK, Channel.ONLINE, 1)
    assert said.status is Status.RECEIVED
    assert said.perimeter.key == "attargette-chanzy"
    assert [(tag.enjeu.key, tag.origin) for tag in said.tags] == [("sante", TagOrigin.ANIMATOR)]
    assert client.get(sent.location).status_code == 200


def test_another_wording_begins_with_the_present_one_and_says_why(
    client: PageClient, session: orm.Session
) -> None:
    form = address(session, "proposer")
    assert f">\r\n{SENTENCE}</textarea>" in client.get(form).text
    sent = client.submit(form, {"proposed": NEW, "why": "Les dents aussi."})
    assert sent.status_code == 303
    remark = session.scalars(sa.select(Remark)).one()
    assert remark.kind is RemarkKind.CHANGE
    assert read_rewording(remark.words) == Rewording(NEW, "Les dents aussi.")


@pytest.mark.parametrize("published", [False, True])
def test_the_wording_of_a_line_of_the_plan_is_its_own_and_not_what_is_printed_after_it(
    client: PageClient, session: orm.Session, world: World, *, published: bool
) -> None:
    """The mark of its axes, « (prioritaire localement) », the state of an action are added to it."""
    contract = session.merge(world.contract)
    axis = TransversalAxis(key="jeunes", position=0, title="La jeunesse", short_title="Jeunesse")
    contract.vocabulary.axes.append(axis)
    session.flush()
    objective = session.scalars(sa.select(Objective).where(Objective.text == "Objectif emploi"))
    action = session.scalars(sa.select(Action).where(Action.text == "Piste existante emploi"))
    started = action.one()
    started.text += " *[ouverte]* à tous"
    session.execute(
        sa.insert(objective_axis).values(objective_id=objective.one().id, axis_id=axis.id)
    )
    session.execute(sa.insert(action_axis).values(action_id=started.id, axis_id=axis.id))
    by = session.merge(world.editor)
    tell_state(session, started, ActionState.STARTED, date(2026, 3, 2), "Oui.", by=by, seen=0)
    if published:
        publish(session, contract, by=by, note="Premier texte.")
    session.commit()
    page = words(client.get(PAGE))
    assert "Objectif emploi [Jeunesse] (prioritaire localement)" in page
    assert "Piste existante emploi [ouverte] à tous [Jeunesse] (en cours, mars 2026)" in page
    for text in ("Objectif emploi", "Piste existante emploi [ouverte] à tous"):
        form = client.get(address(session, "proposer", text)).text
        assert f">\r\n{text}</textarea>" in form
        assert "Jeunesse" not in form


def test_the_name_of_a_structure_is_public_and_counts_for_one_person(
    client: PageClient, session: orm.Session
) -> None:
    client.submit(address(session, "avis"), {"text": "Oui.", "structure": "Maison des aînés"})
    said = session.scalars(sa.select(Contribution)).one()
    assert (said.title, said.heard_from) == ("Maison des aînés", 1)
    said.status = Status.PUBLISHED
    session.commit()
    assert "Maison des aînés" in words(client.get(address(session)))


def test_an_objective_brings_its_ambition(client: PageClient, session: orm.Session) -> None:
    client.submit(address(session, "avis", "Objectif emploi"), {"text": "D’accord."})
    tag = session.scalars(sa.select(Contribution)).one().tags[0]
    assert (tag.enjeu.key, tag.ambition.key) == ("emploi", "emploi.premiere")


def test_a_section_receives_an_addition(client: PageClient, session: orm.Session) -> None:
    anchor = f"{PAGE}/passage/s-sante-diagnostic"
    assert "Je propose un ajout" in words(client.get(anchor))
    assert client.submit(f"{anchor}/proposer", {"proposed": "Un dentiste."}).status_code == 303
    remark = session.scalars(sa.select(Remark)).one()
    assert remark.quote == f"Diagnostic\n\n{SENTENCE}\n\n{saying.OTHER}"
    remark.contribution.status = Status.PUBLISHED
    session.commit()
    page = client.get(anchor).text
    assert "</span>Un dentiste.</ins>" in page
    assert "<del>" not in page


@pytest.mark.parametrize(
    ("verb", "wrong", "told"),
    [
        ("avis", {"text": "   "}, "Écrivez ce que vous en pensez"),
        ("avis", {"text": "x" * 4001}, "trop long"),
        ("proposer", {"proposed": f" {SENTENCE} "}, "Changez au moins un mot"),
        ("proposer", {"proposed": ""}, "Écrivez la rédaction"),
        ("proposer", {"proposed": NEW, "why": "y" * 2001}, "trop long"),
        ("avis", {"text": "Oui.", "structure": "z" * 201}, "trop long"),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(
    client: PageClient, session: orm.Session, verb: str, wrong: dict[str, str], told: str
) -> None:
    answer = client.submit(address(session, verb), {"structure": "Nous autres", **wrong})
    assert answer.status_code == 422
    assert told in words(answer)
    kept = wrong.get("structure", "Nous autres")
    assert kept in answer.text
    assert counts(session) == (0, 0, 0)


def test_the_same_form_sent_twice_is_one_remark(client: PageClient, session: orm.Session) -> None:
    form = address(session, "avis")
    fields = {"csrf_token": client.token(form), **hidden_of(client, form), "text": "Oui."}
    first, second = client.post(form, data=fields), client.post(form, data=fields)
    assert first.location == second.location
    assert counts(session) == (1, 1, 1)
    assert client.post(form, data={**fields, "text": "Non."}).location != first.location
    assert counts(session) == (2, 2, 2)


def hidden_of(client: PageClient, form: str) -> dict[str, str]:
    from tests.pages import hidden

    page = client.get(form).text
    return {name: hidden(page, name) for name in ("submission", "seen")}


def test_a_passage_that_changes_while_one_writes_keeps_the_text_that_was_read(
    client: PageClient, session: orm.Session
) -> None:
    form = address(session, "avis")
    fields = {"csrf_token": client.token(form), **hidden_of(client, form), "text": "D’accord."}
    rewrite(session, NEW)
    assert client.post(form, data=fields).status_code == 303
    session.expire_all()
    assert session.scalars(sa.select(Remark)).one().quote == SENTENCE
    assert client.post(form, data={**fields, "seen": "autre"}).status_code == 404


def test_only_a_passage_of_the_contract_can_be_spoken_of(
    client: PageClient, session: orm.Session
) -> None:
    for anchor in ("rien", "t-sante-diagnostic-aaaaaa", "p-rien", "s-", "x"):
        for verb in ("", "/avis", "/proposer"):
            assert client.get(f"{PAGE}/passage/{anchor}{verb}").status_code == 404
    assert client.get("/contrats/rien/passage/s-x").status_code == 404


@pytest.mark.parametrize(
    ("state", "starts", "ends", "told"),
    [
        (ContractState.DRAFT, None, None, "encore en cours d’écriture"),
        (ContractState.ADOPTED, None, None, "Ce texte est adopté"),
        (ContractState.CONSULTATION, 2, None, "Vous pourrez donner votre avis à partir du"),
        (ContractState.AMENDMENTS, None, -1, "étaient ouverts jusqu’au"),
    ],
)
def test_outside_the_period_the_pages_say_so_and_keep_the_words(
    client: PageClient,
    session: orm.Session,
    contract: Contract,
    state: ContractState,
    starts: int | None,
    ends: int | None,
    told: str,
) -> None:
    form = address(session, "avis")
    fields = {"csrf_token": client.token(form), **hidden_of(client, form)}
    assert client.post(form, data={**fields, "text": "À temps."}).status_code == 303
    contract.state = state
    contract.remarks_from = utcnow() + timedelta(days=starts) if starts else None
    contract.remarks_until = utcnow() + timedelta(days=ends) if ends else None
    session.commit()
    assert "Donner mon avis sur ce passage" not in client.get(PAGE).text
    for page in (address(session), form):
        shown = client.get(page)
        assert shown.status_code == 200
        assert told in words(shown)
        assert "Je donne mon avis" not in words(shown)
    late = client.post(form, data={**fields, "text": "Trop tard."})
    assert late.status_code == 409
    assert "Trop tard." in words(late)
    again = client.post(form, data={**fields, "text": "À temps."})
    assert (again.status_code, "/recu/" in again.location) == (303, True)
    assert counts(session) == (1, 1, 1)


def test_open_is_the_same_in_python_and_in_sql(session: orm.Session, contract: Contract) -> None:
    now = utcnow()
    days = (None, now - timedelta(days=1), now, now + timedelta(days=1))
    seen = set()
    for state in ContractState:
        for starts in days:
            for ends in days:
                contract.state, contract.remarks_from, contract.remarks_until = state, starts, ends
                session.flush()
                found = session.scalar(sa.select(Contract.id).where(open_at(now))) is not None
                assert found is is_open(contract, now), (state, starts, ends)
                seen.add(found)
    assert seen == {True, False}


def test_two_changes_of_one_long_passage_are_never_taken_for_copies(
    session: orm.Session,
) -> None:
    """They share nearly all their words: those of the passage."""
    long = " ".join(f"mot{n} de la phrase" for n in range(60))
    rewrite(session, long)
    for word in ("premier", "dernier"):
        saying.remark(session, str(Rewording(f"{long} {word}")), about=long)
    from consult.contributions.lookalikes.models import Fingerprint

    assert session.scalars(sa.select(Fingerprint.group_id)).all() == [None, None]
    saying.remark(session, str(Rewording(f"{long} premier")), about=long, key="encore")
    groups = session.scalars(sa.select(Fingerprint.group_id)).all()
    assert sorted(each is None for each in groups) == [False, False, True]
