"""One's own desk and account."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_user

from consult.accounts import operations, totp
from consult.accounts.forms import ChangePasswordForm, CodeForm, ConfirmForm
from consult.accounts.passwords import verify_password
from consult.accounts.session import actor
from consult.accounts.views.blueprint import blueprint
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.desk import cards_for
from consult.web.page import settings
from consult.web.qr import qr_svg


@blueprint.get("")
@access(Audience.TEAM)
def desk() -> ResponseReturnValue:
    return render_template("accounts/desk.html", cards=cards_for(current_app, actor()))


@blueprint.get("/compte")
@access(Audience.TEAM)
def profile() -> ResponseReturnValue:
    return render_template("accounts/profile.html", form=ChangePasswordForm())


@blueprint.post("/compte")
@access(Audience.TEAM)
@limiter.limit("10 per 15 minutes")
@writes
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    user = actor()
    if form.validate_on_submit():
        if verify_password(user.password_hash, form.current.data or ""):
            operations.set_password(db.session, user, form.password.data or "", by=user)
            login_user(user)
            flash(_("Your password is changed. Your other devices are signed out."), "success")
            return redirect(url_for("accounts.profile"), 303)
        form.current.errors = [_("This is not your current password.")]
    return render_template("accounts/profile.html", form=form), 422


@blueprint.get("/compte/code")
@access(Audience.TEAM)
def second_step() -> ResponseReturnValue:
    if actor().totp_secret is not None:
        return redirect(url_for("accounts.profile"))
    if "new_totp" not in session:
        session["new_totp"] = totp.new_secret()
    return show_second_step(CodeForm())


@blueprint.post("/compte/code")
@access(Audience.TEAM)
@limiter.limit("10 per 15 minutes")
@writes
def enable_second_step() -> ResponseReturnValue:
    form = CodeForm()
    if "new_totp" not in session or actor().totp_secret is not None:
        return redirect(url_for("accounts.second_step"), 303)
    if form.validate_on_submit():
        if operations.enable_totp(
            db.session, actor(), session["new_totp"], form.code.data or "", utcnow()
        ):
            session.pop("new_totp")
            flash(_("From now on, signing in also asks for the digits of your phone."), "success")
            return redirect(url_for("accounts.profile"), 303)
        form.code.errors = [_("These digits are not right. Wait for the next ones.")]
    return show_second_step(form), 422


def show_second_step(form: CodeForm) -> str:
    secret = session["new_totp"]
    uri = totp.provisioning_uri(secret, actor().email, settings().town_name)
    qr = qr_svg(uri, _("Square to photograph; the same secret is written below."))
    return render_template("accounts/second_step.html", form=form, secret=secret, qr=qr)


@blueprint.post("/compte/code/retirer")
@access(Audience.TEAM)
@limiter.limit("10 per 15 minutes")
@writes
def remove_second_step() -> ResponseReturnValue:
    form = ConfirmForm()
    if form.validate_on_submit():
        operations.disable_totp(db.session, actor(), by=actor())
        flash(_("Signing in no longer asks for the digits of your phone."), "success")
    return redirect(url_for("accounts.profile"), 303)
