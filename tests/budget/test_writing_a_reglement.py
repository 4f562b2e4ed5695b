"""The team writes a règlement on the site; residents read it in articles."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget import articles
from consult.budget.desk import editing
from consult.budget.models import Campaign
from consult.budget.terms import BallotKind, TallyRule, TieBreak, VoterEntry
from consult.db import utcnow
from tests.budget.test_campaigns import deposit
from tests.budget.test_importing import FILE, faults, find, import_text
from tests.factories import World, make_campaign
from tests.pages import PageClient, browser, filled_form, words
from tests.pdf import need_pdf, pages_of
from tests.reference_text import changed

DESK = "/espace/budget/budget-2027"


def voting(session: orm.Session, world: World, **values) -> Campaign:
    """One whose vote is open."""
    now = utcnow()
    made = make_campaign(
        session,
        world,
        open_for=-20,
        study_closes_at=now - timedelta(days=3),
        vote_opens_at=now - timedelta(days=2),
        vote_closes_at=now + timedelta(days=5),
        envelope_eur=100_000,
        ballot=BallotKind.APPROVAL,
        choices_max=3,
        rule=TallyRule.GREEDY,
        vote_entry=VoterEntry.CARD,
        **values,
    )
    session.commit()
    return made


def lines(session: orm.Session, action: str) -> list[AuditLine]:
    query = sa.select(AuditLine).where(AuditLine.action == action).order_by(AuditLine.id)
    return list(session.scalars(query))


def test_a_campaign_is_begun_written_previewed_published(
    editor: PageClient, session: orm.Session, app
) -> None:
    made = editor.submit(
        "/espace/budget/nouvelle-campagne", {"title": "Budget participatif 2031"}, form=1
    )
    assert made.location.endswith("/espace/budget/budget-participatif-2031/modifier")
    public = "/budget/budget-participatif-2031"
    assert browser(app).get(public).status_code == 404
    assert "2031" not in words(browser(app).get("/budget"))
    action, fields = filled_form(editor.get(made.location).text, 1)
    answer = editor.post(
        action,
        data={
            **fields,
            "envelope_eur": "150 000 €",
            "share_town": "50000",
            "criteria": "Servir à tous",
            "deposit_min_age": "11",
        },
    )
    # The shares of the quarters are missing: nothing typed is lost.
    assert answer.status_code == 422
    assert "La somme des parts n’est pas l’enveloppe" in words(answer) or "parts" in words(answer)
    assert 'value="150000"' in answer.text
    assert "Servir à tous" in answer.text
    action, fields = filled_form(answer.text, 1)
    saved = editor.post(action, data={**fields, "share_town": ""})
    assert saved.status_code == 303
    (line,) = lines(session, "campaign.edit")
    told = [" ".join(each.split()) for each in line.details["changes"]]
    assert told[0] == "Ce qu’une idée doit respecter : pas décidé → Servir à tous"
    assert "Enveloppe de tous les projets : pas décidé → 150 000 €" in told
    preview = editor.get("/espace/budget/budget-participatif-2031/apercu")
    assert "dès 11 ans" in words(preview)
    assert f'href="{public}/proposer"' not in preview.text
    editor.submit("/espace/budget/budget-participatif-2031", form=1)
    session.expire_all()
    assert find(session, "budget-participatif-2031").is_ready
    assert browser(app).get(public).status_code == 200


def test_what_a_vote_froze_is_told_and_refused(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    campaign = voting(session, world)
    page = editor.get(f"{DESK}/modifier")
    assert "Le vote est ouvert" in words(page)
    assert 'name="envelope_eur"' not in page.text
    assert "100 000 €" in words(page).replace("\u202f", " ")
    # A page that was open since before the vote, or made by hand.
    action, fields = filled_form(page.text, 1)
    refused = editor.post(action, data={**fields, "envelope_eur": "200000", "intro": "Gardé."})
    assert refused.status_code == 409
    assert "Enveloppe de tous les projets" in words(refused)
    assert "Gardé." in refused.text
    session.expire_all()
    assert session.get(Campaign, campaign.id).envelope_eur == 100_000
    # The rest is still corrected.
    assert editor.post(action, data={**fields, "intro": "Votez !"}).status_code == 303
    session.expire_all()
    assert session.get(Campaign, campaign.id).intro == "Votez !"


def test_an_import_refuses_what_a_vote_froze(session: orm.Session, world: World) -> None:
    voted = FILE.replace(
        "closes: 2026-12-31\n",
        "closes: 2026-07-31\n    studied: 2026-08-31\n    vote_opens: 2026-09-01\n"
        "    vote_closes: 2026-09-30\n"
        "    vote: {entry: open, ballot: approval, choices_max: 3, rule: greedy}\n",
    ).replace("2026-", "2025-")
    voted = voted.replace("slug: budget-2025", "slug: budget-2026")
    import_text(session, voted)
    assert faults(session, changed(voted, "envelope_eur: 100000", "envelope_eur: 100001")) == [
        (12, "people are voting or have voted: this does not change any more.")
    ]
    assert find(session).envelope_eur == 100_000
    assert import_text(session, changed(voted, "closes: 2025-07-31", "closes: 2025-07-30")).changed


def test_two_people_who_write_at_once_do_not_erase_each_other(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    make_campaign(session, world)
    session.commit()
    action, fields = filled_form(editor.get(f"{DESK}/modifier").text, 1)
    assert editor.post(action, data={**fields, "title": "Un"}).status_code == 303
    late = editor.post(action, data={**fields, "title": "Deux"})
    assert late.status_code == 409
    assert "pendant que vous écriviez" in words(late)
    assert 'value="Deux"' in late.text
    again_action, again = filled_form(late.text, 1)
    assert editor.post(again_action, data=again).status_code == 303


def test_a_copy_is_a_draft_of_a_coming_year_and_only_an_empty_draft_is_removed(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    campaign = voting(session, world, title="Budget participatif 2027")
    editor.submit(f"{DESK}/copier", {"title": "Budget suivant"}, form=1)
    session.expire_all()
    made = find(session, "budget-suivant")
    assert (made.is_ready, made.rule, made.envelope_eur) == (False, TallyRule.GREEDY, 100_000)
    assert made.opens_at > utcnow()
    assert made.vote_opens_at - made.opens_at >= timedelta(days=50)
    deposit(session, made, "x")
    session.commit()
    with pytest.raises(ValueError, match="not an empty draft"):
        editing.remove(session, made, by=world.editor)
    with pytest.raises(ValueError, match="not an empty draft"):
        editing.remove(session, campaign, by=world.editor)
    editor.submit(f"{DESK}/copier", {"title": "Autre"}, form=1)
    token = editor.token("/espace/budget/autre")
    assert (
        editor.post("/espace/budget/autre/supprimer", data={"csrf_token": token}).status_code == 303
    )
    assert "autre" not in session.scalars(sa.select(Campaign.slug)).all()


def test_the_page_tells_now_what_one_can_do_and_what_comes_next(
    client: PageClient, session: orm.Session, world: World
) -> None:
    voting(session, world)
    make_campaign(session, world, slug="ensemble", title="Budget des écoles")
    session.commit()
    page = client.get("/budget/budget-2027")
    assert "Les habitants choisissent parmi les projets. Vous pouvez voter." in words(page)
    assert page.text.count('aria-current="step"') == 1
    home = words(client.get("/"))
    assert "Budget participatif 2027" in home
    assert "Budget des écoles" in home


def test_each_setting_is_a_sentence_of_the_articles(
    app, client: PageClient, session: orm.Session, world: World, tmp_path: Path
) -> None:
    need_pdf()
    campaign = voting(session, world, barred="Les élus ne déposent pas.", vote_min_age=16)
    with app.test_request_context():
        told = articles.articles(campaign)
    text = "\n".join(
        "\n".join([each.heading, *each.paragraphs, *each.points, each.example]) for each in told
    )
    for sentence in (
        "100\u202f000\u202f€",
        "dès 16 ans",
        "Les élus ne déposent pas.",
        "de 1 à 3 projets",
        "avec le code d’une carte de vote",
        "classés par nombre de voix",
        "Celui qui a le plus de voix.",
        "15 jours",
    ):
        assert sentence in text, sentence
    unsettled = [line for each in told for line in each.unsettled]
    assert "le jour des résultats" in unsettled
    assert not any("vote" in line for line in unsettled)
    page = words(client.get("/budget/budget-2027/reglement"))
    assert "Pas encore décidé : les critères de recevabilité" in page
    paper = client.get("/budget/budget-2027/reglement.pdf")
    assert paper.mimetype == "application/pdf"
    file = tmp_path / "reglement.pdf"
    file.write_bytes(paper.data)
    assert "classés par nombre de voix" in " ".join(" ".join(pages_of(file)).split())


def test_a_draw_says_how_anybody_makes_it_again(app, session: orm.Session, world: World) -> None:
    campaign = voting(session, world, ties=[TieBreak.DRAW.value], draw_seed="kermesse 2027")
    with app.test_request_context():
        (article,) = [each for each in articles.articles(campaign) if "égalité" in each.heading]
    assert "« kermesse 2027 »" in " ".join(article.paragraphs).replace("\u202f", " ").replace(
        "\u00a0", " "
    )
