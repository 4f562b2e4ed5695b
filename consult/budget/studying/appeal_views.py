"""Authors' appeals against a refusal: answered by somebody else than who refused."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.budget.models import Campaign
from consult.budget.studying import appeals, permissions, queries
from consult.budget.studying.blueprint import LARGEST, blueprint, campaign_of
from consult.budget.studying.forms import AnswerForm
from consult.budget.studying.models import StudyAppeal
from consult.budget.studying.ruling import ruling_of
from consult.budget.studying.steps import StaleError
from consult.budget.studying.telling import line
from consult.extensions import db
from consult.web.access import Audience, access, require
from consult.web.commit import writes


@blueprint.route("/recours/<int:appeal_id>", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def appeal(slug: str, appeal_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    if appeal_id > LARGEST:
        abort(404)
    found = queries.appeal(db.session, campaign, appeal_id) or abort(404)
    form = AnswerForm()
    if not form.is_submitted():
        return _page(campaign, found, form)
    require(found.refused_by_id != actor().id)
    if not form.validate():
        return _page(campaign, found, form), 422
    answer = appeals.accept if request.form.get("decision") == "accept" else appeals.maintain
    try:
        answer(db.session, found, form.answer.data or "", by=actor())
    except StaleError:
        db.session.rollback()
        flash(_("This appeal is answered already, or it is too late."), "warning")
        return redirect(url_for(".index", slug=slug), 303)
    flash(_("Your answer is recorded, and its author reads it."), "success")
    return redirect(url_for(".idea", slug=slug, number=found.idea.number), 303)


def _page(campaign: Campaign, found: StudyAppeal, form: AnswerForm) -> str:
    return render_template(
        "budget/study/appeal.html",
        campaign=campaign,
        appeal=found,
        idea=found.idea,
        ruling=ruling_of(db.session, found.idea),
        lines=[
            line(each)
            for each in queries.history(db.session, idea=found.idea, project=found.idea.project)
        ],
        form=form,
        may_answer=permissions.can_answer_appeal(actor(), found),
    )
