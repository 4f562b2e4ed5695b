"""Signing in: password, then a one-time code when the person chose it; or a link by mail."""

from __future__ import annotations

import logging
import time

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from consult.accounts import emails, operations, queries, totp
from consult.accounts.forms import CodeForm, ConfirmForm, MagicForm, NewPasswordForm, SignInForm
from consult.accounts.models import LinkPurpose, MagicLink, User
from consult.accounts.session import load_user
from consult.accounts.views.blueprint import blueprint
from consult.db import utcnow
from consult.extensions import db, limiter
from consult.web.access import Audience, access, is_local_path
from consult.web.commit import writes
from consult.web.forms import clean_line

log = logging.getLogger(__name__)

# Time to fetch the phone and read the six digits.
PENDING_SECONDS = 600


def typed_address() -> str:
    """The limit on guesses follows the account, whatever the number of addresses guessing.

    Cleaned as the form cleans it: one account is not many because of signs that nobody sees.
    """
    typed = clean_line(request.form.get("email", "")) or ""
    return "account:" + queries.normalise_email(typed)[:255]


def pending_person() -> str:
    return "pending:" + str(session.get("pending", {}).get("user", ""))


@blueprint.get("/connexion")
@access(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("accounts.desk"))
    return render_template(
        "accounts/sign_in.html", form=SignInForm(), next=request.args.get("next", "")
    )


@blueprint.post("/connexion")
@access(Audience.PUBLIC)
@limiter.limit("20 per minute")
@limiter.limit("10 per 15 minutes", key_func=typed_address)
@writes
def check_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    target = request.form.get("next", "")
    if form.validate_on_submit():
        user = operations.check_password(
            db.session, form.email.data or "", form.password.data or ""
        )
        if user is not None:
            return admit(user, "password", target)
        log.warning("sign-in refused from %s", request.remote_addr)
        form.password.errors = [_("The address or the password is not right. Try again.")]
    return render_template("accounts/sign_in.html", form=form, next=target), 422


def admit(user: User, way: str, target: str) -> ResponseReturnValue:
    """Open the session, or ask for the second step first."""
    session.clear()
    if user.totp_secret is not None:
        session["pending"] = {
            "user": user.get_id(),
            "at": int(time.time()),
            "way": way,
            "next": target,
        }
        return redirect(url_for("accounts.code"), 303)
    return open_session(user, way, target)


def open_session(user: User, way: str, target: str) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    login_user(user)
    operations.note_sign_in(db.session, user, way=way)
    return redirect(target if is_local_path(target) else url_for("accounts.desk"), 303)


@blueprint.get("/code")
@access(Audience.PUBLIC)
def code() -> ResponseReturnValue:
    if waiting_for_code() is None:
        return redirect(url_for("accounts.sign_in"))
    return render_template("accounts/code.html", form=CodeForm())


@blueprint.post("/code")
@access(Audience.PUBLIC)
@limiter.limit("10 per 15 minutes", key_func=pending_person)
@writes
def check_code() -> ResponseReturnValue:
    user = waiting_for_code()
    if user is None:
        flash(_("This took too long. Sign in again."), "warning")
        return redirect(url_for("accounts.sign_in"), 303)
    form = CodeForm()
    if form.validate_on_submit():
        if totp.accept(db.session, user, form.code.data or "", utcnow()):
            pending = session["pending"]
            return open_session(user, f"{pending['way']}+totp", pending["next"])
        form.code.errors = [
            _("These digits are not right, or were already used. Wait for the next ones.")
        ]
    return render_template("accounts/code.html", form=form), 422


def waiting_for_code() -> User | None:
    pending = session.get("pending")
    if not pending or time.time() - pending["at"] > PENDING_SECONDS:
        return None
    return load_user(pending["user"])


@blueprint.post("/deconnexion")
@access(Audience.TEAM)
@writes
def sign_out() -> ResponseReturnValue:
    """Ends the sessions of every device: a shared tablet may hold a copy of the cookie."""
    operations.sign_out_everywhere(db.session, current_user, by=current_user)
    logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.get("/lien")
@access(Audience.PUBLIC)
def magic() -> ResponseReturnValue:
    return render_template("accounts/magic.html", form=MagicForm())


@blueprint.post("/lien")
@access(Audience.PUBLIC)
@limiter.limit("20 per hour")
@limiter.limit("5 per hour", key_func=typed_address)
@writes
def send_magic() -> ResponseReturnValue:
    """The answer is the same whether the address is known or not."""
    form = MagicForm()
    if not form.validate_on_submit():
        return render_template("accounts/magic.html", form=form), 422
    user = queries.user_by_email(db.session, form.email.data or "")
    if user is not None and operations.may_use_magic_link(user):
        emails.send_sign_in_link(db.session, user)
    return redirect(url_for("accounts.magic_sent"), 303)


@blueprint.get("/lien/envoye")
@access(Audience.PUBLIC)
def magic_sent() -> ResponseReturnValue:
    return render_template("accounts/magic_sent.html")


@blueprint.get("/lien/<token>")
@access(Audience.PUBLIC)
def claim(token: str) -> ResponseReturnValue:
    """A page with a button: mail programs that open links by themselves must not use it up."""
    return render_template(
        "accounts/claim.html",
        form=ConfirmForm(),
        usable=find_link(token, LinkPurpose.SIGN_IN) is not None,
    )


@blueprint.post("/lien/<token>")
@access(Audience.PUBLIC)
@limiter.limit("20 per hour")
@writes
def use_magic(token: str) -> ResponseReturnValue:
    form = ConfirmForm()
    link = find_link(token, LinkPurpose.SIGN_IN)
    if not form.validate_on_submit():
        return render_template("accounts/claim.html", form=form, usable=link is not None), 422
    if (
        link is None
        or not operations.may_use_magic_link(link.user)
        or not operations.claim(db.session, link)
    ):
        return render_template("accounts/claim.html", form=form, usable=False), 410
    return admit(link.user, "link", "")


@blueprint.get("/invitation/<token>")
@access(Audience.PUBLIC)
def accept_invitation(token: str) -> ResponseReturnValue:
    usable = find_link(token, LinkPurpose.INVITATION) is not None
    return render_template("accounts/invitation.html", form=NewPasswordForm(), usable=usable)


@blueprint.post("/invitation/<token>")
@access(Audience.PUBLIC)
@limiter.limit("20 per hour")
@writes
def choose_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    link = find_link(token, LinkPurpose.INVITATION)
    if link is None or not link.user.active:
        return render_template("accounts/invitation.html", form=form, usable=False), 410
    if not form.validate_on_submit():
        return render_template("accounts/invitation.html", form=form, usable=True), 422
    if not operations.claim(db.session, link):
        return render_template("accounts/invitation.html", form=form, usable=False), 410
    operations.set_password(db.session, link.user, form.password.data or "", by=link.user)
    return admit(link.user, "invitation", "")


def find_link(token: str, purpose: LinkPurpose) -> MagicLink | None:
    return queries.usable_link(db.session, token, purpose, utcnow())
