"""What answers what between two contracts: read from a file, edited by the team, used to read words."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.config import PACKAGE
from consult.contract.importing import import_contract
from consult.contract.mappings.importing import import_mapping
from consult.contract.mappings.models import EnjeuMapping
from consult.contract.mappings.queries import mapping_between
from consult.contract.mappings.reading import MappingFile, check, read_mapping
from consult.contract.mappings.reading_through import read_through
from consult.contract.models import Contract, ContractKind
from consult.contract.reading import read_contract
from consult.contributions.models import Contribution, Status, Tag, Tagging, TagOrigin
from consult.demo.loading import import_reference
from consult.enjeux.models import Ambition, Enjeu, Vocabulary
from consult.reading import ReadingError, parse, validate
from consult.reference_rows import Counts
from consult.shipped import reference_file
from tests import factories
from tests.factories import World
from tests.pages import PageClient, form_of, words

HERE = "/espace/contrat/correspondances/armentieres/ailleurs"
FILE = dedent(
    """\
    format: 1
    mapping: {from: armentieres, to: ailleurs, note: Notre lecture.}
    lines:
      - {from: education, to: enfance, kind: part of}
      - {from: sante.premiere, to: enfance.soin, kind: overlaps, note: Les soins des enfants.}
      - {from: sante, to: vivre, kind: overlaps}
      - {from: education, to: vivre, kind: overlaps}
    """
)


@pytest.fixture
def elsewhere(session: orm.Session, world: World) -> Contract:
    """Another territory's contract: three enjeux, one with an ambition."""
    vocabulary = Vocabulary(key="ailleurs")
    for position, key in enumerate(("enfance", "vivre", "ecole")):
        vocabulary.enjeux.append(
            Enjeu(key=key, position=position, title=f"Titre {key}", short_title=key.title(),
                  icon="education", hue=position + 1)
        )  # fmt: skip
    vocabulary.enjeux[0].ambitions.append(Ambition(key="enfance.soin", position=0, title="Soigner"))
    contract = Contract(
        slug="ailleurs",
        kind=ContractKind.FRAMEWORK,
        vocabulary=vocabulary,
        title="Contrat d’ailleurs",
        starts=2024,
        ends=2030,
        source="Un texte d’ailleurs",
    )
    session.add(contract)
    session.commit()
    return contract


@pytest.fixture
def mapped(session: orm.Session, elsewhere: Contract) -> Contract:
    load(session, FILE)
    session.commit()
    return elsewhere


@pytest.fixture
def editor(client: PageClient, world: World) -> PageClient:
    client.sign_in(world.editor)
    return client


def load(session: orm.Session, text: str) -> Counts:
    source = parse(text, "lignes.yaml")
    file = validate(source, MappingFile)
    check(file, source)
    return import_mapping(session, file, source)


def refused(session: orm.Session, text: str) -> str:
    with pytest.raises(ReadingError) as error:
        load(session, text)
    return str(error.value)


def rows(session: orm.Session) -> list[EnjeuMapping]:
    session.expire_all()
    return list(session.scalars(sa.select(EnjeuMapping).order_by(EnjeuMapping.id)))


@pytest.mark.usefixtures("mapped")
def test_a_file_is_imported_and_again_changes_nothing(session: orm.Session) -> None:
    ids = [row.id for row in rows(session)]
    assert len(ids) == 4
    assert [row.note for row in rows(session)][:2] == ["Notre lecture.", "Les soins des enfants."]
    assert load(session, FILE).nothing
    assert [row.id for row in rows(session)] == ids

    other = FILE.replace("kind: part of", "kind: equal").replace(
        "  - {from: education, to: vivre, kind: overlaps}\n", ""
    )
    counts = load(session, other)

    assert (counts.added, counts.changed, counts.removed, counts.unchanged) == (0, 1, 1, 2)
    session.flush()
    assert [row.id for row in rows(session)] == ids[:3]
    query = sa.select(sa.func.count()).where(AuditLine.action == "mapping.import")
    assert session.scalar(query) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("to: ailleurs,", "to: nulle-part,", 2, "« nulle-part » is not here"),
        ("to: ailleurs,", "to: armentieres,", 2, "a contract is not mapped to itself."),
        ("to: enfance, kind", "to: enfanse, kind", 4, "« enfanse » is no enjeu nor ambition"),
        ("from: sante, to", "from: santé, to", 6, "only small letters"),
        ("kind: part of", "kind: partly", 4, "kind"),
        ("from: sante, to", "from: education, to", 7, "already stand at line 6."),
        (
            "kind: part of}",
            "kind: part of, sure: yes}",
            4,
            "« lines.sure » is not a key of this format.",
        ),
    ],
)
@pytest.mark.usefixtures("elsewhere")
def test_what_is_wrong_is_told_with_its_line_and_nothing_is_kept(
    session: orm.Session, old: str, new: str, line: int, told: str
) -> None:
    assert old in FILE
    sentence = refused(session, FILE.replace(old, new))
    assert told in sentence
    assert f"lignes.yaml:{line}:" in sentence
    assert rows(session) == []


