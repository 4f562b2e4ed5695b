"""The addresses of sheets that not everyone may begin, and the links of the mails that lead to them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from consult.consultations.models import Consultation, Entry
from consult.contributions.receipts import keyed
from consult.doors import links


@dataclass(frozen=True)
class Door:
    """What the address of a sheet says of how one came to it; `batch`: of cards, by its public id."""

    entry: Entry
    batch: str = ""


def token_of(consultation: Consultation, door: Door, holder: str) -> str:
    """The address of the one sheet that `holder` (a card, a mailbox) leads to, always the same."""
    made = keyed("sheet", f"{consultation.id}:{holder}")[:32]
    return links.sign(_salt("sheet", consultation), [door.entry.value, door.batch, made])


def new_token(consultation: Consultation) -> str:
    """A sheet for one more answer: what a member of the team may begin at will."""
    return token_of(consultation, Door(Entry.TEAM), f"team:{secrets.token_hex(16)}")


def door_of(consultation: Consultation, token: str) -> Door | None:
    """None when this site did not give it, or for another consultation."""
    match _read("sheet", consultation, token):
        case [str(entry), str(batch), str()]:
            return Door(Entry(entry), batch)
        case _:
            return None


def mail_link(consultation: Consultation, address: str) -> str:
    """What the mail holds: nobody reads the address in it, and the same address has the same link."""
    return links.sign(_salt("mail", consultation), holder_of_mail(consultation, address))


def holder_of_mail(consultation: Consultation, address: str) -> str:
    return links.holder_of_mail(str(consultation.id), address)


def read_mail_link(consultation: Consultation, link: str) -> str | None:
    """The holder that it leads to; None when it was not made here, or for another consultation."""
    found = _read("mail", consultation, link)
    return found if isinstance(found, str) else None


def _read(purpose: str, consultation: Consultation, signed: str) -> Any:
    return links.read(_salt(purpose, consultation), signed)


def _salt(purpose: str, consultation: Consultation) -> str:
    return f"entry:{purpose}:{consultation.id}"
