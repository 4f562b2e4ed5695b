"""The small contract under consultation, and what is said of it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from consult.contract.models import Contract, ContractState, Section
from consult.contract.passages import Passage
from consult.contract.remarks import operations
from consult.contract.remarks.models import Remark
from consult.contract.remarks.operations import RemarkWords
from consult.contract.remarks.shown import shown
from consult.contributions.models import Contribution, Status
from consult.contributions.operations import Place
from consult.db import utcnow
from consult.territory.models import Commune
from tests.factories import World
from tests.pages import PageClient

PAGE = "/contrats/armentieres"
DESK = "/espace/contrat/armentieres/remarques"
SENTENCE = "Les habitants manquent de médecins généralistes dans les deux quartiers."
OTHER = "Le bus passe toutes les heures."


def open_contract(session: orm.Session, world: World, **values: Any) -> Contract:
    """Under consultation, two paragraphs in the diagnostic of « sante »."""
    contract = session.merge(world.contract)
    contract.state = ContractState.CONSULTATION
    for name, value in values.items():
        setattr(contract, name, value)
    section_of(session).body = f"{SENTENCE}\n\n{OTHER}"
    session.commit()
    return contract


def section_of(session: orm.Session, key: str = "sante-diagnostic") -> Section:
    return session.scalars(sa.select(Section).where(Section.key == key)).one()


def rewrite(session: orm.Session, body: str) -> None:
    """The team changes the text of the section."""
    section_of(session).body = body
    session.commit()


def passage(session: orm.Session, text: str = SENTENCE) -> Passage:
    session.expire_all()
    found = shown(session, "armentieres")
    assert found is not None
    return next(each for each in found.passages.values() if each.text == text)


def address(session: orm.Session, verb: str = "", text: str = SENTENCE) -> str:
    return f"{PAGE}/passage/{passage(session, text).anchor}" + (f"/{verb}" if verb else "")


def remark(
    session: orm.Session,
    text: str = "C’est vrai, il en manque partout.",
    *,
    about: str = SENTENCE,
    status: Status = Status.PUBLISHED,
    key: str = "",
    structure: str = "",
) -> Remark:
    """As the form records it, then read by a moderator."""
    contract = session.scalars(sa.select(Contract).where(Contract.slug == "armentieres")).one()
    words = RemarkWords(text, structure)
    issued = operations.send(
        session,
        contract,
        passage(session, about),
        key or f"cle-{text}-{about}",
        words,
        commune=session.scalars(sa.select(Commune)).one(),
        place=Place(),
    )
    contribution = session.scalars(
        sa.select(Contribution).where(Contribution.receipt_id == issued.receipt.id)
    ).one()
    contribution.status = status
    contribution.published_at = utcnow() if status is Status.PUBLISHED else None
    session.commit()
    return session.scalars(sa.select(Remark).where(Remark.contribution_id == contribution.id)).one()


def fill(client: PageClient, page: str, sent: dict[str, Any]):
    """The form of a page of the team, which comes after the one that signs out."""
    return client.submit(page, sent, form=1)


def answer(client: PageClient, remarks: list[Remark], **values: str):
    """Ticks the remarks and answers them, as one who signed in."""
    page = f"{DESK}/{remarks[0].public_id}"
    sent = {"answer": "retained", "reason": "Vous avez raison.", "section": "", **values}
    sent["remark"] = [f"{each.public_id}:{each.revision}" for each in remarks]
    return fill(client, page, sent)
