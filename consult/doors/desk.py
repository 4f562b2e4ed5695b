"""The team's pages of cards: made, printed, stopped. The same routes on the blueprint of each feature."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

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
from consult.doors import cards
from consult.doors.cards import Batch, Deck
from consult.doors.forms import BatchForm, ConfirmForm
from consult.extensions import db, limiter
from consult.web.access import Audience, access
from consult.web.commit import writes
from consult.web.headers import PRIVATE
from consult.web.pdf import pdf_of


@dataclass(frozen=True)
class CardDesk(Generic[Batch]):
    """`owner` finds by its slug what the cards open, or stops with 404; `told` is what the two
    pages of `folder` (cards.html and batch.html) need beside; `page` makes the document of the sheets.
    """

    deck: Deck[Batch]
    owner: Callable[[str], Any]
    folder: str
    told: Callable[[Any], dict[str, Any]]
    page: Callable[[Batch], str]
    stopped: Any

    def batch(self, slug: str, public_id: str, *, lock: bool = False) -> Batch:
        owner = self.owner(slug)
        return self.deck.batch_of(db.session, owner.id, public_id, lock=lock) or abort(404)


def add_card_routes(blueprint: Blueprint, desk: CardDesk[Any]) -> None:
    """`blueprint` lies under an address that holds the owner's <slug>."""

    @blueprint.after_request
    def keep_codes_private(response: Response) -> Response:
        response.headers["Cache-Control"] = PRIVATE
        return response

    @blueprint.route("", methods=["GET", "POST"])
    @access(Audience.EDITORS)
    @writes
    def index(slug: str) -> ResponseReturnValue:
        return _index(desk, slug)

    @blueprint.get("/<public_id>")
    @access(Audience.EDITORS)
    def batch(slug: str, public_id: str) -> ResponseReturnValue:
        found = desk.batch(slug, public_id)
        return render_template(
            f"{desk.folder}/batch.html",
            batch=found,
            form=ConfirmForm(),
            sheets=-(-found.number // cards.PER_PAGE),
            **desk.told(desk.owner(slug)),
        )

    @blueprint.post("/<public_id>/cartes.pdf")
    @access(Audience.EDITORS)
    @writes
    @limiter.limit("20/minute")
    def pdf(slug: str, public_id: str) -> ResponseReturnValue:
        """Codes are never seen without a line in the journal: a sheet is asked for by a button."""
        found = desk.batch(slug, public_id)
        if found.stopped_at is not None:
            abort(404)
        if not ConfirmForm().validate_on_submit():
            return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)
        cards.note_printing(db.session, found, by=actor())
        response = make_response(pdf_of(desk.page(found)))
        response.mimetype = "application/pdf"
        name = f"cartes-{slug}-{public_id}.pdf"
        response.headers.set("Content-Disposition", "attachment", filename=name)
        return response

    @blueprint.post("/<public_id>/arreter")
    @access(Audience.EDITORS)
    @writes
    def stop(slug: str, public_id: str) -> ResponseReturnValue:
        found = desk.batch(slug, public_id, lock=True)
        if ConfirmForm().validate_on_submit():
            cards.stop_batch(db.session, found, by=actor())
            flash(str(desk.stopped), "success")
        return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)

    @blueprint.post("/<public_id>/reprendre")
    @access(Audience.EDITORS)
    @writes
    def resume(slug: str, public_id: str) -> ResponseReturnValue:
        found = desk.batch(slug, public_id, lock=True)
        if ConfirmForm().validate_on_submit():
            cards.resume_batch(db.session, found, by=actor())
            flash(_("These cards work again."), "success")
        return redirect(url_for(".batch", slug=slug, public_id=public_id), 303)


def _index(desk: CardDesk[Any], slug: str) -> ResponseReturnValue:
    owner = desk.owner(slug)
    form = BatchForm()
    if form.validate_on_submit():
        batch = desk.deck.make(
            db.session,
            owner.id,
            label=form.label.data or "",
            number=form.number.data or 0,
            by=actor(),
        )
        flash(
            ngettext("%(num)s card is ready.", "%(num)s cards are ready.", batch.number), "success"
        )
        return redirect(url_for(".batch", slug=slug, public_id=batch.public_id), 303)
    page = render_template(
        f"{desk.folder}/cards.html",
        form=form,
        batches=desk.deck.batches_of(db.session, owner.id),
        **desk.told(owner),
    )
    return page, 422 if form.is_submitted() else 200
