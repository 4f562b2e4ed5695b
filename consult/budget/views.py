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
    if not can_propose(campaign, utcnow()):
        return _closed(campaign) if request.method == "GET" else _too_late(campaign)
    form = ProposeForm(campaign.commune)
    if not form.validate_on_submit():
        page = render_template("budget/propose.html", campaign=campaign, form=form)
        return page, 422 if form.is_submitted() else 200
    words = form.words()
    issued = operations.propose(
        db.session,
        campaign,
        words.submission(form.key()),
        words,
        place=form.place_of_author(),
        language=form.language.data,
        profile=form.profile(),
    )
    return redirect(url_for("following.receipt", code=issued.code), 303)


def _too_late(campaign: Campaign) -> ResponseReturnValue:
    """The receipt of an idea recorded in time and sent twice; or a page that keeps the words."""
    form = ProposeForm(campaign.commune)
    key = receipts.read_submission_key(form.submission.data)
    code = receipts.code_of(form.words().submission(key)) if key is not None else ""
    if receipts.find(db.session, code) is not None:
        return redirect(url_for("following.receipt", code=code), 303)
    return _closed(campaign, form.words()), 409


def _closed(campaign: Campaign, words: operations.IdeaWords | None = None) -> str:
    return render_template(
        "budget/closed.html", campaign=campaign, phase=phase(campaign, utcnow()), words=words
    )


def _campaign(slug: str) -> Campaign:
    return queries.by_slug(db.session, slug) or abort(404)


def _number(value: str) -> int:
    """An idea’s number in an address. Raises ValueError, then ignored, when no column holds it."""
    number = int(value)
    if not 0 < number < 2**31:
        raise ValueError(value)
    return number
