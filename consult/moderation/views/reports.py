"""Readers' reports, gathered by words: the words stay, or leave the site."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import operations, queries, reports
from consult.moderation.forms import AnswerForm
from consult.moderation.models import DecisionKind
from consult.moderation.permissions import can_moderate, can_take_down
from consult.moderation.reading import marked
from consult.moderation.review_forms import KeepForm
from consult.moderation.review_models import ReportState
from consult.moderation.views.blueprint import blueprint
from consult.web.access import Audience, access, require
from consult.web.commit import writes


@blueprint.get("/moderation/signalements")
@access(Audience.MODERATORS)
def all_reports() -> ResponseReturnValue:
    page = reports.reported(db.session, after=request.args.get("after", type=int))
    return render_template("moderation/reports.html", page=page, total=reports.how_many(db.session))


@blueprint.get("/moderation/signalements/<public_id>")
@access(Audience.MODERATORS)
def reported(public_id: str) -> ResponseReturnValue:
    return _reading(_contribution(public_id), KeepForm(formdata=None), _refusal(sent=False))


@blueprint.post("/moderation/signalements/<public_id>/garder")
@access(Audience.MODERATORS)
@writes
def keep_reported(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id, lock=True)
    form = KeepForm()
    if not form.validate_on_submit():
        return _reading(contribution, form, _refusal(sent=False)), 422
    try:
        reports.keep(
            db.session,
            contribution,
            until=form.last_seen(),
            note=form.note.data or "",
            by=actor(),
        )
    except reports.AnsweredError:
        return _answered(contribution, own=ReportState.KEPT)
    return _to_the_list()


@blueprint.post("/moderation/signalements/<public_id>/retirer")
@access(Audience.MODERATORS)
@writes
def take_reported_down(public_id: str) -> ResponseReturnValue:
    contribution = _contribution(public_id, lock=True)
    form = _refusal(sent=True)
    stale = not can_take_down(contribution) or contribution.revision != form.seen_revision()
    if stale or not reports.waiting(db.session, contribution):
        return _answered(contribution, own=ReportState.TAKEN_DOWN)
    if not form.validate_on_submit():
        return _reading(contribution, KeepForm(formdata=None), form), 422
    operations.decide(
        db.session,
        contribution,
        DecisionKind.REFUSE,
        by=actor(),
        revision=contribution.revision,
        reason=form.known[form.reason.data],
        sentence=form.sentence.data or "",
    )
    return _to_the_list()


def _contribution(public_id: str, *, lock: bool = False) -> Contribution:
    contribution = queries.find(db.session, public_id, lock=lock)
    if contribution is None:
        abort(404)
    require(can_moderate(actor(), contribution))
    return contribution


def _refusal(*, sent: bool) -> AnswerForm:
    form = AnswerForm() if sent else AnswerForm(formdata=None)
    form.offer(queries.reasons(db.session))
    return form


def _reading(contribution: Contribution, keeping: KeepForm, refusal: AnswerForm) -> str:
    return render_template(
        "moderation/reported.html",
        contribution=contribution,
        text=marked(contribution),
        waiting=reports.waiting(db.session, contribution),
        keeping=keeping,
        form=refusal,
        can_take_down=can_take_down(contribution),
    )


def _answered(contribution: Contribution, *, own: ReportState) -> ResponseReturnValue:
    """A button pressed twice answers once; somebody else's answer is told."""
    last = reports.last_answered(db.session, contribution)
    if last is not None and last.state is own and last.answered_by_id == actor().id:
        return _to_the_list()
    page = render_template(
        "moderation/answered.html",
        contribution=contribution,
        who=last.answered_by if last else None,
        when=last.answered_at if last else None,
        back=(_("Reports"), url_for("moderation.all_reports")),
    )
    return page, 409


def _to_the_list() -> ResponseReturnValue:
    return redirect(url_for("moderation.all_reports"), 303)
