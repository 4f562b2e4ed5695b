"""The tablet's page, and the team's: opening a kiosk, deciding of the votes that wait."""

from __future__ import annotations

import secrets

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.accounts.session import actor
from consult.budget.models import Campaign
from consult.budget.terms import VoterEntry
from consult.budget.voting import provisional, queries
from consult.budget.voting.blueprints import known, public, team
from consult.budget.voting.holders import holder_typed, is_known
from consult.budget.voting.kiosks import casting
from consult.budget.voting.models import Kiosk, Way
from consult.budget.voting.online import booth
from consult.budget.voting.online.door import (
    already,
    entrance_of_card,
    guess_limit,
    shut,
    wrong_card,
)
from consult.budget.voting.online.forms import CardForm, StartForm
from consult.budget.voting.operations import Entrance, Refusal, VoteRefusedError, refuse, token_of
from consult.budget.voting.permissions import can_vote
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form, LineField, Required, at_most
from consult.web.page import absolute_url
from consult.web.qr import qr_svg


class KioskForm(Form):
    place = LineField(
        _l("Where is the tablet?"),
        [Required(_l("Say where the tablet is.")), at_most(120)],
        description=_l("For example: Reception of the social centre."),
    )


class DecideForm(Form):
    """One slip. `holder` is asked where the campaign knows voters by a card or an address."""

    slip = HiddenField()
    holder = LineField(_l("Their card or their address"), [at_most(255)])
    reason = LineField(_l("Why it is refused"), [at_most(500)])


@public.route("/borne/<link>", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@guess_limit
def kiosk(slug: str, link: str) -> ResponseReturnValue:
    """Between two voters: whatever the one before left is forgotten."""
    campaign = known(slug)
    found = casting.read_link(db.session, campaign, link) or abort(404)
    if not can_vote(campaign, utcnow()):
        return shut(campaign)
    form = CardForm()
    if not form.is_submitted():
        booth.leave()
        booth.forget_proof()
        booth.stand_at(campaign, link)
        return _kiosk(campaign, link, form, 200)
    entrance = _entrance(campaign, form)
    if entrance is None:
        return _kiosk(campaign, link, form, 404 if form.code.data else 422)
    if queries.has_voted(db.session, campaign, entrance.token):
        return already(campaign, entrance.way)
    booth.enter(campaign, entrance, kiosk=found.public_id)
    return redirect(url_for(".ballot", slug=slug), 303)


def _entrance(campaign: Campaign, form: CardForm) -> Entrance | None:
    """Without a card: a voter of their own each time, whom an editor will look at."""
    if request.form.get("without"):
        return Entrance(token_of(campaign, f"kiosk:{secrets.token_hex(16)}"), Way.KIOSK)
    if not form.validate() or campaign.vote_entry is not VoterEntry.CARD:
        return None
    found = entrance_of_card(campaign, form.code.data or "")
    if found is None:
        form.code.errors = [wrong_card()]
    return found


def _kiosk(campaign: Campaign, link: str, form: CardForm, status: int) -> ResponseReturnValue:
    with_cards = campaign.vote_entry is VoterEntry.CARD
    page = render_template(
        "budget/voting/kiosk.html", campaign=campaign, link=link, form=form, with_cards=with_cards
    )
    return page, status


@team.route("/bornes", methods=["GET", "POST"])
@access(Audience.TEAM)
@writes
def kiosks(slug: str) -> ResponseReturnValue:
    campaign = known(slug)
    form = KioskForm()
    if form.validate_on_submit():
        made = casting.open_kiosk(db.session, campaign, form.place.data or "", by=actor())
        flash(_("The kiosk is open: open its page on the tablet."), "success")
        return redirect(url_for(".one_kiosk", slug=slug, public_id=made.public_id), 303)
    page = render_template(
        "budget/voting/desk/kiosks.html",
        campaign=campaign,
        form=form,
        kiosks=casting.kiosks_of(db.session, campaign),
    )
    return page, 422 if form.is_submitted() else 200


@team.get("/bornes/<public_id>")
@access(Audience.TEAM)
def one_kiosk(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    found = _known_kiosk(campaign, public_id)
    address = absolute_url("vote.kiosk", slug=slug, link=casting.link_of(found))
    return render_template(
        "budget/voting/desk/kiosk.html",
        campaign=campaign,
        kiosk=found,
        address=address,
        qr=qr_svg(address, _("The address of the kiosk")),
    )


@team.post("/bornes/<public_id>/fermer")
@access(Audience.TEAM)
@writes
def close_kiosk(slug: str, public_id: str) -> ResponseReturnValue:
    campaign = known(slug)
    if StartForm().validate_on_submit():
        casting.close_kiosk(db.session, _known_kiosk(campaign, public_id), by=actor())
        flash(_("The kiosk is closed: nobody votes there any more."), "success")
    return redirect(url_for(".kiosks", slug=slug), 303)


def _known_kiosk(campaign: Campaign, public_id: str) -> Kiosk:
    return casting.kiosk_of(db.session, campaign, public_id) or abort(404)


@team.get("/provisoires")
@access(Audience.EDITORS)
def provisional_votes(slug: str) -> ResponseReturnValue:
    return _slips(known(slug), "", "", 200)


@team.post("/provisoires")
@access(Audience.EDITORS)
@writes
def decide(slug: str) -> ResponseReturnValue:
    """Accepted when no reason is given, refused with one."""
    campaign = known(slug)
    form = DecideForm()
    waiting = provisional.locked(db.session, campaign, form.slip.data or "") or abort(404)
    if not form.validate_on_submit():
        return _slips(campaign, waiting.slip, str(Form.EXPIRED), 422)
    try:
        if request.form.get("act") == "refuse":
            if not form.reason.data:
                return _slips(campaign, waiting.slip, _("Say why: the reason is kept."), 422)
            provisional.reject(db.session, waiting, form.reason.data, by=actor())
            flash(_("This vote is refused: it will not be counted."), "success")
        else:
            known_as = None
            if form.holder.data:
                known_as = holder_typed(campaign, form.holder.data, Way.KIOSK)
                if known_as is None:
                    return _slips(campaign, waiting.slip, wrong_card(), 422)
            provisional.accept(db.session, campaign, waiting, known_as, by=actor())
            flash(_("This vote is accepted: it is in the urn."), "success")
    except provisional.DecidedError:
        return _slips(campaign, "", _("Somebody else decided it meanwhile."), 409)
    except VoteRefusedError as refused:
        by = actor()
        refuse(db.session, campaign.id, refused.why, by=by)
        sentence = (
            _("This person has already voted another way: refuse this vote.")
            if refused.why is Refusal.TWICE
            else _("The urn is sealed: no vote enters it any more.")
        )
        return _slips(campaign, waiting.slip, sentence, 409)
    return redirect(url_for(".provisional_votes", slug=slug), 303)


def _slips(campaign: Campaign, slip: str, error: str, status: int) -> ResponseReturnValue:
    page = render_template(
        "budget/voting/desk/slips.html",
        campaign=campaign,
        slips=provisional.slips(db.session, campaign),
        form=DecideForm(),
        asks_holder=is_known(campaign),
        wrong=slip,
        error=error,
    )
    return page, status
