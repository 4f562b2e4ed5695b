"""How one comes in to vote: a device, a card, an address."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from consult.accounts.queries import normalise_email
from consult.budget.models import Campaign
from consult.budget.terms import VoterEntry
from consult.budget.voting import queries
from consult.budget.voting.blueprints import known, public
from consult.budget.voting.cards.deck import DECK
from consult.budget.voting.models import Way
from consult.budget.voting.online import booth
from consult.budget.voting.online.emails import read_link, send_link
from consult.budget.voting.online.forms import CardForm, MailForm, StartForm
from consult.budget.voting.operations import Entrance, token_of
from consult.budget.voting.permissions import can_enter_by, can_vote, is_over
from consult.contributions.addresses import address_typed
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes

# As for receipts: a wrong code answers 404 and is counted, a right one is not.
guess_limit: Callable[..., Any] = limiter.shared_limit(
    "30 per minute",
    scope="voting-card-code",
    deduct_when=lambda response: response.status_code == NotFound.code,
)
ASKING = "60 per hour"
ONE_ADDRESS = "6 per day"
# From one network, where nobody shows a card: a machine votes less often than it would like.
OPEN_PER_HOUR = 30
_TOKEN = re.compile(r"[0-9a-f]{64}")


def _asks_no_mail() -> bool:
    return "email" not in request.form


@public.route("", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@guess_limit
@limiter.limit(ASKING, methods=["POST"], exempt_when=_asks_no_mail)
@limiter.limit(
    ONE_ADDRESS, methods=["POST"], key_func=address_typed("vote"), exempt_when=_asks_no_mail
)
def enter(slug: str) -> ResponseReturnValue:
    """When one votes, how, and the way in; after the vote, how to check that one was counted."""
    campaign = known(slug)
    if not can_vote(campaign, utcnow()):
        return shut(campaign)
    match campaign.vote_entry:
        case VoterEntry.CARD:
            return _by_card(campaign)
        case VoterEntry.MAIL:
            return _by_mail(campaign)
        case _:
            return _from_a_device(campaign)


def shut(campaign: Campaign, status: int = 200) -> ResponseReturnValue:
    """Outside the dates. With 409: a vote was sent, and is not kept."""
    page = render_template(
        "budget/voting/shut.html",
        campaign=campaign,
        over=is_over(campaign, utcnow()),
        refused=status >= 400,
        turnout=queries.turnout(db.session, campaign),
    )
    return page, status


@public.get("/carte/<card>")
@access(Audience.PUBLIC)
@guess_limit
def card(slug: str, card: str) -> ResponseReturnValue:
    """What the square code of a card holds."""
    campaign = known(slug)
    if not can_enter_by(campaign, VoterEntry.CARD):
        abort(404)
    if not can_vote(campaign, utcnow()):
        return shut(campaign)
    return _open_card(campaign, card, CardForm(formdata=None))


@public.get("/lien/<link>")
@access(Audience.PUBLIC)
def mail_link(slug: str, link: str) -> ResponseReturnValue:
    campaign = known(slug)
    holder = read_link(campaign, link)
    if holder is None or not can_enter_by(campaign, VoterEntry.MAIL):
        abort(404)
    if not can_vote(campaign, utcnow()):
        return shut(campaign)
    return _go_in(campaign, Entrance(token_of(campaign, holder), Way.MAIL))


@public.get("/lien-envoye")
@access(Audience.PUBLIC)
def mail_sent(slug: str) -> ResponseReturnValue:
    return render_template("budget/voting/mail_sent.html", campaign=known(slug))


def entrance_of_card(campaign: Campaign, typed: str) -> Entrance | None:
    """None when no card in use bears what was typed."""
    found = DECK.find(db.session, campaign.id, typed)
    if found is None:
        return None
    return Entrance(token_of(campaign, f"card:{found.code}"), Way.CARD, found.batch)


def wrong_card() -> Any:
    return _(
        "This code does not work. Check the letters, or ask whoever gave you the card for another one."
    )


def _by_card(campaign: Campaign) -> ResponseReturnValue:
    form = CardForm()
    if form.validate_on_submit():
        return _open_card(campaign, form.code.data or "", form)
    return _door(campaign, form, 422 if form.is_submitted() else 200)


def _open_card(campaign: Campaign, typed: str, form: CardForm) -> ResponseReturnValue:
    entrance = entrance_of_card(campaign, typed)
    if entrance is not None:
        return _go_in(campaign, entrance)
    form.code.data = typed[:60]
    form.code.errors = [wrong_card()]
    return _door(campaign, form, 404)


def _by_mail(campaign: Campaign) -> ResponseReturnValue:
    """The page says the same whether a mail leaves or has left already, whether one voted or not."""
    form = MailForm()
    if not form.validate_on_submit():
        return _door(campaign, form, 422 if form.is_submitted() else 200)
    send_link(db.session, campaign, normalise_email(form.email.data or ""))
    return redirect(url_for(".mail_sent", slug=campaign.slug), 303)


def _from_a_device(campaign: Campaign) -> ResponseReturnValue:
    form = StartForm()
    if not form.validate_on_submit():
        return _door(campaign, form, 422 if form.is_submitted() else 200)
    # A device that voted bears a mark; any other receives one in its booth, kept when it votes.
    begun = booth.booth_of(campaign)
    if begun is not None and begun.entrance.way is Way.OPEN and not _device_mark(campaign):
        return redirect(url_for(".ballot", slug=campaign.slug), 303)
    token = _device_mark(campaign) or token_of(campaign, f"device:{secrets.token_hex(16)}")
    return _go_in(campaign, Entrance(token, Way.OPEN))


def _go_in(campaign: Campaign, entrance: Entrance) -> ResponseReturnValue:
    if queries.has_voted(db.session, campaign, entrance.token):
        return already(campaign, entrance.way)
    booth.enter(campaign, entrance)
    return redirect(url_for(".ballot", slug=campaign.slug), 303)


def already(campaign: Campaign, way: Way, status: int = 409) -> ResponseReturnValue:
    """This card, address or device has voted."""
    return render_template(
        "budget/voting/already.html", campaign=campaign, way=way, home=booth.home_of(campaign)
    ), status


def _door(campaign: Campaign, form: Any, status: int) -> ResponseReturnValue:
    rules, projects = queries.rules_and_projects(db.session, campaign)
    page = render_template(
        "budget/voting/door.html",
        campaign=campaign,
        form=form,
        rules=rules,
        number=len(projects),
        per_hour=OPEN_PER_HOUR,
    )
    return page, status


def _cookie(campaign: Campaign) -> str:
    return f"vote-{campaign.id}"


def _device_mark(campaign: Campaign) -> str:
    found = request.cookies.get(_cookie(campaign), "")
    return found if _TOKEN.fullmatch(found) else ""


def mark_device(campaign: Campaign, token: str, response: Response) -> None:
    """Only once a vote was cast. It says what the register says: this device voted."""
    assert campaign.vote_closes_at is not None
    response.set_cookie(
        _cookie(campaign),
        token,
        expires=campaign.vote_closes_at,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
