"""`consult demo`: one command fills a database, again keeps it, and the invented words can be removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import orm

from consult import schema
from consult.accounts.models import User
from consult.accounts.operations import check_password
from consult.app import create_app
from consult.audit.labels import ACTIONS
from consult.audit.models import AuditLine
from consult.config import load_settings
from consult.consultations.models import Consultation
from consult.consultations.results.models import ResultsPublication
from consult.contract.mappings.queries import mapping_between
from consult.contract.mappings.reading_through import read_through
from consult.contract.models import ActionEvent, Contract, Placement
from consult.contract.sheets.models import PrioritiesSheet
from consult.contributions.axes import ContributionAxis
from consult.contributions.lookalikes.models import AlikeGroup, Fingerprint, FingerprintBand
from consult.contributions.models import Channel, Contribution, Source, Status, Tag, Tagging
from consult.db import Base, transaction
from consult.demo.cli import command
from consult.demo.files import read
from consult.demo.removing import remove_demo
from consult.demo.team import keep_password, kept_password, make_team
from consult.enjeux.models import TransversalAxis
from consult.extensions import db
from consult.following.models import Contact
from consult.gathering.models import ImportBatch, ImportedWords
from consult.synthesis.models import Citation, StatementAncestor
from tests import factories
from tests.conftest import new_database

# Filling one takes longest: one worker fills each once.
pytestmark = pytest.mark.xdist_group("demonstration")


@dataclass
class Loaded:
    app: Flask
    data: Path
    environ: dict[str, str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Loaded]:
    data = tmp_path_factory.mktemp("demo")
    with new_database(request.param, "demo") as address:
        environ = {"CONSULT_DATA": str(data), **address}
        run(environ)
        app = create_app(load_settings(environ=environ))
        with app.app_context():
            yield Loaded(app, data, environ)
            db.engine.dispose()


def run(environ: dict[str, str], *arguments: str, code: int = 0) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CONSULT_DEMO", raising=False)
        done = CliRunner().invoke(command, ["--load-only", *arguments], env=environ)
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def session(loaded: Loaded) -> Iterator[orm.Session]:
    with db.sessionmaker() as made:
        yield made


def count(session: orm.Session, table: type[Base], *where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


def test_residents_speak_through_every_channel_and_of_everything(session: orm.Session) -> None:
    assert count(session, Contribution, Contribution.is_demo) >= 150
    assert count(session, Contribution) == count(session, Contribution, Contribution.is_demo)
    channels = set(session.scalars(sa.select(Contribution.channel).distinct()))
    assert channels == set(Channel)
    assert set(session.scalars(sa.select(Contribution.source).distinct())) == set(Source)
    enjeux = Counter(tag.enjeu.key for tag in session.scalars(sa.select(Tag)))
    assert len(enjeux) == 6
    assert min(enjeux.values()) >= 15
    assert count(session, Contribution, Contribution.tagging == Tagging.OUTSIDE) >= 10
    for status in (Status.RECEIVED, Status.PUBLISHED, Status.REFUSED, Status.REPHRASE_ASKED):
        assert count(session, Contribution, Contribution.status == status)
    assert count(session, Contribution, Contribution.language != "fr") >= 3


def test_words_are_all_different_but_for_a_text_that_parents_share(session: orm.Session) -> None:
    texts = Counter(session.scalars(sa.select(Contribution.text)))
    assert [text[:30] for text, times in texts.items() if times > 1] == [
        "Nous demandons un passage piét"
    ]
    groups = Counter(session.scalars(sa.select(Fingerprint.group_id)))
    del groups[None]
    assert list(groups.values()) == [8]


def test_the_contract_holds_sentences_that_cite_what_was_published(session: orm.Session) -> None:
    assert count(session, Placement) >= 8
    assert count(session, ActionEvent) >= 3
    assert count(session, StatementAncestor) == 1
    several = sa.select(Placement.statement_id).group_by(Placement.statement_id)
    assert session.scalars(several.having(sa.func.count() > 1)).all()
    statuses = session.scalars(
        sa.select(Contribution.status).join(Citation, Citation.contribution_id == Contribution.id)
    )
    assert set(statuses) == {Status.PUBLISHED}


def test_an_earlier_consultation_was_imported_and_stands_in_the_contract(
    session: orm.Session,
) -> None:
    batch = session.scalars(sa.select(ImportBatch)).one()
    assert count(session, ImportedWords, ImportedWords.batch_id == batch.id) == batch.rows >= 5
    cited = sa.select(Citation.contribution_id).join(
        ImportedWords, ImportedWords.contribution_id == Citation.contribution_id
    )
    assert session.scalars(cited).all()
    assert count(session, Contact, Contact.confirmed_at.is_not(None)) == 3


def test_other_territories_are_there_to_compare_and_out_of_the_public_list(
    loaded: Loaded, session: orm.Session
) -> None:
    slugs = set(session.scalars(sa.select(Contract.slug).where(Contract.listed)))
    assert slugs == {"mel", "armentieres"}
    mapping = mapping_between(session, "armentieres", "lens-lievin")
    assert mapping
    through = read_through(session, mapping)
    assert sum(counted.contributions for _enjeu, counted in through.rows) >= 50
    assert through.without.contributions >= 10


def test_every_act_of_the_demonstration_has_its_words(session: orm.Session) -> None:
    assert set(session.scalars(sa.select(AuditLine.action).distinct())) <= set(ACTIONS)


def test_no_telephone_or_address_of_a_real_person_is_in_the_data() -> None:
    import re

    for name in ("contributions", "budget", "workshops", "statements", "consultations", "imports"):
        text = str(read(name))
        for mail in re.findall(r"[\w.+-]+@[\w.-]+", text):
            assert mail.rstrip(".").endswith("example.org"), mail
        for number in re.findall(r"0[1-9](?:[ .-]?\d\d){4}", text):
            assert re.sub(r"\D", "", number)[2:] == "00000000", number


def test_a_second_run_keeps_what_was_done(loaded: Loaded, session: orm.Session) -> None:
    before = count(session, Contribution)
    password = kept_password(loaded.data)
    run(loaded.environ)
    assert count(session, Contribution) == before
    assert kept_password(loaded.data) == password


def test_sign_ins_kept_without_their_database_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_password(tmp_path, "celui-d-avant")
    monkeypatch.setattr(
        "consult.demo.loading.load", lambda session, password, told: make_team(session, password)
    )
    environ = {"CONSULT_DATA": str(tmp_path)}
    run(environ)
    given = kept_password(tmp_path)
    assert given
    app = create_app(load_settings(environ=environ))
    with app.app_context():
        assert check_password(db.session, "redaction@demo.example", given)
        db.engine.dispose()
    run(environ)
    assert kept_password(tmp_path) == given


def test_a_site_in_use_is_never_filled_with_invented_words(tmp_path: Path) -> None:
    environ = {"CONSULT_DATA": str(tmp_path)}
    app = create_app(load_settings(environ=environ))
    with app.app_context():
        schema.upgrade(db.engine)
        with transaction(db.session) as session:
            factories.make_contribution(session, factories.make_world(session))
        db.engine.dispose()
    assert "holds a site in use" in run(environ, code=2)
    assert "holds a site in use" in run(environ, "--fresh", code=2)
    keep_password(tmp_path, "d-une-demonstration-d-avant")
    assert "holds a site in use" in run(environ, code=2)
    assert "holds a site in use" in run(environ, "--fresh", code=2)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Contribution)) == 1
        db.engine.dispose()


def test_removing_takes_the_invented_words_and_leaves_the_contracts(loaded: Loaded) -> None:
    """Last: on a connection whose work is undone, so that the module's data stays."""
    with db.engine.connect() as connection:
        outer = connection.begin()
        session = orm.Session(bind=connection, join_transaction_mode="create_savepoint")
        contracts = count(session, Contract)
        remove_demo(session)
        flagged = [
            mapper.class_ for mapper in Base.registry.mappers if hasattr(mapper.class_, "is_demo")
        ]
        assert flagged
        for table in flagged:
            assert count(session, table, table.is_demo) == 0, table
        assert count(session, Contribution) == 0
        for table in (Fingerprint, FingerprintBand, AlikeGroup, Contact, ImportedWords):
            assert count(session, table) == 0, table
        assert count(session, Contract) == contracts
        lines = session.scalars(sa.select(AuditLine).where(AuditLine.action == "demo.remove")).all()
        assert len(lines) == 1
        session.close()
        outer.rollback()


