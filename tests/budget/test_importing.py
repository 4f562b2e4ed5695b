"""A town's own campaigns of the budget participatif, from a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.budget.importing import import_campaigns
from consult.budget.models import Campaign
from consult.budget.operations import IdeaWords, propose
from consult.budget.reading import CampaignsFile, check, read_campaigns
from consult.cli import cli
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.enjeux.models import Vocabulary
from consult.reading import ReadingError
from consult.reference_rows import Counts
from consult.shipped import reference_file
from consult.territory.models import PlaceScope
from tests.factories import World, make_campaign
from tests.pages import PageClient, words
from tests.reference_text import changed, faults_of, line_of, load_text

FILE = dedent(
    """\
    format: 1
    campaigns:
      - slug: budget-2026
        contract: armentieres
        commune: armentieres
        title: Budget participatif 2026
        criteria:
          - L’idée sert à tous.
          - >
            Elle se trouve
            en ville.
        envelope_eur: 100000
        cap_eur: 20000
        opens: 2026-07-01
        closes: 2026-12-31
      - slug: budget-2027
        contract: armentieres
        commune: armentieres
        title: Budget participatif 2027
        opens: 2027-01-01 08:00
        closes: 2027-02-01 12:00
    """
)


def import_text(session: orm.Session, text: str = FILE) -> Counts:
    return load_text(session, text, CampaignsFile, check, import_campaigns)


def faults(session: orm.Session, text: str) -> list[tuple[int, str]]:
    return faults_of(session, lambda: import_text(session, text))


def find(session: orm.Session, slug: str = "budget-2026") -> Campaign:
    return session.scalars(sa.select(Campaign).where(Campaign.slug == slug)).one()


def ids(session: orm.Session) -> list[int]:
    return sorted(session.scalars(sa.select(Campaign.id)))


def imports(session: orm.Session) -> list[AuditLine]:
    """The journal of imports, in order."""
    query = sa.select(AuditLine).where(AuditLine.action == "campaign.import")
    return list(session.scalars(query.order_by(AuditLine.id)))


@pytest.mark.usefixtures("world")
def test_several_campaigns_come_from_one_file(session: orm.Session) -> None:
    counts = import_text(session)

    first, second = find(session), find(session, "budget-2027")
    assert first.criteria == "L’idée sert à tous.\nElle se trouve en ville."
    assert (first.envelope_eur, first.cap_eur, second.cap_eur) == (100000, 20000, None)
    assert first.opens_at == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert first.closes_at == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert second.opens_at == datetime(2027, 1, 1, 7, 0, tzinfo=UTC)
    assert second.closes_at == datetime(2027, 2, 1, 11, 0, tzinfo=UTC)
    assert counts.added == 2
    assert [(line.actor, line.subject_id) for line in imports(session)] == [
        ("system", first.id),
        ("system", second.id),
    ]


@pytest.mark.usefixtures("world")
def test_importing_again_changes_nothing_and_an_update_keeps_its_row(session: orm.Session) -> None:
    import_text(session)
    before = ids(session)

    assert import_text(session).nothing
    assert (ids(session), len(imports(session))) == (before, 2)

    counts = import_text(session, changed(FILE, "cap_eur: 20000", "cap_eur: 25000"))

    assert (counts.added, counts.changed, counts.unchanged) == (0, 1, 1)
    assert (ids(session), find(session).cap_eur) == (before, 25000)
    assert [line.subject_id for line in imports(session)][2:] == [find(session).id]


@pytest.mark.usefixtures("world")
def test_a_fault_in_the_second_leaves_nothing_of_the_first(session: orm.Session) -> None:
    head, tail = FILE.split("  - slug: budget-2027")
    tail = changed(tail, "contract: armentieres", "contract: ailleurs")
    text = f"{head}  - slug: budget-2027{changed(tail, 'commune: armentieres', 'commune: loin')}"

    assert faults(session, text) == [
        (
            line_of(text, "contract: ailleurs"),
            "the contract « ailleurs » is not here: run « consult contract import » first.",
        ),
        (
            line_of(text, "commune: loin"),
            "the commune « loin » is not here: run « consult territory import » first.",
        ),
    ]
    assert (ids(session), imports(session)) == ([], [])


WRONG = [
    ("closes: 2026-12-31", "closes: 2026-06-30", "closes: 2026-06-30", "comes before « opens »."),
    ("opens: 2026-07-01", "opens: bientôt", "opens: bientôt", "write a day, such as 2027-03-31"),
    ("cap_eur: 20000", "cap_eur: 200000", "cap_eur: 200000", "more than the envelope of all"),
    ("cap_eur: 20000", "cap_eur: 0", "cap_eur: 0", "greater than 0."),
    ("envelope_eur: 100000", "envelope_eur: 99999999999", "envelope_eur", "less than or equal"),
    ("envelope_eur: 100000", "envelope_eur: beaucoup", "envelope_eur", "valid integer"),
    ("slug: budget-2027", "slug: budget-2026", "opens: 2027", "already stands at line 3."),
    ("title: Budget participatif 2026", "titre: Budget", "titre: Budget", "is not a key"),
]


@pytest.mark.parametrize(("old", "new", "at", "sentence"), WRONG)
@pytest.mark.usefixtures("world")
def test_a_wrong_file_is_refused_with_the_line(
    session: orm.Session, old: str, new: str, at: str, sentence: str
) -> None:
    text = changed(FILE, old, new)

    found = [fault for fault in faults(session, text) if sentence in fault[1]]

    # A duplicate slug is told where it stands, four lines above the date looked for.
    assert [line for line, _ in found] == [line_of(text, at) - 4 * ("slug" in old)]
    assert ids(session) == []


@pytest.mark.usefixtures("world")
def test_an_empty_file_is_refused(session: orm.Session) -> None:
    assert faults(session, "format: 1\ncampaigns: []\n") == [(2, "no campaign is described.")]


def test_a_campaign_with_ideas_stays_where_it_is(session: orm.Session, world: World) -> None:
    session.add(Vocabulary(key="mel"))
    import_text(session)
    propose(
        session,
        find(session),
        "0" * 32,
        IdeaWords("Des bancs", "Six bancs à l’ombre."),
        place=Place(PlaceScope.NOT_SAID, None),
    )
    text = changed(FILE, "contract: armentieres", "contract: mel")

    (found,) = faults(session, text)

    assert found == (
        4,
        "« contract » can no longer change, for residents already took part: idea (1). "
        "Put it back.",
    )
    assert find(session).vocabulary.key == world.vocabulary.key
    assert import_text(session, changed(FILE, "title: Budget", "title: Le budget")).changed == 1


def test_the_demonstration_s_campaign_is_not_taken_over(session: orm.Session, world: World) -> None:
    make_campaign(session, world, slug="budget-2026", is_demo=True, title="Inventée")
    (found,) = faults(session, FILE)
    assert found[0] == 3
    assert "consult demo remove" in found[1]
    assert find(session).title == "Inventée"


@pytest.mark.usefixtures("world")
def test_the_last_day_is_told_as_the_file_says_it(session: orm.Session, client: PageClient) -> None:
    import_text(session, FILE.replace("2026-12-31", "2099-03-31"))
    session.commit()
    page = words(client.get("/budget/budget-2026"))
    assert "31 mars 2099" in page
    assert "au 1er avril 2099" not in page


@pytest.mark.usefixtures("world")
def test_the_shipped_example_receives_ideas(session: orm.Session, client: PageClient) -> None:
    entries, source = read_campaigns(reference_file("budget", "exemple"))
    import_campaigns(session, entries, source)
    example = find(session, "exemple-budget")
    assert example.is_open(datetime(2027, 2, 1, tzinfo=UTC))
    example.closes_at = utcnow() + timedelta(days=1)
    session.commit()

    page = words(client.get("/budget/exemple-budget"))
    assert "Elle peut être réalisée en deux ans." in page
    assert client.get("/budget/exemple-budget/proposer").status_code == 200


def test_the_command_tells_what_it_did_and_what_is_missing(tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, [*arguments, "--data", str(tmp_path)])
        return done.exit_code, done.output

    assert run("db", "upgrade")[0] == 0
    assert "consult budget import FILE" in run("budget", "list")[1]
    code, output = run("budget", "import", "exemple")
    assert code == 1
    assert [line.split(":")[0] for line in output.splitlines()] == ["exemple.yaml"] * 2
    for given in (("territory", "mel"), ("contract", "mel"), ("contract", "armentieres")):
        assert run(given[0], "import", given[1])[0] == 0
    assert run("budget", "import", "exemple") == (
        0,
        "exemple.yaml: 1 added, 0 changed, 0 removed, 0 unchanged.\n",
    )
    assert "nothing to change" in run("budget", "import", "exemple")[1]
    assert "2026-01-05 to 2030-12-31" in run("budget", "list")[1]


def test_an_envelope_changed_while_people_vote_is_refused_told_and_written_in_the_journal(
    session: orm.Session, world: World
) -> None:
    import_text(session)
    campaign = session.scalars(sa.select(Campaign).where(Campaign.slug == "budget-2026")).one()
    campaign.vote_opens_at = utcnow() - timedelta(days=1)
    session.commit()
    with pytest.raises(ReadingError) as refused:
        import_text(session, changed(FILE, "envelope_eur: 100000", "envelope_eur: 90000"))
    assert "people are voting or have voted" in str(refused.value)
    session.rollback()
    assert campaign.envelope_eur == 100_000
    line = session.scalars(
        sa.select(AuditLine).where(AuditLine.action == "campaign.refuse_change")
    ).one()
    assert (line.subject_id, line.actor) == (campaign.id, "system")
    assert "envelope_eur" in line.details["fields"]
