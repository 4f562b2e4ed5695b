"""Cards for those who have no e-mail, made and printed by the team."""

from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.consultations.entry import cards, printing
from consult.consultations.entry.forms import BatchForm, ConfirmForm
from consult.consultations.entry.models import CardBatch
from consult.consultations.models import Consultation
from consult.consultations.queries import consultation_of
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.headers import PRIVATE

blueprint = Blueprint("cards", __name__, url_prefix="/espace/consultations/<slug>/cartes")


@blueprint.after_request
def keep_codes_private(response: Response) -> Response:
    response.headers["Cache-Control"] = PRIVATE
    return response


@blueprint.route("", methods=["GET", "POST"])
@access(Audience.EDITORS)
@writes
def index(slug: str) -> ResponseReturnValue:
    consultation = _known(slug)
    form = BatchForm()
    if form.validate_on_submit():
        batch = cards.make_batch(
            db.session,
            consultation,
            label=form.label.data or "",
            number=form.number.data or 0,
            by=actor(),
        )
        flash(
            ngettext("%(num)s card is ready.", "%(num)s cards are ready.", batch.number), "success"
        )
        return redirect(url_for(".batch", slug=slug, public_id=batch.public_id), 303)
    page = render_template(
        "consultations/entry/cards.html",
        consultation=consultation,
        form=form,
        batches=cards.batches_of(db.session, consultation),
        sent=cards.answers_sent(db.session, consultation),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<public_id>")
@access(Audience.EDITORS)
def batch(slug: str, public_id: str) -> ResponseReturnValue:
    consultation = _known(slug)
    return render_template(
        "consultations/entry/batch.html",
        consultation=consultation,
        batch=_batch(consultation, public_id),
        form=ConfirmForm(),
        sheets=-(-_batch(consultation, public_id).number // cards.PER_PAGE),
    )


@blueprint.post("/<public_id>/cartes.pdf")
@access(Audience.EDITORS)
@writes
@limiter.limit("20/minute")
def pdf(slug: str, public_id: str) -> ResponseReturnValue:
    """Codes are never seen without a line in the journal: a sheet is asked for by a button."""
    found = _batch(_known(slug), public_id)
    if found.stopped_at is not None:
        abort(404)
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)
    cards.note_printing(db.session, found, by=actor())
    response = make_response(printing.cards_pdf(found))
    response.mimetype = "application/pdf"
    name = f"cartes-{slug}-{public_id}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.post("/<public_id>/arreter")
@access(Audience.EDITORS)
@writes
def stop(slug: str, public_id: str) -> ResponseReturnValue:
    found = _batch(_known(slug), public_id, lock=True)
    if ConfirmForm().validate_on_submit():
        cards.stop_batch(db.session, found, by=actor())
        flash(_("These cards no longer work. The answers sent before stay."), "success")
    return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)


@blueprint.post("/<public_id>/reprendre")
@access(Audience.EDITORS)
@writes
def resume(slug: str, public_id: str) -> ResponseReturnValue:
    found = _batch(_known(slug), public_id, lock=True)
    if ConfirmForm().validate_on_submit():
        cards.resume_batch(db.session, found, by=actor())
        flash(_("These cards work again."), "success")
    return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)


def _known(slug: str) -> Consultation:
    return consultation_of(db.session, slug) or abort(404)


def _batch(consultation: Consultation, public_id: str, *, lock: bool = False) -> CardBatch:
    return cards.batch_of(db.session, consultation, public_id, lock=lock) or abort(404)
