"""What the authors of ideas answer with their code: a change of their project, a refusal contested."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.budget import queries as ideas
from consult.budget.models import Idea
from consult.budget.studying import adapting, appeals
from consult.budget.studying.forms import StudyAppealForm
from consult.budget.studying.steps import StaleError
from consult.contributions.models import Contribution
from consult.db import utcnow
from consult.extensions import db
from consult.following.codes import guess_limit, own_contribution, shown, unknown
from consult.following.study import Studied, studied
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.forms import Form


def register(blueprint: Blueprint) -> None:
    blueprint.add_url_rule(
        "/suivi/<code>/<public_id>/adaptation", view_func=adaptation, methods=["GET", "POST"]
    )
    blueprint.add_url_rule(
        "/suivi/<code>/<public_id>/contester", view_func=contest, methods=["GET", "POST"]
    )


@access(Audience.PUBLIC)
@writes
@guess_limit
def adaptation(code: str, public_id: str) -> ResponseReturnValue:
    contribution = own_contribution(code, public_id)
    if contribution is None:
        return unknown(code)
    found = _studied(contribution)
    form = Form()
    here = {"code": shown(code), "contribution": contribution, "found": found}
    if found is None or found.adaptation is None:
        return render_template("following/no_adaptation.html", **here), 409
    if not form.is_submitted():
        return render_template("following/adaptation.html", **here, form=form, error="")
    agrees = {"yes": True, "no": False}.get(request.form.get("answer", ""))
    if not form.validate() or agrees is None:
        error = "" if agrees is not None else _("Choose an answer.")
        page = render_template("following/adaptation.html", **here, form=form, error=error)
        return page, 422
    try:
        adapting.answer(db.session, found.adaptation, contribution, agrees=agrees)
    except StaleError:
        return render_template("following/no_adaptation.html", **here), 409
    flash(_("Your answer is recorded. Thank you."), "success")
    return redirect(url_for("following.show", code=shown(code)), 303)


@access(Audience.PUBLIC)
@writes
@guess_limit
def contest(code: str, public_id: str) -> ResponseReturnValue:
    contribution = own_contribution(code, public_id)
    if contribution is None:
        return unknown(code)
    idea = _idea(contribution)
    form = StudyAppealForm()
    here = {"code": shown(code), "contribution": contribution, "idea": idea}
    until = appeals.open_until(db.session, idea, utcnow()) if idea else None
    if not form.is_submitted():
        if until is None:
            return render_template("following/no_contest.html", **here, sentence=""), 409
        return render_template("following/contest.html", **here, form=form, until=until)
    sentence = form.sentence.data or ""
    if not form.validate():
        return render_template("following/contest.html", **here, form=form, until=until), 422
    try:
        if idea is None:
            raise appeals.TooLateError
        appeals.submit(db.session, idea, sentence)
    except (appeals.TooLateError, StaleError):
        return render_template("following/no_contest.html", **here, sentence=sentence), 409
    flash(_("Somebody else of the team will look at your idea again."), "success")
    return redirect(url_for("following.show", code=shown(code)), 303)


def _idea(contribution: Contribution) -> Idea | None:
    return ideas.ideas_of(db.session, [contribution.id]).get(contribution.id)


def _studied(contribution: Contribution) -> Studied | None:
    idea = _idea(contribution)
    return studied(db.session, [idea], utcnow()).get(contribution.id) if idea else None
