"""Masking a passage, and opening what was sealed."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import claims, queries, sealing
from consult.moderation.forms import MaskForm, OpenForm
from consult.moderation.masking import NotFoundError, NothingLeftError, mask
from consult.moderation.models import DecisionKind
from consult.moderation.operations import was_just_done
from consult.moderation.permissions import can_decide, can_mask
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import contribution_at, overtaken, reading_page
from consult.moderation.views.where import here, to_the_next
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.post("/moderation/<public_id>/masquer")
@access(Audience.MODERATORS)
@writes
def mask_passages(public_id: str) -> ResponseReturnValue:
    """Words that wait are published by the same gesture, and one goes on to the next."""
    contribution = contribution_at(public_id, lock=True)
    form = MaskForm()
    seen = form.seen_revision()
    last = queries.last_decision(db.session, contribution)
    if was_just_done(last, DecisionKind.PUBLISH, by=actor(), revision=seen + 1):
        return to_the_next(done=contribution)
    if not can_mask(contribution) or contribution.revision != seen:
        return overtaken(contribution, last)
    waits = can_decide(contribution)
    if waits and claims.someone_else(db.session, contribution, actor()):
        return reading_page(contribution), 409
    if not form.validate_on_submit() or not _masked(contribution, form):
        return reading_page(contribution, mask=form), 422
    if waits:
        return to_the_next(done=contribution)
    return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)


@blueprint.post("/moderation/<public_id>/original")
@access(Audience.MODERATORS)
@writes
def open_original(public_id: str) -> ResponseReturnValue:
    """Shown once, in the answer to the form: no address leads back to it."""
    contribution = contribution_at(public_id)
    form = OpenForm()
    if not form.validate_on_submit():
        return reading_page(contribution, opening=form), 422
    original = sealing.open_original(
        db.session, contribution, by=actor(), reason=form.why.data or ""
    )
    if original is None:
        return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)
    return render_template(
        "moderation/original.html", contribution=contribution, original=original, here=here()
    )


def _masked(contribution: Contribution, form: MaskForm) -> bool:
    """False, with an error on the form, when it cannot be done."""
    passages = form.all_passages()
    if not passages:
        form.passages.errors = [_("Tick or type at least one passage to mask.")]
        return False
    try:
        mask(
            db.session,
            contribution,
            passages,
            by=actor(),
            revision=form.seen_revision(),
            sentence=form.note.data or "",
        )
    except NotFoundError as error:
        form.passages.errors = [
            _(
                "« %(passage)s » is not in the text. Copy it exactly as it is written.",
                passage=error.passage,
            )
        ]
        return False
    except NothingLeftError:
        form.passages.errors = [_("Nothing would be left to read: refuse these words instead.")]
        return False
    return True
