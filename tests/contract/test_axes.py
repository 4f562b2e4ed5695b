"""Transversal axes: read from the file, kept by their ids, shown where a contract has some."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy import orm

from consult.accounts.models import Role
from consult.contract import documents
from consult.contract.axes import LINKS, action_axis, objective_axis
from consult.contract.models import Action, Contract, Objective
from consult.contract.queries import load_contract
from consult.contributions.axes import ContributionAxis
from consult.contributions.models import Status
from consult.enjeux.models import TransversalAxis
from consult.reading import ReadingError
from consult.synthesis.scope import default_vocabulary_key
from tests import factories
from tests.contract.volet_file import VOLET, edited, import_text, make_places
from tests.pages import PageClient, words
from tests.reference_text import line_of
from tests.web.test_budgets import MOST_QUERIES, counting

AXES = [
    {
        "key": "egalite",
        "title": "L’égalité entre les femmes et les hommes",
        "short_title": "Égalité F-H",
    },
    {
        "key": "jeunesse",
        "title": "La jeunesse",
        "short_title": "Jeunesse",
        "scope": "de 16 à 25 ans",
    },
]


def with_axes(content: dict[str, Any]) -> None:
    """One objective and two actions of the small volet serve axes."""
    content["axes"] = [dict(axis) for axis in AXES]
    ambition = content["enjeux"][0]["ambitions"][0]
    ambition["objectives"][0]["axes"] = ["jeunesse", "egalite"]
    ambition["objectives"][0]["existing"][0]["axes"] = ["jeunesse"]
    ambition["pistes"][0]["axes"] = ["egalite"]


@pytest.fixture
def volet(session: orm.Session) -> Contract:
    make_places(session)
    import_text(session, edited(with_axes))
    session.commit()
    return session.scalars(sa.select(Contract)).one()


def links(session: orm.Session) -> set[tuple[str, str]]:
    """Keys of lines of the plan and of the axes they serve."""
    found: set[tuple[str, str]] = set()
    for kind, table in LINKS.items():
        line = objective_axis.c.objective_id if kind is Objective else action_axis.c.action_id
        query = (
            sa.select(kind.key, TransversalAxis.key)
            .select_from(table)
            .join(kind, kind.id == line)
            .join(TransversalAxis, TransversalAxis.id == table.c.axis_id)
        )
        found |= {(row[0], row[1]) for row in session.execute(query)}
    return found


def refused(session: orm.Session, text: str) -> str:
    with pytest.raises(ReadingError) as error:
        import_text(session, text)
    return str(error.value)


@pytest.mark.usefixtures("volet")
def test_the_axes_and_what_serves_them_are_imported(session: orm.Session) -> None:
    axes = session.scalars(sa.select(TransversalAxis).order_by(TransversalAxis.position)).all()
    assert [(each.key, each.short_title, each.scope) for each in axes] == [
        ("egalite", "Égalité F-H", ""),
        ("jeunesse", "Jeunesse", "de 16 à 25 ans"),
    ]
    assert links(session) == {
        ("ressources", "egalite"),
        ("ressources", "jeunesse"),
        ("centres", "jeunesse"),
        ("lieux", "egalite"),
    }


@pytest.mark.usefixtures("volet")
def test_importing_again_changes_nothing_and_another_file_only_what_differs(
    session: orm.Session,
) -> None:
    ids = {each.key: each.id for each in session.scalars(sa.select(TransversalAxis))}
    assert import_text(session, edited(with_axes)).nothing

    def moved(content: dict[str, Any]) -> None:
        with_axes(content)
        content["axes"].reverse()
        del content["enjeux"][0]["ambitions"][0]["pistes"][0]["axes"]

    counts = import_text(session, edited(moved))

    assert (counts.added, counts.changed, counts.removed) == (0, 2, 1)
    assert {each.key: each.id for each in session.scalars(sa.select(TransversalAxis))} == ids
    assert ("lieux", "egalite") not in links(session)


@pytest.mark.usefixtures("volet")
def test_an_axis_that_nothing_bears_leaves_with_its_links(session: orm.Session) -> None:
    counts = import_text(session, VOLET)

    assert session.scalar(sa.select(sa.func.count()).select_from(TransversalAxis)) == 0
    assert links(session) == set()
    assert counts.removed == 2


@pytest.mark.usefixtures("volet")
def test_an_objective_that_serves_an_axis_can_leave(session: orm.Session) -> None:
    def without(content: dict[str, Any]) -> None:
        with_axes(content)
        content["enjeux"][0]["ambitions"][0]["objectives"] = []

    import_text(session, edited(without))

    assert links(session) == {("lieux", "egalite")}


def test_an_axis_that_words_bear_is_kept(session: orm.Session, world: factories.World) -> None:
    vocabulary = session.merge(world.vocabulary)
    vocabulary.axes.append(
        TransversalAxis(key="jeunesse", position=0, title="La jeunesse", short_title="Jeunesse")
    )
    said = factories.make_contribution(session, world, status=Status.PUBLISHED)
    editor = session.merge(world.editor)
    session.add(ContributionAxis(contribution=said, axis=vocabulary.axes[0], user=editor))
    session.commit()

    def of_the_world(content: dict[str, Any]) -> None:
        content["contract"]["slug"] = "armentieres"
        content["enjeux"][0]["indicators"] = []

    assert "the axis « jeunesse » is no longer described here, but it is in use" in refused(
        session, edited(of_the_world)
    )
    assert session.scalars(sa.select(TransversalAxis.key)).all() == ["jeunesse"]


@pytest.mark.parametrize(
    ("change", "told", "at"),
    [
        (lambda c: c["axes"].pop(), "the axis « jeunesse » is not in « axes ».", "- jeunesse"),
        (
            lambda c: c["enjeux"][0]["ambitions"][0]["pistes"][0].update(axes=["egalite"] * 2),
            "the axis « egalite » is said twice.",
            None,
        ),
        (lambda c: c["axes"].append(dict(AXES[0])), "« egalite » already stands at line", None),
        (
            lambda c: c["axes"][0].update(short_title="Égalité femmes-hommes"),
            "is longer than 18 characters",
            "Égalité femmes-hommes",
        ),
    ],
)
@pytest.mark.usefixtures("volet")
def test_what_is_wrong_with_the_axes_is_told_with_its_line(
    session: orm.Session, change: Any, told: str, at: str | None
) -> None:
    def wrong(content: dict[str, Any]) -> None:
        with_axes(content)
        change(content)

    text = edited(wrong)
    sentence = refused(session, text)
    assert told in sentence
    if at is not None:
        assert f"volet.yaml:{line_of(text, at)}:" in sentence


@pytest.mark.usefixtures("volet")
def test_the_page_marks_what_serves_an_axis_and_tells_them_all(client: PageClient) -> None:
    with counting() as seen:
        text = words(client.get("/contrats/ville"))

    assert "Les parents connaissent les ressources [Égalité F-H · Jeunesse]" in text
    assert "Actions des centres sociaux [Jeunesse]" in text
    assert "Identifier les lieux d’accueil [Égalité F-H]" in text
    assert "Café des parents [" not in text
    table = text[text.index("Les axes transversaux du contrat") :]
    assert "La jeunesse [Jeunesse] de 16 à 25 ans 2" in table
    assert len(seen) <= MOST_QUERIES


@pytest.mark.usefixtures("volet")
def test_editors_read_the_axes_at_their_place_without_editing_them(
    session: orm.Session, client: PageClient
) -> None:
    editor = factories.make_user(session, Role.EDITOR)
    session.commit()
    client.sign_in(editor)

    answer = client.get("/espace/contrat/ville")

    assert answer.status_code == 200
    text = words(answer)
    margin = text[text.index("La jeunesse [Jeunesse] de 16 à 25 ans") :]
    assert "Cette partie vient du fichier du contrat" in margin
    assert "Modifier le titre et le texte" not in margin


def test_a_contract_without_axes_says_nothing_of_them_and_asks_nothing_more(
    session: orm.Session, client: PageClient
) -> None:
    make_places(session)
    import_text(session)
    session.commit()
    with counting() as seen:
        text = words(client.get("/contrats/ville"))
    assert "Axes transversaux" not in text
    assert not [each for each in seen if "objective_axis" in each]


@pytest.mark.parametrize("form", ["html", "docx", "odt"])
def test_the_documents_say_the_same(session: orm.Session, volet: Contract, form: str) -> None:
    from tests.contract.test_documents import part, text_of

    whole = load_contract(session, volet.slug)
    assert whole
    content = documents.write(documents.build(whole), form)
    names = {"docx": "word/document.xml", "odt": "content.xml"}
    text = content.decode() if form == "html" else text_of(part(content, names[form]))
    assert "[Égalité F-H · Jeunesse]" in text
    assert "Les axes transversaux du contrat" in text


@pytest.fixture
def elsewhere(session: orm.Session) -> Contract:
    """Another territory's contract, imported after the town's own to be compared with it."""
    make_places(session)
    import_text(session)
    content = yaml.safe_load(VOLET)
    content["contract"] |= {"slug": "ailleurs", "subtitle": "Un volet d’ailleurs", "listed": False}
    content["enjeux"][0]["indicators"] = []
    import_text(session, yaml.safe_dump(content, allow_unicode=True))
    session.commit()
    return session.scalars(sa.select(Contract).where(Contract.slug == "ailleurs")).one()


@pytest.mark.usefixtures("elsewhere")
def test_another_territory_is_kept_out_of_the_public_list(client: PageClient) -> None:
    text = words(client.get("/contrats"))

    assert "Volet d’essai" in text
    assert "Un volet d’ailleurs" not in text
    assert client.get("/contrats/ailleurs").status_code == 200


def test_the_desk_opens_on_the_town_s_own_contract_before_anything_is_said(
    session: orm.Session, elsewhere: Contract, client: PageClient
) -> None:
    assert default_vocabulary_key(session) == "ville"
    editor = factories.make_user(session, Role.EDITOR)
    session.commit()
    client.sign_in(editor)
    for page in ("/espace/synthese", "/espace/synthese/couverture"):
        assert "contrat=ailleurs" not in client.get(page).text
    elsewhere.listed = True
    session.commit()
    assert default_vocabulary_key(session) == "ailleurs"


def test_actions_of_two_ambitions_may_share_a_key(session: orm.Session) -> None:
    """Keys are unique within an ambition only: a link goes to the right line."""
    make_places(session)

    def twice(content: dict[str, Any]) -> None:
        with_axes(content)
        ambitions = content["enjeux"][0]["ambitions"]
        ambitions.append(
            {
                "key": "education.autre",
                "title": "Une autre",
                "pistes": [{"key": "lieux", "text": "Autres lieux"}],
            }
        )

    import_text(session, edited(twice))

    served = session.scalars(
        sa.select(Action.text)
        .join(action_axis, action_axis.c.action_id == Action.id)
        .order_by(Action.text)
    ).all()
    assert served == ["Actions des centres sociaux", "Identifier les lieux d’accueil"]
