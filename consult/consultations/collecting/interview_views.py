"""Asking aloud: the link of volunteers, the receipt to hand over, and the next person.

These are screens of the residents' own pages: they have their languages, and need no account.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from consult.accounts.models import User
from consult.audit.operations import RESIDENT
from consult.consultations.blueprint import blueprint
from consult.consultations.collecting import interviews, links, queries
from consult.consultations.collecting.models import CollectedSheet, Round
from consult.consultations.collecting.permissions import can_interview, link_works
from consult.consultations.models import AnswerSheet
from consult.consultations.operations import submission_of
from consult.contributions.receipts import code_of
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form
from consult.web.page import absolute_url
from consult.web.qr import qr_svg

# A right link is not counted; nobody tries 2⁸⁰ of them anyway.
GUESSES = "60 per minute"


@blueprint.get("/<slug>/collecte/<link>")
@access(Audience.PUBLIC)
@limiter.limit(GUESSES)
def collect(slug: str, link: str) -> ResponseReturnValue:
    """What the link of volunteers opens: what to do, and the button that begins."""
    round_ = _by_link(slug, link)
    return render_template(
        "consultations/collecting/invitation.html",
        round=round_,
        link=link,
        may_interview=can_interview(round_, utcnow()),
    )


@blueprint.get("/<slug>/collecte/<link>/commencer")
@access(Audience.PUBLIC)
@limiter.limit(GUESSES)
def collect_one(slug: str, link: str) -> ResponseReturnValue:
    """A new address for one more person."""
    round_ = _by_link(slug, link)
    if not can_interview(round_, utcnow()):
        return redirect(url_for(".collect", slug=slug, link=link))
    return redirect(first_screen(round_))


@blueprint.get("/<slug>/reponse/<token>/remise")
@access(Audience.PUBLIC)
def hand_over(slug: str, token: str) -> ResponseReturnValue:
    """The receipt, large, for the person who has just answered; once they have it, nothing."""
    collected = _sent(slug, token)
    again = url_for(".next_person", slug=slug, token=token)
    if collected.handed_at is not None:
        return render_template(
            "consultations/collecting/handed.html", round=collected.round, again=again
        )
    code = code_of(submission_of(token))
    address = absolute_url("following.show", code=code)
    return render_template(
        "consultations/collecting/receipt.html",
        round=collected.round,
        code=code,
        address=address,
        qr=qr_svg(address, _("Square code to scan: it opens the page that follows your words.")),
        again=again,
    )


@blueprint.post("/<slug>/reponse/<token>/suivant")
@access(Audience.PUBLIC)
@writes
def next_person(slug: str, token: str) -> ResponseReturnValue:
    """The receipt is handed over, and the first question waits for somebody else."""
    collected = _sent(slug, token, lock=True)
    if Form().validate_on_submit():
        interviews.hand_over(db.session, collected)
    return redirect(_next_screen(collected.round, token), 303)


@blueprint.post("/<slug>/reponse/<token>/effacer")
@access(Audience.PUBLIC)
@writes
def erase(slug: str, token: str) -> ResponseReturnValue:
    """Broken off: what was answered is erased from here and from the site."""
    collected = queries.collected_by_token(db.session, slug, token, lock=True)
    if collected is None:
        # Nothing was answered yet: the address has no sheet.
        return redirect(url_for(".resume", slug=slug, token=token), 303)
    if collected.sheet.submitted_at is not None:
        return redirect(url_for(".hand_over", slug=slug, token=token), 303)
    round_ = collected.round
    if Form().validate_on_submit():
        interviews.erase(db.session, collected, by=signed_in() or RESIDENT)
    return redirect(_next_screen(round_, token), 303)


def first_screen(round_: Round, owner: int | None = None) -> str:
    """Of one more sheet: for the account `owner`, or for who came by the link."""
    token = links.sheet_token(round_, owner)
    return url_for("consultations.step", slug=round_.consultation.slug, token=token, step=1)


def strip_of(sheet: AnswerSheet, round_: Round, token: str) -> dict[str, Any]:
    """What stands above the screens of an interview; `erase` once something was answered."""
    begun = sheet.id is not None
    address = url_for("consultations.erase", slug=round_.consultation.slug, token=token)
    return {"round": round_, "erase": address if begun else ""}


def signed_in() -> User | None:
    """The member of the team who asks, if it is one."""
    user = current_user._get_current_object()
    return user if isinstance(user, User) else None


def _by_link(slug: str, link: str) -> Round:
    public_id, key = links.split_link(link)
    round_ = queries.round_of(db.session, slug, public_id)
    if round_ is None or not links.opens(round_, key):
        abort(404)
    if not link_works(round_, utcnow()):
        abort(404)
    return round_


def _sent(slug: str, token: str, *, lock: bool = False) -> CollectedSheet:
    collected = queries.collected_by_token(db.session, slug, token, lock=lock)
    if collected is None or collected.sheet.submitted_at is None or collected.round.is_paper:
        abort(404)
    return collected


def _next_screen(round_: Round, token: str) -> str:
    """Where who came by a link goes on by that link, and the team by its own page."""
    ticket = links.read_ticket(round_.consultation, token)
    slug = round_.consultation.slug
    if ticket is None:
        abort(404)
    if can_interview(round_, utcnow()) and interviews.can_go_on(db.session, round_, ticket):
        return first_screen(round_, ticket.owner)
    if ticket.serial:
        return url_for("consultations.collect", slug=slug, link=links.link_of(round_))
    return url_for("collecting.show", slug=slug, public_id=round_.public_id)
