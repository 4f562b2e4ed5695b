"""Deciding of a selection of the queue, and taking it back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.session import actor
from consult.extensions import db
from consult.moderation import bulk, queries
from consult.moderation.bulk import Left
from consult.moderation.filters import Filters
from consult.moderation.forms import PublishForm, SelectionForm
from consult.moderation.models import DecisionKind
from consult.moderation.permissions import can_undo
from consult.moderation.views.blueprint import blueprint
from consult.moderation.views.reading import queue_page
from consult.web.access import Audience, access
from consult.web.commit import writes

# A page of the queue has no more boxes.
MOST = queries.PAGE


@blueprint.post("/moderation/lot")
@access(Audience.MODERATORS)
@writes
def decide_selection() -> ResponseReturnValue:
    kinds = {each.value: each for each in (DecisionKind.PUBLISH, DecisionKind.REFUSE)}
    kind = kinds.get(request.form.get("decision", "")) or abort(400)
    form = SelectionForm()
    form.offer(queries.reasons(db.session))
    selection = dict(list(form.selection().items())[:MOST])
    checked = PublishForm() if kind is DecisionKind.PUBLISH else form
    valid = checked.validate_on_submit()
    if not valid and checked is not form:
        form.form_errors = list(checked.errors.get("csrf_token", ()))
    if not selection:
        form.form_errors = [*form.form_errors, _("Tick at least one contribution of the list.")]
    if not valid or not selection:
        return queue_page(form), 422
    refuse = kind is DecisionKind.REFUSE
    done = bulk.decide_all(
        db.session,
        selection,
        kind,
        by=actor(),
        reason=form.known[form.reason.data] if refuse else None,
        sentence=(form.sentence.data or "") if refuse else "",
    )
    left: dict[str, Any] = {why.value: ids for why, ids in done.left.items()}
    return redirect(url_for("moderation.batch", key=done.batch, **left, **_filters()), 303)


@blueprint.get("/moderation/lot/<key>")
@access(Audience.MODERATORS)
def batch(key: str) -> ResponseReturnValue:
    """What was decided together, and what was left and why."""
    decisions = queries.batch(db.session, key)
    asked = {why: request.args.getlist(why.value)[:MOST] for why in Left}
    wanted = [public_id for ids in asked.values() for public_id in ids]
    known = {each.public_id: each for each in queries.shown(db.session, wanted)}
    left = [(known[each], why) for why, ids in asked.items() for each in ids if each in known]
    if not decisions and not left:
        return redirect(url_for("moderation.queue"))
    return render_template(
        "moderation/batch.html",
        key=key,
        decisions=decisions,
        left=left,
        can_undo=any(can_undo(actor(), each.contribution, each) for each in decisions),
        filters=Filters.read(request.args),
    )


@blueprint.post("/moderation/lot/<key>/annuler")
@access(Audience.MODERATORS)
@writes
def undo_batch(key: str) -> ResponseReturnValue:
    undone, stay = bulk.undo_all(db.session, key, by=actor())
    flash(
        ngettext("%(num)s decision undone.", "%(num)s decisions undone.", undone),
        "success" if undone else "warning",
    )
    if stay:
        flash(
            ngettext(
                "%(num)s decision stays: something happened since, or a colleague took it.",
                "%(num)s decisions stay: something happened since, or a colleague took them.",
                stay,
            ),
            "warning",
        )
    return redirect(url_for("moderation.queue", **_filters()), 303)


def _filters() -> dict[str, Any]:
    return dict(Filters.read(request.args).arguments())
