"""Sorting again, without seeing the first time: how far two people agree is published."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from consult.accounts.session import actor
from consult.contributions.models import Contribution, Tagging
from consult.enjeux.queries import vocabulary
from consult.extensions import db
from consult.moderation import agreement, queries
from consult.moderation.forms import TagForm
from consult.moderation.views.blueprint import blueprint
from consult.web.access import Audience, access
from consult.web.commit import writes

OUTCOMES = {each.value: each for each in (Tagging.TAGGED, Tagging.OUTSIDE)}


@blueprint.get("/classement/relecture")
@access(Audience.MODERATORS)
def second_reading() -> ResponseReturnValue:
    done = request.args.get("done", "")
    found = agreement.next_to_read_again(db.session, actor())
    form = None
    if found is not None:
        form = TagForm(formdata=None)
        form.offer(vocabulary(db.session, found.vocabulary_id))
    return _page(found, form, queries.find(db.session, done) if done else None)


@blueprint.post("/classement/relecture/<public_id>")
@access(Audience.MODERATORS)
@writes
def keep_second_reading(public_id: str) -> ResponseReturnValue:
    contribution = queries.find(db.session, public_id, lock=True)
    if contribution is None:
        abort(404)
    outcome = OUTCOMES.get(request.form.get("outcome", ""))
    if outcome is None:
        abort(400)
    if not agreement.may_read_again(db.session, contribution, actor()):
        # Sorted meanwhile by this very person, or read twice already: the next one is due.
        return redirect(url_for("moderation.second_reading"), 303)
    form = TagForm()
    form.offer(vocabulary(db.session, contribution.vocabulary_id))
    if not form.validate_on_submit():
        return _page(contribution, form, None), 422
    enjeux = (form.enjeux.data or []) if outcome is Tagging.TAGGED else []
    if outcome is Tagging.TAGGED and not enjeux:
        form.nothing_ticked()
        return _page(contribution, form, None), 422
    agreement.keep(db.session, contribution, outcome, enjeux, by=actor(), blind=True)
    return redirect(url_for("moderation.second_reading", done=public_id), 303)


def _page(
    contribution: Contribution | None, form: TagForm | None, done: Contribution | None
) -> str:
    words = vocabulary(db.session, contribution.vocabulary_id) if contribution else None
    return render_template(
        "moderation/second_reading.html",
        contribution=contribution,
        vocabulary=words,
        form=form,
        done=done,
        so_far=agreement.agreement(db.session),
    )
