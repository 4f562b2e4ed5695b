"""Pages of the budget participatif, open to everyone."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from consult.budget import articles, labels, operations, printing, queries
from consult.budget.alike import similar
from consult.budget.forms import ProposeForm
from consult.budget.models import Campaign, Idea
from consult.budget.permissions import can_propose, can_see_picture
from consult.budget.phases import phase
from consult.budget.telling import moments, now_told
from consult.contributions import receipts
from consult.contributions.models import Source
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.pictures.requests import takes_picture
from consult.pictures.sending import picture_response
from consult.web.access import Audience, access
from consult.web.commit import writes

assert labels  # words of the phases

blueprint = Blueprint("budget", __name__, url_prefix="/budget")
blueprint.app_template_global("pictures_of")(
    lambda contributions: queries.with_pictures(
        db.session, [each.id for each in contributions if each.source is Source.IDEA]
    )
)


@blueprint.get("")
@access(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    now = utcnow()
    open_ones = queries.open_campaigns(db.session, now)
    others = queries.other_campaigns(db.session, now)
    return render_template(
        "budget/index.html",
        open_campaigns=open_ones,
        told=lambda campaign: now_told(campaign, now),
        other_campaigns=[(campaign, phase(campaign, now)) for campaign in others],
        deposited=queries.deposited(db.session, [*open_ones, *others]),
    )


@blueprint.get("/<slug>")
@access(Audience.PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    return public_page(_campaign(slug))


def public_page(campaign: Campaign, *, preview: bool = False) -> str:
    """As residents see it; the team previews a draft so."""
    now = utcnow()
    return render_template(
        "budget/show.html",
        campaign=campaign,
        phase=phase(campaign, now),
        now=now_told(campaign, now),
        moments=moments(campaign, now),
        who=articles.who_told(campaign.deposit_who, campaign.deposit_min_age),
        deposited=queries.deposited(db.session, [campaign])[campaign.id],
        latest=queries.published_ideas(db.session, campaign, size=queries.LATEST),
        preview=preview,
    )


@blueprint.get("/<slug>/reglement")
@access(Audience.PUBLIC)
def regulation(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    return render_template(
        "budget/regulation.html", campaign=campaign, articles=articles.articles(campaign)
    )


@blueprint.get("/<slug>/reglement.pdf")
@access(Audience.PUBLIC)
@limiter.limit("60 per hour")
def regulation_pdf(slug: str) -> ResponseReturnValue:
    return printing.regulation_response(_campaign(slug))


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
@takes_picture
def propose(slug: str) -> ResponseReturnValue:
    campaign = _campaign(slug)
    if not can_propose(campaign, utcnow()):
        return _closed(campaign) if request.method == "GET" else _too_late(campaign)
    form = ProposeForm(campaign.commune)
    if not form.validate_on_submit() or asked_to_change():
        page = render_template("budget/propose.html", campaign=campaign, form=form)
        return page, 422 if form.errors else 200
    if found := to_read_first(campaign, form):
        action = url_for("budget.propose", slug=slug)
        return render_template(
            "budget/alike.html", campaign=campaign, form=form, alike=found, action=action
        )
    issued = record(campaign, form)
    return redirect(url_for("following.receipt", code=issued.code), 303)


def asked_to_change() -> bool:
    """From the page of look-alikes, back to what was typed."""
    return request.form.get("geste") == "changer"


def to_read_first(campaign: Campaign, form: ProposeForm) -> list[Idea]:
    """Look-alikes of an idea that is about to be sent, unless its author has seen them or sent it."""
    if "geste" in request.form:
        return []
    words = form.words()
    code = receipts.code_of(words.submission(form.key()))
    if receipts.find(db.session, code) is not None:
        return []
    return similar(db.session, campaign, words.title, words.text)


def record(campaign: Campaign, form: ProposeForm, **by: Any) -> receipts.Issued:
    """What a valid form says, with the idea that its author says is the same."""
    gesture, _colon, number = request.form.get("geste", "").partition(":")
    same = (
        queries.published_idea(db.session, campaign, int(number))
        if gesture == "meme" and re.fullmatch("[0-9]{1,9}", number)
        else None
    )
    words = form.words()
    return operations.propose(
        db.session,
        campaign,
        words.submission(form.key()),
        words,
        place=form.place_of_author(),
        picture=form.picture(),
        alt=form.alt(),
        same_as=same,
        language=form.language.data,
        profile=form.profile(),
        **by,
    )


@blueprint.get("/images/<public_id>.jpg")
@access(Audience.PUBLIC)
def picture(public_id: str) -> ResponseReturnValue:
    found = queries.find_picture(db.session, public_id) or abort(404)
    reads = current_user.is_authenticated and current_user.may_enter(Audience.MODERATORS)
    if not can_see_picture(found[1], is_moderator=reads):
        abort(404)
    return picture_response(found[0], public=can_see_picture(found[1], is_moderator=False))


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
