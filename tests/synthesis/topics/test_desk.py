"""The pages of the groups, through the browser's eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from consult.audit.models import AuditLine
from consult.contributions.models import Status
from consult.db import utcnow
from consult.following.operations import withdraw
from consult.synthesis.models import Statement
from consult.synthesis.topics import operations, running
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember, TopicRun
from consult.synthesis.topics.scope import EVERYTHING
from tests.pages import words
from tests.synthesis.conftest import said, sentence
from tests.synthesis.topics.conftest import (
    ASIDE,
    GROUPS,
    OUTSIDE,
    group_with,
    groups,
    page_of,
    propose,
)
from tests.synthesis.topics.samples import ALONE, DOCTORS, TEETH
from tests.web.test_budgets import counting


def counters(editor, enjeu: str = "Sante") -> list[str]:
    """Contributions, people, cited, grouped, set aside, outside."""
    return words(editor.get("/espace/synthese")).split(enjeu)[1].split()[:6]


def post(editor, url: str, **data):
    return editor.post(url, data={"csrf_token": editor.token(GROUPS), **data})


def actions(session) -> list[str]:
    query = sa.select(AuditLine.action).order_by(AuditLine.id)
    kinds = ("topic", "set_aside")
    return [each for each in session.scalars(query) if each.split(".")[0] in kinds]


def test_groups_are_asked_for_and_shown_with_their_words_and_people(
    editor, session, world, heard
) -> None:
    assert "Aucun" in words(editor.get(GROUPS))
    answer = editor.submit(GROUPS, form=1)
    assert answer.status_code == 303
    page = words(editor.get(answer.location))
    assert "Les groupes sont proposés" in page
    doctors = group_with(session, DOCTORS[0])
    row = page.split(f"« {', '.join(doctors.words)} »")[1].split()[:4]
    assert row == ["11", "4", "4", "4"], "people, contributions, in no sentence, proposed"
    told = words(editor.get(page_of(doctors)))
    assert "4 contributions, 11 personnes" in told
    assert "Atelier 1 contribution, 8 personnes" in told
    assert all(text in told for text in DOCTORS)
    assert TEETH[0] not in told


def test_a_proposal_settles_nothing_until_it_is_kept(editor, session, world, sante, heard) -> None:
    propose(session, sante, world)
    assert counters(editor) == ["8", "15", "0", "0", "0", "8"]
    topic = group_with(session, DOCTORS[0])
    answer = editor.submit(page_of(topic), {"name": "Trouver un médecin"}, form=2)
    assert answer.status_code == 303
    assert counters(editor) == ["8", "15", "0", "4", "0", "4"]
    assert "Trouver un médecin" in words(editor.get(GROUPS))
    assert "4 contributions ne sont encore dans aucune phrase" in words(editor.get("/espace"))
    assert actions(session) == ["topic.keep", "topic.name"]
    sentence(session, world, heard["doctor0"], heard["alone"])
    session.commit()
    assert counters(editor) == ["8", "15", "2", "3", "0", "3"]


def test_a_name_is_asked_for_and_a_change_meanwhile_is_told(
    editor, session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    url = page_of(topic)
    answer = editor.submit(url, {"name": "  "}, form=2)
    assert answer.status_code == 422
    assert "Donnez un nom au groupe." in words(answer)
    sent = {"csrf_token": editor.token(url), "revision": "0"}
    assert editor.post(f"{url}/nom", data={**sent, "name": "Le leur"}).status_code == 303
    answer = editor.post(f"{url}/nom", data={**sent, "name": "Le mien"})
    assert answer.status_code == 409
    body = answer.get_data(as_text=True)
    assert "Le leur" in body
    assert 'value="Le mien"' in body
    for act in ("reunir", "defaire"):
        other = group_with(session, TEETH[0]).public_id
        stale = editor.post(f"{url}/{act}", data={**sent, "other": other})
        assert stale.status_code == 409
    assert len(groups(session)) == 2


def test_words_move_out_and_come_back(editor, session, world, sante, heard) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    url = page_of(topic)
    out = {"target": "aucun", "contribution": heard["doctor1"].public_id}
    answer = post(editor, f"{url}/deplacer", **out)
    assert answer.status_code == 303
    assert DOCTORS[1] not in groups(session)[topic.public_id]
    assert DOCTORS[1] in words(editor.get(OUTSIDE))
    undo = editor.submit(answer.location, form=1)
    assert undo.status_code == 303
    assert DOCTORS[1] in groups(session)[topic.public_id]
    assert actions(session) == ["topic.keep", "topic.move_out", "topic.move_in"]


def test_a_group_is_split_and_the_two_are_put_together_again(
    editor, session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    url = page_of(topic)
    ticked = [heard["doctor0"].public_id, heard["doctor1"].public_id]
    split = {"target": "nouveau", "new_name": "Départs en retraite", "contribution": ticked}
    assert post(editor, f"{url}/deplacer", **split).status_code == 303
    other = group_with(session, DOCTORS[0])
    assert (other.name, other.kept) == ("Départs en retraite", True)
    assert groups(session)[other.public_id] == {DOCTORS[0], DOCTORS[1]}
    made = operations.write_statement(
        session, other, "Des médecins partent.", [heard["doctor0"]], by=world.editor
    )
    session.commit()
    session.refresh(topic)
    merged = {"other": (gone := other.public_id), "revision": str(topic.revision)}
    assert post(editor, f"{url}/reunir", **merged).status_code == 303
    assert groups(session)[topic.public_id] == set(DOCTORS)
    assert made.topic_id == topic.id
    again = post(editor, f"{url}/reunir", other=gone, revision="1")
    assert "n’existe plus" in words(editor.get(again.location))


def test_a_group_undone_leaves_its_words_outside_and_its_sentences(
    editor, session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    made = operations.write_statement(
        session, topic, "On manque de médecins.", [heard["doctor0"]], by=world.editor
    )
    session.commit()
    answer = editor.submit(page_of(topic), form=4)
    assert answer.status_code == 303
    assert topic.public_id not in groups(session)
    session.refresh(made)
    assert made.topic_id is None
    assert counters(editor) == ["8", "15", "1", "0", "0", "7"]


def test_the_sentence_cites_the_words_ticked_and_remembers_its_group(
    editor, session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    url = page_of(topic)
    page = editor.get(url).get_data(as_text=True)
    assert page.count(" checked>") == 3, "those that stand for the group, to begin with"
    copy = said(session, world, DOCTORS[0])
    session.commit()
    propose(session, sante, world)
    ticked = [heard["doctor0"].public_id, heard["doctor1"].public_id]
    data = {"text": "Des médecins partent.", "ambition": "", "contribution": ticked}
    answer = post(editor, f"{url}/phrase", **data)
    assert answer.status_code == 303
    (made,) = session.scalars(sa.select(Statement)).all()
    assert made.topic_id == topic.id
    cited = {each.contribution_id for each in made.citations}
    assert cited == {heard["doctor0"].id, heard["doctor1"].id, copy.id}
    session.refresh(topic)
    assert topic.kept
    assert "Des médecins partent." in words(editor.get(url))
    whole = {"text": "Il manque des médecins.", "ambition": "", "tout": "1"}
    assert post(editor, f"{url}/phrase", **whole).status_code == 303
    second = session.scalars(sa.select(Statement).order_by(Statement.id.desc())).first()
    assert len(second.citations) == 5


@pytest.mark.parametrize(
    ("text", "ticks", "told"),
    [("", True, "Écrivez la phrase."), ("Une phrase.", False, "Cochez au moins une contribution")],
)
def test_a_sentence_that_cannot_be_saved_keeps_what_was_typed(
    editor, session, world, sante, heard, text, ticks, told
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    ticked = [heard["doctor2"].public_id] if ticks else []
    data = {"text": text, "ambition": "", "contribution": ticked, "sentence": "Gardé."}
    answer = post(editor, f"{page_of(topic)}/phrase", **data)
    assert answer.status_code == 422
    body = answer.get_data(as_text=True)
    assert told in words(answer)
    assert text in body
    assert "Gardé." in body
    assert body.count(" checked>") == len(ticked)


def test_words_are_set_aside_with_a_reason_and_taken_back(
    editor, session, world, sante, heard
) -> None:
    ticked = {"contribution": heard["alone"].public_id}
    url = f"{OUTSIDE}/ecarter"
    asked = post(editor, url, reason="other", sentence=" ", **ticked)
    assert asked.status_code == 422
    assert "Écrivez la raison" in words(asked)
    assert post(editor, url, reason="pigeon", **ticked).status_code == 422
    done = post(editor, url, reason="already_done", sentence="Fait en mai.", **ticked)
    assert done.status_code == 303
    assert ALONE not in words(editor.get(OUTSIDE))
    page = words(editor.get(ASIDE))
    assert ALONE in page
    assert "Déjà fait, ou en cours" in page
    assert "Fait en mai." in page
    assert counters(editor) == ["8", "15", "0", "0", "1", "7"]
    assert editor.submit(ASIDE, form=1).status_code == 303
    assert session.scalars(sa.select(SetAside)).all() == []
    assert actions(session) == ["set_aside.set", "set_aside.take_back"]
    assert post(editor, f"{ASIDE}/{heard['alone'].public_id}/reprendre").status_code == 404


def test_what_a_sentence_cites_is_not_set_aside(editor, session, world, sante, heard) -> None:
    sentence(session, world, heard["alone"])
    session.commit()
    ticked = {"contribution": [heard["alone"].public_id, heard["tooth0"].public_id]}
    answer = post(editor, f"{OUTSIDE}/ecarter", reason="unclear", sentence="", **ticked)
    page = words(editor.get(answer.location))
    assert "1 contribution mise de côté" in page
    assert "n’ont pas bougé" in page
    assert counters(editor) == ["8", "15", "1", "0", "1", "6"]


def test_what_is_outside_goes_into_a_group(editor, session, world, sante, heard) -> None:
    copy = said(session, world, ALONE)
    session.commit()
    page = words(editor.get(OUTSIDE))
    assert page.count(ALONE) == 1
    assert "1 autre dit la même chose" in page
    data = {"target": "nouveau", "new_name": "Logements anciens"}
    answer = post(editor, f"{OUTSIDE}/placer", contribution=heard["alone"].public_id, **data)
    assert answer.status_code == 303
    topic = group_with(session, ALONE)
    members = set(session.scalars(sa.select(TopicMember.contribution_id)))
    assert members == {heard["alone"].id, copy.id}
    more = {"target": topic.public_id, "contribution": heard["tooth0"].public_id}
    assert post(editor, f"{OUTSIDE}/placer", **more).status_code == 303
    assert groups(session)[topic.public_id] == {ALONE, TEETH[0]}
    again = post(editor, f"{OUTSIDE}/placer", **more)
    assert "déplacé ces paroles entre-temps" in words(editor.get(again.location))
    ticks = post(editor, f"{OUTSIDE}/placer", target="nouveau", new_name="Rien")
    assert "Cochez au moins une contribution" in words(editor.get(ticks.location))
    assert len(session.scalars(sa.select(Topic)).all()) == 1


def test_words_withdrawn_unpublished_or_sorted_elsewhere_leave_at_once(
    editor, session, world, sante, heard
) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    operations.name_topic(session, topic, "Médecins", by=world.editor, revision=0)
    operations.set_aside(
        session, sante, [heard["alone"]], SetAsideReason.OTHER, "Il en parle ici.", by=world.editor
    )
    session.commit()
    assert counters(editor) == ["8", "15", "0", "4", "1", "3"]
    withdraw(session, heard["doctor0"])
    withdraw(session, heard["alone"])
    heard["doctor1"].status = Status.REFUSED
    heard["doctor2"].tags.clear()
    session.commit()
    assert counters(editor) == ["4", "4", "0", "1", "0", "3"]
    page = words(editor.get(page_of(topic)))
    assert "1 contribution, 1 personne" in page
    assert DOCTORS[1] not in page
    assert session.scalars(sa.select(SetAside)).all() == []
    left = sa.select(TopicMember).where(TopicMember.contribution_id == heard["doctor0"].id)
    assert session.scalars(left).all() == []
    session.refresh(topic)
    assert topic.words
    assert "retraite" not in topic.words


def test_the_page_tells_how_far_a_long_run_is(editor, session, world, sante, heard) -> None:
    run, _ = running.ask(session, sante, EVERYTHING, by=world.editor)
    run.done = 40
    session.commit()
    page = editor.get(GROUPS)
    assert "40 %" in words(page)
    assert "Proposer" not in words(page)
    assert editor.get(f"{GROUPS}/avancement").get_json() == {"done": 40, "running": True}
    again = post(editor, GROUPS)
    assert "se préparent déjà" in words(editor.get(again.location))
    run.alive_at = utcnow() - timedelta(hours=1)
    session.commit()
    assert "s’est arrêtée en route" in words(editor.get(GROUPS))
    assert editor.get(f"{GROUPS}/avancement").get_json()["running"] is False
    assert editor.submit(GROUPS, form=1).status_code == 303
    assert len(groups(session)) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(TopicRun)) == 2


def test_filters_count_in_the_part_they_choose(editor, session, world, sante, heard) -> None:
    propose(session, sante, world)
    teeth = group_with(session, TEETH[0])
    doctors = group_with(session, DOCTORS[0])
    page = editor.get(f"{GROUPS}?quartier={world.quarter.key}").get_data(as_text=True)
    assert teeth.public_id in page
    assert doctors.public_id not in page
    assert doctors.public_id not in editor.get(f"{GROUPS}?du=2031-01-01").get_data(as_text=True)
    odd = editor.get(f"{GROUPS}?du=hier&quartier=nulle-part&debut=-3")
    assert doctors.public_id in odd.get_data(as_text=True)


def test_pages_ask_few_questions_however_many_groups(editor, session, world, sante, heard) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    for url, most in ((GROUPS, 16), (page_of(topic), 22), (OUTSIDE, 16), (ASIDE, 8)):
        with counting() as seen:
            assert editor.get(url).status_code == 200
        assert len(seen) <= most, (url, len(seen), "\n".join(seen))


@pytest.mark.parametrize("who", ["moderator", "animator", None])
def test_only_editors_enter(client, session, world, sante, heard, who) -> None:
    propose(session, sante, world)
    topic = group_with(session, DOCTORS[0])
    if who:
        client.sign_in(getattr(world, who))
    refused = 403 if who else 302
    for url in (GROUPS, OUTSIDE, ASIDE, page_of(topic), f"{GROUPS}/avancement"):
        assert client.get(url).status_code == refused
    for act in ("nom", "garder", "deplacer", "remettre", "reunir", "defaire", "ecarter", "phrase"):
        assert client.post(f"{page_of(topic)}/{act}").status_code == refused
    assert client.post(GROUPS).status_code == refused
    assert client.post(f"{OUTSIDE}/placer").status_code == refused


@pytest.mark.parametrize(
    "path", ["groupe/nul", "armentieres/nul/groupes", "nul/sante/dehors", "nul/sante/ecartees"]
)
def test_an_unknown_address_is_not_found(editor, path) -> None:
    assert editor.get(f"/espace/synthese/{path}").status_code == 404


def test_words_that_changed_under_the_editor_s_eyes_are_not_decided_at_all(
    editor, session, world, sante, heard, monkeypatch
) -> None:
    """Taken back between the reading and the writing of one request: nothing of it stays."""
    statement = sentence(session, world, heard["doctor0"])
    session.commit()
    for module in ("consult.synthesis.operations", "consult.synthesis.topics.operations"):
        monkeypatch.setattr(f"{module}.all_heard", lambda *_given: False)
    ticked = {"contribution": heard["alone"].public_id}
    aside = post(editor, f"{OUTSIDE}/ecarter", reason="unclear", sentence="", **ticked)
    assert "déplacé ces paroles entre-temps" in words(editor.get(aside.location))
    cited = post(editor, f"/espace/synthese/phrase/{statement.public_id}/rattacher", **ticked)
    assert "a changé entre-temps" in words(editor.get(cited.location))
    assert counters(editor) == ["8", "15", "1", "0", "0", "7"]
