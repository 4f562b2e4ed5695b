"""Following one winning project by mail: leaving an address, confirming it, having it erased."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.budget.delivering import queries
from consult.budget.delivering.models import LAST
from consult.contributions.addresses import address_typed
from consult.extensions import db, limiter
from consult.following import project_followers
from consult.following.contact_views import ASKING, ONE_ADDRESS, PRESSING
from consult.following.forms import ContactForm, WithdrawForm
from consult.following.links import ExpiredLinkError, Purpose, read
from consult.following.models import ProjectFollower
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.i18n import current_locale


def register(blueprint: Blueprint) -> None:
    for rule, view in (
        ("/budget/realisations/<slug>/<int:number>/suivre", follow_project),
        ("/suivre-un-projet/confirmer/<token>", confirm_following),
        ("/suivre-un-projet/arreter/<token>", stop_following),
    ):
        blueprint.add_url_rule(rule, view_func=view, methods=["GET", "POST"])


@access(Audience.PUBLIC)
@writes
@limiter.limit(ASKING, methods=["POST"])
@limiter.limit(ONE_ADDRESS, methods=["POST"], key_func=address_typed("project"))
def follow_project(slug: str, number: int) -> ResponseReturnValue:
    """The answer is the same whether a mail leaves or not."""
    project = queries.find(db.session, slug, number) or abort(404)
    delivery = queries.delivery_of(db.session, project)
    back = redirect(url_for("realisations.show", slug=slug, number=number), 303)
    if delivery is not None and delivery.stage in LAST:
        # Nothing more is to come.
        return back
    form = ContactForm()
    if not form.validate_on_submit():
        page = render_template("following/follow_project.html", project=project, form=form)
        return page, 422 if form.is_submitted() else 200
    language = current_locale().language
    project_followers.ask(db.session, project, form.address(), language=language)
    flash(_("Look at your mail: open the link that we have sent, and press the button."), "success")
    return back


@access(Audience.PUBLIC)
@writes
@limiter.limit(PRESSING, methods=["POST"])
def confirm_following(token: str) -> ResponseReturnValue:
    """A page with a button: mail programs that open links by themselves confirm nothing."""
    follower = _behind(token, Purpose.CONFIRM_PROJECT)
    if follower is None:
        return render_template("following/following_gone.html"), 410
    project, form = follower.project, WithdrawForm()
    if not form.validate_on_submit():
        page = render_template("following/confirm_following.html", project=project, form=form)
        return page, 422 if form.is_submitted() else 200
    project_followers.confirm(db.session, follower)
    flash(_("It is confirmed: you will be told by mail."), "success")
    back = url_for("realisations.show", slug=project.campaign.slug, number=project.number)
    return redirect(back, 303)


@access(Audience.PUBLIC)
@writes
@limiter.limit(PRESSING, methods=["POST"])
def stop_following(token: str) -> ResponseReturnValue:
    """An address that is gone was erased: all is well."""
    follower = _behind(token, Purpose.STOP_PROJECT)
    if follower is None:
        return render_template("following/following_stopped.html")
    form = WithdrawForm()
    if not form.validate_on_submit():
        project = follower.project
        page = render_template("following/stop_following.html", project=project, form=form)
        return page, 422 if form.is_submitted() else 200
    project_followers.forget(db.session, follower)
    return redirect(url_for("following.stop_following", token=token), 303)


def _behind(token: str, purpose: Purpose) -> ProjectFollower | None:
    """None for a link that was not made here, is too old, or whose address was erased."""
    try:
        public_id = read(token, purpose)
    except ExpiredLinkError:
        return None
    lock = request.method == "POST"
    return project_followers.find(db.session, public_id, lock=lock) if public_id else None
