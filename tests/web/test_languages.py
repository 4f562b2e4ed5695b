"""Words said in another language than the page's are marked, wherever they appear: a screen reader then
changes its voice, and Arabic is written from the right."""

from __future__ import annotations

import pytest
from sqlalchemy import orm

from consult.contract.models import Placement, PlacementKind
from consult.contributions import receipts
from consult.contributions.models import Status
from consult.moderation.models import Decision, DecisionKind
from consult.moderation.review_models import Appeal, Report, ReportReason
from consult.synthesis.models import Citation, Statement
from consult.synthesis.topics.models import SetAside, SetAsideReason, Topic, TopicMember
from tests import factories
from tests.factories import World
from tests.pages import ARABIC, PageClient

WORDS = "نريد مقاعد في ساحة المدرسة من فضلكم 06 00 00 00 00"
# Pages where somebody's words are, by what they are opened with.
PUBLIC = [
    "/suivi/{code}",
    "/suivi/{code}/{waiting}/corriger",
    "/suivi/{code}/{waiting}/retirer",
    "/contrats/armentieres/phrase/{place}",
    "/signaler/{cited}",
]
DESK = [
    "/espace/moderation",
    "/espace/moderation/{waiting}",
    "/espace/moderation/{waiting}/separer",
    "/espace/moderation/{cited}",
    "/espace/moderation/{cited}/ressemblances",
    "/espace/moderation/copies",
    "/espace/moderation/publiees",
    "/espace/moderation/recours",
    "/espace/moderation/recours/{refused}",
    "/espace/moderation/signalements",
    "/espace/moderation/signalements/{cited}",
    "/espace/classement",
    "/espace/classement/{cited}",
    "/espace/synthese/armentieres/sante?toutes=1",
    "/espace/synthese/armentieres/sante/dehors",
    "/espace/synthese/armentieres/sante/ecartees",
    "/espace/synthese/groupe/{topic}",
    "/espace/synthese/phrase/{statement}",
    "/espace/synthese/phrase/{statement}/separer",
    "/espace/synthese/couverture",
    "/espace/contrat/armentieres/actions?enjeu=sante",
]


@pytest.fixture
def said(session: orm.Session, world: World) -> dict[str, str]:
    """Arabic words at every stage; what tells each page apart."""
    mine = {"language": "ar", "title": "مقاعد"}
    waiting = factories.make_contribution(session, world, WORDS, submission="one", **mine)
    published = [
        factories.make_contribution(
            session, world, WORDS, status=Status.PUBLISHED, enjeux=("sante",), **mine
        )
        for _ in range(4)
    ]
    cited, other, aside, _outside = published
    refused = factories.make_contribution(session, world, WORDS, status=Status.REFUSED, **mine)
    factories.make_contribution(session, world, WORDS, status=Status.PUBLISHED, **mine)
    enjeu = session.merge(world.enjeu("sante"))
    statement = Statement(enjeu=enjeu, text="Des bancs.")
    statement.citations = [Citation(contribution=each) for each in (cited, other)]
    place = Placement(
        contract=session.merge(world.contract),
        statement=statement,
        kind=PlacementKind.COMPLEMENT,
        enjeu=enjeu,
    )
    topic = Topic(enjeu=enjeu, words=["banc"])
    by = session.merge(world.editor)
    decision = Decision(
        contribution=refused, moderator=by, kind=DecisionKind.REFUSE, sentence="Non.", revision=0
    )
    session.add_all([place, topic, decision])
    session.flush()
    session.add_all(
        [
            TopicMember(topic_id=topic.id, enjeu_id=enjeu.id, contribution_id=other.id),
            SetAside(enjeu=enjeu, contribution=aside, reason=SetAsideReason.UNCLEAR, user=by),
            Appeal(contribution=refused, decision=decision),
            Report(contribution=cited, submission_digest="d", reason=ReportReason.NAMES),
        ]
    )
    session.commit()
    return {
        "code": receipts.code_of("one"),
        "waiting": waiting.public_id,
        "cited": cited.public_id,
        "refused": refused.public_id,
        "statement": statement.public_id,
        "place": place.public_id,
        "topic": topic.public_id,
    }


@pytest.mark.parametrize("page", PUBLIC)
def test_readers_meet_words_in_their_own_language(
    client: PageClient, said: dict[str, str], page: str
) -> None:
    answer = client.get(page.format(**said))  # which is read as strictly as in `tests.pages`
    assert answer.status_code == 200
    assert ARABIC.search(answer.get_data(as_text=True))


@pytest.mark.parametrize("page", DESK)
def test_the_team_meets_words_in_their_own_language(
    client: PageClient, world: World, said: dict[str, str], page: str
) -> None:
    client.sign_in(world.administrator)
    answer = client.get(page.format(**said))
    assert answer.status_code == 200
    assert ARABIC.search(answer.get_data(as_text=True))
