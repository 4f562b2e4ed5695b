"""Cutting a text that says several things."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from consult.accounts.session import actor
from consult.contributions.models import Contribution
from consult.extensions import db
from consult.moderation import claims, queries, splitting
from consult.moderation.forms import SplitForm
from consult.moderation.permissions import can_split
from consult.moderation.splitting import OnePartError, OtherWordsError, TooManyPartsError
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import contribution_at, overtaken, reading_page
from consult.moderation.views.where import here
from consult.web.access import Audience, access
from consult.web.commit import writes


@blueprint.get("/moderation/<public_id>/separer")
@access(Audience.MODERATORS)
def split(public_id: str) -> ResponseReturnValue:
    contribution = contribution_at(public_id)
    if not can_split(contribution):
        return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)
    return _page(contribution, SplitForm(formdata=None, data={"text": contribution.text}))


@blueprint.post("/moderation/<public_id>/separer")
@access(Audience.MODERATORS)
@writes
def split_words(public_id: str) -> ResponseReturnValue:
    """Each part waits to be read; one goes to the first."""
    contribution = contribution_at(public_id, lock=True)
    form = SplitForm()
    seen = form.seen_revision()
    if not can_split(contribution) or contribution.revision != seen:
        return overtaken(contribution, queries.last_decision(db.session, contribution))
    if claims.someone_else(db.session, contribution, actor()):
        return reading_page(contribution), 409
    parts = _parts(contribution, form) if form.validate_on_submit() else []
    if not parts:
        return _page(contribution, form), 422
    made = splitting.split(db.session, contribution, parts, by=actor(), revision=seen)
    claims.take(db.session, contribution, by=actor())
    flash(_("The message is split in %(num)s: each part is decided by itself.", num=len(made)))
    return redirect(url_for("moderation.read", public_id=public_id, **here()), 303)


def _parts(contribution: Contribution, form: SplitForm) -> list[str]:
    """Empty, with an error on the form, when the text is not cut as it should."""
    try:
        return splitting.cut(contribution.text, form.text.data or "")
    except OnePartError:
        error = _("Put the separating line between two parts that each have words.")
    except TooManyPartsError:
        error = _("At most %(num)s parts.", num=splitting.MOST_PARTS)
    except OtherWordsError as found:
        error = _different(found)
    form.text.errors = [error]
    return []


def _different(error: OtherWordsError) -> str:
    if not error.found:
        return str(_("Words are missing at the end: « %(words)s ».", words=error.expected))
    if not error.expected:
        return str(_("Words were added at the end: « %(words)s ».", words=error.found))
    return str(
        _(
            "The author wrote « %(expected)s », the parts say « %(found)s ».",
            expected=error.expected,
            found=error.found,
        )
    )


def _page(contribution: Contribution, form: SplitForm) -> str:
    return render_template(
        "moderation/split.html",
        contribution=contribution,
        form=form,
        separator=splitting.separator(contribution.text),
        most=splitting.MOST_PARTS,
        here=here(),
    )
