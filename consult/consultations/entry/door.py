"""The door of a consultation that not everyone may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from consult.accounts.queries import normalise_email
from consult.consultations.blueprint import blueprint
from consult.consultations.entry import tokens
from consult.consultations.entry.cards import DECK
from consult.consultations.entry.emails import send_link
from consult.consultations.entry.forms import MailForm
from consult.consultations.models import Consultation, Entry
from consult.consultations.permissions import can_answer
from consult.consultations.queries import by_slug
from consult.consultations.reminding.residents import ask, can_ask
from consult.consultations.sheets import closed
from consult.consultations.wordings.queries import told
from consult.contributions.addresses import address_typed
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import clean_line
from consult.web.languages import page_language

# As for receipts: a wrong code answers 404 and is counted, a right one is not.
guess_limit: Callable[..., Any] = limiter.shared_limit(
    "30 per minute",
    scope="card-code",
    deduct_when=lambda response: response.status_code == NotFound.code,
)
# The reception of a social centre; not a machine that fills somebody's mailbox.
ASKING = "30 per hour"
ONE_ADDRESS = "6 per day"
LONGEST_SHOWN_CODE = 60


@blueprint.route("/<slug>/entrer", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@guess_limit
@limiter.limit(ASKING, methods=["POST"])
@limiter.limit(ONE_ADDRESS, methods=["POST"], key_func=address_typed("entry"))
def enter(slug: str) -> ResponseReturnValue:
    """What this consultation asks for: a card, an address, or to be of the team."""
    consultation = _known(slug)
    if not can_answer(consultation, utcnow()):
        return closed(consultation, [])
    match consultation.entry:
        case Entry.ANYONE:
            return redirect(url_for(".start", slug=slug))
        case Entry.CARD:
            return _by_card(consultation)
        case Entry.MAIL:
            return _by_mail(consultation)
        case Entry.TEAM:
            return _of_the_team(consultation)


@blueprint.get("/<slug>/carte/<card>")
@access(Audience.PUBLIC)
@guess_limit
def card(slug: str, card: str) -> ResponseReturnValue:
    """What the square code of a card holds; from another phone, the answers begun are found again."""
    consultation = _known(slug, Entry.CARD)
    if not can_answer(consultation, utcnow()):
        return closed(consultation, [])
    return _open_card(consultation, card)


@blueprint.get("/<slug>/lien/<link>")
@access(Audience.PUBLIC)
def mail_link(slug: str, link: str) -> ResponseReturnValue:
    consultation = _known(slug, Entry.MAIL)
    holder = tokens.read_mail_link(consultation, link)
    if holder is None:
        abort(404)
    if not can_answer(consultation, utcnow()):
        return closed(consultation, [])
    return _resume(consultation, tokens.Door(Entry.MAIL), holder)


def _known(slug: str, entry: Entry | None = None) -> Consultation:
    """404 when one enters it by another door than `entry`."""
    consultation = by_slug(db.session, slug, utcnow())
    if consultation is None or not consultation.questions:
        abort(404)
    if entry is not None and consultation.entry is not entry:
        abort(404)
    return consultation


def _by_card(consultation: Consultation) -> ResponseReturnValue:
    if request.method == "POST":
        abort(405)
    typed = request.args.get("carte")
    if typed is None:
        return _card_page(consultation, "", "", 200)
    if not typed.strip():
        return _card_page(consultation, "", _("Type the code of your card."), 422)
    return _open_card(consultation, typed)


def _open_card(consultation: Consultation, typed: str) -> ResponseReturnValue:
    found = DECK.find(db.session, consultation.id, typed)
    if found is not None:
        return _resume(consultation, tokens.Door(Entry.CARD, found.batch), f"card:{found.code}")
    error = _(
        "This code does not work. Check the letters, or ask whoever gave you the card for another one."
    )
    shown = (clean_line(typed) or "")[:LONGEST_SHOWN_CODE]
    return _card_page(consultation, shown, error, 404)


def _card_page(
    consultation: Consultation, typed: str, error: str, status: int
) -> ResponseReturnValue:
    page = render_template(
        "consultations/entry/card.html",
        consultation=told(db.session, consultation),
        typed=typed,
        error=error,
    )
    return page, status


def _by_mail(consultation: Consultation) -> ResponseReturnValue:
    """The page says the same whether a mail leaves or has left already."""
    form = MailForm(may_remind=can_ask(consultation, utcnow()))
    if not form.validate_on_submit():
        page = render_template(
            "consultations/entry/mail.html", consultation=told(db.session, consultation), form=form
        )
        return page, 422 if form.is_submitted() else 200
    address = normalise_email(form.email.data or "")
    asked = None
    if form.remind and form.remind.data:
        asked = ask(db.session, consultation, address, page_language())
    send_link(db.session, consultation, address, asked)
    return redirect(url_for(".mail_sent", slug=consultation.slug), 303)


@blueprint.get("/<slug>/lien-envoye")
@access(Audience.PUBLIC)
def mail_sent(slug: str) -> ResponseReturnValue:
    consultation = told(db.session, _known(slug))
    return render_template("consultations/entry/mail_sent.html", consultation=consultation)


def _of_the_team(consultation: Consultation) -> ResponseReturnValue:
    if request.method == "POST":
        abort(405)
    if not current_user.is_authenticated:
        return render_template(
            "consultations/entry/team.html", consultation=told(db.session, consultation)
        )
    token = tokens.new_token(consultation)
    return redirect(url_for(".resume", slug=consultation.slug, token=token))


def _resume(consultation: Consultation, door: tokens.Door, holder: str) -> ResponseReturnValue:
    token = tokens.token_of(consultation, door, holder)
    return redirect(url_for(".resume", slug=consultation.slug, token=token))
