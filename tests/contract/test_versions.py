"""Versions of a contract: what is published stays as it was, but for who stands behind it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from consult.audit.models import AuditLine
from consult.contract import versions
from consult.contract.documents.build import build
from consult.contract.documents.frozen import freeze, thaw, with_counts
from consult.contract.models import Contract, ContractState
from consult.contract.queries import load_contract
from consult.contract.version_models import ContractVersion, StateChange
from consult.contract.versions import move_to, publish
from tests import factories
from tests.contract.sentences import in_the_contract, said
from tests.contract.volet_file import edited, import_text, make_places


def test_a_version_holds_the_text_of_that_day_and_its_sentences(
    session: orm.Session, world: factories.World
) -> None:
    placement = in_the_contract(session, world, said(session, world))
    contract = session.merge(world.contract)
    version = publish(session, contract, by=world.editor, note=" Premier texte. ")
    session.commit()

    assert (version.number, version.note, version.state) == (
        1,
        "Premier texte.",
        ContractState.DRAFT,
    )
    assert [(each.placement_public_id, each.statement_id) for each in version.sentences] == [
        (placement.public_id, placement.statement_id)
    ]
    whole = load_contract(session, contract.slug)
    assert whole
    shown = build(whole)
    counts = {placement.public_id: whole.born[0].provenance.told()}
    assert with_counts(thaw(version.document["tree"]), counts).blocks == shown.blocks
    assert "Dit par" not in str(version.document)
    published = sa.select(AuditLine).where(AuditLine.action == "contract_version.publish")
    assert [line.details["number"] for line in session.scalars(published)] == [1]


def test_what_follows_a_publication_is_of_the_same_transaction(
    session: orm.Session, world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr(
        versions, "after_publication", [lambda _session, version: told.append(version.id)]
    )
    contract = session.merge(world.contract)
    version = publish(session, contract, by=world.editor, note="Premier texte.")

    assert told == [version.id]
    assert versions.latest(session, contract.id) is version
    session.rollback()
    assert session.scalars(sa.select(ContractVersion)).all() == []


def test_a_version_is_never_published_without_a_note(
    session: orm.Session, world: factories.World
) -> None:
    with pytest.raises(ValueError, match="note"):
        publish(session, session.merge(world.contract), by=world.editor, note="  ")


def test_states_keep_their_dates_and_their_authors(
    session: orm.Session, world: factories.World
) -> None:
    contract = session.merge(world.contract)
    assert versions.move_to(session, contract, ContractState.CONSULTATION, by=world.editor)
    assert not versions.move_to(session, contract, ContractState.CONSULTATION, by=world.editor)

    change = session.scalars(sa.select(StateChange)).one()
    assert (change.state, change.by_id) == (ContractState.CONSULTATION, world.editor.id)


def test_an_imported_contract_is_adopted_when_its_text_says_when(session: orm.Session) -> None:
    make_places(session)
    import_text(session)
    contract = session.scalars(sa.select(Contract)).one()
    assert contract.state is ContractState.DRAFT

    import_text(session, edited(lambda file: file["contract"].update(adopted_on="2024-06-28")))
    assert contract.state is ContractState.ADOPTED
    states = session.scalars(sa.select(StateChange.state).order_by(StateChange.id)).all()
    assert states == [ContractState.DRAFT, ContractState.ADOPTED]


def test_an_import_that_says_the_same_day_again_moves_nothing(
    session: orm.Session,
) -> None:
    make_places(session)

    def adopt(on: str) -> None:
        import_text(session, edited(lambda file: file["contract"].update(adopted_on=on)))

    adopt("2024-06-28")
    contract = session.scalars(sa.select(Contract).where(Contract.slug == "ville")).one()
    assert contract.state is ContractState.ADOPTED
    move_to(session, contract, ContractState.CONSULTATION, by=None)

    adopt("2024-06-28")
    assert contract.state is ContractState.CONSULTATION
    adopt("2026-06-28")
    assert contract.state is ContractState.ADOPTED


def test_a_frozen_document_says_the_same_thing_again(
    session: orm.Session, world: factories.World
) -> None:
    whole = load_contract(session, world.contract.slug)
    assert whole
    document = build(whole)

    assert thaw(freeze(document)) == document
