"""Pages of the budget participatif, open to everyone."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.budget import labels, operations, queries
from consult.budget.forms import ProposeForm
from consult.budget.models import Campaign
from consult.budget.permissions import can_propose
from consult.budget.phases import phase
from consult.contributions import receipts
from consult.contributions.receipts import read_submission_key
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes

assert labels  # words of the phases

blueprint = Blueprint("budget", __name__, url_prefix="/budget")


@blueprint.get("")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    now = utcnow()
    open_ones = queries.open_campaigns(db.session, now)
    others = queries.other_campaigns(db.session, now)
    return render_template(
        "budget/index.html",
        open_campaigns=open_ones,
        other_campaigns=[(campaign, phase(campaign, now)) for campaign in others],
        deposited=queries.deposited(db.session, [*open_ones, *others]),
    )


@blueprint.get("/<slug>")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    return render_template(
        "budget/show.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        deposited=queries.deposited(db.session, [campaign])[campaign.id],
        latest=queries.published_ideas(db.session, campaign, size=queries.LATEST),
    )


@blueprint.get("/<slug>/idees")
@access(Audience.PUBLIC)
def ideas(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    return render_template(
        "budget/ideas.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        deposited=queries.deposited(db.session, [campaign])[campaign.id],
        page=queries.published_ideas(
            db.session, campaign, after=request.args.get("avant", type=_number)
        ),
    )


@blueprint.route("/<slug>/proposer", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit("120 per hour", methods=["POST"])
def propose(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    form = ProposeForm(campaign.commune)
    if not can_propose(campaign, utcnow()):
        return _sent_before_the_end(form) or _closed(campaign, form)
    if not form.validate_on_submit():
        page = render_template("budget/propose.html", campaign=campaign, form=form)
        return page, 422 if form.is_submitted() else 200
    key = read_submission_key(form.submission.data)
    if key is None:  # the form's own validation refuses it already
        abort(400)
    issued = operations.propose(
        db.session, campaign, key, form.words(), place=form.place_of_author()
    )
    return redirect(url_for("following.receipt", code=issued.code), 303)


def _sent_before_the_end(form: ProposeForm) -> ResponseReturnValue | None:
    """The receipt of an idea that was recorded in time and is sent a second time."""
    key = read_submission_key(form.submission.data) if form.is_submitted() else None
    if key is None or receipts.find(db.session, receipts.code_of(key)) is None:
        return None
    return redirect(url_for("following.receipt", code=receipts.code_of(key)), 303)


def _closed(campaign: Campaign, form: ProposeForm) -> ResponseReturnValue:
    """Words that arrive too late stay on the page, so that nobody has to write them again."""
    page = render_template(
        "budget/closed.html",
        campaign=campaign,
        phase=phase(campaign, utcnow()),
        words=form.words() if form.is_submitted() else None,
    )
    return page, 409 if form.is_submitted() else 200


def _campaign(slug: str) -> Campaign:
    return queries.by_slug(db.session, slug) or abort(404)


def _number(value: str) -> int:
    """An idea's number in an address. Raises ValueError (then ignored) beyond what a database holds."""
    number = int(value)
    if not 0 < number < 2**31:
        raise ValueError(value)
    return number
