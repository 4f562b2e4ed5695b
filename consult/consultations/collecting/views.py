"""The rounds of a consultation: made by editors, used by all of the team."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.consultations.collecting import (
    copies,
    interview_views,
    keying_views,
    paper_views,
    queries,
    rounds,
)
from consult.consultations.collecting.forms import (
    ConfirmForm,
    CopiesForm,
    EditForm,
    LinkForm,
    RoundForm,
)
from consult.consultations.collecting.links import link_of
from consult.consultations.collecting.models import Round
from consult.consultations.collecting.permissions import can_interview, can_type, link_works
from consult.consultations.editing.permissions import can_write
from consult.consultations.queries import consultation_of
from consult.db import utcnow
from consult.extensions import db
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.headers import PRIVATE
from consult.web.page import absolute_url
from consult.web.qr import qr_svg

blueprint = Blueprint("collecting", __name__, url_prefix="/espace/consultations/<slug>/collectes")
keying_views.register(blueprint)
paper_views.register(blueprint)


@blueprint.after_request
def keep_codes_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response


@blueprint.get("")
@access(Audience.TEAM)
def index(slug: str) -> ResponseReturnValue:
    consultation = consultation_of(db.session, slug) or abort(404)
    listed = queries.rounds_of(db.session, consultation)
    return render_template(
        "consultations/collecting/index.html",
        consultation=consultation,
        rounds=listed,
        standings=queries.standings(db.session, [each.id for each in listed]),
        may_write=can_write(actor()),
    )


@blueprint.route("/nouvelle", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def new(slug: str) -> ResponseReturnValue:
    consultation = consultation_of(db.session, slug) or abort(404)
    form = RoundForm()
    form.offer()
    if form.validate_on_submit():
        made = rounds.make_round(db.session, consultation, form.how(), form.said(), by=actor())
        flash(_("Round %(number)s is ready.", number=made.number), "success")
        return redirect(url_for(".show", slug=slug, public_id=made.public_id), 303)
    page = render_template(
        "consultations/collecting/new.html", consultation=consultation, form=form
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<public_id>")
@access(Audience.TEAM)
def show(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    return _page(found, CopiesForm(formdata=None), LinkForm(found))


@blueprint.route("/<public_id>/modifier", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def edit(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    form = EditForm(found)
    if form.validate_on_submit():
        changed = rounds.edit_round(db.session, found, form.said(), by=actor())
        flash(_("It is saved.") if changed else _("Nothing was changed."), "success")
        return _to(found)
    page = render_template("consultations/collecting/edit.html", round=found, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/<public_id>/imprimer")
@access(Audience.EDITORS)
@writes
def print_copies(slug: str, public_id: str) -> ResponseReturnValue:
    """More copies, each with its number; the page then offers them to print."""
    found = _round(slug, public_id)
    form = CopiesForm()
    if not found.is_paper:
        abort(404)
    if not form.validate_on_submit() or found.copies + form.number.data > copies.LARGEST:
        return _page(found, form, LinkForm(found)), 422
    made = copies.print_copies(db.session, found, form.number.data, by=actor())
    flash(
        ngettext("%(num)s copy is ready.", "%(num)s copies are ready.", len(made)),
        "success",
    )
    return _to(found)


@blueprint.post("/<public_id>/lien")
@access(Audience.EDITORS)
@writes
def open_link(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    if found.is_paper:
        abort(404)
    form = LinkForm(found)
    if not form.validate_on_submit():
        return _page(found, CopiesForm(formdata=None), form), 422
    had_one = found.link_serial > 0
    rounds.open_link(db.session, found, form.moment(), by=actor())
    if had_one:
        flash(_("The link is ready. Any link given before no longer works."), "success")
    else:
        flash(
            _("The link is ready: it opens the interviews of this round, on any phone."), "success"
        )
    return _to(found)


@blueprint.post("/<public_id>/retirer-lien")
@access(Audience.EDITORS)
@writes
def withdraw_link(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    if ConfirmForm().validate_on_submit():
        rounds.withdraw_link(db.session, found, by=actor())
        flash(_("The link no longer works. The interviews already sent stay."), "success")
    return _to(found)


@blueprint.post("/<public_id>/arreter")
@access(Audience.EDITORS)
@writes
def stop(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    if ConfirmForm().validate_on_submit():
        rounds.stop_round(db.session, found, by=actor())
        flash(_("This round is stopped. The answers received stay."), "success")
    return _to(found)


@blueprint.post("/<public_id>/reprendre")
@access(Audience.EDITORS)
@writes
def resume(slug: str, public_id: str) -> ResponseReturnValue:
    found = _round(slug, public_id)
    if ConfirmForm().validate_on_submit():
        rounds.resume_round(db.session, found, by=actor())
        flash(_("This round goes on."), "success")
    return _to(found)


@blueprint.get("/<public_id>/entretien")
@access(Audience.TEAM)
def interview(slug: str, public_id: str) -> ResponseReturnValue:
    """A new address for one more person."""
    found = _round(slug, public_id)
    if not can_interview(found, utcnow()):
        return _to(found)
    return redirect(interview_views.first_screen(found, actor().id))


@blueprint.get("/<public_id>/feuille-des-benevoles")
@access(Audience.EDITORS)
def link_sheet(slug: str, public_id: str) -> ResponseReturnValue:
    """The link, large, to print and to hand to volunteers."""
    found = _round(slug, public_id)
    if not link_works(found, utcnow()):
        return _to(found)
    address = _link(found)
    return render_template(
        "consultations/collecting/link_sheet.html",
        round=found,
        address=address,
        link_last_day=_last_day(found),
        qr=qr_svg(address, _("Square code to scan: it begins the interviews.")),
    )


def _round(slug: str, public_id: str) -> Round:
    writing = request.method == "POST"
    return queries.round_of(db.session, slug, public_id, lock=writing) or abort(404)


def _to(found: Round) -> ResponseReturnValue:
    address = url_for(".show", slug=found.consultation.slug, public_id=found.public_id)
    return redirect(address, 303)


def _link(found: Round) -> str:
    return absolute_url("consultations.collect", slug=found.consultation.slug, link=link_of(found))


def _last_day(found: Round) -> datetime | None:
    """Of the link, which ends at a midnight."""
    return found.link_until and found.link_until - timedelta(seconds=1)


def _page(found: Round, form: CopiesForm, link_form: LinkForm) -> str:
    now = utcnow()
    left = queries.copies_left(db.session, found)
    return render_template(
        "consultations/collecting/show.html",
        round=found,
        consultation=found.consultation,
        standing=queries.standings(db.session, [found.id])[found.id],
        left=left,
        most_told=queries.MOST_TOLD,
        form=form,
        link_form=link_form,
        link=_link(found) if link_works(found, now) else "",
        link_last_day=_last_day(found),
        files=copies.A_FILE,
        may_interview=can_interview(found, now),
        may_type=can_type(found, now),
        may_write=can_write(actor()),
        most=copies.MOST,
    )
