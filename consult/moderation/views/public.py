"""What everyone can read and do about moderation: the charter, and reporting published words."""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.contributions.models import Contribution, Status
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.moderation import queries, reports
from consult.moderation.charter import figures
from consult.moderation.reasons import every_reason
from consult.moderation.review_forms import ReportForm
from consult.moderation.review_models import ReportReason
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.page import settings
from consult.web.secrecy import show

public_blueprint = Blueprint("public_moderation", __name__)


@public_blueprint.after_request
def keep_out_of_searches(response: Response) -> Response:
    """A page that repeats words only to report them must not be found instead of theirs."""
    if "public_id" in (request.view_args or {}):
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@public_blueprint.get("/moderation")
@access(Audience.PUBLIC)
def charter() -> ResponseReturnValue:
    reasons = [each.reason for each in every_reason(db.session)]
    return render_template(
        "moderation/charter.html",
        reasons=[each for each in reasons if each.retired_at is None],
        figures=figures(db.session, reasons, utcnow()),
        show=show,
        reading_days=settings().moderation_days,
        appeal_days=settings().appeal_days,
    )


@public_blueprint.route("/signaler/<public_id>", methods=["GET", "POST"])
@access(Audience.PUBLIC)
@writes
@limiter.limit("30 per hour", methods=["POST"])
def report(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id)
    if contribution.status is not Status.PUBLISHED:
        return render_template("moderation/report_gone.html"), 410
    form = ReportForm()
    if not form.validate_on_submit():
        page = render_template("moderation/report.html", contribution=contribution, form=form)
        return page, 422 if form.is_submitted() else 200
    reports.submit(
        db.session,
        contribution,
        form.key(),
        ReportReason(form.reason.data),
        form.sentence.data or "",
    )
    return redirect(url_for("public_moderation.thanks"), 303)


@public_blueprint.get("/signaler/merci")
@access(Audience.PUBLIC)
def thanks() -> ResponseReturnValue:
    return render_template("moderation/report_thanks.html", reading_days=settings().moderation_days)


def _contribution(public_id: str) -> Contribution:
    """Held while a report is recorded: words that leave the site at that instant are not reported."""
    found = queries.find(db.session, public_id, lock=request.method == "POST")
    return found or abort(404)
