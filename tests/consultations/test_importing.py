"""A town's own consultations, from a file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.cli import cli
from consult.consultations import operations
from consult.consultations.importing import import_consultations
from consult.consultations.models import Choice, Consultation, Question, QuestionKind
from consult.consultations.operations import Given
from consult.consultations.reading import ConsultationsFile, check, read_consultations
from consult.db import utcnow
from consult.reference_rows import Counts
from consult.shipped import reference_file
from tests.factories import World, make_consultation
from tests.pages import PageClient, words
from tests.reference_text import changed, faults_of, line_of, load_text

FILE = dedent(
    """\
    format: 1
    consultations:
      - slug: premiere
        contract: armentieres
        commune: armentieres
        title: La première
        degree: consultation
        moment: diagnostic
        opens: 2026-07-01
        closes: 2026-12-31
        questions:
          - key: presse
            kind: multiple
            prompt: Qu’est-ce qui presse ?
            help: Deux au plus.
            max_choices: 2
            choices:
              - {key: emploi, label: Trouver du travail}
              - {key: sante, label: Se soigner}
              - {key: autre, label: Autre chose}
          - key: dire
            kind: long
            prompt: Que faut-il changer ?
      - slug: seconde
        contract: armentieres
        commune: armentieres
        title: La seconde
        degree: concertation
        moment: revue
        opens: 2026-07-01 09:00
        closes: 2026-12-31 18:30
        profile: false
        questions:
          - {key: combien, kind: number, prompt: Combien êtes-vous}
    """
)


def import_text(session: orm.Session, text: str = FILE) -> Counts:
    return load_text(session, text, ConsultationsFile, check, import_consultations)


def faults(session: orm.Session, text: str) -> list[tuple[int, str]]:
    return faults_of(session, lambda: import_text(session, text))


def find(session: orm.Session, slug: str = "premiere") -> Consultation:
    return session.scalars(sa.select(Consultation).where(Consultation.slug == slug)).one()


def ids(session: orm.Session) -> dict[str, list[int]]:
    models = (Consultation, Question, Choice)
    return {model.__tablename__: sorted(session.scalars(sa.select(model.id))) for model in models}


def imports(session: orm.Session) -> list[AuditLine]:
    """The journal of imports, in order."""
    query = sa.select(AuditLine).where(AuditLine.action == "consultation.import")
    return list(session.scalars(query.order_by(AuditLine.id)))


def answer(session: orm.Session, *, sent: bool = True) -> None:
    """Somebody ticks « emploi » and writes a few words."""
    consultation = find(session)
    presse, dire = consultation.questions
    sheet = operations.start_sheet(session, consultation, "jeton")
    operations.save_answer(session, sheet, presse, Given(choices=(presse.choices[0],)))
    operations.save_answer(session, sheet, dire, Given(text="Des bancs."))
    if sent:
        operations.submit_sheet(session, sheet, operations.submission_of("jeton"))


@pytest.mark.usefixtures("world")
def test_several_consultations_come_from_one_file(session: orm.Session) -> None:
    counts = import_text(session)

    first, second = find(session), find(session, "seconde")
    assert [(q.key, q.kind, q.max_choices) for q in first.questions] == [
        ("presse", QuestionKind.MULTIPLE, 2),
        ("dire", QuestionKind.LONG, None),
    ]
    assert [each.key for each in first.questions[0].choices] == ["emploi", "sante", "autre"]
    assert (first.vocabulary.key, first.commune.key) == ("armentieres", "armentieres")
    assert (first.asks_profile, second.asks_profile) == (True, False)
    assert (counts.added, counts.changed, counts.removed) == (8, 0, 0)
    assert [(line.actor, line.subject_id, line.details["added"]) for line in imports(session)] == [
        ("system", first.id, 6),
        ("system", second.id, 2),
    ]


@pytest.mark.usefixtures("world")
def test_dates_are_those_of_paris_and_the_last_day_is_included(session: orm.Session) -> None:
    import_text(session)

    first, second = find(session), find(session, "seconde")
    assert first.opens_at == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    assert first.closes_at == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert second.opens_at == datetime(2026, 7, 1, 7, 0, tzinfo=UTC)
    assert second.closes_at == datetime(2026, 12, 31, 17, 30, tzinfo=UTC)


def test_importing_over_a_draft_of_the_team_agrees_that_it_opens(
    session: orm.Session, world: World
) -> None:
    import_text(session)
    found = session.scalars(sa.select(Consultation).where(Consultation.slug == "premiere")).one()
    assert found.is_ready
    found.is_ready = False
    session.flush()
    assert import_text(session).changed == 1
    assert found.is_ready


@pytest.mark.usefixtures("world")
def test_importing_the_same_file_again_changes_nothing(session: orm.Session) -> None:
    import_text(session)
    before = ids(session)

    counts = import_text(session)

    assert counts.nothing
    assert (counts.unchanged, ids(session)) == (8, before)
    assert len(imports(session)) == 2


@pytest.mark.usefixtures("world")
def test_an_update_keeps_ids_and_is_told_in_the_journal(session: orm.Session) -> None:
    import_text(session)
    before = ids(session)
    text = changed(FILE, "title: La première", "title: La toute première")
    text = changed(text, "label: Se soigner", "label: La santé")

    counts = import_text(session, text)

    assert (counts.added, counts.changed, counts.removed) == (0, 2, 0)
    assert ids(session) == before
    assert find(session).title == "La toute première"
    assert [line.subject_id for line in imports(session)][2:] == [find(session).id]


@pytest.mark.usefixtures("world")
def test_what_nobody_answered_can_be_removed_and_moved(session: orm.Session) -> None:
    import_text(session)
    dire = find(session).questions[1].id
    presse = FILE[FILE.index("      - key: presse") : FILE.index("      - key: dire")]

    counts = import_text(session, changed(FILE, presse, ""))

    assert counts.removed == 1
    assert [(q.id, q.position) for q in find(session).questions] == [(dire, 0)]
    assert session.scalar(sa.select(sa.func.count(Choice.id))) == 0


@pytest.mark.usefixtures("world")
def test_other_consultations_stay_as_they_are(session: orm.Session) -> None:
    import_text(session)
    counts = import_text(session, FILE[: FILE.index("  - slug: seconde")])
    assert counts.nothing
    assert find(session, "seconde").questions[0].key == "combien"


@pytest.mark.usefixtures("world")
def test_a_fault_in_the_second_leaves_nothing_of_the_first(session: orm.Session) -> None:
    head, tail = FILE.split("  - slug: seconde")
    text = f"{head}  - slug: seconde{changed(tail, 'commune: armentieres', 'commune: ailleurs')}"

    assert faults(session, text) == [
        (
            line_of(text, "commune: ailleurs"),
            "the commune « ailleurs » is not here: run « consult territory import » first.",
        )
    ]
    assert ids(session) == {"consultation": [], "question": [], "choice": []}
    assert imports(session) == []


@pytest.mark.usefixtures("world")
def test_every_fault_of_the_database_is_told_at_once(session: orm.Session) -> None:
    text = changed(FILE, "contract: armentieres", "contract: inconnu")
    text = changed(text, "commune: armentieres", "commune: nulle-part")
    assert [line for line, _ in faults(session, text)] == [4, 5]


WRONG = [
    ("kind: multiple", "kind: dessin", "kind: dessin", "« consultations.questions.kind »"),
    ("max_choices: 2", "max_choices: 4", "max_choices: 4", "more than the choices, which are 3."),
    ("max_choices: 2", "max_choices: 0", "max_choices: 0", "greater than or equal to 1."),
    ("kind: multiple", "kind: single", "max_choices: 2", "is for questions « multiple »"),
    (
        "kind: number,",
        "kind: number, choices: [{key: a, label: A}],",
        "kind: number",
        "no choices.",
    ),
    ("kind: long", "kind: scale", "key: dire", "offers at least two choices."),
    ("closes: 2026-12-31", "closes: 2026-06-30", "closes: 2026-06-30", "comes before « opens »."),
    ("closes: 2026-12-31", "closes: demain", "closes: demain", "write a day, such as 2027-03-31"),
    ("closes: 2026-12-31", "closes: 9999-12-31", "closes: 9999", "write a day, such as"),
    ("closes: 2026-12-31", "closes: 2026-02-30", "closes: 2026-02", "is not a possible value."),
    ("opens: 2026-07-01", "opens: 2026", "opens: 2026", "write a day, such as 2027-03-31"),
    ("slug: seconde", "slug: premiere", "title: La seconde", "« premiere » already stands"),
    ("key: dire", "key: presse", "kind: long", "« presse » already stands at line 12."),
    ("key: sante", "key: emploi", "label: Se soigner", "« emploi » already stands at line 18."),
    ("degree: consultation", "degree: fort", "degree: fort", "« consultations.degree »"),
    ("help: Deux", "aide: Deux", "aide: Deux", "is not a key of this format."),
    ("key: emploi", "key: oui/non", "oui/non", "only small letters, digits, dots and hyphens"),
]
# A duplicate is told at its key, which may stand a line away from the words looked for.
SHIFT = {"title: La seconde": -3, "kind: long": -1}


@pytest.mark.parametrize(("old", "new", "at", "sentence"), WRONG)
@pytest.mark.usefixtures("world")
def test_a_wrong_file_is_refused_with_the_line(
    session: orm.Session, old: str, new: str, at: str, sentence: str
) -> None:
    text = changed(FILE, old, new)

    (found,) = faults(session, text)

    assert found[0] == line_of(text, at) + SHIFT.get(at, 0)
    assert sentence in found[1]
    assert ids(session)["consultation"] == []


@pytest.mark.usefixtures("world")
def test_a_consultation_without_a_question_is_refused(session: orm.Session) -> None:
    text = FILE[: FILE.index("      - {key: combien")].rstrip().removesuffix("questions:")
    (found,) = faults(session, f"{text}questions: []\n")
    assert found[1] == "a consultation asks at least one question."
    (empty,) = faults(session, "format: 1\nconsultations: []\n")
    assert empty == (2, "no consultation is described.")


ANSWERED = [
    ("prompt: Qu’est-ce qui presse ?", "prompt: Et vous ?", "prompt: Et vous", "« prompt »"),
    ("max_choices: 2", "max_choices: 3", "max_choices: 3", "« max_choices »"),
    ("label: Trouver du travail", "label: Se former", "label: Se former", "choice « emploi »"),
    ("          - {key: emploi, label: Trouver du travail}\n", "", " choices:", "has 1 answer."),
    ("kind: long", "kind: short", "kind: short", "« kind » of the question « dire »"),
    ("key: dire", "key: parler", "questions:", "« dire » is no longer described here"),
    ("contract: armentieres", "contract: mel", "contract: mel", "« contract » can no longer"),
]


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "draft"])
@pytest.mark.parametrize(("old", "new", "at", "sentence"), ANSWERED)
def test_what_was_answered_is_neither_removed_nor_reworded(
    session: orm.Session, world: World, old: str, new: str, at: str, sentence: str, sent: bool
) -> None:
    session.add(type(world.vocabulary)(key="mel"))
    import_text(session)
    answer(session, sent=sent)
    before = ids(session)
    text = changed(FILE, old, new)

    (found,) = faults(session, changed(text, "La seconde", "La deuxième"))

    assert found[0] == line_of(text, at)
    assert sentence in found[1]
    assert found[1].endswith("Put it back.")
    assert ids(session) == before
    assert find(session, "seconde").title == "La seconde"


@pytest.mark.usefixtures("world")
def test_an_answered_consultation_can_still_be_completed(session: orm.Session) -> None:
    import_text(session)
    answer(session)
    before = ids(session)
    text = changed(FILE, "closes: 2026-12-31\n", "closes: 2027-01-31\n")
    text = changed(text, "help: Deux au plus.", "help: Deux réponses au plus.")
    text = changed(text, "{key: sante, label: Se soigner}", "{key: logement, label: Se loger}")

    counts = import_text(session, text)

    assert (counts.added, counts.removed) == (1, 1)
    choices = [each.key for each in find(session).questions[0].choices]
    assert choices == ["emploi", "logement", "autre"]
    assert ids(session)["question"] == before["question"]


def test_the_demonstration_s_consultation_is_not_taken_over(
    session: orm.Session, world: World
) -> None:
    made = make_consultation(session, world, slug="premiere", is_demo=True, title="Inventée")
    (found,) = faults(session, FILE)
    assert found[0] == 3
    assert "consult demo remove" in found[1]
    assert find(session).title == made.title == "Inventée"


@pytest.mark.usefixtures("world")
def test_the_shipped_example_can_be_answered(session: orm.Session, client: PageClient) -> None:
    entries, source = read_consultations(reference_file("consultations", "exemple"))
    import_consultations(session, entries, source)
    example = find(session, "exemple-quartier")
    assert example.is_open(datetime(2027, 2, 1, tzinfo=UTC))
    assert {each.kind for each in example.questions} >= {QuestionKind.MULTIPLE, QuestionKind.LONG}
    operations.open_until(session, example, utcnow() + timedelta(days=1))
    session.commit()

    assert "Exemple" in words(client.get("/consultations/exemple-quartier"))
    start = client.get("/consultations/exemple-quartier/repondre", follow_redirects=True)
    assert "Qu’est-ce qui presse le plus" in words(start)
    assert "Trouver du travail" in words(start)


def test_the_command_tells_what_it_did_and_what_is_missing(tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, [*arguments, "--data", str(tmp_path)])
        return done.exit_code, done.output

    assert run("db", "upgrade")[0] == 0
    assert "consult consultations import FILE" in run("consultations", "list")[1]
    code, output = run("consultations", "import", "exemple")
    assert code == 1
    assert [line.split(":")[0] for line in output.splitlines()] == ["exemple.yaml"] * 2
    assert "« consult contract import » first." in output
    for given in (("territory", "mel"), ("contract", "mel"), ("contract", "armentieres")):
        assert run(given[0], "import", given[1])[0] == 0
    assert run("consultations", "import", "exemple") == (
        0,
        "exemple.yaml: 14 added, 2 changed, 0 removed, 0 unchanged.\n",
    )
    assert "nothing to change" in run("consultations", "import", "exemple")[1]
    assert run("consultations", "import", str(tmp_path / "absent.yaml"))[0] == 1
