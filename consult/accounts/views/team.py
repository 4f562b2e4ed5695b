"""Administrators manage the team: who signs in, with which roles, for which structure."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts import emails, operations, queries, structures
from consult.accounts.forms import ConfirmForm, NewPersonForm, PersonForm, StructureForm
from consult.accounts.models import Role, Structure, User
from consult.accounts.session import actor
from consult.accounts.views.blueprint import blueprint
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes


def structure_choices() -> list[tuple[str, str]]:
    return [(each.key, each.name) for each in queries.structures(db.session)]


def chosen_structure(key: str | None) -> Structure | None:
    return next((each for each in queries.structures(db.session) if each.key == key), None)


@blueprint.get("/equipe")
@access(Audience.ADMINISTRATORS)
def people() -> ResponseReturnValue:
    return render_template("accounts/people.html", people=queries.team(db.session))


@blueprint.get("/equipe/nouvelle-personne")
@access(Audience.ADMINISTRATORS)
def new_person() -> ResponseReturnValue:
    form = NewPersonForm(structure_choices())
    return render_template("accounts/person.html", form=form, person=None)


@blueprint.post("/equipe/nouvelle-personne")
@access(Audience.ADMINISTRATORS)
@writes
def create_person() -> ResponseReturnValue:
    form = NewPersonForm(structure_choices())
    if form.validate_on_submit():
        try:
            user = operations.create_user(
                db.session,
                email=form.email.data or "",
                name=form.name.data or "",
                roles=[Role(value) for value in form.roles.data or []],
                structure=chosen_structure(form.structure.data),
                by=actor(),
            )
        except operations.AddressTakenError:
            form.email.errors = [_("Somebody already signs in with this address.")]
        else:
            emails.send_invitation(db.session, user, by=actor())
            flash(_("A mail invites this person to choose a password."), "success")
            return redirect(url_for("accounts.people"), 303)
    return render_template("accounts/person.html", form=form, person=None), 422


@blueprint.get("/equipe/<int:user_id>")
@access(Audience.ADMINISTRATORS)
def person(user_id: int) -> ResponseReturnValue:
    user = found(user_id)
    form = PersonForm(
        structure_choices(),
        data={
            "name": user.name,
            "roles": [role.value for role in user.roles],
            "structure": user.structure.key if user.structure else "",
            "active": user.active,
        },
    )
    return render_template("accounts/person.html", form=form, person=user)


@blueprint.post("/equipe/<int:user_id>")
@access(Audience.ADMINISTRATORS)
@writes
def change_person(user_id: int) -> ResponseReturnValue:
    user = found(user_id)
    form = PersonForm(structure_choices())
    if form.validate_on_submit():
        roles = [Role(value) for value in form.roles.data or []]
        if user.id == actor().id and (Role.ADMINISTRATOR not in roles or not form.active.data):
            form.roles.errors = [
                _("You cannot take your own administration away: ask another administrator.")
            ]
        elif _change(user, form, roles):
            flash(_("The account is up to date."), "success")
            return redirect(url_for("accounts.people"), 303)
    return render_template("accounts/person.html", form=form, person=user), 422


def _change(user: User, form: PersonForm, roles: list[Role]) -> bool:
    """False, with a sentence by the field, when nobody would be left to manage the team."""
    try:
        operations.change_user(
            db.session,
            user,
            name=form.name.data or "",
            roles=roles,
            structure=chosen_structure(form.structure.data),
            active=bool(form.active.data),
            by=actor(),
        )
    except operations.LastAdministratorError:
        field = form.active if Role.ADMINISTRATOR in roles else form.roles
        field.errors = [
            _("This person is the last administrator. Make somebody else an administrator first.")
        ]
        return False
    return True


@blueprint.post("/equipe/<int:user_id>/invitation")
@access(Audience.ADMINISTRATORS)
@writes
def invite_again(user_id: int) -> ResponseReturnValue:
    user = found(user_id)
    if ConfirmForm().validate_on_submit() and user.active:
        emails.send_invitation(db.session, user, by=actor())
        flash(_("A mail invites this person to choose a password."), "success")
    return redirect(url_for("accounts.person", user_id=user.id), 303)


@blueprint.post("/equipe/<int:user_id>/sans-code")
@access(Audience.ADMINISTRATORS)
@writes
def forget_phone(user_id: int) -> ResponseReturnValue:
    """For somebody who lost their phone."""
    user = found(user_id)
    if ConfirmForm().validate_on_submit():
        operations.disable_totp(db.session, user, by=actor())
        flash(_("Signing in no longer asks this person for the digits of a phone."), "success")
    return redirect(url_for("accounts.person", user_id=user.id), 303)


@blueprint.get("/structures")
@access(Audience.ADMINISTRATORS)
def all_structures() -> ResponseReturnValue:
    return render_template(
        "accounts/structures.html", form=StructureForm(), structures=queries.structures(db.session)
    )


@blueprint.post("/structures")
@access(Audience.ADMINISTRATORS)
@writes
def add_structure() -> ResponseReturnValue:
    form = StructureForm()
    if form.validate_on_submit():
        structures.create(db.session, form.structure_name.data or "", by=actor())
        flash(_("The structure is added."), "success")
        return redirect(url_for("accounts.all_structures"), 303)
    known = queries.structures(db.session)
    return render_template("accounts/structures.html", form=form, structures=known), 422


def found(user_id: int) -> User:
    user = db.session.get(User, user_id) if user_id < 2**31 else None
    if user is None:
        abort(404)
    return user
