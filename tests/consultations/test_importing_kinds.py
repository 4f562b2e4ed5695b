"""The other kinds of question in a file: tables of lines, rankings, places, sections, conditions."""

from __future__ import annotations

from textwrap import dedent

import pytest
from sqlalchemy import orm

from consult.consultations import operations
from consult.consultations.models import QuestionKind
from consult.consultations.operations import Given
from tests.consultations.test_importing import FILE, faults, find, import_text
from tests.reference_text import changed, line_of

MORE = dedent(
    """\
          - key: services
            kind: matrix
            section: Le quartier
            prompt: Êtes-vous satisfait de…
            interviewer_help: Lire chaque ligne.
            choices:
              - {key: non, label: Non}
              - {key: oui, label: Oui}
            rows:
              - {key: ecole, label: L’école}
              - {key: bus, label: Le bus}
          - key: ordre
            kind: ranking
            prompt: Qu’est-ce qui compte ?
            max_choices: 1
            shown_if: selected(${presse}, 'emploi') and ${dire} != ''
            choices:
              - {key: bancs, label: Des bancs}
              - {key: jeux, label: Des jeux}
          - {key: ou, kind: place, prompt: "De quel endroit parlez-vous ?"}
    """
)
HEAD, TAIL = FILE.split("  - slug: seconde\n")
WHOLE = (
    HEAD + "".join(f"      {line}\n" for line in MORE.splitlines()) + "  - slug: seconde\n" + TAIL
)

pytestmark = pytest.mark.usefixtures("world")


def test_everything_is_kept_and_read_again_without_a_change(session: orm.Session) -> None:
    import_text(session, WHOLE)
    _presse, _dire, services, ordre, ou = find(session).questions
    assert [each.kind for each in (services, ordre, ou)] == [
        QuestionKind.MATRIX,
        QuestionKind.RANKING,
        QuestionKind.PLACE,
    ]
    assert (services.section, services.interviewer_help) == ("Le quartier", "Lire chaque ligne.")
    assert [(row.key, row.label) for row in services.rows] == [
        ("ecole", "L’école"),
        ("bus", "Le bus"),
    ]
    assert ordre.shown_if == "selected(${presse}, 'emploi') and ${dire} != ''"
    assert ordre.max_choices == 1
    assert import_text(session, WHOLE).nothing


def test_a_line_that_was_answered_stays_with_its_words(session: orm.Session) -> None:
    import_text(session, WHOLE)
    consultation = find(session)
    services = consultation.questions[2]
    sheet = operations.start_sheet(session, consultation, "jeton")
    cells = ((services.rows[1], services.choices[0]),)
    operations.save_answer(session, sheet, services, Given(cells=cells))
    session.commit()
    without = changed(WHOLE, "          - {key: bus, label: Le bus}\n", "")
    assert any("« bus »" in message for _line, message in faults(session, without))
    renamed = changed(WHOLE, "label: Le bus}", "label: Le métro}")
    assert any("« label »" in message for _line, message in faults(session, renamed))
    unused = changed(WHOLE, "          - {key: ecole, label: L’école}\n", "")
    assert import_text(session, unused).removed == 1


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("selected(${presse}, 'emploi')", "selected(${ou}, 'x')", "is asked later"),
        ("selected(${presse}, 'emploi')", "${ordre} = 'jeux'", "its own answer"),
        ("selected(${presse}, 'emploi')", "selected(${presse}, 'ski')", "« ski »"),
        ("selected(${presse}, 'emploi')", "${absente} = 'x'", "« absente »"),
        ("selected(${presse}, 'emploi')", "${services} = 'oui'", "several lines"),
        ("selected(${presse}, 'emploi')", "${dire} > 3", "« number »"),
        ("selected(${presse}, 'emploi')", "presse = 'emploi'", "from its character 1 on"),
    ],
)
def test_a_condition_that_cannot_work_is_refused_at_its_line(
    session: orm.Session, old: str, new: str, told: str
) -> None:
    text = changed(WHOLE, old, new)
    ((line, message),) = faults(session, text)
    assert told in message
    assert line == line_of(text, "shown_if:")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("kind: matrix", "kind: scale", "has no lines"),
        ("kind: long", "kind: matrix", "at least one line"),
        ("key: bus,", "key: ecole,", "ecole"),
        ("max_choices: 1\n", "max_choices: 3\n", "more than the choices"),
        ("kind: place,", "kind: place, max_choices: 1,", "« multiple » and « ranking »"),
    ],
)
def test_lines_and_bounds_hold_together(
    session: orm.Session, old: str, new: str, told: str
) -> None:
    assert any(told in message for _line, message in faults(session, changed(WHOLE, old, new)))