@pytest.mark.usefixtures("mapped")
def test_the_same_mapping_the_other_way_round_is_refused(session: orm.Session) -> None:
    turned = dedent(
        """\
        format: 1
        mapping: {from: ailleurs, to: armentieres}
        lines: [{from: vivre, to: sante, kind: equal}]
        """
    )
    assert "is already here, and is read both ways" in refused(session, turned)


@pytest.mark.usefixtures("mapped")
def test_it_is_read_both_ways(session: orm.Session) -> None:
    there = mapping_between(session, "armentieres", "ailleurs")
    back = mapping_between(session, "ailleurs", "armentieres")
    assert there
    assert back
    assert [(each.left.key, each.kind.value, each.right.key) for each in there.lines] == [
        ("education", "part_of", "enfance"),
        ("education", "overlaps", "vivre"),
        ("sante", "overlaps", "vivre"),
        ("sante.premiere", "overlaps", "enfance.soin"),
    ]
    assert ("enfance", "contains", "education") in [
        (each.left.key, each.kind.value, each.right.key) for each in back.lines
    ]
    assert [each.key for each in there.missing_right] == ["ecole"]
    assert [each.key for each in back.missing_left] == ["ecole"]
    assert [each.key for each in there.missing_left] == [
        "emploi",
        "vivre-ensemble",
        "transition",
        "solidarite",
    ]


def say(
    session: orm.Session,
    world: World,
    *tags: str,
    people: int = 1,
    status: Status = Status.PUBLISHED,
) -> Contribution:
    """Words under enjeux, or under an ambition when a tag has a dot."""
    made = factories.make_contribution(
        session, world, f"Parole {tags}", status=status, heard_from=people
    )
    for tag in tags:
        enjeu = session.merge(world.enjeu(tag.split(".", maxsplit=1)[0]))
        ambition = enjeu.ambitions[0] if "." in tag else None
        made.tags.append(Tag(enjeu=enjeu, ambition=ambition, origin=TagOrigin.STAFF))
    made.tagging = Tagging.TAGGED if tags else Tagging.OUTSIDE
    session.commit()
    return made


def by_hand(session: orm.Session, lines: list[tuple[str, str, str]]) -> dict[str, tuple[int, int]]:
    """Contributions and people by enjeu of the other contract, counted one by one in Python.

    `lines`: an enjeu's key, an ambition's or "", and the other's enjeu. Each here has its own receipt.
    """
    found: dict[str, list[Contribution]] = {}
    for said in session.scalars(sa.select(Contribution)):
        if said.status is not Status.PUBLISHED or said.tagging is not Tagging.TAGGED:
            continue
        reached = {
            other
            for enjeu, ambition, other in lines
            for tag in said.tags
            if tag.enjeu.key == enjeu
            and (not ambition or (tag.ambition is not None and tag.ambition.key == ambition))
        }
        for other in reached or {""}:
            found.setdefault(other, []).append(said)
    return {key: (len(said), sum(each.heard_from for each in said)) for key, said in found.items()}


