"""Opinions: asked by editors, written by whoever they are asked of."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.models import User
from consult.accounts.session import actor
from consult.budget.models import Campaign
from consult.budget.studying import opinions, permissions, queries
from consult.budget.studying.blueprint import LARGEST, blueprint, campaign_of, project_of
from consult.budget.studying.forms import (
    AskOpinionForm,
    ChangeOpinionForm,
    OpinionForm,
    SeenForm,
)
from consult.budget.studying.models import Domain, Opinion
from consult.budget.studying.opinions import AskedAlreadyError
from consult.budget.studying.project_views import page_of
from consult.budget.studying.steps import StaleError
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access, require
from consult.web.commit import writes


@blueprint.post("/projets/<int:number>/avis")
@access(Audience.EDITORS)
@writes
def ask_opinion(slug: str, number: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = project_of(campaign, number)
    form = AskOpinionForm()
    form.offer(queries.assignable(db.session))
    if not form.validate():
        return page_of(campaign, found, form), 422
    try:
        opinions.ask(
            db.session,
            found,
            Domain(form.domain.data),
            _person(form.assigned_to.data),
            form.due_on.data,
            by=actor(),
        )
    except AskedAlreadyError:
        form.assigned_to.errors = [_("This opinion was asked of this person already.")]
        return page_of(campaign, found, form), 422
    except StaleError:
        return _stale(slug, number)
    flash(_("The opinion is asked."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


@blueprint.route("/avis/<int:opinion_id>", methods=["GET", "POST"])
@access(Audience.TEAM)
@writes
def opinion(slug: str, opinion_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = _opinion(campaign, opinion_id)
    form = OpinionForm(data=vars(known) if (known := opinions.read(found)) else None)
    form.offer()
    if not form.is_submitted():
        if known is not None:
            form.stance.data = known.stance.value
        return _page(campaign, found, form)
    require(found.assigned_to_id == actor().id)
    if not form.validate():
        return _page(campaign, found, form), 422
    try:
        opinions.give(db.session, found, form.given(), by=actor())
    except StaleError:
        db.session.rollback()
        found = _opinion(campaign_of(slug), opinion_id)
        form.form_errors = [_("The project is decided: opinions are no longer written.")]
        return _page(found.project.campaign, found, form), 409
    flash(_("Your opinion is recorded. Everyone reads your comment."), "success")
    return redirect(url_for(".project", slug=slug, number=found.project.number), 303)


def _page(campaign: Campaign, found: Opinion, form: OpinionForm) -> str:
    return render_template(
        "budget/study/opinion.html",
        campaign=campaign,
        opinion=found,
        project=found.project,
        form=form,
        may_give=permissions.may_study(campaign, utcnow()) and permissions.can_give(actor(), found),
    )


@blueprint.route("/avis/<int:opinion_id>/changer", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def change_opinion(slug: str, opinion_id: int) -> ResponseReturnValue:
    campaign = campaign_of(slug)
    found = _opinion(campaign, opinion_id)
    form = ChangeOpinionForm()
    form.offer(queries.assignable(db.session), found)
    if not form.is_submitted() or not form.validate():
        return _change_page(campaign, found, form), 422 if form.is_submitted() else 200
    try:
        opinions.change(
            db.session, found, _person(form.assigned_to.data), form.due_on.data, by=actor()
        )
    except AskedAlreadyError:
        form.assigned_to.errors = [_("This opinion was asked of this person already.")]
        return _change_page(campaign, found, form), 422
    except StaleError:
        return _stale(slug, found.project.number)
    flash(_("The change is recorded."), "success")
    return redirect(url_for(".project", slug=slug, number=found.project.number), 303)


def _change_page(campaign: Campaign, found: Opinion, form: ChangeOpinionForm) -> str:
    return render_template(
        "budget/study/change_opinion.html", campaign=campaign, opinion=found, form=form
    )


@blueprint.post("/avis/<int:opinion_id>/retirer")
@access(Audience.EDITORS)
@writes
def drop_opinion(slug: str, opinion_id: int) -> ResponseReturnValue:
    found = _opinion(campaign_of(slug), opinion_id)
    number = found.project.number
    SeenForm().validate()
    try:
        opinions.drop(db.session, found, by=actor())
    except StaleError:
        return _stale(slug, number)
    flash(_("This opinion is no longer asked."), "success")
    return redirect(url_for(".project", slug=slug, number=number), 303)


def _opinion(campaign: Campaign, opinion_id: int) -> Opinion:
    if opinion_id > LARGEST:
        abort(404)
    return queries.opinion(db.session, campaign, opinion_id) or abort(404)


def _person(chosen: str) -> User:
    return db.session.get(User, int(chosen)) or abort(400)


def _stale(slug: str, number: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This can no longer be changed: the project or the opinion is settled."), "warning")
    return redirect(url_for(".project", slug=slug, number=number), 303)
