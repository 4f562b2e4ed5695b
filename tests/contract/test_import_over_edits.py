"""An import never writes over what the town edited in place without being told to."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.accounts.models import User
from consult.contract import arranging, editing, parts
from consult.contract.importing import import_contract
from consult.contract.models import Contract
from consult.contract.version_models import Edit, EditKind
from consult.reading import ReadingError
from tests.contract.volet_file import VOLET, edited, import_text, make_places, read_text
from tests.reference_text import line_of


@pytest.fixture
def editor(session: orm.Session) -> User:
    make_places(session)
    import_text(session)
    user = User(email="editor@example.org", name="Compte editor", epoch="1")
    session.add(user)
    session.commit()
    return user


def part(session: orm.Session, path: str) -> parts.Part:
    contract = session.scalars(sa.select(Contract)).one()
    found = parts.find(session, contract, path)
    assert found
    return found


def write(session: orm.Session, by: User, path: str, **values: str) -> None:
    found = part(session, path)
    editing.save(session, found, {**found.values, **values}, by=by, base=found.digest)
    session.commit()


def refused(session: orm.Session, text: str = VOLET) -> str:
    with pytest.raises(ReadingError) as found:
        import_text(session, text)
    session.rollback()
    return str(found.value)


def test_the_same_file_is_refused_over_another_text(session: orm.Session, editor: User) -> None:
    write(session, editor, "section/edito", body="Un édito réécrit.")
    write(session, editor, "action/education/education.parents/cafe", text="Cafés des parents")

    told = refused(session)

    assert "« section/edito » was edited on the site" in told
    assert "« action/education/education.parents/cafe » was edited" in told
    assert "--replace-edits" in told
    assert f"volet.yaml:{line_of(VOLET, 'key: edito')}:" in told
    assert part(session, "section/edito").values["body"] == "Un édito réécrit."


def test_what_the_town_did_not_touch_is_imported(session: orm.Session, editor: User) -> None:
    write(session, editor, "section/edito", body="Un édito réécrit.")

    def change(file: dict) -> None:
        file["sections"][0]["body"] = "Un édito réécrit."
        file["sections"][-1]["body"] = "Une conclusion neuve."
        file["sections"].insert(0, {"key": "avant", "level": 1, "title": "Avant", "kind": "prose"})

    counts = import_text(session, edited(change))

    assert counts.added == 1
    assert part(session, "section/fin").values["body"] == "Une conclusion neuve."


def test_parts_added_moved_and_removed_by_the_town_are_told(
    session: orm.Session, editor: User
) -> None:
    ambition = part(session, "ambition/education/education.parents").row
    contract = session.scalars(sa.select(Contract)).one()
    arranging.add_objective(session, contract, ambition, text="Un lieu ouvert", by=editor)
    arranging.move(session, part(session, "section/fin"), "up", by=editor)
    arranging.remove(session, part(session, "action/education/education.parents/lieux"), by=editor)
    session.commit()

    told = refused(session)

    assert "objective/education/education.parents/un-lieu-ouvert » was added" in told
    assert "does not have it" in told
    assert "« section/fin » was edited" in told
    assert "lieux » was removed on the site" in told
    assert "has it again" in told


def test_replacing_is_asked_for_and_leaves_the_words_in_the_history(
    session: orm.Session, editor: User
) -> None:
    write(session, editor, "section/edito", body="Un édito réécrit.")

    import_contract(session, *read_text(VOLET), replace_edits=True)
    session.commit()

    assert part(session, "section/edito").values["body"] == "Une **ambition** forte."
    last = session.scalars(sa.select(Edit).order_by(Edit.id.desc())).first()
    assert last
    assert (last.kind, last.before["body"], last.user_id) == (
        EditKind.IMPORT,
        "Un édito réécrit.",
        None,
    )
    assert import_text(session).nothing, "it is the file's text again: nothing holds it back"