@pytest.mark.usefixtures("mapped")
def test_words_are_counted_under_the_other_contract_as_by_hand(
    session: orm.Session, world: World
) -> None:
    say(session, world, "education")
    say(session, world, "education", "sante", people=12)
    say(session, world, "sante", people=3)
    say(session, world, "sante.premiere")
    say(session, world, "emploi", people=7)
    say(session, world, "emploi", "sante")
    say(session, world, "education", status=Status.REFUSED)
    say(session, world)
    there = mapping_between(session, "armentieres", "ailleurs")
    assert there

    through = read_through(session, there)

    lines = [
        ("education", "", "enfance"),
        ("sante", "sante.premiere", "enfance"),
        ("sante", "", "vivre"),
        ("education", "", "vivre"),
    ]
    expected = by_hand(session, lines)
    counted = {enjeu.key: (each.contributions, each.people) for enjeu, each in through.rows}
    assert counted == {
        "enfance": expected["enfance"],
        "vivre": expected["vivre"],
        "ecole": (0, 0),
    }
    assert counted["enfance"] == (3, 14)
    assert (through.without.contributions, through.without.people) == expected[""] == (1, 7)
    assert (through.all.contributions, through.all.people) == (6, 25)
    assert through.several == 3


@pytest.mark.usefixtures("mapped")
def test_read_the_other_way_it_counts_what_was_said_there(
    session: orm.Session, world: World
) -> None:
    say(session, world, "education")
    back = mapping_between(session, "ailleurs", "armentieres")
    assert back
    through = read_through(session, back)
    assert (through.all.contributions, through.without.contributions) == (0, 0)
    assert all(each.contributions == 0 for _enjeu, each in through.rows)


@pytest.mark.usefixtures("mapped")
def test_the_page_shows_both_sides_what_is_alone_and_the_warning(
    editor: PageClient, session: orm.Session, world: World
) -> None:
    say(session, world, "education", people=4)
    say(session, world, "emploi")
    text = words(editor.get(HERE))
    assert "Volet communal d’Armentières, lu à travers : Contrat d’ailleurs" in text
    assert "Un texte d’ailleurs" in text
    for part in (
        "est une partie de",
        "Les soins des enfants.",
        "Titre ecole",
        "Enjeu officiel emploi",
    ):
        assert part in text
    assert "les chiffres ne s’additionnent pas" in text
    assert "1 contribution compte dans plusieurs." in text
    assert "1 contribution n’a pas d’équivalent" in text
    assert "Sans équivalent 1 1" in text
    other = editor.get("/espace/contrat/correspondances/ailleurs/armentieres").text
    assert '">contient</td>' in other
    assert '">est une partie de</td>' not in other


@pytest.mark.usefixtures("elsewhere")
def test_an_editor_writes_changes_and_removes_a_line(
    editor: PageClient, session: orm.Session
) -> None:
    line = {"left": "sante.premiere", "right": "vivre", "kind": "part_of", "note": "Parce que."}
    forms = editor.get(HERE).text.count('method="post"')
    assert editor.submit(HERE, line, form=forms - 1).status_code == 303
    (row,) = rows(session)
    assert (row.from_ambition and row.from_ambition.key, row.to_enjeu.key) == (
        "sante.premiere",
        "vivre",
    )
    assert (row.kind.value, row.note) == ("part_of", "Parce que.")

    changed = editor.submit(HERE, {"kind": "overlaps", "note": "Mieux."}, form=1)
    assert changed.status_code == 303
    assert [(row.kind.value, row.note) for row in rows(session)] == [("overlaps", "Mieux.")]

    assert editor.submit(HERE, form=2).status_code == 303
    assert rows(session) == []
    actions = session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
    assert actions[-3:] == ["enjeu_mapping.set", "enjeu_mapping.set", "enjeu_mapping.remove"]


@pytest.mark.usefixtures("mapped")
def test_a_line_edited_from_the_other_side_is_stored_as_it_was(
    editor: PageClient, session: orm.Session
) -> None:
    back = "/espace/contrat/correspondances/ailleurs/armentieres"
    before = len(rows(session))
    new = {"left": "ecole", "right": "education", "kind": "contains", "note": ""}
    last = editor.get(back).text.count('method="post"') - 1
    assert editor.submit(back, new, form=last).status_code == 303
    made = rows(session)
    assert len(made) == before + 1
    assert (made[-1].from_enjeu.key, made[-1].kind.value, made[-1].to_enjeu.key) == (
        "education",
        "part_of",
        "ecole",
    )


