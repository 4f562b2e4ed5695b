"""Leaving an address to be told, confirming it, having it erased."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.contributions import receipts
from consult.contributions.addresses import address_typed
from consult.contributions.models import Contribution, Receipt
from consult.extensions import db, limiter
from consult.following import contacts, emails, queries
from consult.following.codes import guess_limit, shown, unknown
from consult.following.forms import ContactForm, WithdrawForm
from consult.following.links import ExpiredLinkError, Purpose, read, sign
from consult.following.models import Contact
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.i18n import current_locale
from consult.web.page import settings

# A family, or the reception of a social centre; not a machine that fills somebody's mailbox.
ASKING = "30 per hour"
ONE_ADDRESS = "6 per day"
PRESSING = "60 per hour"


def register(blueprint: Blueprint) -> None:
    blueprint.app_context_processor(how_long)
    for rule, view, methods in (
        ("/suivi/<code>/prevenir", ask_contact, ["GET", "POST"]),
        ("/suivi/<code>/ne-plus-prevenir", forget_contact, ["POST"]),
        ("/prevenir/confirmer/<token>", confirm_contact, ["GET", "POST"]),
        ("/prevenir/arreter/<token>", stop_contact, ["GET", "POST"]),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=methods)


def how_long() -> dict[str, int]:
    """How long an address is kept, as the pages tell it."""
    found = settings()
    return {
        "contact_months": found.contact_days // 30,
        "contact_pending_days": found.contact_pending_days,
    }


@access(Audience.PUBLIC)
@writes
@guess_limit
@limiter.limit(ASKING, methods=["POST"])
@limiter.limit(ONE_ADDRESS, methods=["POST"], key_func=address_typed("contact"))
def ask_contact(code: str) -> ResponseReturnValue:
    """The answer is the same whether a mail leaves or one just has."""
    receipt = receipts.find(db.session, code)
    if receipt is None:
        return unknown(code)
    back = redirect(url_for("following.show", code=shown(code), _anchor="prevenir"), 303)
    state = told_by_mail(receipt, queries.contributions_of(db.session, receipt))
    if not state:
        return back
    form = ContactForm()
    if not form.validate_on_submit():
        page = render_template("following/notify.html", code=shown(code), form=form, notify=state)
        return page, 422 if form.is_submitted() else 200
    try:
        language = current_locale().language
        contact = contacts.ask(db.session, receipt, form.address(), language=language)
    except contacts.AlreadyTold:
        flash(_("An address is confirmed already. Have it erased before you give another."))
        return back
    except contacts.NothingToTell:
        return back
    if contact is not None:
        emails.ask_to_confirm(db.session, contact)
    flash(_("Look at your mail: open the link that we have sent, and press the button."), "success")
    return back


@access(Audience.PUBLIC)
@writes
@guess_limit
def forget_contact(code: str) -> ResponseReturnValue:
    """From the page of a code. Done twice, it is done once."""
    receipt = receipts.find(db.session, code)
    if receipt is None:
        return unknown(code)
    contact = contacts.contact_of(db.session, receipt)
    if contact is not None and not receipt.shared:
        contacts.forget(db.session, contact)
    flash(_("Your address is erased. You will receive nothing more."), "success")
    return redirect(url_for("following.show", code=shown(code)), 303)


@access(Audience.PUBLIC)
@writes
@limiter.limit(PRESSING, methods=["POST"])
def confirm_contact(token: str) -> ResponseReturnValue:
    """A page with a button: mail programs that open links by themselves confirm nothing."""
    contact = contact_behind(token, Purpose.CONFIRM)
    if contact is None:
        return gone()
    form = WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("following/confirm_contact.html", form=form)
        return page, 422 if form.is_submitted() else 200
    contacts.confirm(db.session, contact)
    flash(_("It is confirmed: you will be told by mail."), "success")
    token = sign(contact.public_id, Purpose.FOLLOW)
    return redirect(url_for("following.show_by_link", token=token), 303)


@access(Audience.PUBLIC)
@writes
@limiter.limit(PRESSING, methods=["POST"])
def stop_contact(token: str) -> ResponseReturnValue:
    """« Ne plus être prévenu », without the code; an address that is gone was erased: all is well."""
    contact = contact_behind(token, Purpose.STOP)
    if contact is None:
        return render_template("following/stopped.html")
    form = WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("following/stop_contact.html", form=form)
        return page, 422 if form.is_submitted() else 200
    contacts.forget(db.session, contact)
    return redirect(url_for("following.stop_contact", token=token), 303)


def contact_behind(token: str, purpose: Purpose) -> Contact | None:
    """None for a link that was not made here, is too old, or whose address was erased."""
    try:
        public_id = read(token, purpose)
    except ExpiredLinkError:
        return None
    lock = request.method == "POST"
    return contacts.find(db.session, public_id, lock=lock) if public_id else None


def gone() -> ResponseReturnValue:
    return render_template("following/link_gone.html"), 410


def told_by_mail(receipt: Receipt, contributions: Sequence[Contribution]) -> str:
    """ "open" (one may leave an address), "waiting" (for its confirmation), "confirmed", or ""."""
    if not contacts.can_be_told(receipt, contributions):
        return ""
    contact = contacts.contact_of(db.session, receipt)
    if contact is None:
        return "open"
    return "confirmed" if contact.confirmed_at else "waiting"
