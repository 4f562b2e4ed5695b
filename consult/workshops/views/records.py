"""The list of workshops, a record's heading, the record itself, and closing it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from consult.accounts.models import Role, Structure, User
from consult.accounts.queries import structures as all_structures
from consult.accounts.session import actor
from consult.contributions import receipts
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.desk import Card
from consult.web.page import absolute_url, settings
from consult.web.qr import qr_svg
from consult.workshops import operations, queries, speech
from consult.workshops.forms import (
    HeadingForm,
    ItemForm,
    NextStepForm,
    heading_data,
    sticky,
)
from consult.workshops.models import Workshop
from consult.workshops.operations import ClosedError, Ground
from consult.workshops.permissions import can_change, can_create
from consult.workshops.views.blueprint import blueprint, own_workshop


@blueprint.get("/espace/ateliers")
@access(Audience.ANIMATORS)
def index() -> ResponseReturnValue:
    after = request.args.get("after", type=int)
    user = actor()
    still_open = queries.still_open(db.session, user) if after is None else []
    page = queries.closed(db.session, user, after)
    return render_template(
        "workshops/index.html",
        still_open=still_open,
        page=page,
        counts=queries.item_counts(db.session, [*still_open, *page.rows]),
        can_create=can_create(user),
        everybody=Role.ADMINISTRATOR in user.roles,
    )


@blueprint.route("/espace/ateliers/nouveau", methods=["GET", "POST"])
@access(Audience.ANIMATORS)
@writes
def new() -> ResponseReturnValue:
    user = actor()
    ground = queries.ground_of(db.session, settings().town_name)
    structures = _structures(user)
    if ground is None or not structures:
        status = 200 if request.method == "GET" else 422
        return render_template("workshops/not_ready.html", ground=ground), status
    asked = structures if len(structures) > 1 else []
    form = HeadingForm(ground, asked)
    if not form.validate_on_submit():
        return render_template("workshops/heading.html", form=form, workshop=None), _status()
    structure = form.structures[form.structure.data] if asked else structures[0]
    workshop = operations.create(db.session, user, structure, ground, form.heading())
    return redirect(url_for("workshops.record", public_id=workshop.public_id), 303)


@blueprint.route("/espace/ateliers/<public_id>/modifier", methods=["GET", "POST"])
@access(Audience.ANIMATORS)
@writes
def edit(public_id: str) -> ResponseReturnValue:
    workshop = own_workshop(public_id)
    if not can_change(workshop):
        return _to_record(workshop)
    ground = Ground(workshop.commune, workshop.vocabulary)
    form = HeadingForm(ground, [], data=heading_data(workshop))
    if not form.validate_on_submit():
        return render_template("workshops/heading.html", form=form, workshop=workshop), _status()
    try:
        operations.edit(db.session, workshop, form.heading(), actor())
    except ClosedError:
        flash(_("This workshop was closed meanwhile: nothing was changed."), "warning")
        return _to_record(workshop)
    flash(_("The heading is up to date."), "success")
    return _to_record(workshop)


@blueprint.get("/espace/ateliers/<public_id>")
@access(Audience.ANIMATORS)
def record(public_id: str) -> ResponseReturnValue:
    return show_record(own_workshop(public_id))


@blueprint.post("/espace/ateliers/<public_id>/fermer")
@access(Audience.ANIMATORS)
@writes
def close(public_id: str) -> ResponseReturnValue:
    """Closing twice is harmless: the second click finds it closed."""
    workshop = own_workshop(public_id)
    was_open = can_change(workshop)
    try:
        speech.close(db.session, workshop, actor())
    except speech.NothingSaidError:
        problem = _("Nothing is written yet. Write at least one thing said, then close.")
        return show_record(workshop, problem=problem), 422
    if was_open:
        flash(_told(workshop), "success")
    return _to_record(workshop)


def show_record(
    workshop: Workshop,
    *,
    form: ItemForm | None = None,
    step_form: NextStepForm | None = None,
    problem: str = "",
    removed: str = "",
) -> str:
    """The record, with what could not be accepted, or the rendered way back of what was removed."""
    return render_template(
        "workshops/record.html",
        workshop=workshop,
        chapters=queries.chapters(workshop, workshop.items),
        form=form or ItemForm(workshop, formdata=None, data=sticky(workshop)),
        step_form=step_form or NextStepForm(formdata=None),
        can_change=can_change(workshop),
        problem=problem,
        removed=Markup(removed),  # noqa: S704 our own rendered template
        receipt=_receipt(workshop),
    )


def desk_cards(user: User) -> list[Card]:
    """The records that wait to be closed."""
    if not user.may_enter(Audience.ANIMATORS):
        return []
    count = len(queries.still_open(db.session, user))
    sentence = ngettext(
        "%(num)s workshop is being written.", "%(num)s workshops are being written.", count
    )
    return [Card(_("Workshops"), sentence, url_for("workshops.index"), "people", count)]


def _structures(user: User) -> list[Structure]:
    """Those a new record may belong to."""
    if Role.ADMINISTRATOR in user.roles:
        return all_structures(db.session)
    return [user.structure] if user.structure is not None else []


def _receipt(workshop: Workshop) -> dict[str, Any] | None:
    """The code that the room shares, and its QR: only once the workshop is closed."""
    if workshop.receipt is None:
        return None
    code = receipts.code_of(speech.submission_of(workshop))
    address = absolute_url("following.show", code=code)
    qr = qr_svg(address, _("QR code of the follow-up page"))
    return {"code": code, "address": address, "qr": qr}


def _told(workshop: Workshop) -> str:
    made = sum(item.contribution is not None for item in workshop.items)
    told = ngettext(
        "The workshop is closed. %(num)s contribution now waits to be read.",
        "The workshop is closed. %(num)s contributions now wait to be read.",
        made,
    )
    return str(told)


def _to_record(workshop: Workshop) -> ResponseReturnValue:
    return redirect(url_for("workshops.record", public_id=workshop.public_id), 303)


def _status() -> int:
    return 200 if request.method == "GET" else 422
