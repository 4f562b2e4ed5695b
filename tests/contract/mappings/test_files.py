"""What answers what between two contracts: read from a file, and used to read words."""

from __future__ import annotations

from textwrap import dedent

import pytest
import sqlalchemy as sa
import yaml
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.config import PACKAGE
from consult.contract.importing import import_contract
from consult.contract.mappings.importing import import_mapping
from consult.contract.mappings.queries import mapping_between
from consult.contract.mappings.reading import read_mapping
from consult.contract.mappings.reading_through import read_through
from consult.contract.reading import read_contract
from consult.contributions.models import Contribution, Status, Tagging
from consult.demo.loading import import_reference
from consult.reading import ReadingError
from consult.shipped import reference_file
from tests.contract.mappings.lines import FILE, load, refused, rows, say
from tests.factories import World


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
