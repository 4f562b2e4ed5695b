"""Pages of a receipt: the code just given, where the words stand, correcting, taking back.

Every page below a code is private: never stored by a cache, never indexed, and wrong codes are
counted by address so that nobody can try them all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.budget import queries as ideas
from consult.budget.models import Idea
from consult.consultations.wordings.queries import in_other_words
from consult.contributions import labels, receipts
from consult.contributions.models import Contribution, Receipt, Source, Status
from consult.contributions.permissions import can_correct, can_withdraw
from consult.db import utcnow
from consult.extensions import db
from consult.following import (
    answered_views,
    appeal_views,
    batch_views,
    contact_views,
    operations,
    project_views,
    queries,
    study_views,
    telling_views,
    workshop_views,
)
from consult.following.answers import Spoken, spoken
from consult.following.codes import guess_limit, not_typed, own_contribution, shown, unknown
from consult.following.events import Event
from consult.following.forms import CorrectIdeaForm, WithdrawForm, correct_form, words_of
from consult.following.links import Purpose, sign
from consult.following.outcomes import outcomes as outcomes_of
from consult.following.stage_events import stages_of
from consult.following.study import Studied, may_complete, studied
from consult.following.timeline import timeline
from consult.following.whys import Why, whys
from consult.moderation.appeals import open_until
from consult.pictures.requests import takes_picture
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.headers import PRIVATE
from consult.web.page import absolute_url, settings
from consult.web.qr import qr_svg

assert labels  # words of the channels and places

blueprint = Blueprint("following", __name__)
workshop_views.register(blueprint)
appeal_views.register(blueprint)
batch_views.register(blueprint)
contact_views.register(blueprint)
telling_views.register(blueprint)
study_views.register(blueprint)
answered_views.register(blueprint)
project_views.register(blueprint)


@dataclass(frozen=True)
class Followed:
    """What the page shows of one contribution; `shown` is False for words no longer told.

    `appeal_until`: until when its author may contest the refusal, if they may. `why` the contract does
    not hold it, when there is something to say of that. `study`: of an idea.
    """

    contribution: Contribution
    idea: Idea | None
    spoken: Spoken | None
    events: list[Event]
    shown: bool
    may_correct: bool
    may_withdraw: bool
    appeal_until: datetime | None
    why: Why | None
    study: Studied | None


@blueprint.after_request
def keep_private(response: Response) -> Response:
    given = request.view_args or {}
    if "code" in given or "token" in given or "code" in request.args:
        response.headers["Cache-Control"] = PRIVATE
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get("/suivi")
@access(Audience.PUBLIC)
@guess_limit
def index() -> ResponseReturnValue:
    typed = request.args.get("code")
    if typed is None:
        return render_template("following/index.html", typed="", error="")
    if not typed.strip():
        return render_template("following/index.html", typed="", error=_("Type your code.")), 422
    if receipts.find(db.session, typed) is None:
        return unknown(typed)
    return redirect(url_for("following.show", code=shown(typed)), 303)


@blueprint.get("/recu/<code>")
@access(Audience.PUBLIC)
@guess_limit
def receipt(code: str) -> ResponseReturnValue:
    found = receipts.find(db.session, code)
    if found is None:
        return unknown(code)
    if found.shared:
        return redirect(url_for("following.show", code=shown(code)), 303)
    contributions = queries.contributions_of(db.session, found)
    address = absolute_url("following.show", code=shown(code))
    return render_template(
        "following/receipt.html",
        code=shown(code),
        address=address,
        qr=qr_svg(address, _("Square code to scan: it opens the page that follows your words.")),
        ideas=ideas.ideas_of(db.session, [each.id for each in contributions]),
        on_contract=any(each.source is Source.REMARK for each in contributions),
        notify=contact_views.told_by_mail(found, contributions),
    )


@blueprint.get("/suivi/<code>")
@access(Audience.PUBLIC)
@guess_limit
def show(code: str) -> ResponseReturnValue:
    found = receipts.find(db.session, code)
    if found is None:
        return unknown(code)
    return _page(found, code=shown(code))


@blueprint.get("/prevenir/suivre/<token>")
@access(Audience.PUBLIC)
def show_by_link(token: str) -> ResponseReturnValue:
    """The same page from a mail: it reads, while only the code corrects and takes back."""
    contact = contact_views.contact_behind(token, Purpose.FOLLOW)
    if contact is None:
        return contact_views.gone()
    return _page(contact.receipt, code="", stop=sign(contact.public_id, Purpose.STOP))


def _page(found: Receipt, *, code: str, stop: str = "") -> str:
    """Opened with a `code`, or by the link of a mail, whose receiver may `stop` them."""
    followed = _followed(found)
    words = [each.contribution for each in followed]
    sheet = None if followed else queries.sheet_of(db.session, found)
    # The typing of a sheet of paper was undone: it waits to be typed again.
    if not followed and sheet is None and (told := not_typed(code)):
        return told
    return render_template(
        "following/show.html",
        code=code,
        stop=stop,
        receipt=found,
        followed=followed,
        other_words=in_other_words(db.session, found),
        sheet=sheet,
        has_answers=bool(code) and not found.shared and _may_have_answered(words),
        notify=contact_views.told_by_mail(found, words) if code else "",
    )


def _may_have_answered(words: list[Contribution]) -> bool:
    """A questionnaire is behind ticks without words, and behind each text that answers a question."""
    return not words or any(each.source is Source.ANSWER for each in words)


@blueprint.route("/suivi/<code>/<public_id>/corriger", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@guess_limit
@takes_picture
def correct(code: str, public_id: str) -> ResponseReturnValue:
    contribution = own_contribution(code, public_id)
    if contribution is None:
        return unknown(code)
    idea = ideas.ideas_of(db.session, [contribution.id]).get(contribution.id)
    form = correct_form(contribution, idea)
    sent = form.words() if form.is_submitted() else None
    question = may_complete(db.session, contribution, idea)
    may_change = can_correct(contribution) or bool(question)
    rephrasing = contribution.status is Status.REPHRASE_ASKED
    asked = in_other_words(db.session, contribution.receipt).get(contribution.prompt)
    here = {"code": shown(code), "contribution": contribution, "asked": asked}
    valid = form.validate_on_submit()
    photo = valid and isinstance(form, CorrectIdeaForm) and form.changes_photo()
    same = sent == words_of(contribution, idea) and not photo
    if valid and same and not rephrasing and not question:
        return redirect(url_for("following.show", code=shown(code)), 303)
    stale = sent is not None and form.revision.data != str(contribution.revision)
    if stale or not may_change:
        page = render_template("following/settled.html", **here, words=sent, may_correct=may_change)
        return page, 409
    if valid and same:
        form.text.errors = [
            _("Change at least one word: the team asks you to complete your idea.")
            if question
            else _("Change at least one word: the team asks you to say it differently.")
        ]
    elif valid and sent is not None:
        operations.correct(db.session, contribution, idea, sent)
        if idea is not None and isinstance(form, CorrectIdeaForm) and photo:
            operations.change_photo(db.session, idea, form.picture(), form.alt())
        flash(
            _("Thank you. The team reads your new words, then everyone does.")
            if question
            else _("Your words are corrected."),
            "success",
        )
        return redirect(url_for("following.show", code=shown(code)), 303)
    page = render_template(
        "following/correct.html",
        **here,
        form=form,
        idea=idea,
        rephrasing=rephrasing,
        question=question,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/suivi/<code>/<public_id>/retirer", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@guess_limit
def withdraw(code: str, public_id: str) -> ResponseReturnValue:
    contribution = own_contribution(code, public_id)
    if contribution is None:
        return unknown(code)
    here = {"code": shown(code), "contribution": contribution}
    if contribution.status is Status.WITHDRAWN:
        return redirect(url_for("following.show", code=shown(code)), 303)
    if not can_withdraw(contribution):
        return render_template("following/settled.html", **here, words=None, may_correct=False), 409
    form = WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("following/withdraw.html", **here, form=form)
        return page, 422 if form.is_submitted() else 200
    operations.withdraw(db.session, contribution)
    flash(_("Your words are erased."), "success")
    return redirect(url_for("following.show", code=shown(code)), 303)


def _followed(receipt: Receipt) -> list[Followed]:
    contributions = queries.contributions_of(db.session, receipt)
    told = queries.told_of(db.session, contributions)
    prints = queries.prints_of(db.session, [line for lines in told.values() for line in lines])
    outcomes = outcomes_of(db.session, contributions, told)
    reasons = whys(db.session, contributions, outcomes, told)
    known = ideas.ideas_of(db.session, [each.id for each in contributions])
    study = studied(db.session, list(known.values()), utcnow())
    of_the_contract = spoken(db.session, contributions)
    stages = stages_of(db.session, known)
    parts = Counter(each.origin_id for each in contributions)
    until = open_until(db.session, contributions, utcnow(), days=settings().appeal_days)
    return [
        Followed(
            contribution=each,
            idea=known.get(each.id),
            spoken=of_the_contract.get(each.id),
            events=timeline(
                each,
                outcomes.get(each.id, []),
                parts=parts[each.origin_id],
                told=told.get(each.id, ()),
                prints=prints,
                spoken=of_the_contract.get(each.id),
                why=reasons.get(each.id),
                studied=study.get(each.id),
                stages=stages.get(each.id, ()),
            ),
            shown=_is_told(each),
            may_correct=can_correct(each) or bool((of := study.get(each.id)) and of.asked),
            may_withdraw=can_withdraw(each),
            appeal_until=until.get(each.id),
            why=reasons.get(each.id),
            study=study.get(each.id),
        )
        for each in contributions
    ]


def _is_told(contribution: Contribution) -> bool:
    """A whole room reads a shared receipt: what was refused is not repeated there."""
    if contribution.status is Status.WITHDRAWN:
        return False
    return not (contribution.receipt.shared and contribution.status is Status.REFUSED)
