"""Authors' appeals: answered by somebody else than whoever refused."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import appeals, queries
from consult.moderation.permissions import can_answer_appeal, can_moderate
from consult.moderation.reading import marked
from consult.moderation.review_forms import AcceptForm, MaintainForm
from consult.moderation.review_models import Appeal, AppealState
from consult.moderation.views.blueprint import blueprint
from consult.web.access import Audience, access, require
from consult.web.commit import writes

ANSWERS = {"maintain": AppealState.MAINTAINED, "publish": AppealState.ACCEPTED}


@blueprint.get("/moderation/recours")
@access(Audience.MODERATORS)
def all_appeals() -> ResponseReturnValue:
    page = appeals.waiting(db.session, after=request.args.get("after", type=int))
    return render_template(
        "moderation/appeals.html",
        page=page,
        rows=[(each, can_answer_appeal(actor(), each)) for each in page.rows],
        counts=appeals.how_many(db.session, actor()),
    )


@blueprint.get("/moderation/recours/<public_id>")
@access(Audience.MODERATORS)
def appeal(public_id: str) -> ResponseReturnValue:
    return _reading(_appeal(public_id), MaintainForm(formdata=None))


@blueprint.post("/moderation/recours/<public_id>")
@access(Audience.MODERATORS)
@writes
def answer_appeal(public_id: str) -> ResponseReturnValue:
    found = _appeal(public_id, lock=True)
    wanted = ANSWERS.get(request.form.get("answer", "")) or abort(400)
    if found.state is not AppealState.WAITING:
        own = found.state is wanted and found.answered_by_id == actor().id
        return _to_the_list() if own else _answered(found)
    require(can_answer_appeal(actor(), found))
    maintaining = MaintainForm()
    form = maintaining if wanted is AppealState.MAINTAINED else AcceptForm()
    if not form.validate_on_submit():
        maintaining.form_errors = [] if form is maintaining else form.errors["csrf_token"]
        return _reading(found, maintaining), 422
    if wanted is AppealState.MAINTAINED:
        appeals.maintain(db.session, found, maintaining.sentence.data or "", by=actor())
    else:
        appeals.accept(db.session, found, by=actor())
    return _to_the_list()


def _appeal(public_id: str, *, lock: bool = False) -> Appeal:
    contribution: Contribution | None = queries.find(db.session, public_id, lock=lock)
    if contribution is None:
        abort(404)
    require(can_moderate(actor(), contribution))
    return appeals.latest_of(db.session, contribution) or abort(404)


def _reading(found: Appeal, form: MaintainForm) -> str:
    return render_template(
        "moderation/appeal.html",
        appeal=found,
        contribution=found.contribution,
        text=marked(found.contribution),
        form=form,
        may_answer=can_answer_appeal(actor(), found),
        is_own=found.decision.moderator_id == actor().id,
        others=appeals.others_who_may_answer(db.session, found.decision.moderator_id),
    )


def _answered(found: Appeal) -> ResponseReturnValue:
    page = render_template(
        "moderation/answered.html",
        contribution=found.contribution,
        who=found.answered_by,
        when=found.answered_at,
        back=(_("Appeals"), url_for("moderation.all_appeals")),
    )
    return page, 409


def _to_the_list() -> ResponseReturnValue:
    return redirect(url_for("moderation.all_appeals"), 303)