@pytest.mark.usefixtures("mapped")
def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(
    editor: PageClient, session: orm.Session
) -> None:
    html = editor.get(HERE).text
    changing, removing = form_of(html, 1), form_of(html, 2)
    row = rows(session)[0]
    row.note = "Changé par un collègue."
    session.commit()

    for (action, fields), more in ((changing, {"kind": "equal", "note": "À moi."}), (removing, {})):
        answer = editor.post(action, data={**fields, **more})
        assert answer.status_code == 409
        assert "Changé par un collègue." in answer.text
    assert rows(session)[0].note == "Changé par un collègue."
    twice = {"left": "education", "right": "enfance", "kind": "equal", "note": ""}
    last = html.count('method="post"') - 1
    assert editor.submit(HERE, twice, form=last).status_code == 409


@pytest.mark.usefixtures("elsewhere")
def test_a_wrong_line_keeps_what_was_typed(editor: PageClient, session: orm.Session) -> None:
    last = editor.get(HERE).text.count('method="post"') - 1
    answer = editor.submit(
        HERE, {"left": "inconnu", "right": "vivre", "kind": "equal", "note": "Gardé."}, form=last
    )
    assert answer.status_code == 422
    assert "Choisissez dans la liste." in answer.text
    assert "Gardé." in answer.text
    assert rows(session) == []


@pytest.mark.usefixtures("mapped")
def test_the_data_can_be_read_back_by_the_command(editor: PageClient, session: orm.Session) -> None:
    answer = editor.get(f"{HERE}.json")
    assert answer.mimetype == "application/json"
    assert "correspondance-armentieres-ailleurs.json" in answer.headers["Content-Disposition"]
    data = json.loads(answer.text)
    assert data["unmapped"]["to"] == ["ecole"]
    assert {"from": "education", "to": "enfance", "kind": "part of", "note": "Notre lecture."} in (
        data["lines"]
    )
    del data["unmapped"]
    assert load(session, yaml.safe_dump(data, allow_unicode=True)).nothing


@pytest.mark.usefixtures("mapped")
def test_two_contracts_are_chosen(editor: PageClient) -> None:
    index = "/espace/contrat/correspondances"
    text = words(editor.get(index))
    assert "Volet communal d’Armentières – Contrat d’ailleurs 4 lignes" in text
    assert editor.get(f"{index}?de=armentieres&vers=ailleurs").location == HERE
    assert "Choisissez deux contrats différents." in words(
        editor.get(f"{index}?de=armentieres&vers=armentieres")
    )
    for unknown in ("armentieres/armentieres", "armentieres/nulle-part", "nulle-part/ailleurs"):
        assert editor.get(f"{index}/{unknown}").status_code == 404
        assert editor.get(f"{index}/{unknown}.json").status_code == 404


@pytest.mark.usefixtures("mapped")
def test_only_editors_enter(client: PageClient, world: World) -> None:
    assert client.get(HERE).status_code == 302
    client.sign_in(world.moderator)
    for path in (HERE, f"{HERE}.json", "/espace/contrat/correspondances"):
        assert client.get(path).status_code == 403
    assert client.post(HERE, data={}).status_code == 403
    assert client.post(f"{HERE}/retirer", data={}).status_code == 403


@pytest.mark.usefixtures("mapped")
def test_an_enjeu_that_a_mapping_speaks_of_cannot_leave_its_contract(session: orm.Session) -> None:
    from tests.contract.volet_file import VOLET, read_text

    content = yaml.safe_load(VOLET)
    content["contract"] |= {"slug": "ailleurs", "kind": "framework"}
    del content["contract"]["commune"]
    content["enjeux"][0]["indicators"] = []
    file, source = read_text(yaml.safe_dump(content, allow_unicode=True))
    with pytest.raises(ReadingError, match="enjeu mapping"):
        import_contract(session, file, source)


def test_every_shipped_file_can_be_imported_twice(session: orm.Session) -> None:
    import_reference(session, lambda sentence, steps: lambda: None)
    session.commit()
    shipped = sorted((PACKAGE / "contract/mappings/reference").glob("*.yaml"))
    assert len(shipped) == 7
    for path in shipped:
        file, source = read_mapping(reference_file("contract/mappings", path.stem))
        assert import_mapping(session, file, source).nothing, path
        assert all("otre lecture" in (line.note or file.mapping.note) for line in file.lines), path
    for name in ("porte-du-hainaut", "porte-du-hainaut-2015", "lens-lievin", "lens-lievin-2015"):
        contract, source = read_contract(reference_file("contract", name))
        assert import_contract(session, contract, source).nothing, name
        assert not contract.contract.listed
        assert contract.contract.source