def test_removing_takes_what_its_accounts_tried(loaded: Loaded) -> None:
    with db.engine.connect() as connection:
        outer = connection.begin()
        session = orm.Session(bind=connection, join_transaction_mode="create_savepoint")
        editor = session.scalars(sa.select(User).where(User.email.startswith("redaction"))).one()
        contract = session.scalars(sa.select(Contract).where(Contract.slug == "armentieres")).one()
        axis = TransversalAxis(key="a", position=0, title="A", short_title="A")
        contract.vocabulary.axes.append(axis)
        said = session.scalars(sa.select(Contribution)).first()
        sheet = PrioritiesSheet(contract=contract, texts={"pistes": "Essai"}, changed_by=editor)
        session.add_all([sheet, ContributionAxis(contribution=said, axis=axis, user=editor)])
        asked = session.scalars(sa.select(Consultation).where(Consultation.is_demo)).first()
        told = {"people": 9, "figures": {}, "by": editor}
        session.add(ResultsPublication(consultation=asked, **told))
        session.flush()
        remove_demo(session)
        assert count(session, ResultsPublication) == 0
        assert count(session, PrioritiesSheet) == count(session, ContributionAxis) == 0
        assert count(session, User) == 0
        session.close()
        outer.rollback()


def test_removing_keeps_what_real_residents_said(loaded: Loaded) -> None:
    with db.engine.connect() as connection:
        outer = connection.begin()
        session = orm.Session(bind=connection, join_transaction_mode="create_savepoint")
        invented = session.scalars(sa.select(Contribution)).first()
        assert invented is not None
        world = factories.World(*[None] * 10)  # type: ignore[arg-type]
        world.vocabulary, world.commune = invented.vocabulary, invented.commune
        real = factories.make_contribution(session, world, "Une vraie parole")
        session.flush()
        remove_demo(session)
        session.expire_all()
        assert session.scalars(sa.select(Contribution.text)).all() == ["Une vraie parole"]
        assert real.receipt is not None
        session.close()
        outer.rollback()


@pytest.mark.parametrize("order", [["--data", "{}", "remove"], ["remove", "--data", "{}"]])
def test_removing_empties_the_folder_that_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: list[str]
) -> None:
    named, elsewhere = tmp_path / "nommee", tmp_path / "ailleurs"
    monkeypatch.delenv("CONSULT_DATABASE_URL", raising=False)
    monkeypatch.setenv("CONSULT_DATA", str(elsewhere))
    for folder in (named, elsewhere):
        app = create_app(load_settings(folder, environ={}))
        with app.app_context():
            schema.upgrade(db.engine)
            db.engine.dispose()
    done = CliRunner().invoke(command, [part.format(named) for part in order])
    assert done.exit_code == 0, done.output
    for folder, lines in ((named, 1), (elsewhere, 0)):
        app = create_app(load_settings(folder, environ={}))
        with app.app_context():
            assert count(db.session, AuditLine) == lines
            db.engine.dispose()
