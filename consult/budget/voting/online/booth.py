"""What somebody is choosing, from the door to the urn: in the signed cookie of their browser, nowhere
else.

It survives a refusal, another language and the way back; no address and no table holds it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from flask import session, url_for

from consult.budget.models import Campaign
from consult.budget.voting.contents import Content
from consult.budget.voting.models import Way
from consult.budget.voting.operations import Entrance

KEY = "vote"
PROOF = "vote-proof"
KIOSK = "vote-kiosk"


@dataclass
class Booth:
    """`seed` orders the projects, `mark` makes the ballot's code; `quarter` is what is being read,
    `kiosk` the public id of the tablet one votes on.
    """

    entrance: Entrance
    content: Content = field(default_factory=dict)
    quarter: str = ""
    kiosk: str = ""
    seed: str = field(default_factory=lambda: secrets.token_hex(8))
    mark: str = field(default_factory=lambda: secrets.token_hex(16))


def enter(campaign: Campaign, entrance: Entrance, *, kiosk: str = "") -> Booth:
    """The booth of `entrance`: what was begun with it is found again, somebody else's is not."""
    found = booth_of(campaign)
    if found is None or found.entrance.token != entrance.token or found.kiosk != kiosk:
        found = Booth(entrance, kiosk=kiosk)
    keep(campaign, found)
    return found


def keep(campaign: Campaign, booth: Booth) -> None:
    entrance = booth.entrance
    session[KEY] = [
        campaign.id,
        [entrance.token, entrance.way.value, entrance.batch],
        booth.content,
        booth.quarter,
        booth.kiosk,
        booth.seed,
        booth.mark,
    ]


def booth_of(campaign: Campaign) -> Booth | None:
    match session.get(KEY):
        case [campaign.id, [token, way, batch], dict() as content, quarter, kiosk, seed, mark]:
            entrance = Entrance(token, Way(way), batch)
            return Booth(entrance, content, quarter, kiosk, seed, mark)
        case _:
            return None


def leave() -> None:
    session.pop(KEY, None)


def keep_proof(campaign: Campaign, code: str, slip: str = "") -> None:
    """For the next page, which shows it: an address with it would tell whoever reads the logs."""
    session[PROOF] = [campaign.id, code, slip]


def proof_of(campaign: Campaign) -> tuple[str, str] | None:
    """The code of the ballot that this browser has just cast, and the slip of a provisional one."""
    match session.get(PROOF):
        case [campaign.id, str(code), str(slip)]:
            return code, slip
        case _:
            return None


def forget_proof() -> None:
    session.pop(PROOF, None)


def stand_at(campaign: Campaign, link: str) -> None:
    """This browser is a tablet of the team: between two voters it comes back to its page."""
    session[KIOSK] = [campaign.id, link]


def home_of(campaign: Campaign) -> str:
    """Where the next voter begins: the tablet's page, or the door."""
    match session.get(KIOSK):
        case [campaign.id, str(link)]:
            return url_for("vote.kiosk", slug=campaign.slug, link=link)
        case _:
            return url_for("vote.enter", slug=campaign.slug)


def is_kiosk(campaign: Campaign) -> bool:
    return home_of(campaign) != url_for("vote.enter", slug=campaign.slug)
